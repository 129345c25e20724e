//! Lines and the groups that blank lines make of them.

use crate::extract::error::{ExtractError, ExtractErrorKind};
use crate::extract::open_text::is_blank;

/// A hundred times the lines of the longest inquiry report.
const MOST_LINES: usize = 10_000_000;

/// One line, its end cut off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// From 1; 0 when the text has no form feeds.
    pub(super) page: u32,
    /// A running head, a running foot or a page number.
    pub(super) furniture: bool,
}

impl<'a> Line<'a> {
    pub(super) fn trimmed(&self) -> &'a str {
        self.text.trim_matches(is_blank)
    }

    pub(super) fn is_blank(&self) -> bool {
        self.furniture || self.trimmed().is_empty()
    }

    pub(super) fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }
}

/// The lines of a text.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// How many pages there are, 0 when the text has no form feeds.
    pub(super) pages: u32,
}

impl<'a> Lines<'a> {
    pub(super) fn split(text: &'a str) -> Result<Self, ExtractError> {
        let paged = text.trim_end_matches(is_blank).contains('\u{c}');
        let mut page = u32::from(paged);
        let mut lines = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if lines.len() >= MOST_LINES {
                return Err(too_many_lines());
            }
            let end = rest.find(['\n', '\r', '\u{c}', '\u{b}', '\u{2028}', '\u{2029}']);
            let end = end.unwrap_or(rest.len());
            lines.push(Line {
                text: rest[..end].trim_end_matches(is_blank),
                page,
                furniture: false,
            });
            let mark = rest[end..].chars().next();
            rest = &rest[end + mark.map_or(0, char::len_utf8)..];
            match mark {
                Some('\r') => rest = rest.strip_prefix('\n').unwrap_or(rest),
                Some('\u{c}') if paged => page += 1,
                _ => {}
            }
        }
        // The form feed that ends the last page begins none.
        let pages = lines.iter().rev().find(|line| !line.is_blank()).map_or(0, |line| line.page);
        Ok(Self { lines, pages })
    }

    /// Groups of lines between blank ones.
    pub(super) fn groups(&self) -> impl Iterator<Item = Group<'_, 'a>> {
        let mut next = 0;
        let mut page_before = None;
        std::iter::from_fn(move || {
            let skipped = self.lines[next..].iter().take_while(|line| line.is_blank()).count();
            let gap = &self.lines[next..next + skipped];
            let from = next + skipped;
            let first = self.lines.get(from)?;
            let lines = &self.lines[from..];
            let length =
                lines.iter().take_while(|line| !line.is_blank() && line.page == first.page).count();
            next = from + length;
            let turned = page_before.is_some_and(|page| page != first.page);
            page_before = Some(first.page);
            let after_page_turn = turned || gap.iter().any(|line| line.furniture);
            Some(Group { lines: &lines[..length], after_page_turn })
        })
    }
}

/// Lines without a blank one between them, on one page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group<'l, 'a> {
    pub(super) lines: &'l [Line<'a>],
    /// Only the end of a page separates the group from the one before, as far as can be told.
    pub(super) after_page_turn: bool,
}

fn too_many_lines() -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::TooLarge,
        format!(
            "the text has more than {MOST_LINES} lines, which no report has; split it into files"
        ),
    )
}
