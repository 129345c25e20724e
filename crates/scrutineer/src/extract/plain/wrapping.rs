//! Whether lines were wrapped at a width, and where a wrapped paragraph ends.

use super::lines::{Line, Lines};
use crate::extract::shape;

/// Wider lines are paragraphs, not lines of a wrapped one.
const WIDEST: usize = 220;
/// Shorter lines say nothing about the width: addresses, lists of names.
const TELLING_LENGTH: usize = 40;

/// How the lines of a file were wrapped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrapping {
    /// The usual length of a full line; `None` when each line is a paragraph.
    width: Option<usize>,
}

impl Wrapping {
    /// Looks at the pairs of lines that no blank line separates: in wrapped prose most of them break
    /// in the middle of a sentence.
    pub(super) fn measure(lines: &Lines<'_>) -> Self {
        let (mut pairs, mut full_lines) = (0_usize, Vec::new());
        for group in lines.groups() {
            for pair in group.lines.windows(2) {
                let length = pair[0].trimmed().chars().count();
                if length < TELLING_LENGTH || pair[0].text.contains('\t') {
                    continue;
                }
                pairs += 1;
                if runs_on(pair[0], pair[1]) {
                    full_lines.push(length);
                }
            }
        }
        let wrapped = !full_lines.is_empty() && full_lines.len() * 5 >= pairs;
        full_lines.sort_unstable();
        let width = full_lines.get(full_lines.len() * 9 / 10).copied();
        Self { width: width.filter(|width| wrapped && *width <= WIDEST) }
    }

    /// Whether a line of that length is full, so that its paragraph may go on after the page.
    pub(super) fn is_full(self, length: usize) -> bool {
        self.width.is_some_and(|width| length * 10 >= width * 7)
    }

    /// Whether a new paragraph begins between two lines.
    pub(super) fn breaks_between(self, line: Line<'_>, next: Line<'_>) -> bool {
        let Some(width) = self.width else { return true };
        let (text, after) = (line.trimmed(), next.trimmed());
        if shape::contents_entry(text).is_some() || shape::contents_entry(after).is_some() {
            return true;
        }
        let length = text.chars().count();
        let ends = ends_sentence(text);
        if let Some(item) = shape::after_bullet(after) {
            // A dash in a sentence may come to stand at the start of a line.
            let dash = after.starts_with(['-', '–', '—']);
            let in_sentence =
                dash && !ends && length * 10 >= width * 8 && item.starts_with(char::is_lowercase);
            return !in_sentence;
        }
        let begins_number = shape::typed_number(after).is_some();
        if begins_number && (ends || length * 4 < width * 3 || shape::heading_level(text).is_some())
        {
            return true;
        }
        if is_capitals(text) != is_capitals(after) {
            return true;
        }
        if runs_on(line, next) {
            return false;
        }
        // Below a number or a bullet, text hangs further in.
        if ends && next.indent() >= line.indent() + 2 && !starts_item(line) {
            return true;
        }
        // The first word of the next line would have fitted, so the break was meant.
        let first_word = after.split_whitespace().next().map_or(0, |word| word.chars().count());
        let needed = length + 1 + first_word;
        needed * 4 < width * 3 && ends || needed * 2 < width
    }
}

/// Whether a sentence goes on from one line to the next.
pub(super) fn runs_on(line: Line<'_>, next: Line<'_>) -> bool {
    !ends_sentence(line.trimmed())
        && next.trimmed().starts_with(char::is_lowercase)
        && !starts_item(next)
}

pub(super) fn starts_item(line: Line<'_>) -> bool {
    shape::after_bullet(line.trimmed()).is_some() || shape::typed_number(line.trimmed()).is_some()
}

pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['’', '”', '"', '\'', ')', ']']).ends_with(['.', '?', '!', ':', ';'])
}

fn is_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= 4 && !text.chars().any(char::is_lowercase)
}
