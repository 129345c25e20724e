//! Plain text: paragraphs, headings, lists and tables by the shape of the lines.

mod furniture;
mod lines;
mod paragraphs;
mod wrapping;

use super::block::{Extraction, PageInfo};
use super::decode;
use lines::Lines;

pub(super) fn read(bytes: &[u8]) -> Extraction {
    let decoded = decode::text(bytes);
    let mut extraction = read_text(&decoded.text);
    extraction.warnings.extend(decoded.warning);
    extraction
}

/// Reads text that is already characters.
pub(super) fn read_text(text: &str) -> Extraction {
    let mut lines = Lines::split(text);
    furniture::mark(&mut lines);
    let blocks = paragraphs::blocks(&lines);
    let pages =
        (1..=lines.pages).map(|number| PageInfo { number, ..PageInfo::default() }).collect();
    Extraction { blocks, pages, ..Extraction::default() }
}
