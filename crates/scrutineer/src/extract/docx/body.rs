//! The walk through paragraphs, tables and notes.

use super::fields::Fields;
use super::numbering::Numbering;
use super::pages::Pages;
use super::styles::Styles;
use super::{Parts, styles};
use crate::extract::block::{RawBlock, RawKind};
use crate::extract::numbering::NumberFormat;
use crate::extract::open_text::OpenText;
use crate::extract::table::{Table, joined};
use crate::extract::xml::Element;

/// The state of the walk.
pub(super) struct Body<'t> {
    pub(super) styles: &'t Styles,
    pub(super) numbering: Numbering,
    pub(super) pages: Pages,
    pub(super) fields: Fields,
    pub(super) out: Vec<RawBlock>,
    /// Notes and text boxes that hang on the paragraph being read; they follow it.
    pub(super) after: Vec<RawBlock>,
    /// Text of a paragraph whose end mark was deleted; it goes on in the next one.
    pub(super) carried: Option<OpenText>,
    /// Inside a contents list that is a content control.
    pub(super) in_contents: bool,
    pub(super) seen: Seen,
    counted_pages: Option<u32>,
    footnotes: Notes<'t>,
    endnotes: Notes<'t>,
}

/// Things that a person should be told.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) tracked_changes: bool,
    pub(super) comments: bool,
    pub(super) hidden_text: bool,
    pub(super) foreign_chunk: bool,
}

struct Notes<'t> {
    part: Option<Element<'t>>,
    format: NumberFormat,
    count: u32,
}

