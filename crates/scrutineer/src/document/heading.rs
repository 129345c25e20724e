//! Headings in text whose source does not mark them.

use super::{Block, BlockKind, Role};
use crate::Text;

/// Turns paragraphs that are shaped like headings into headings.
///
/// A heading is a short block without a final stop that begins with a capital or a number, and is
/// either a title that reports use, numbered with at most two levels, or in capitals.
/// Where the source marks headings itself, its word is taken and only known titles are added.
pub(super) fn promote(text: &Text, blocks: &mut [Block]) {
    let marked = blocks.iter().filter(|block| block.kind == BlockKind::Heading).count();
    let source_marks = marked >= 3;
    for at in 0..blocks.len() {
        let block = &blocks[at];
        if !matches!(block.kind, BlockKind::Paragraph) {
            continue;
        }
        let words = text.slice(block.body);
        if !is_short_title(words, JUDGED_TITLE) {
            continue;
        }
        let numbered = block.number.as_deref().is_some_and(|n| n.matches('.').count() <= 2);
        let role = super::title::role_of_title(words);
        if role != Some(Role::Finding) && !is_short_title(words, PLAIN_TITLE) {
            continue;
        }
        let known = role.is_some();
        let capitals = is_capitals(words);
        let followed_by_text =
            blocks.get(at + 1).is_some_and(|next| next.body.len() > block.body.len());
        if known || (!source_marks && (capitals || (numbered && followed_by_text))) {
            blocks[at].kind = BlockKind::Heading;
        }
    }
}

/// Most words and bytes of a title.
const PLAIN_TITLE: (usize, usize) = (14, 110);
/// Those of a title of inspection findings, which gives the judgement as well: "The impact of leaders on social work
/// practice with children and families requires improvement to be good".
const JUDGED_TITLE: (usize, usize) = (20, 130);

fn is_short_title(words: &str, (most_words, most_bytes): (usize, usize)) -> bool {
    // Words are counted last: most paragraphs are told from titles by less.
    words.len() <= most_bytes
        && !words.ends_with(['.', ';', ',', '?', '!'])
        && words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && (1..=most_words).contains(&words.split_whitespace().count())
}

fn is_capitals(words: &str) -> bool {
    let letters = words.chars().filter(|c| c.is_alphabetic());
    words.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && letters.clone().all(char::is_uppercase)
}
