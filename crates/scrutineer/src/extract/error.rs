//! Why a file could not be read.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a file could not be read; the message is a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtractError {
    kind: ExtractErrorKind,
    message: String,
}

/// Kinds of [`ExtractError`], for programs; people read the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ExtractErrorKind {
    /// No bytes at all.
    Empty,
    /// Neither a known format nor text.
    UnknownFormat,
    /// A known format that is damaged beyond reading.
    Damaged,
    /// A password is needed.
    Encrypted,
    /// Pages of images without text.
    NoText,
    /// Larger than the limit, packed or unpacked.
    TooLarge,
    /// The parser itself failed (panic); only this file is affected.
    ParserFailed,
    /// An outside program that the format needs is missing.
    ProgramMissing,
    /// The worker hit its time or memory limit.
    Limit,
    /// The process that read the file died: a signal, or an end that nobody foresaw.
    WorkerDied,
    /// The operating system refused to read the file.
    Io,
}

impl ExtractError {
    /// An error of `kind` with a message for people.
    pub fn new(kind: ExtractErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// What kind of error this is.
    pub fn kind(&self) -> ExtractErrorKind {
        self.kind
    }
}

impl fmt::Display for ExtractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ExtractError {}

impl ExtractErrorKind {
    /// Stable kebab-case name, as written to failures.csv.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownFormat => "unknown-format",
            Self::Damaged => "damaged",
            Self::Encrypted => "encrypted",
            Self::NoText => "no-text",
            Self::TooLarge => "too-large",
            Self::ParserFailed => "parser-failed",
            Self::ProgramMissing => "program-missing",
            Self::Limit => "limit",
            Self::WorkerDied => "worker-died",
            Self::Io => "io",
        }
    }
}