impl<'t> Body<'t> {
    pub(super) fn new(styles: &'t Styles, numbering: Numbering, parts: &'t Parts) -> Self {
        let root = parts.document.root();
        let settings = parts.settings.as_ref().map(|tree| tree.root());
        let notes = |part: &'t Option<super::Tree>, properties: &str, usual| Notes {
            part: part.as_ref().map(|tree| tree.root()),
            format: note_format(root, settings, properties).unwrap_or(usual),
            count: 0,
        };
        Self {
            styles,
            numbering,
            pages: Pages::new(root.child("w:body").unwrap_or(root)),
            fields: Fields::default(),
            out: Vec::new(),
            after: Vec::new(),
            carried: None,
            in_contents: false,
            seen: Seen::default(),
            counted_pages: parts.counted_pages,
            footnotes: notes(&parts.footnotes, "w:footnotePr", NumberFormat::Decimal),
            endnotes: notes(&parts.endnotes, "w:endnotePr", NumberFormat::LowerRoman),
        }
    }

    pub(super) fn read_document(&mut self, root: Element<'t>) {
        self.blocks(root.child("w:body").unwrap_or(root));
        self.flush_carried();
    }

    /// The blocks, and the number of the last page when pages are known.
    pub(super) fn finish(self) -> (Vec<RawBlock>, Option<u32>) {
        let last = self.pages.are_known(self.counted_pages).then(|| self.pages.current());
        (self.out, last)
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        let said = [
            (self.seen.tracked_changes, "tracked changes were accepted"),
            (self.seen.comments, "comments were left out"),
            (self.seen.hidden_text, "hidden text was left out"),
            (self.seen.foreign_chunk, "an embedded document of another format was left out"),
        ];
        said.iter().filter(|(is, _)| *is).map(|(_, warning)| (*warning).to_owned()).collect()
    }

    /// Everything of block level inside `parent`.
    pub(super) fn blocks(&mut self, parent: Element<'t>) {
        for child in parent.elements() {
            self.block(child);
        }
    }

    fn block(&mut self, element: Element<'t>) {
        match element.name() {
            "w:p" => self.paragraph(element),
            "w:tbl" => self.table(element),
            "w:sdt" => self.content_control(element),
            "w:ins" | "w:moveTo" => {
                self.seen.tracked_changes = true;
                self.blocks(element);
            }
            "w:del" | "w:moveFrom" => self.seen.tracked_changes = true,
            "w:customXml" | "w:smartTag" | "w:sdtContent" => self.blocks(element),
            "mc:AlternateContent" => {
                if let Some(branch) = chosen_branch(element) {
                    self.blocks(branch);
                }
            }
            "w:altChunk" => self.seen.foreign_chunk = true,
            _ => {}
        }
    }

    fn content_control(&mut self, element: Element<'t>) {
        if is_placeholder(element) {
            return;
        }
        let gallery = element
            .path(&["w:sdtPr", "w:docPartObj"])
            .and_then(|part| part.value_of("w:docPartGallery", "w:val"));
        let outside = self.in_contents;
        self.in_contents |= gallery == Some("Table of Contents");
        if let Some(content) = element.child("w:sdtContent") {
            self.blocks(content);
        }
        self.in_contents = outside;
    }

    fn table(&mut self, element: Element<'t>) {
        let mut table = Table::default();
        self.rows(element, &mut table);
        table.finish(&mut self.out);
    }

    fn rows(&mut self, parent: Element<'t>, table: &mut Table) {
        for child in parent.elements() {
            match child.name() {
                "w:tr" => {
                    let deleted = child.path(&["w:trPr", "w:del"]).is_some();
                    let hidden = child.child("w:trPr").and_then(|p| styles::switch(p, "w:hidden"));
                    self.seen.tracked_changes |= deleted;
                    if !deleted && hidden != Some(true) {
                        table.begin_row();
                        self.cells(child, table);
                    }
                }
                "w:sdt" => self.rows(child.child("w:sdtContent").unwrap_or(child), table),
                "w:customXml" | "w:ins" | "w:moveTo" => self.rows(child, table),
                _ => {}
            }
        }
    }

    fn cells(&mut self, parent: Element<'t>, table: &mut Table) {
        for child in parent.elements() {
            match child.name() {
                "w:tc" => {
                    let blocks = self.apart(|body| body.blocks(child));
                    table.push_cell(blocks);
                }
                "w:sdt" => self.cells(child.child("w:sdtContent").unwrap_or(child), table),
                "w:customXml" => self.cells(child, table),
                _ => {}
            }
        }
    }

    /// Runs a part of the walk whose blocks do not belong to the text around it.
    pub(super) fn apart(&mut self, walk: impl FnOnce(&mut Self)) -> Vec<RawBlock> {
        let out = std::mem::take(&mut self.out);
        let after = std::mem::take(&mut self.after);
        let carried = self.carried.take();
        let fields = std::mem::take(&mut self.fields);
        walk(self);
        self.flush_carried();
        self.fields = fields;
        self.carried = carried;
        self.after = after;
        std::mem::replace(&mut self.out, out)
    }

    fn flush_carried(&mut self) {
        if let Some(open) = self.carried.take() {
            open.finish(RawKind::Paragraph, None, &mut self.out);
        }
    }

    /// A reference to a footnote or an endnote: the note follows the paragraph.
    pub(super) fn note(&mut self, reference: Element<'t>, custom_mark: Option<String>) {
        let is_footnote = reference.name() == "w:footnoteReference";
        let notes = if is_footnote { &mut self.footnotes } else { &mut self.endnotes };
        let number = custom_mark.unwrap_or_else(|| {
            notes.count += 1;
            notes.format.show(notes.count)
        });
        let id = reference.attribute("w:id");
        let note = notes.part.and_then(|part| part.elements().find(|n| n.attribute("w:id") == id));
        let Some(note) = note else { return };
        let blocks = self.apart(|body| body.blocks(note));
        if let Some(mut block) = joined(blocks, RawKind::Footnote) {
            block.number = Some(number);
            self.after.push(block);
        }
    }

    /// Text boxes inside a drawing.
    pub(super) fn text_boxes(&mut self, drawing: Element<'t>) {
        for child in drawing.elements() {
            match child.name() {
                "w:txbxContent" => {
                    let mut blocks = self.apart(|body| body.blocks(child));
                    self.after.append(&mut blocks);
                }
                "mc:AlternateContent" => {
                    if let Some(branch) = chosen_branch(child) {
                        self.text_boxes(branch);
                    }
                }
                _ => self.text_boxes(child),
            }
        }
    }
}

/// The branch of an AlternateContent to read; the other ones say the same again for older programs.
pub(super) fn chosen_branch(element: Element<'_>) -> Option<Element<'_>> {
    element.child("mc:Choice").or_else(|| element.child("mc:Fallback"))
}

/// A content control that still shows its "Click here to enter text".
pub(super) fn is_placeholder(control: Element<'_>) -> bool {
    control.child("w:sdtPr").and_then(|p| styles::switch(p, "w:showingPlcHdr")) == Some(true)
}

fn note_format(
    document: Element<'_>,
    settings: Option<Element<'_>>,
    properties: &str,
) -> Option<NumberFormat> {
    let last_section = document.child("w:body").and_then(|body| body.child("w:sectPr"));
    let value = [last_section, settings]
        .into_iter()
        .flatten()
        .find_map(|place| place.child(properties)?.value_of("w:numFmt", "w:val"))?;
    Some(match value {
        "lowerRoman" => NumberFormat::LowerRoman,
        "upperRoman" => NumberFormat::UpperRoman,
        "lowerLetter" => NumberFormat::LowerLetter,
        "upperLetter" => NumberFormat::UpperLetter,
        _ => NumberFormat::Decimal,
    })
}
