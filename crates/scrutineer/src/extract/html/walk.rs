//! The walk through the elements of a page.

use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node};

use super::lists::{is_contents_link, item_number};
use super::notes::{Notes, is_back_link};
use super::skip::is_furniture;
use crate::extract::block::{RawBlock, RawKind};
use crate::extract::open_text::OpenText;
use crate::extract::table::{Table, joined};

/// Deeper elements are read as plain text, so that the walk cannot exhaust the stack.
const MAX_DEPTH: usize = 150;

/// The state of the walk.
pub(super) struct Walk<'p> {
    page: &'p Html,
    notes: Notes,
    out: Vec<RawBlock>,
    open: OpenText,
    /// Number of the list item that has no text yet.
    number: Option<String>,
    /// Footnotes of the paragraph being read.
    after: Vec<RawBlock>,
}

/// What the elements around say.
#[derive(Clone, Copy)]
struct Around {
    kind: RawKind,
    preformatted: bool,
    depth: usize,
}

impl<'p> Walk<'p> {
    pub(super) fn new(page: &'p Html) -> Self {
        Self {
            page,
            notes: Notes::find(page),
            out: Vec::new(),
            open: OpenText::default(),
            number: None,
            after: Vec::new(),
        }
    }

    pub(super) fn read(mut self, root: ElementRef<'p>) -> Vec<RawBlock> {
        let around = Around { kind: RawKind::Paragraph, preformatted: false, depth: 0 };
        self.children(root, around);
        self.flush(RawKind::Paragraph);
        self.out
    }

    fn children(&mut self, element: ElementRef<'p>, around: Around) {
        let around = Around { depth: around.depth + 1, ..around };
        for child in element.children() {
            self.node(child, around);
        }
    }

    fn node(&mut self, node: NodeRef<'p, Node>, around: Around) {
        if let Node::Text(text) = node.value() {
            self.text(text, around.preformatted);
        } else if let Some(element) = ElementRef::wrap(node) {
            if around.depth > MAX_DEPTH {
                element.text().for_each(|text| self.text(text, false));
            } else if !is_furniture(element) && !is_back_link(element) && !self.is_note(element) {
                self.element(element, around);
            }
        }
    }

    /// Handles references to notes, and notes.
    fn is_note(&mut self, element: ElementRef<'p>) -> bool {
        if self.notes.is_reference(element.id()) {
            if let Some((body, mark)) = self.notes.take_referred(element.id()) {
                self.note(body, mark);
            }
            return true;
        }
        if let Some(mark) = self.notes.take(element.id()) {
            self.note(element.id(), mark);
            self.out.append(&mut self.after);
            return true;
        }
        self.notes.was_read(element.id())
    }

    fn note(&mut self, body: ego_tree::NodeId, mark: String) {
        let Some(body) = self.page.tree.get(body).and_then(ElementRef::wrap) else { return };
        let around = Around { kind: RawKind::Paragraph, preformatted: false, depth: MAX_DEPTH / 2 };
        let blocks = self.apart(|walk| walk.children(body, around));
        let Some(mut block) = joined(blocks, RawKind::Footnote) else { return };
        // The note repeats its mark: "1 Text", "[1] Text".
        let text = block.text.trim_start_matches(['[', '(']);
        if let Some(rest) = text.strip_prefix(mark.as_str())
            && rest.starts_with([' ', ']', ')', '.', '\u{a0}', '\n'])
        {
            block.text = rest.trim_start_matches([']', ')', '.', ' ', '\u{a0}', '\n']).to_owned();
        }
        block.number = Some(mark);
        self.after.push(block);
    }

