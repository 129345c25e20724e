//! A block in the making, with what the later steps must know of its looks.

use super::line::labelled_kind;
use super::page::Area;
use crate::extract::{RawBlock, RawKind};

/// A block and its looks.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) block: RawBlock,
    /// Page on which it ends.
    pub(super) last_page: u32,
    /// Where its first page holds it.
    pub(super) area: Area,
    /// Font size of most of it; 0 when unknown.
    pub(super) size: f32,
    /// Whether all of it is bold.
    pub(super) bold: bool,
    /// Number of lines.
    pub(super) line_count: usize,
    /// Whether the last line runs to the right edge of its column, so that more may follow.
    pub(super) ends_full: bool,
    /// Whether the structure tree vouches for its bounds.
    pub(super) tagged: bool,
}

impl Draft {
    /// Whether it is running text, which a page break may cut in two.
    pub(super) fn is_running_text(&self) -> bool {
        matches!(self.block.kind, RawKind::Paragraph | RawKind::ListItem | RawKind::Quotation)
    }

    /// Adds the blocks that `next` holds to the end of this one.
    pub(super) fn absorb(&mut self, next: Self) {
        let text = &mut self.block.text;
        let cut_word = text.ends_with('-') && next.block.text.starts_with(char::is_alphanumeric);
        text.push(if cut_word { '\n' } else { ' ' });
        let offset = text.len();
        text.push_str(&next.block.text);
        if next.block.page > self.last_page {
            self.block.page_breaks.push((offset, next.block.page));
        }
        let later = next.block.page_breaks.into_iter().map(|(at, page)| (at + offset, page));
        self.block.page_breaks.extend(later);
        self.last_page = next.last_page;
        self.line_count += next.line_count;
        self.ends_full = next.ends_full;
    }

    /// Adds the body to a label that was made a block of its own.
    pub(super) fn take_body(&mut self, body: Self) {
        self.absorb(body);
        self.block.kind = labelled_kind(self.block.kind, &self.block.text);
    }
}
