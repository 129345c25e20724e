//! Tables of every format as [`Cell`](RawKind::Cell) blocks.

use super::block::{RawBlock, RawKind};

/// A table while it is being read: rows of cells, a cell being the blocks inside it.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<Vec<RawBlock>>>,
}

impl Table {
    pub(super) fn begin_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn push_cell(&mut self, blocks: Vec<RawBlock>) {
        if self.rows.is_empty() {
            self.begin_row();
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(blocks);
        }
    }

    /// One block a cell that has text, footnotes after the table.
    ///
    /// A table of a single cell is a box drawn round running text, so its blocks stay what they are.
    pub(super) fn finish(mut self, out: &mut Vec<RawBlock>) {
        self.rows.retain(|row| !row.is_empty());
        if let [row] = self.rows.as_mut_slice()
            && let [cell] = row.as_mut_slice()
        {
            out.append(cell);
            return;
        }
        let mut notes = Vec::new();
        for row in self.rows {
            let mut row_start = true;
            for cell in row {
                if let Some(block) = merge(cell, row_start, &mut notes) {
                    out.push(block);
                    row_start = false;
                }
            }
        }
        out.append(&mut notes);
    }
}

/// The blocks of a cell as one; its notes go to `notes`.
fn merge(blocks: Vec<RawBlock>, row_start: bool, notes: &mut Vec<RawBlock>) -> Option<RawBlock> {
    let (mut own, running): (Vec<_>, Vec<_>) =
        blocks.into_iter().partition(|block| block.kind == RawKind::Footnote);
    notes.append(&mut own);
    joined(running, RawKind::Cell { row_start })
}

/// Several blocks as one of `kind`, a line each; numbers of all but the first become part of the text.
pub(super) fn joined(blocks: Vec<RawBlock>, kind: RawKind) -> Option<RawBlock> {
    let mut blocks = blocks.into_iter();
    let mut whole = RawBlock { kind, ..blocks.next()? };
    for block in blocks {
        let before = whole.page_breaks.last().map_or(whole.page, |b| b.1);
        whole.text.push('\n');
        if block.page != before {
            whole.page_breaks.push((whole.text.len(), block.page));
        }
        if let Some(number) = &block.number {
            whole.text.push_str(number);
            whole.text.push(' ');
        }
        let shift = whole.text.len();
        whole.text.push_str(&block.text);
        whole.page_breaks.extend(block.page_breaks.iter().map(|&(at, page)| (at + shift, page)));
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> RawBlock {
        RawBlock::new(RawKind::Paragraph, text, 1)
    }

    #[test]
    fn rows_begin_at_their_first_cell_with_text() {
        let mut table = Table::default();
        table.begin_row();
        table.push_cell(vec![]);
        table.push_cell(vec![
            paragraph("a"),
            RawBlock { number: Some("2.".into()), ..paragraph("b") },
        ]);
        table.begin_row();
        table.push_cell(vec![paragraph("c"), RawBlock::new(RawKind::Footnote, "note", 1)]);
        table.push_cell(vec![paragraph("d")]);
        let mut out = Vec::new();
        table.finish(&mut out);
        let shown: Vec<_> = out.iter().map(|b| (b.text.as_str(), b.kind)).collect();
        let cell = |row_start| RawKind::Cell { row_start };
        let expected = [
            ("a\n2. b", cell(true)),
            ("c", cell(true)),
            ("d", cell(false)),
            ("note", RawKind::Footnote),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_single_cell_is_a_box() {
        let mut table = Table::default();
        table.push_cell(vec![RawBlock::new(RawKind::Heading(2), "Box", 1), paragraph("text")]);
        let mut out = Vec::new();
        table.finish(&mut out);
        assert_eq!(out[0].kind, RawKind::Heading(2));
    }
}
