//! What the names of styles that word processors ship say of a paragraph.

use super::block::RawKind;

/// "heading" in the languages in which programs other than Word name their styles.
const HEADINGS: &[&str] = &[
    "heading",
    "überschrift",
    "titre",
    "título",
    "titolo",
    "kop",
    "rubrik",
    "overskrift",
    "nagłówek",
    "pennawd",
];

/// The kind that a style of this name gives to its paragraphs; `name` is in lower case.
pub(super) fn kind(name: &str) -> Option<RawKind> {
    match name {
        "title" | "toc heading" | "tocheading" | "contents heading" | "index heading" => {
            return Some(RawKind::Heading(1));
        }
        "caption" => return Some(RawKind::Caption),
        "table of figures" => return Some(RawKind::Contents),
        _ => {}
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if let Some(level) = name[stem.len()..].parse::<u8>().ok().filter(|level| *level >= 1) {
        match stem.trim_end() {
            "toc" | "contents" => return Some(RawKind::Contents),
            stem if HEADINGS.contains(&stem) => return Some(RawKind::Heading(level.min(6))),
            _ => {}
        }
    }
    let quotes = ["quote", "quotation", "block text", "zitat", "citation"];
    quotes.iter().any(|quote| name.contains(quote)).then_some(RawKind::Quotation)
}
