//! Bytes of a file to blocks of words: one reader a format, chosen by content.
//!
//! ```
//! use scrutineer::extract::{self, RawKind, ReadOptions};
//!
//! let report = b"1. INTRODUCTION\n\n1.1 Child K was seen alone by a professional once in\nnine months.\n";
//! let read = extract::read(report, &ReadOptions::default())?;
//! assert_eq!(read.blocks[0].kind, RawKind::Heading(1));
//! assert_eq!(read.blocks[1].text, "1.1 Child K was seen alone by a professional once in nine months.");
//! # Ok::<(), extract::ExtractError>(())
//! ```

pub mod archive;
pub(crate) mod archive_file;
mod block;
mod decode;
mod detect;
mod docx;
mod email;
mod error;
mod html;
mod markdown;
mod numbering;
mod odt;
mod old_word;
mod open_text;
mod options;
mod package;
pub mod pdf;
mod plain;
mod reader;
mod rtf;
mod shape;
mod style_names;
mod table;
pub mod worker;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

pub use block::{Extraction, PageFlag, PageInfo, RawBlock, RawKind};
pub use error::{ExtractError, ExtractErrorKind};
pub use options::{Progress, ReadOptions};
pub use reader::{InProcess, Reader};

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
    /// Word 97 to 2003, read through LibreOffice.
    Doc,
    /// Rich Text Format.
    Rtf,
    /// HTML or XHTML.
    Html,
    /// Markdown.
    Markdown,
    /// A mail message with its headers, or a web page saved as one file.
    Email,
    /// Plain text in any encoding.
    #[default]
    Text,
    /// A zip archive of files.
    Zip,
}

/// Tells the format of `bytes`.
///
/// # Errors
///
/// When there are no bytes, or they are neither a known format nor text.
pub fn format_of(bytes: &[u8], options: &ReadOptions) -> Result<Format, ExtractError> {
    if bytes.is_empty() {
        return Err(empty());
    }
    detect::format(bytes, options)
}

/// Reads one file.
///
/// A panic in a reader is caught and becomes [`ExtractErrorKind::ParserFailed`]; the readers of this
/// module bound their recursion and their memory, but a caller who must survive anything should read
/// through a [`WorkerPool`](worker::WorkerPool).
///
/// # Errors
///
/// When the file is empty, too large, of no known format, damaged, protected by a password or
/// without any text. The message says what to do.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Extraction, ExtractError> {
    check_size(bytes, options)?;
    let format = guarded(|| detect::format(bytes, options))?;
    let mut extraction = guarded(|| read_as(format, bytes, options))?;
    extraction.format = format;
    if extraction.blocks.is_empty() {
        return Err(ExtractError::new(
            ExtractErrorKind::NoText,
            "the file holds no text; if it shows pictures of pages, run it through OCR first",
        ));
    }
    Ok(extraction)
}

/// Reads text that is characters already, as [`read`] reads a file of plain text; its format is not guessed.
///
/// # Errors
///
/// When it is empty or larger than the limit.
pub fn read_plain(text: &str, options: &ReadOptions) -> Result<Extraction, ExtractError> {
    if text.trim().is_empty() {
        return Err(ExtractError::new(ExtractErrorKind::NoText, "the text is empty"));
    }
    check_size(text.as_bytes(), options)?;
    guarded(|| plain::read_text(text))
}

/// The characters of `bytes` in whatever encoding they are, as files of plain text are decoded.
pub fn decoded(bytes: &[u8]) -> String {
    decode::text(bytes).text.into_owned()
}

fn read_as(
    format: Format,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<Extraction, ExtractError> {
    match format {
        Format::Docx => docx::read(bytes, options),
        Format::Odt => odt::read(bytes, options),
        Format::Doc => old_word::read(bytes, options),
        Format::Html => html::read(bytes),
        Format::Markdown => markdown::read(bytes),
        Format::Text => plain::read(bytes),
        Format::Pdf => pdf::read(bytes, &options.pdf_options()),
        Format::Rtf => rtf::read(bytes),
        Format::Email => email::read(bytes),
        Format::Zip => Err(ExtractError::new(
            ExtractErrorKind::UnknownFormat,
            "the file is a zip archive of several files; read its members one by one",
        )),
    }
}

fn guarded<T>(reader: impl FnOnce() -> Result<T, ExtractError>) -> Result<T, ExtractError> {
    catch_unwind(AssertUnwindSafe(reader)).unwrap_or_else(|_| {
        Err(ExtractError::new(
            ExtractErrorKind::ParserFailed,
            "the reader of this format failed on the file; open it in Word or LibreOffice, save it again and retry",
        ))
    })
}

fn check_size(bytes: &[u8], options: &ReadOptions) -> Result<(), ExtractError> {
    if bytes.is_empty() {
        return Err(empty());
    }
    let size = bytes.len() as u64;
    if size > options.max_bytes {
        return Err(ExtractError::new(
            ExtractErrorKind::TooLarge,
            format!(
                "the file has {}, more than the limit of {}; split it, or raise the limit",
                options::size_in_words(size),
                options::size_in_words(options.max_bytes)
            ),
        ));
    }
    Ok(())
}

fn empty() -> ExtractError {
    ExtractError::new(ExtractErrorKind::Empty, "the file is empty")
}
