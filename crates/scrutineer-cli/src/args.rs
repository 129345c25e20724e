//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Reads serious case review reports, tags passages that show a practice issue, and counts them.
#[derive(Debug, Parser)]
#[command(name = "scrutineer", version, max_term_width = 100)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compare tags with hand-coded passages: precision, recall, F1, kappa, assertion accuracy
    Evaluate(Evaluate),
    /// List, show or check the codebook and its rules
    Taxonomy(Taxonomy),
}

/// Which codebook is used.
#[derive(Debug, clap::Args)]
pub(crate) struct TaxonomyChoice {
    /// Folder of TOML files (or one file) to use instead of the built-in taxonomy
    #[arg(long, value_name = "PATH")]
    pub taxonomy: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Evaluate {
    /// Files of coded passages, one JSON object a line
    #[arg(required = true, value_name = "GOLD.jsonl")]
    pub gold: Vec<PathBuf>,
    #[command(flatten)]
    pub taxonomy: TaxonomyChoice,
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
