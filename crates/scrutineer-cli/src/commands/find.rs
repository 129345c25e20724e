//! `scrutineer find`: keyword in context.

use std::io::{self, Write};
use std::process::ExitCode;

use scrutineer::corpus::read_source;
use scrutineer::tag::Finder;
use scrutineer::taxonomy::Phrase;
use scrutineer::{Document, Span};

use super::inputs::Collection;
use crate::args::Find;
use crate::failure::Failure;

pub(crate) fn run(command: &Find) -> Result<ExitCode, Failure> {
    let phrase = Phrase::parse(&command.pattern).map_err(|error| {
        let before = command.pattern.get(..error.at).map_or(0, |before| before.chars().count());
        Failure::new(format!(
            "the pattern cannot be read: {error}\n  | {}\n  | {}{}",
            command.pattern,
            " ".repeat(before),
            "^".repeat(error.length)
        ))
    })?;
    let collection = Collection::open(&command.inputs)?;
    let finder = Finder::new(&phrase, collection.tagger.taxonomy());
    let mut out = io::stdout().lock();
    let (mut failed, mut hits, mut reports) = (0, 0, 0);
    for source in &collection.sources {
        let document = match read_source(source, &collection.options) {
            Ok(document) => document,
            Err(failure) => {
                writeln!(io::stderr(), "failed: {}: {}", source.name(), failure.message)?;
                failed += 1;
                continue;
            }
        };
        let found = finder.find(&document);
        reports += usize::from(!found.is_empty());
        hits += found.len();
        for place in found {
            let block = &document.blocks[place.block];
            let page = document.text.page_at(place.span.start);
            let (left, middle, right) = context(&document, place.span, block.span, command.context);
            if command.json {
                let line = serde_json::json!({
                    "document": source.name(), "page": page, "paragraph": block.number,
                    "role": document.role_of(block), "left": left, "match": middle, "right": right,
                });
                writeln!(out, "{line}")?;
            } else {
                let pad = command.context.saturating_sub(left.chars().count());
                let number = block.number.as_deref().unwrap_or("-");
                // Formats without pages have none to show.
                let page = if page == 0 { String::new() } else { format!("p{page} ") };
                writeln!(out, "{} {page}{number}", source.name())?;
                writeln!(out, "  {}{left}[{middle}]{right}", " ".repeat(pad))?;
            }
        }
    }
    if !command.json {
        writeln!(
            out,
            "{hits} places in {reports} of {} reports",
            collection.sources.len() - failed
        )?;
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// The words around a match, within its block, at most `width` characters a side.
fn context(document: &Document, span: Span, block: Span, width: usize) -> (String, String, String) {
    let text = document.text.as_str();
    let before = &text[block.start..span.start];
    let skipped = before.chars().count().saturating_sub(width);
    let left = before.chars().skip(skipped).collect();
    let right = text[span.end..block.end].chars().take(width).collect();
    (left, document.text.slice(span).to_owned(), right)
}