    fn element(&mut self, element: ElementRef<'p>, around: Around) {
        let name = element.value().name();
        match name {
            "br" => self.open.push("\n"),
            "hr" => self.flush(around.kind),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                self.block_of(RawKind::Heading(level), element, around);
            }
            "ul" | "ol" | "menu" => self.list(element, around),
            "table" => self.table(element, around),
            "blockquote" => {
                self.flush(around.kind);
                self.block_of(RawKind::Quotation, element, around);
            }
            "footer" => self.block_of(RawKind::Paragraph, element, around),
            "cite" if is_attribution(element) => {
                self.block_of(RawKind::Paragraph, element, around);
            }
            "figcaption" => {
                let kind =
                    if names_a_quotation(element) { RawKind::Paragraph } else { RawKind::Caption };
                self.block_of(kind, element, around);
            }
            "pre" => self.block(element, Around { preformatted: true, ..around }),
            "q" => {
                self.open.push("\u{2018}");
                self.children(element, around);
                self.open.push("\u{2019}");
            }
            _ if is_block(name) => self.block(element, around),
            _ => self.children(element, around),
        }
    }

    fn block(&mut self, element: ElementRef<'p>, around: Around) {
        self.block_of(around.kind, element, around);
    }

    /// A block whose own text is of another kind than the text around it.
    fn block_of(&mut self, kind: RawKind, element: ElementRef<'p>, around: Around) {
        self.flush(around.kind);
        self.children(element, Around { kind, ..around });
        self.flush(kind);
    }

    fn list(&mut self, element: ElementRef<'p>, around: Around) {
        self.flush(around.kind);
        let ordered = element.value().name() == "ol";
        let items =
            element.child_elements().filter(|item| item.value().name() == "li").count() as i64;
        let reversed = element.attr("reversed").is_some();
        let first = element.attr("start").and_then(|start| start.trim().parse::<i64>().ok());
        let mut next = first.unwrap_or(if reversed { items } else { 1 });
        for child in element.children() {
            let item = ElementRef::wrap(child).filter(|child| child.value().name() == "li");
            let Some(item) = item.filter(|item| !is_furniture(*item)) else {
                self.node(child, around);
                continue;
            };
            if let Some(value) =
                item.attr("value").and_then(|value| value.trim().parse::<i64>().ok())
            {
                next = value;
            }
            let number = ordered.then(|| item_number(element, next)).flatten();
            next = next.saturating_add(if reversed { -1 } else { 1 });
            if self.is_note(item) {
                continue;
            }
            let kind = if is_contents_link(item) { RawKind::Contents } else { RawKind::ListItem };
            self.flush(around.kind);
            self.number = number;
            self.block(item, Around { kind, depth: around.depth + 1, ..around });
            self.number = None;
        }
    }

    fn table(&mut self, element: ElementRef<'p>, around: Around) {
        self.flush(around.kind);
        let role = element.attr("role").unwrap_or_default();
        let lays_out = matches!(role, "presentation" | "none")
            || element
                .descendent_elements()
                .any(|inner| matches!(inner.value().name(), "h1" | "h2"));
        if lays_out {
            self.block(element, around);
            return;
        }
        let mut table = Table::default();
        let around = Around { kind: RawKind::Paragraph, ..around };
        self.rows(element, &mut table, around);
        table.finish(&mut self.out);
    }

    fn rows(&mut self, parent: ElementRef<'p>, table: &mut Table, around: Around) {
        for child in parent.child_elements().filter(|child| !is_furniture(*child)) {
            match child.value().name() {
                "tr" => {
                    table.begin_row();
                    for cell in child.child_elements() {
                        let around = Around { depth: around.depth + 3, ..around };
                        let blocks = self.apart(|walk| walk.children(cell, around));
                        table.push_cell(blocks);
                    }
                }
                "thead" | "tbody" | "tfoot" => self.rows(child, table, around),
                "caption" => self.block_of(RawKind::Caption, child, around),
                _ => {}
            }
        }
    }

    /// Runs a part of the walk whose blocks do not belong to the text around it.
    fn apart(&mut self, walk: impl FnOnce(&mut Self)) -> Vec<RawBlock> {
        let out = std::mem::take(&mut self.out);
        let open = std::mem::take(&mut self.open);
        let after = std::mem::take(&mut self.after);
        let number = self.number.take();
        walk(self);
        self.flush(RawKind::Paragraph);
        self.number = number;
        self.after = after;
        self.open = open;
        std::mem::replace(&mut self.out, out)
    }

    fn flush(&mut self, kind: RawKind) {
        let open = std::mem::take(&mut self.open);
        if !open.is_blank() {
            open.finish(kind, self.number.take(), &mut self.out);
        }
        self.out.append(&mut self.after);
    }

    /// Adds text as a browser shows it: white space collapsed, but for preformatted text.
    fn text(&mut self, text: &str, preformatted: bool) {
        if preformatted {
            self.open.push(text);
            return;
        }
        let mut collapsed = String::with_capacity(text.len());
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                collapsed.push(c);
                continue;
            }
            let before = if collapsed.is_empty() { self.open.as_str() } else { collapsed.as_str() };
            if !before.is_empty() && !before.ends_with([' ', '\n']) {
                collapsed.push(' ');
            }
        }
        self.open.push(&collapsed);
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "aside"
            | "address"
            | "center"
            | "details"
            | "summary"
            | "dl"
            | "dt"
            | "dd"
            | "figure"
            | "fieldset"
            | "legend"
            | "li"
            | "tr"
            | "td"
            | "th"
            | "tbody"
            | "thead"
            | "tfoot"
            | "caption"
            | "body"
            | "hgroup"
            | "optgroup"
            | "option"
    )
}

/// A `cite` of its own under a quotation, not a title named in a sentence.
fn is_attribution(element: ElementRef<'_>) -> bool {
    let parent = element.parent().and_then(ElementRef::wrap);
    parent.is_some_and(|parent| matches!(parent.value().name(), "blockquote" | "figure"))
}

fn names_a_quotation(caption: ElementRef<'_>) -> bool {
    let figure =
        caption.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "figure");
    figure.is_some_and(|figure| {
        figure.descendent_elements().any(|e| e.value().name() == "blockquote")
    })
}
