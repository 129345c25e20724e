//! The walk through headings, paragraphs, lists, tables and sections.

use std::collections::BTreeMap;

use super::lists::{Counters, Label, ListStyle};
use super::styles::Styles;
use crate::extract::block::{RawBlock, RawKind};
use crate::extract::numbering::is_paragraph_number;
use crate::extract::open_text::OpenText;
use crate::extract::table::Table;
use crate::extract::xml::Element;

/// The state of the walk.
pub(super) struct Body<'t> {
    pub(super) styles: &'t Styles,
    pub(super) out: Vec<RawBlock>,
    /// Notes and frames that hang on the paragraph being read; they follow it.
    pub(super) after: Vec<RawBlock>,
    pub(super) page: u32,
    pub(super) soft_breaks: u32,
    pub(super) text_on_page: bool,
    pub(super) hidden_text: bool,
    pub(super) comments: bool,
    hard_breaks: u32,
    tracked_changes: bool,
    in_contents: bool,
    /// Open lists, outermost first; the first one holds the counters of all.
    lists: Vec<OpenList<'t>>,
    /// Whether the next paragraph begins a list item, and the number it is set to.
    item: Option<Option<u32>>,
    counters: Counters,
    counters_by_style: BTreeMap<String, Counters>,
    counters_by_id: BTreeMap<String, Counters>,
    outline_counters: Counters,
}

struct OpenList<'t> {
    style: Option<&'t str>,
}

impl<'t> Body<'t> {
    pub(super) fn new(styles: &'t Styles) -> Self {
        Self {
            styles,
            out: Vec::new(),
            after: Vec::new(),
            page: 1,
            soft_breaks: 0,
            text_on_page: false,
            hidden_text: false,
            comments: false,
            hard_breaks: 0,
            tracked_changes: false,
            in_contents: false,
            lists: Vec::new(),
            item: None,
            counters: Counters::default(),
            counters_by_style: BTreeMap::new(),
            counters_by_id: BTreeMap::new(),
            outline_counters: Counters::default(),
        }
    }

    /// The blocks, and the number of the last page when pages are known.
    pub(super) fn finish(self, counted_pages: Option<u32>) -> (Vec<RawBlock>, Option<u32>) {
        let known =
            self.soft_breaks > 0 || self.hard_breaks > 0 && counted_pages == Some(self.page);
        (self.out, known.then_some(self.page))
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        let said = [
            (self.tracked_changes, "tracked changes were accepted"),
            (self.comments, "comments were left out"),
            (self.hidden_text, "hidden text was left out"),
        ];
        said.iter().filter(|(is, _)| *is).map(|(_, warning)| (*warning).to_owned()).collect()
    }

    pub(super) fn blocks(&mut self, parent: Element<'t>) {
        for child in parent.elements() {
            self.block(child);
        }
    }

    fn block(&mut self, element: Element<'t>) {
        match element.name() {
            "text:p" | "text:h" => self.paragraph(element),
            "text:list" => self.list(element),
            "table:table" => self.table(element),
            "text:section" => {
                let style = element.attribute("text:style-name");
                if element.attribute("text:display") == Some("none")
                    || self.styles.is_hidden("section", style)
                {
                    self.hidden_text = true;
                } else {
                    self.blocks(element);
                }
            }
            "text:table-of-content"
            | "text:illustration-index"
            | "text:table-index"
            | "text:object-index"
            | "text:user-index"
            | "text:alphabetical-index"
            | "text:bibliography" => self.index(element),
            "text:index-title" | "text:numbered-paragraph" => self.blocks(element),
            "text:soft-page-break" => self.soft_break(),
            "text:tracked-changes" => self.tracked_changes |= element.elements().next().is_some(),
            name if name.starts_with("draw:") => {
                self.frame(element);
                self.out.append(&mut self.after);
            }
            _ => {}
        }
    }

    fn index(&mut self, element: Element<'t>) {
        let Some(body) = element.child("text:index-body") else { return };
        let outside =
            std::mem::replace(&mut self.in_contents, element.name() != "text:bibliography");
        self.blocks(body);
        self.in_contents = outside;
    }

    fn list(&mut self, element: Element<'t>) {
        let style = element
            .attribute("text:style-name")
            .or_else(|| self.lists.last().and_then(|outer| outer.style));
        let outermost = self.lists.is_empty();
        if outermost {
            let continued = element
                .attribute("text:continue-list")
                .and_then(|id| self.counters_by_id.get(id))
                .or_else(|| {
                    let goes_on = element.attribute("text:continue-numbering") == Some("true");
                    goes_on.then(|| self.counters_by_style.get(style?)).flatten()
                });
            self.counters = continued.copied().unwrap_or_default();
        }
        self.lists.push(OpenList { style });
        for item in element.elements() {
            match item.name() {
                "text:list-item" => {
                    let start = item.attribute("text:start-value").and_then(|n| n.parse().ok());
                    self.item = Some(start);
                    self.blocks(item);
                    self.item = None;
                }
                "text:list-header" => self.blocks(item),
                _ => {}
            }
        }
        self.lists.pop();
        if outermost {
            if let Some(id) = element.attribute("xml:id") {
                self.counters_by_id.insert(id.to_owned(), self.counters);
            }
            if let Some(style) = style {
                self.counters_by_style.insert(style.to_owned(), self.counters);
            }
        }
    }

