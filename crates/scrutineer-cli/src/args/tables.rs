//! Options that concern tables: what is read from them, and which are written.

/// Tables whose rows are the reports.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct TextTable {
    /// The paths are tables (CSV, JSON lines, XLSX, Parquet) and this column holds the texts: each row is a report,
    /// and its other columns go with it
    #[arg(long, value_name = "COLUMN")]
    pub text_column: Option<String>,
    /// The column that names the reports; without it they are named by table and row
    #[arg(long, value_name = "COLUMN", requires = "text_column")]
    pub id_column: Option<String>,
    /// The sheet of a workbook to read; the first one when left out
    #[arg(long, value_name = "NAME", requires = "text_column")]
    pub sheet: Option<String>,
}

/// Further formats of the results.
#[derive(Debug, clap::Args)]
pub(crate) struct Formats {
    /// Write a workbook too: results.xlsx
    #[arg(long)]
    pub xlsx: bool,
    /// Write tags, documents and counts as Parquet too
    #[arg(long)]
    pub parquet: bool,
    /// Write results.qdpx and codebook.qdc too, for ATLAS.ti, MAXQDA, NVivo, QualCoder (REFI-QDA)
    #[arg(long)]
    pub qdpx: bool,
    /// Assertions whose tags go into results.qdpx
    #[arg(
        long,
        requires = "qdpx",
        value_delimiter = ',',
        default_value = "asserted",
        value_name = "ASSERTION,…"
    )]
    pub qdpx_assertions: Vec<String>,
    /// Write report.html too: figures, every quotation, every report with highlights, in one file for a browser
    #[arg(long)]
    pub html: bool,
}

/// Which table `count` prints.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub(crate) struct CountTable {
    /// Report by issue, 1 where the report shows it
    #[arg(long, conflicts_with = "by")]
    pub matrix: bool,
    /// Pairs of issues in one report and in one passage, with lift
    #[arg(long, conflicts_with = "by")]
    pub cooccurrence: bool,
    /// How many new issues each further report adds
    #[arg(long, conflicts_with = "by")]
    pub saturation: bool,
}
