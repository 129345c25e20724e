//! What can be typed. One flag means one thing in every command.

mod tables;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use tables::{CountTable, Formats, TextTable};

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
    /// Draft a practice briefing on one issue: quotations, reasons, suggestions, questions
    Briefing(Briefing),
    /// Keyword in context: a phrase in all reports
    Find(Find),
    /// List, show, check, compare, begin, export or import the codebook and its rules
    Taxonomy(Taxonomy),
    /// Compare tags with hand-coded passages: precision, recall, F1, kappa, assertion accuracy
    Evaluate(Evaluate),
    /// Compare two codings of the same passages: percentage agreement, kappa, alpha, F1
    Agree(Agree),
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
    /// Folder of TOML files (or one file) to use instead of the built-in taxonomy, or `@NAME` of a built-in one
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
    /// The learned scorer alone, without rules: to see what each of them gives
    #[arg(long, conflicts_with = "rules_only")]
    pub scorer_only: bool,
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
    /// Pages that show something and have no text, or hardly any over a picture of the whole page
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
    pub table: TextTable,
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
    #[command(flatten)]
    pub formats: Formats,
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
    #[command(flatten)]
    pub table: CountTable,
    /// Print CSV instead of a table
    #[arg(long)]
    pub csv: bool,
    /// Rows without a single report too
    #[arg(long)]
    pub zeros: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Briefing {
    /// Id of the issue, as in `taxonomy list`
    pub issue: String,
    #[command(flatten)]
    pub inputs: Inputs,
    /// Count a report once when it is there twice, or stands inside another
    #[arg(long)]
    pub dedupe: bool,
    /// Where to write it; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// What to write; told from the ending of FILE when left out
    #[arg(long, value_enum)]
    pub format: Option<BriefingFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BriefingFormat {
    /// A page for a browser
    Html,
    /// A Word file
    Docx,
    /// Markdown
    Markdown,
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
    /// Coded passages: one JSON object a line, or a coded project (.qdpx) of another program
    #[arg(required = true, value_name = "GOLD")]
    pub gold: Vec<PathBuf>,
    /// Only codings of these people in coded projects
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    pub coders: Vec<String>,
    #[command(flatten)]
    pub tagging: Tagging,
    /// Only these codes
    #[arg(long, value_delimiter = ',', value_name = "CODE,…")]
    pub codes: Vec<String>,
    /// List each miss and false alarm with its passage
    #[arg(long)]
    pub errors: bool,
    /// Show whether strengths mean what they say: tags by strength and the share that is right
    #[arg(long)]
    pub reliability: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Agree {
    /// First coding: coded passages (JSON lines), a coded project (.qdpx), tags.csv or tags.jsonl of a run, or the
    /// folder of a run
    pub first: PathBuf,
    /// Second coding, of the same passages
    pub second: PathBuf,
    /// Only these codes
    #[arg(long, value_delimiter = ',', value_name = "CODE,…")]
    pub codes: Vec<String>,
    /// A code counts as given whatever is asserted, not only where it is asserted
    #[arg(long)]
    pub any_assertion: bool,
    /// List each passage on which the two differ
    #[arg(long)]
    pub differences: bool,
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
    /// Files of coded passages by other authors than those that teach: strengths are fitted to the share of tags that
    /// is right in them
    #[arg(long, num_args = 1.., value_name = "OTHERS.jsonl")]
    pub recalibrate: Vec<PathBuf>,
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
        /// The built-in taxonomies, not the issues of one
        #[arg(long, conflicts_with = "taxonomy")]
        built_in: bool,
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
        /// Folder of TOML files (or one file), or `@NAME`; the built-in taxonomy when left out
        path: Option<PathBuf>,
    },
    /// Show which tags a change of the codebook adds, removes or reads otherwise
    Diff(TaxonomyDiff),
    /// Write a small commented codebook to start your own from
    New {
        /// Folder to write it into; made if needed
        folder: PathBuf,
    },
    /// Write the codebook for a spreadsheet editor
    Export {
        /// Workbook to write (FILE.xlsx), or folder for CSV files
        target: PathBuf,
        #[command(flatten)]
        taxonomy: TaxonomyChoice,
        /// The word lists and cues that the program lends every codebook too, so that they can be edited
        #[arg(long)]
        with_base: bool,
    },
    /// Make taxonomy files of an edited workbook or folder of CSV files, or of a codebook of another program
    Import {
        /// Workbook (FILE.xlsx), folder of CSV files, or codebook (.qdc) or project (.qdpx), which have no rules
        source: PathBuf,
        /// Folder for the taxonomy files; made if needed
        #[arg(required_unless_present = "out")]
        folder: Option<PathBuf>,
        /// The same folder as an option
        #[arg(short, long, value_name = "DIR", conflicts_with = "folder")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct TaxonomyDiff {
    /// The codebook as it was: folder of TOML files (or one file), or `@NAME`
    pub old: PathBuf,
    /// The codebook as it shall be
    pub new: PathBuf,
    /// Files, folders and zip archives of reports to try both on
    #[arg(long, required = true, num_args = 1.., value_name = "PATH")]
    pub on: Vec<PathBuf>,
    /// Model of a scorer to weigh both with; rules alone when left out
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Only tags of these issues
    #[arg(long, value_delimiter = ',', value_name = "CODE,…")]
    pub codes: Vec<String>,
    #[command(flatten)]
    pub reading: Reading,
    /// Threads; 0 is one a core
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    /// Print JSON: the changes of the codebook, counts by issue, every change
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// Print CSV: a row a change
    #[arg(long)]
    pub csv: bool,
}
