//! Paragraphs, cells and rows of the text and of what is read apart from it.

use super::reader::Reader;
use crate::extract::block::{RawBlock, RawKind};
use crate::extract::numbering::is_paragraph_number;
use crate::extract::open_text::OpenText;
use crate::extract::table::Table;

/// Properties of the paragraph, reset by `\pard`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Paragraph {
    pub(super) style: Option<i32>,
    pub(super) outline_level: Option<u8>,
    pub(super) in_table: bool,
}

/// A text that is read apart: the body, a note, a text box.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) out: Vec<RawBlock>,
    pub(super) open: OpenText,
    pub(super) label: String,
    pub(super) after: Vec<RawBlock>,
    pub(super) table: Option<Table>,
    pub(super) cell: Vec<RawBlock>,
}

impl Reader {
    pub(super) fn end_story(&mut self) -> Vec<RawBlock> {
        self.end_paragraph();
        self.end_table();
        let outer = self.stories.pop().unwrap_or_default();
        std::mem::replace(&mut self.story, outer).out
    }

    pub(super) fn end_paragraph(&mut self) {
        if !self.paragraph.in_table {
            self.end_table();
        }
        let label = std::mem::take(&mut self.story.label);
        let label = label.trim();
        // A label without letters or digits is a bullet.
        let number = label.chars().any(char::is_alphanumeric).then(|| label.to_owned());
        let kind = self.kind(label, number.as_deref());
        let open = std::mem::take(&mut self.story.open);
        let mut blocks = Vec::new();
        open.finish(kind, number, &mut blocks);
        blocks.append(&mut self.story.after);
        if self.paragraph.in_table {
            self.story.cell.append(&mut blocks)
        } else {
            self.story.out.append(&mut blocks)
        }
    }

    fn kind(&self, label: &str, number: Option<&str>) -> RawKind {
        if let Some(level @ 0..=8) = self.paragraph.outline_level {
            return RawKind::Heading((level + 1).min(6));
        }
        if let Some(kind) = self.paragraph.style.and_then(|style| self.styles.kind(style)) {
            return kind;
        }
        match number {
            Some(number) if is_paragraph_number(number) => RawKind::Paragraph,
            Some(_) => RawKind::ListItem,
            None if !label.is_empty() => RawKind::ListItem,
            None => RawKind::Paragraph,
        }
    }

    pub(super) fn end_cell(&mut self) {
        self.paragraph.in_table = true;
        self.end_paragraph();
        let cell = std::mem::take(&mut self.story.cell);
        self.story.table.get_or_insert_default().push_cell(cell);
    }

    pub(super) fn end_row(&mut self) {
        if let Some(table) = &mut self.story.table {
            table.begin_row();
        }
    }

    pub(super) fn end_table(&mut self) {
        if let Some(table) = self.story.table.take() {
            table.finish(&mut self.story.out);
        }
        // A cell that the file never closed.
        self.story.out.append(&mut self.story.cell);
    }
}
