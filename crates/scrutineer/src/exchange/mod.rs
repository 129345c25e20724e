//! Codebooks and coded projects of programs for qualitative data analysis (ATLAS.ti, MAXQDA, NVivo, QualCoder), by
//! the REFI-QDA standard.
//!
//! [`code_book`] gives a taxonomy as a codebook and [`skeleton`] the way back; [`read_coded_project`] makes gold
//! passages of a project that people coded. The crate `scrutineer-export` writes the project of a run; what both sides
//! must agree on stands here: the GUIDs of codes, the lines of a code's description, and [`tag_line`].

mod codebook;
mod coded;
mod description;
mod fields;
mod paragraphs;
mod skeleton;

use std::fmt;
use std::io::{Read, Seek};

use refi_qda::{CodeBook, Imported, ReadError, ReadOptions, read_codebook, read_project};

pub use codebook::{code_book, code_guid};
pub use coded::{CodedOptions, CodedProject, read_coded_project};
pub use description::tag_line;
pub use skeleton::{Skeleton, skeleton};

/// Why a project or codebook of another program cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeError(String);

impl fmt::Display for ExchangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ExchangeError {}

impl From<ReadError> for ExchangeError {
    fn from(error: ReadError) -> Self {
        Self(error.to_string())
    }
}

/// The codebook of a codebook file (`.qdc`) or of a project (`.qdpx`), and what a person should know of the reading.
///
/// # Errors
/// When it is neither, is damaged, or is too large.
pub fn read_code_book<R: Read + Seek>(
    mut reader: R,
) -> Result<(CodeBook, Vec<String>), ExchangeError> {
    let options = ReadOptions::default();
    reader.rewind().map_err(ReadError::Io)?;
    let mut start = [0; 2];
    let found = reader.by_ref().take(2).read(&mut start).map_err(ReadError::Io)?;
    reader.rewind().map_err(ReadError::Io)?;
    if &start[..found] == b"PK" {
        let Imported { content, warnings } = read_project(reader, &options)?;
        let book = CodeBook { origin: content.origin, codes: content.code_book.codes };
        return Ok((book, warnings));
    }
    let Imported { content, warnings } = read_codebook(reader, &options)?;
    Ok((content, warnings))
}
