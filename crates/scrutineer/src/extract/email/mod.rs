//! Mail messages, and web pages saved as one file (MHTML), which are built alike.

mod encoding;
mod header;
mod part;

use std::collections::BTreeMap;

use super::block::{Extraction, RawBlock, RawKind};
use super::error::{ExtractError, ExtractErrorKind};
use super::{html, plain};
use part::Part;

pub(super) fn read(bytes: &[u8]) -> Result<Extraction, ExtractError> {
    let message = Part::parse(bytes);
    let mut found = part::Found::default();
    message.find_text(&mut found, 0);
    let is_web_page =
        message.header("content-type").is_some_and(|kind| kind.contains("multipart/related"));

    // Of the two forms of one message, the plain one has no layout tables; a saved page has only the other.
    let mut extraction = match (&found.plain, &found.html) {
        (Some(text), _) if !text.trim().is_empty() && !is_web_page => plain::read_text(text)?,
        (_, Some(page)) => html::read_text(page)?,
        (Some(text), None) => plain::read_text(text)?,
        (None, None) => {
            return Err(ExtractError::new(
                ExtractErrorKind::NoText,
                "the message has no text of its own; save its attachments and read them",
            ));
        }
    };
    let properties = properties(&message);
    if let Some(subject) = properties.get("title")
        && !is_web_page
    {
        extraction.blocks.insert(0, RawBlock::new(RawKind::Heading(1), subject.as_str(), 0));
    }
    extraction.properties.extend(properties);
    // The pages of a text are those of its form feeds, which mean nothing in a message.
    extraction.pages.clear();
    extraction.blocks.iter_mut().for_each(|block| {
        block.page = 0;
        block.page_breaks.clear();
    });
    if !found.attachments.is_empty() {
        extraction
            .warnings
            .push(format!("attachments were not read: {}", found.attachments.join(", ")));
    }
    Ok(extraction)
}

fn properties(message: &Part<'_>) -> BTreeMap<String, String> {
    let names = [("subject", "title"), ("from", "author"), ("date", "created")];
    names
        .iter()
        .filter_map(|(header, ours)| Some(((*ours).to_owned(), message.header(header)?)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