    fn paragraph(&mut self, element: Element<'t>) {
        let style = element.attribute("text:style-name");
        if self.styles.breaks_page("paragraph", style) {
            self.hard_break();
        }
        let label = self.label(element, style);
        let mut open = OpenText::on_page(self.page);
        let hidden = self.styles.is_hidden("paragraph", style);
        self.inline(element, hidden, &mut open);
        let kind = self.kind(element, style, label.as_ref());
        let number = match label {
            Some(Label::Number(number)) => Some(number),
            _ => None,
        };
        open.finish(kind, number, &mut self.out);
        self.out.append(&mut self.after);
        if self.styles.breaks_page_after("paragraph", style) {
            self.hard_break();
        }
    }

    fn kind(&self, element: Element<'_>, style: Option<&str>, label: Option<&Label>) -> RawKind {
        let by_style = self.styles.kind(style);
        if self.in_contents && !matches!(by_style, Some(RawKind::Heading(_))) {
            return RawKind::Contents;
        }
        if element.name() == "text:h" {
            let level =
                element.attribute("text:outline-level").and_then(|level| level.parse::<u8>().ok());
            return RawKind::Heading(level.unwrap_or(1).clamp(1, 6));
        }
        if let Some(kind) = by_style {
            return kind;
        }
        match label {
            Some(Label::Bullet) => RawKind::ListItem,
            Some(Label::Number(number)) if !is_paragraph_number(number) => RawKind::ListItem,
            _ => RawKind::Paragraph,
        }
    }

    fn label(&mut self, element: Element<'t>, style: Option<&str>) -> Option<Label> {
        let is_heading = element.name() == "text:h";
        if self.lists.is_empty() {
            let unnumbered = element.attribute("text:is-list-header") == Some("true");
            if !is_heading || unnumbered {
                return None;
            }
            let level =
                element.attribute("text:outline-level").and_then(|n| n.parse::<usize>().ok());
            let start = element.attribute("text:start-value").and_then(|n| n.parse().ok());
            let outline: &ListStyle = self.styles.outline();
            let level = level.unwrap_or(1).saturating_sub(1);
            return Some(outline.next(&mut self.outline_counters, level, start));
        }
        // Only the first paragraph of an item is numbered.
        let start = self.item.take()?;
        let list = self
            .lists
            .last()
            .and_then(|list| list.style)
            .or_else(|| self.styles.list_of_paragraph(style))?;
        let level = self.lists.len() - 1;
        Some(self.styles.list(list)?.next(&mut self.counters, level, start))
    }

    fn table(&mut self, element: Element<'t>) {
        if self.styles.breaks_page("table", element.attribute("table:style-name")) {
            self.hard_break();
        }
        let mut table = Table::default();
        self.rows(element, &mut table);
        table.finish(&mut self.out);
    }

    fn rows(&mut self, parent: Element<'t>, table: &mut Table) {
        for child in parent.elements() {
            match child.name() {
                "table:table-row" => {
                    table.begin_row();
                    for cell in child.elements().filter(|cell| cell.name() == "table:table-cell") {
                        let blocks = self.apart(|body| body.blocks(cell));
                        table.push_cell(blocks);
                    }
                }
                "table:table-header-rows" | "table:table-rows" | "table:table-row-group" => {
                    self.rows(child, table);
                }
                "text:soft-page-break" => self.soft_break(),
                _ => {}
            }
        }
    }

    /// Runs a part of the walk whose blocks and lists do not belong to the text around it.
    pub(super) fn apart(&mut self, walk: impl FnOnce(&mut Self)) -> Vec<RawBlock> {
        let out = std::mem::take(&mut self.out);
        let after = std::mem::take(&mut self.after);
        let lists = std::mem::take(&mut self.lists);
        let (item, counters) = (self.item.take(), self.counters);
        walk(self);
        (self.item, self.counters) = (item, counters);
        self.lists = lists;
        self.after = after;
        std::mem::replace(&mut self.out, out)
    }

    pub(super) fn soft_break(&mut self) {
        self.soft_breaks += 1;
        self.turn();
    }

    /// A break before the first text of the document, or asked for twice, makes no page.
    fn hard_break(&mut self) {
        if self.text_on_page {
            self.hard_breaks += 1;
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.page = self.page.saturating_add(1);
        self.text_on_page = false;
    }
}
