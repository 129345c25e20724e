//! What can go wrong.

use std::fmt;
use std::io;

use crate::Guid;

/// Why a file could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The disk or the stream failed.
    Io(io::Error),
    /// It is no project or codebook, or damaged; the sentence says what was found and what to do.
    Damaged(String),
    /// A limit of [`ReadOptions`](crate::ReadOptions) was passed; the sentence says which.
    TooLarge(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot be read: {error}"),
            Self::Damaged(message) | Self::TooLarge(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Why a project or codebook could not be written: the data break a rule of the standard, or the disk failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// The disk or the stream failed.
    Io(io::Error),
    /// Two things have the same GUID.
    DuplicateGuid(Guid),
    /// Something refers to a thing that is not in the project: the GUID, and what was looked for.
    MissingTarget(Guid, &'static str),
    /// A passage is coded to a code whose `is_codable` is false: the name of the code.
    NotCodable(String),
    /// A selection lies outside its text or ends before it starts: the name of the source, start, end, and the code
    /// points of the text.
    OutsideText(String, usize, usize, usize),
    /// A value that the schema does not allow: what it is, and the value.
    BadValue(&'static str, String),
    /// A text of more than 2,147,483,647 bytes, the largest internal file of the standard: the name of the source.
    TextTooLarge(String),
    /// A codebook file needs at least one code.
    NoCodes,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::DuplicateGuid(guid) => write!(f, "two things have the GUID {guid}"),
            Self::MissingTarget(guid, kind) => {
                write!(f, "something refers to the {kind} {guid}, which is not in the project")
            }
            Self::NotCodable(name) => write!(
                f,
                "a passage is coded to “{name}”, which is a folder of codes; make it codable or code to a code below it"
            ),
            Self::OutsideText(name, start, end, length) => write!(
                f,
                "the selection {start}..{end} is not inside “{name}”, which has {length} characters"
            ),
            Self::BadValue(what, value) => write!(f, "“{value}” is no {what}"),
            Self::TextTooLarge(name) => write!(
                f,
                "the text of “{name}” is larger than 2,147,483,647 bytes, the limit of the standard; split the document"
            ),
            Self::NoCodes => f.write_str("a codebook needs at least one code"),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<WriteError> for io::Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Io(error) => error,
            other => Self::other(other),
        }
    }
}
