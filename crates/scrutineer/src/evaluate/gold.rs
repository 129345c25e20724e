//! Hand-coded passages.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::Role;
use crate::tag::Assertion;

/// One hand-coded passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldPassage {
    /// Name of the passage.
    pub id: String,
    /// Role of its section: narrative, analysis, finding, learning, good-practice, recommendation or excluded.
    #[serde(default)]
    pub section: String,
    /// The passage.
    pub text: String,
    /// What the coder found.
    #[serde(default)]
    pub labels: Vec<GoldLabel>,
}

/// One label of a coder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldLabel {
    /// The issue.
    pub code: String,
    /// What the passage says of it.
    pub assertion: Assertion,
    /// The words that show it.
    #[serde(default)]
    pub quote: String,
    /// Whether only one of two coders gave it: then it counts neither for nor against.
    #[serde(default)]
    pub disputed: bool,
}

impl GoldPassage {
    /// The section role; "excluded" stands for any zone that must not be tagged.
    pub fn role(&self) -> Role {
        match self.section.as_str() {
            "excluded" => Role::Methodology,
            name => Role::parse(name).unwrap_or_default(),
        }
    }
}

/// A line of a gold file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for GoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for GoldError {}

/// Reads JSON lines of coded passages; empty lines are passed over.
///
/// # Errors
/// At the first line that is not a coded passage.
pub fn read_gold(content: &str) -> Result<Vec<GoldPassage>, GoldError> {
    let lines = content.trim_start_matches('\u{feff}').lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| GoldError {
                line: at + 1,
                message: format!(
                    "not a coded passage ({error}); each line is {{\"id\", \"section\", \"text\", \"labels\": [{{\"code\", \"assertion\", \"quote\"}}]}}"
                ),
            })
        })
        .collect()
}
