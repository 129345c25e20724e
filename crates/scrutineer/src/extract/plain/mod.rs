//! Plain text: paragraphs, headings, lists and tables by the shape of the lines.

mod furniture;
mod lines;
mod paragraphs;
mod wrapping;

use super::block::{Extraction, PageInfo};
use super::decode;
use super::error::ExtractError;
use lines::Lines;

pub(super) fn read(bytes: &[u8]) -> Result<Extraction, ExtractError> {
    let decoded = decode::text(bytes);
    let mut extraction = read_text(&decoded.text)?;
    extraction.warnings.extend(decoded.warning);
    Ok(extraction)
}

/// Reads text that is already characters.
pub(super) fn read_text(text: &str) -> Result<Extraction, ExtractError> {
    let mut lines = Lines::split(text)?;
    furniture::mark(&mut lines);
    let blocks = paragraphs::blocks(&lines);
    let pages =
        (1..=lines.pages).map(|number| PageInfo { number, ..PageInfo::default() }).collect();
    Ok(Extraction { blocks, pages, ..Extraction::default() })
}
