//! What can be typed. One flag means one thing in every command.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Reads serious case review reports, tags passages that show a practice issue, and counts them.
///
/// Nothing leaves the machine. Counts measure what reviewers wrote, not what happened.
#[derive(Debug, Parser)]
#[command(name = "scrutineer", version, max_term_width = 100)]
pub(crate) struct Args {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tag a collection and write tags, counts, documents, failures and a run record
    Run(Run),
    /// Show the tags of one report: quoted lines with carets
    Tag(Tag),
    /// Show what was read: text, sections with their roles, pages
    Text(Text),
    /// Count reports that show an issue, by any column
    Count(Count),
    /// Keyword in context: a phrase in all reports
    Find(Find),
    /// List, show or check the codebook and its rules
    Taxonomy(Taxonomy),
    /// Compare tags with hand-coded passages: precision, recall, F1, kappa, assertion accuracy
    Evaluate(Evaluate),
    /// Train a scorer from coded passages
    Learn(Learn),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Which codebook is used.
#[derive(Debug, clap::Args)]
pub(crate) struct TaxonomyChoice {
    /// Folder of TOML files (or one file) to use instead of the built-in taxonomy
    #[arg(long, value_name = "PATH")]
    pub taxonomy: Option<PathBuf>,
}

/// How passages are tagged.
#[derive(Debug, clap::Args)]
pub(crate) struct Tagging {
    #[command(flatten)]
    pub taxonomy: TaxonomyChoice,
    /// Rules alone, without the learned scorer: every tag by a phrase that can be read
    #[arg(long)]
    pub rules_only: bool,
    /// Model of a scorer, made by `learn`; a taxonomy of your own has none unless you give it
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Asserted tags from this strength on, 0 to 1
    #[arg(long, value_name = "STRENGTH")]
    pub min_strength: Option<f64>,
}

/// How files are read.
#[derive(Debug, clap::Args)]
pub(crate) struct Reading {
    /// Library that reads PDFs
    #[arg(long, value_enum, default_value_t = PdfReaderChoice::Hayro)]
    pub pdf_reader: PdfReaderChoice,
    /// Seconds that one file may take
    #[arg(long, default_value_t = 120, value_name = "SECONDS")]
    pub timeout: u64,
    /// Megabytes of memory (address space) that reading one file may take
    #[arg(long, default_value_t = 2048, value_name = "MB")]
    pub max_memory: u64,
    /// Which pages of PDFs are read by optical character recognition (needs the program tesseract)
    #[arg(long, value_enum, default_value_t = OcrChoice::Auto)]
    pub ocr: OcrChoice,
    /// Language of the pages to recognise, as tesseract names it: eng, eng+cym
    #[arg(long, default_value = "eng", value_name = "LANG")]
    pub ocr_language: String,
    /// Read PDFs by both libraries and flag pages on which they disagree; takes several times as long
    #[arg(long)]
    pub compare_readers: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OcrChoice {
    /// Pages that show something and have no text
    Auto,
    /// Every page, instead of its own text
    Always,
    /// None
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PdfReaderChoice {
    /// Positions, fonts and the structure tree
    Hayro,
    /// Text of pages only, as a second opinion
    PdfExtract,
}

/// What is read.
#[derive(Debug, clap::Args)]
pub(crate) struct Inputs {
    /// Files, folders and zip archives of reports
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// CSV file with a column `file` and columns to add to each report
    #[arg(long, value_name = "FILE.csv")]
    pub catalogue: Option<PathBuf>,
    /// Threads; 0 is one a core
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub tagging: Tagging,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Count a report once when it is there twice, or stands inside another
    #[arg(long)]
    pub dedupe: bool,
    /// Folder for the results
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Leave text cells that a spreadsheet would run as a formula as they are
    #[arg(long)]
    pub raw_cells: bool,
    /// Begin CSV files with a byte order mark, so that Excel reads them as UTF-8
    #[arg(long)]
    pub excel: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Tag {
    /// The report; `-` reads text from standard input
    pub file: PathBuf,
    #[command(flatten)]
    pub tagging: Tagging,
    #[command(flatten)]
    pub reading: Reading,
    /// Only tags of these issues
    #[arg(long, value_delimiter = ',', value_name = "CODE,…")]
    pub codes: Vec<String>,
    /// Every assertion, not only what is asserted
    #[arg(long)]
    pub all: bool,
    /// Print JSON lines
    #[arg(long)]
    pub json: bool,
    /// When to colour
    #[arg(long, value_enum, default_value_t = ColourChoice::Auto)]
    pub color: ColourChoice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColourChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Text {
    /// The report; `-` reads text from standard input
    pub file: PathBuf,
    #[command(flatten)]
    pub reading: Reading,
    /// How to print it
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub format: TextFormat,
    /// Show pages with reasons to doubt what was read
    #[arg(long)]
    pub quality: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    /// The text, a block a paragraph, as quotes and offsets refer to it
    Text,
    /// Each block with section role, page and number in front
    Roles,
    /// Markdown with headings
    Markdown,
    /// JSON: metadata, sections, blocks
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Count {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Count a report once when it is there twice, or stands inside another
    #[arg(long)]
    pub dedupe: bool,
    /// issue, family or stage, and columns of the reports: year, review_type, area …
    #[arg(long, value_delimiter = ',', default_value = "issue", value_name = "KEY,…")]
    pub by: Vec<String>,
    /// Print CSV instead of a table
    #[arg(long)]
    pub csv: bool,
    /// Rows without a single report too
    #[arg(long)]
    pub zeros: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Find {
    /// A phrase: words, `stem*`, `(a|b)`, `…` for up to six words, `{list}`
    pub pattern: String,
    #[command(flatten)]
    pub inputs: Inputs,
    /// Characters of context on each side
    #[arg(long, default_value_t = 60, value_name = "N")]
    pub context: usize,
    /// Print JSON lines
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Evaluate {
    /// Files of coded passages, one JSON object a line
    #[arg(required = true, value_name = "GOLD.jsonl")]
    pub gold: Vec<PathBuf>,
    #[command(flatten)]
    pub tagging: Tagging,
    /// Only these codes
    #[arg(long, value_delimiter = ',', value_name = "CODE,…")]
    pub codes: Vec<String>,
    /// List each miss and false alarm with its passage
    #[arg(long)]
    pub errors: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Learn {
    /// Files of coded passages, one JSON object a line
    #[arg(required = true, value_name = "GOLD.jsonl")]
    pub gold: Vec<PathBuf>,
    /// Files of coded passages that were not used to write the rules: they also set how rules and scorer are weighed
    #[arg(long, num_args = 1.., value_name = "FRESH.jsonl")]
    pub calibrate: Vec<PathBuf>,
    /// Where to write the model
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[command(flatten)]
    pub taxonomy: TaxonomyChoice,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Taxonomy {
    #[command(subcommand)]
    pub action: TaxonomyAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TaxonomyAction {
    /// One line an issue
    List {
        #[command(flatten)]
        taxonomy: TaxonomyChoice,
    },
    /// One issue with definition, rules and examples
    Show {
        /// Id of the issue
        issue: String,
        #[command(flatten)]
        taxonomy: TaxonomyChoice,
    },
    /// Run every example and counter-example of the rules
    Check {
        /// Folder of TOML files (or one file); the built-in taxonomy when left out
        path: Option<PathBuf>,
    },
}
