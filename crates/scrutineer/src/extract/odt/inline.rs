//! What stands inside a paragraph.

use super::body::Body;
use crate::extract::block::RawKind;
use crate::extract::open_text::OpenText;
use crate::extract::table::joined;
use crate::extract::xml::{Child, Element};

/// `text:s` with a count in the millions is not typing.
const MOST_SPACES: usize = 100;

impl<'t> Body<'t> {
    pub(super) fn inline(&mut self, parent: Element<'t>, hidden: bool, open: &mut OpenText) {
        for child in parent.children() {
            match child {
                Child::Text(text) => self.show(&collapsed(text), hidden, open),
                Child::Element(element) => self.inline_element(element, hidden, open),
            }
        }
    }

    fn inline_element(&mut self, element: Element<'t>, hidden: bool, open: &mut OpenText) {
        match element.name() {
            "text:s" => {
                let count = element.attribute("text:c").and_then(|n| n.parse().ok()).unwrap_or(1);
                self.show(&" ".repeat(count.min(MOST_SPACES)), hidden, open);
            }
            "text:tab" => self.show("\t", hidden, open),
            "text:line-break" => self.show("\n", hidden, open),
            "text:soft-page-break" => {
                self.soft_break();
                open.turn_to(self.page);
            }
            "text:note" if !hidden => self.note(element),
            "office:annotation" => self.comments = true,
            "text:hidden-text" | "text:hidden-paragraph" => self.hidden_text = true,
            // The number as text, for programs that do not count; and things that show nothing.
            "text:number"
            | "office:annotation-end"
            | "text:ruby-text"
            | "text:script"
            | "text:note"
            | "office:event-listeners"
            | "svg:title"
            | "svg:desc" => {}
            "text:span" => {
                let style = element.attribute("text:style-name");
                let hidden = hidden || self.styles.is_hidden("text", style);
                self.inline(element, hidden, open);
            }
            name if name.starts_with("draw:") && name != "draw:a" => {
                if !hidden {
                    self.frame(element);
                }
            }
            _ => self.inline(element, hidden, open),
        }
    }

    fn note(&mut self, element: Element<'t>) {
        let number = element.child("text:note-citation").map(|mark| mark.text().trim().to_owned());
        let Some(body) = element.child("text:note-body") else { return };
        let blocks = self.apart(|walk| walk.blocks(body));
        if let Some(mut block) = joined(blocks, RawKind::Footnote) {
            block.number = number.filter(|number| !number.is_empty());
            self.after.push(block);
        }
    }

    /// A text box, or a drawing with text in its shapes.
    pub(super) fn frame(&mut self, element: Element<'t>) {
        let holds_text = element
            .elements()
            .any(|child| matches!(child.name(), "text:p" | "text:h" | "text:list" | "table:table"));
        if holds_text {
            let mut blocks = self.apart(|body| body.blocks(element));
            self.after.append(&mut blocks);
            return;
        }
        for child in element.elements() {
            if child.name().starts_with("draw:") {
                self.frame(child);
            }
        }
    }

    fn show(&mut self, text: &str, hidden: bool, open: &mut OpenText) {
        let blank = text.trim().is_empty();
        if hidden {
            self.hidden_text |= !blank;
            return;
        }
        // White space at the start of a paragraph is layout of the file.
        if text == " " && open.is_blank() {
            return;
        }
        if open.is_blank() {
            open.turn_to(self.page);
        }
        open.push(text);
        self.text_on_page |= !blank;
    }
}

/// OpenDocument collapses white space as HTML does; real spaces and tabs are elements.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out
}
