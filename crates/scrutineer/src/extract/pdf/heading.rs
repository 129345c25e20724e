//! Headings, captions, footnotes and contents lists told by their looks.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::line::{LabelKind, is_bullet, label};
use crate::extract::RawKind;

/// Longest heading, in characters.
const MAX_HEADING: usize = 180;

/// Names the kinds of blocks that no structure tree names.
pub(super) fn classify(drafts: &mut [Draft]) {
    let Some(body) = body_size(drafts) else { return };
    for draft in drafts.iter_mut().filter(|draft| !draft.tagged) {
        if let Some(kind) = small_kind(draft, body) {
            draft.block.kind = kind;
        }
    }
    let sizes = heading_sizes(drafts, body);
    for draft in drafts.iter_mut().filter(|draft| !draft.tagged) {
        if is_heading(draft, body) {
            draft.block.kind = RawKind::Heading(level(draft, &sizes));
        }
    }
}

/// Size of most of the running text, in tenths of a point.
fn body_size(drafts: &[Draft]) -> Option<i32> {
    let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.size > 0.0) {
        *sizes.entry(tenths(draft.size)).or_default() += draft.block.text.len();
    }
    sizes.into_iter().max_by_key(|&(_, chars)| chars).map(|(size, _)| size)
}

fn tenths(size: f32) -> i32 {
    (size * 10.0).round() as i32
}

fn small_kind(draft: &Draft, body: i32) -> Option<RawKind> {
    let text = draft.block.text.as_str();
    if draft.block.kind != RawKind::Paragraph {
        return None;
    }
    let numbered = text.starts_with(|c: char| c.is_ascii_digit());
    if numbered && f64::from(tenths(draft.size)) < f64::from(body) * 0.93 && is_low(draft) {
        return Some(RawKind::Footnote);
    }
    is_caption(text).then_some(RawKind::Caption)
}

/// Whether it stands in the lower part of an upright page of usual size.
fn is_low(draft: &Draft) -> bool {
    draft.area.top > 350.0
}

/// "Figure 3: …", "Table 2. …".
fn is_caption(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (Some(name), Some(number)) = (words.next(), words.next()) else { return false };
    let number = number.trim_end_matches([':', '.']);
    ["Figure", "Table", "Chart", "Diagram"].contains(&name)
        && text.chars().count() < 200
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn is_heading(draft: &Draft, body: i32) -> bool {
    let text = draft.block.text.trim();
    let larger = tenths(draft.size) >= body + 8;
    let outstanding = larger || (draft.bold && tenths(draft.size) >= body - 6);
    let bulleted = text.chars().next().is_none_or(is_bullet);
    draft.block.kind == RawKind::Paragraph
        && outstanding
        && !bulleted
        && draft.line_count <= 4
        && text.chars().count() <= MAX_HEADING
        && text.chars().any(char::is_alphabetic)
        && !text.ends_with(['.', ',', ';'])
}

/// Looks of headings, the most prominent first.
fn heading_sizes(drafts: &[Draft], body: i32) -> Vec<(i32, bool)> {
    let mut looks: Vec<(i32, bool)> = drafts
        .iter()
        .filter(|draft| !draft.tagged && is_heading(draft, body))
        .map(|draft| (tenths(draft.size), draft.bold))
        .collect();
    looks.sort_by(|a, b| b.cmp(a));
    looks.dedup_by(|a, b| (a.0 - b.0).abs() <= 4 && a.1 == b.1);
    looks
}

/// The level by the number, else by how the heading looks among the others.
fn level(draft: &Draft, sizes: &[(i32, bool)]) -> u8 {
    if let Some(label) = label(&draft.block.text)
        && label.kind == LabelKind::Number
    {
        return label.depth.clamp(1, 6);
    }
    let size = tenths(draft.size);
    let rank = sizes
        .iter()
        .position(|&(other, bold)| (other - size).abs() <= 4 && bold == draft.bold)
        .unwrap_or(0);
    u8::try_from(rank + 1).unwrap_or(6).min(6)
}

/// Entries of a contents list: "Narrative ........ 5". Leaders are cut down to one space.
pub(super) fn contents_entry(text: &str) -> Option<String> {
    let trimmed = text.trim_end();
    let page = trimmed.rsplit(['.', '…', ' ', '_']).next()?;
    let is_page = !page.is_empty()
        && page.len() <= 4
        && (page.bytes().all(|b| b.is_ascii_digit())
            || page.bytes().all(|b| b"ivxlc".contains(&b)));
    let before = trimmed.strip_suffix(page)?;
    let title = before.trim_end_matches(['.', '…', ' ', '_']);
    let leader = before[title.len()..].chars().filter(|c| !c.is_whitespace()).count();
    let long_leader = leader >= 4 || before[title.len()..].contains('…');
    (is_page && long_leader && !title.is_empty()).then(|| format!("{title} {page}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_entries_lose_their_leaders() {
        assert_eq!(contents_entry("5. Narrative ......... 12").as_deref(), Some("5. Narrative 12"));
        assert_eq!(contents_entry("Foreword……ii").as_deref(), Some("Foreword ii"));
        assert_eq!(contents_entry("He was born in 2009."), None);
        assert_eq!(contents_entry("She said... 5"), None);
    }

    #[test]
    fn captions_are_short_and_numbered() {
        assert!(is_caption("Table 2: Agencies"));
        assert!(!is_caption("Table talk was rare"));
    }
}
