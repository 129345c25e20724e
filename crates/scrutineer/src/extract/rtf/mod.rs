//! Rich Text Format.

mod destinations;
mod fonts;
mod reader;
mod story;
mod styles;
mod text;
mod tokens;

use super::block::Extraction;
use super::error::ExtractError;
use reader::Reader;

pub(super) fn read(bytes: &[u8]) -> Result<Extraction, ExtractError> {
    let mut reader = Reader::default();
    for token in tokens::Tokens::new(bytes) {
        reader.take(token)?;
    }
    Ok(reader.finish())
}
