//! A paragraph while it is being read.

use super::block::{RawBlock, RawKind};
use super::shape::{self, TypedNumber};

/// Text of one paragraph so far, and where pages begin in it.
#[derive(Debug, Default)]
pub(super) struct OpenText {
    text: String,
    page: u32,
    page_breaks: Vec<(usize, u32)>,
}

impl OpenText {
    /// A paragraph that begins on `page`.
    pub(super) fn on_page(page: u32) -> Self {
        Self { page, ..Self::default() }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(is_blank)
    }

    /// Notes that what follows is on `page`.
    pub(super) fn turn_to(&mut self, page: u32) {
        if self.is_blank() {
            self.page = page;
            return;
        }
        match self.page_breaks.last_mut() {
            Some((at, number)) if *at == self.text.len() => *number = page,
            _ => self.page_breaks.push((self.text.len(), page)),
        }
    }

    /// Adds a later paragraph's text, as when the mark between two paragraphs was deleted.
    pub(super) fn append(&mut self, other: Self) {
        if self.page != other.page && self.page_breaks.last().is_none_or(|&(_, p)| p != other.page)
        {
            self.turn_to(other.page);
        }
        let shift = self.text.len();
        self.text.push_str(&other.text);
        self.page_breaks.extend(other.page_breaks.iter().map(|&(at, page)| (at + shift, page)));
    }

    /// Ends the paragraph. An empty line inside it ends one paragraph and begins the next, because
    /// that is what a reader sees; blank ones vanish.
    pub(super) fn finish(self, kind: RawKind, number: Option<String>, out: &mut Vec<RawBlock>) {
        let mut number = number;
        let mut from = 0;
        while from < self.text.len() {
            let to = empty_line(&self.text[from..]).map_or(self.text.len(), |at| from + at);
            if let Some(mut block) = self.block(from, to, kind) {
                block.number = number.take();
                out.push(block);
            }
            from = to + self.text[to..].chars().next().map_or(0, char::len_utf8);
        }
    }

    fn block(&self, from: usize, to: usize, said: RawKind) -> Option<RawBlock> {
        let without_start = self.text[from..to].trim_start_matches(is_blank);
        let trimmed = without_start.trim_end_matches(is_blank);
        let (kind, text) = by_shape(said, trimmed);
        if text.is_empty() {
            return None;
        }
        let start = to - without_start.len() + (trimmed.len() - text.len());
        let turned = self.page_breaks.iter().rev().find(|&&(at, _)| at <= start);
        let page = turned.map_or(self.page, |&(_, page)| page);
        if kind == RawKind::Contents
            && let Some(entry) = shape::contents_entry(text)
        {
            return Some(RawBlock::new(kind, entry, page));
        }
        let page_breaks = self
            .page_breaks
            .iter()
            .filter(|&&(at, _)| at > start && at < start + text.len())
            .map(|&(at, page)| (at - start, page))
            .collect();
        Some(RawBlock { page_breaks, ..RawBlock::new(kind, text, page) })
    }
}

/// What typing gives away of a paragraph of which the file says nothing: dotted leaders, a bullet
/// (which is cut off, as automatic ones are), a letter in brackets.
fn by_shape(said: RawKind, text: &str) -> (RawKind, &str) {
    match said {
        RawKind::Paragraph | RawKind::ListItem if shape::contents_entry(text).is_some() => {
            (RawKind::Contents, text)
        }
        RawKind::Paragraph => match (shape::after_typed_bullet(text), shape::typed_number(text)) {
            (Some(item), _) => (RawKind::ListItem, item),
            (None, Some((TypedNumber::Letter, _))) => (RawKind::ListItem, text),
            _ => (said, text),
        },
        _ => (said, text),
    }
}

/// Characters that show nothing at the ends of a paragraph.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// Where a line end is followed by nothing but spaces and another line end.
fn empty_line(text: &str) -> Option<usize> {
    text.match_indices('\n').map(|(at, _)| at).find(|&at| {
        let rest = text[at + 1..].trim_start_matches([' ', '\t', '\u{a0}']);
        rest.starts_with('\n')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_the_trimmed_text() {
        let mut open = OpenText::on_page(3);
        open.push("  one ");
        open.turn_to(4);
        open.push("two\n \nthree ");
        open.turn_to(5);
        open.push(" ");
        let mut out = Vec::new();
        open.finish(RawKind::Paragraph, Some("1.".into()), &mut out);
        assert_eq!(out.len(), 2);
        assert_eq!((out[0].text.as_str(), out[0].page), ("one two", 3));
        assert_eq!(out[0].page_breaks, [(4, 4)]);
        assert_eq!((out[1].text.as_str(), out[1].page, &out[1].number), ("three", 4, &None));
        assert!(out[1].page_breaks.is_empty());
    }
}
