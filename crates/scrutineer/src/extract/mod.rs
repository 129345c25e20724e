//! Bytes of a file to blocks of words: one reader a format, chosen by content.

mod block;
mod error;
pub mod pdf;

use serde::{Deserialize, Serialize};

pub use block::{Extraction, PageFlag, PageInfo, RawBlock, RawKind};
pub use error::{ExtractError, ExtractErrorKind};

/// A file format, told from the content and never from the file name alone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML text (Word).
    Docx,
    /// OpenDocument text.
    Odt,
    /// HTML or XHTML.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text in any encoding.
    #[default]
    Text,
    /// A zip archive of files.
    Zip,
}
