//! Pages that would keep the parser busy for ever are refused before it sees them.

use crate::extract::error::{ExtractError, ExtractErrorKind};

/// A page of a thousand reports has fewer tags.
const MAX_TAGS: u64 = 2_000_000;
/// The parser looks through all open elements at each tag.
const MAX_OPEN: i64 = 2_000;
/// Formatting left open is opened again in every paragraph, as the HTML standard asks.
const MAX_REOPENED: u64 = 20_000_000;

/// Elements that need no end tag.
const SELF_CLOSING: &[&str] = &[
    "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "br",
    "hr", "img", "input", "meta", "link", "area", "base", "col", "colgroup", "embed", "source",
    "track", "wbr", "param", "html", "head", "body", "rp", "rt",
];
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

pub(super) fn check(source: &str) -> Result<(), ExtractError> {
    let (mut tags, mut open, mut formatting) = (0_u64, 0_i64, 0_i64);
    let (mut most_open, mut most_formatting) = (0_i64, 0_i64);
    for (at, _) in source.match_indices('<') {
        let rest = &source.as_bytes()[at + 1..];
        let (closes, rest) = match rest.split_first() {
            Some((b'/', rest)) => (true, rest),
            _ => (false, rest),
        };
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        tags += 1;
        let length = rest.iter().take(12).take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = rest[..length].to_ascii_lowercase();
        let is_one_of = |names: &[&str]| names.iter().any(|known| known.as_bytes() == name);
        let step = if closes { -1 } else { 1 };
        if is_one_of(FORMATTING) {
            formatting = (formatting + step).max(0);
            most_formatting = most_formatting.max(formatting);
        }
        if !is_one_of(SELF_CLOSING) {
            open = (open + step).max(0);
            most_open = most_open.max(open);
        }
    }
    if tags > MAX_TAGS || tags.saturating_mul(most_formatting.unsigned_abs()) > MAX_REOPENED {
        return Err(ExtractError::new(
            ExtractErrorKind::TooLarge,
            format!(
                "the page has {tags} tags, far more than a report; split it or save it as text"
            ),
        ));
    }
    if most_open > MAX_OPEN {
        return Err(ExtractError::new(
            ExtractErrorKind::Damaged,
            "the elements of the page are nested too deeply to be a report; save it as text",
        ));
    }
    Ok(())
}
