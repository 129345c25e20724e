//! Headings, captions, footnotes and contents lists told by their looks.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::line::is_bullet;
use super::page::Area;
use crate::extract::RawKind;

/// Height on the page, in points, above which there are no footnotes.
const MIN_FOOTNOTE_TOP: f32 = 300.0;
/// Longest heading, in characters.
const MAX_HEADING: usize = 180;

/// Names the kinds of blocks that no structure tree names.
pub(super) fn classify(drafts: &mut [Draft]) {
    let Some(body) = body_size(drafts) else { return };
    let floors = floors(drafts, body);
    for draft in drafts.iter_mut().filter(|draft| !draft.tagged) {
        let is_paragraph = draft.block.kind == RawKind::Paragraph;
        let is_cell = matches!(draft.block.kind, RawKind::Cell { .. });
        if is_paragraph && is_footnote(draft, body, &floors) {
            draft.block.kind = RawKind::Footnote;
        } else if (is_paragraph || is_cell) && is_caption(&draft.block.text) {
            draft.block.kind = RawKind::Caption;
        }
    }
    let levels = Levels::of(drafts, body);
    for draft in drafts.iter_mut().filter(|draft| !draft.tagged) {
        if is_heading(draft, body) {
            draft.block.kind = RawKind::Heading(levels.level(draft));
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

/// Areas of the blocks in the size of the body or larger, by page.
type Floors = BTreeMap<u32, Vec<Area>>;

fn floors(drafts: &[Draft], body: i32) -> Floors {
    let mut floors = Floors::new();
    for draft in drafts.iter().filter(|draft| tenths(draft.size) >= body) {
        floors.entry(draft.block.page).or_default().push(draft.area);
    }
    floors
}

/// Small print that begins with its number and has no running text under it.
fn is_footnote(draft: &Draft, body: i32, floors: &Floors) -> bool {
    let rest = draft.block.text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < draft.block.text.len() && !rest.starts_with(['.', ')', '%', ':']);
    let small = tenths(draft.size) * 100 < body * 93;
    let area = draft.area;
    let lowest = floors.get(&draft.block.page).is_none_or(|areas| {
        areas.iter().all(|other| {
            let beside = other.left >= area.right || other.right <= area.left;
            beside || other.bottom <= area.top + 1.0
        })
    });
    numbered && small && lowest && area.top > MIN_FOOTNOTE_TOP
}

/// "Figure 3: …", "Table 2. …".
fn is_caption(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (Some(name), Some(number)) = (words.next(), words.next()) else { return false };
    let number = number.trim_end_matches([':', '.']);
    ["Figure", "Table", "Chart", "Diagram"].contains(&name)
        && text.chars().count() < 200
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit() || b".-".contains(&b))
}

fn is_heading(draft: &Draft, body: i32) -> bool {
    let text = draft.block.text.trim();
    let larger = tenths(draft.size) >= body + 8;
    let outstanding = larger || (draft.bold && tenths(draft.size) >= body - 6);
    // Findings of systems reviews are headings of one long sentence.
    let whole_sentence = larger && draft.bold && text.chars().count() <= 2 * MAX_HEADING;
    let bulleted = text.chars().next().is_none_or(is_bullet);
    draft.block.kind == RawKind::Paragraph
        && outstanding
        && !bulleted
        && draft.line_count <= 4
        && text.chars().any(char::is_alphabetic)
        && !is_link_word(text)
        && (whole_sentence
            || (text.chars().count() <= MAX_HEADING && !text.ends_with(['.', ',', ';'])))
}

/// One word in small letters stands between two titles ("… care leavers / and / Review of …").
fn is_link_word(text: &str) -> bool {
    text.chars().all(char::is_lowercase)
}

/// How a heading looks: size in tenths of a point, and whether it is bold.
type Looks = (i32, bool);

/// What tells the level of a heading.
struct Levels {
    /// Looks of headings, the most prominent first.
    looks: Vec<Looks>,
    /// Level of headings with a number of one part ("3 Narrative").
    numbered: u8,
}

impl Levels {
    /// Covers have looks of their own that say nothing of the levels inside, so they are left out
    /// where there are others.
    fn of(drafts: &[Draft], body: i32) -> Self {
        let headings: Vec<&Draft> =
            drafts.iter().filter(|draft| !draft.tagged && is_heading(draft, body)).collect();
        let inside: Vec<&&Draft> = headings.iter().filter(|draft| draft.block.page > 1).collect();
        let chosen = if inside.is_empty() { headings.iter().collect() } else { inside };
        let mut looks: Vec<Looks> = chosen.iter().map(|draft| looks(draft)).collect();
        looks.sort_by(|a, b| b.cmp(a));
        looks.dedup_by(|a, b| same_looks(*a, *b));
        let mut levels = Self { looks, numbered: 1 };
        let first = headings.iter().find(|draft| number_depth(&draft.block.text) == Some(1));
        levels.numbered = first.map_or(1, |draft| levels.by_looks(draft));
        levels
    }

    /// The level by the number, else by how the heading looks among the others.
    fn level(&self, draft: &Draft) -> u8 {
        let level = match number_depth(&draft.block.text) {
            Some(depth) => self.numbered.saturating_add(depth - 1),
            None => self.by_looks(draft),
        };
        level.clamp(1, 6)
    }

    fn by_looks(&self, draft: &Draft) -> u8 {
        let own = looks(draft);
        let rank = self.looks.iter().position(|&other| same_looks(other, own) || other < own);
        u8::try_from(rank.unwrap_or(self.looks.len()) + 1).unwrap_or(6)
    }
}

fn looks(draft: &Draft) -> Looks {
    (tenths(draft.size), draft.bold)
}

fn same_looks(a: Looks, b: Looks) -> bool {
    (a.0 - b.0).abs() <= 4 && a.1 == b.1
}

/// Parts of the number before a heading: 1 in "3 Narrative", 2 in "4.1 The visit".
fn number_depth(text: &str) -> Option<u8> {
    let number = text.split(' ').next()?.trim_end_matches(['.', ')', ':']);
    let parts = number.split('.');
    let numeric =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.clone().all(numeric).then(|| u8::try_from(parts.count()).unwrap_or(6))
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
    fn a_word_between_two_titles_is_no_heading() {
        assert!(is_link_word("and"));
        assert!(!is_link_word("our findings") && !is_link_word("Findings"));
    }

    #[test]
    fn numbers_of_headings_have_a_depth() {
        assert_eq!(number_depth("3 Narrative"), Some(1));
        assert_eq!(number_depth("4.1. The visit"), Some(2));
        assert_eq!(number_depth("2009 to 2010"), None);
        assert_eq!(number_depth("Part 1"), None);
    }

    #[test]
    fn captions_are_short_and_numbered() {
        assert!(is_caption("Table 2: Agencies"));
        assert!(!is_caption("Table talk was rare"));
    }
}
