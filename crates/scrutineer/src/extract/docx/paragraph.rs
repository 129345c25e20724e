//! Paragraphs and the runs inside them.

use super::body::{Body, chosen_branch, is_placeholder};
use super::numbering::Label;
use super::styles::{heading, outline_level, switch};
use super::symbols;
use crate::extract::block::RawKind;
use crate::extract::numbering::is_paragraph_number;
use crate::extract::open_text::OpenText;
use crate::extract::xml::Element;

/// A contents entry is a heading with a page number; longer text is not one.
const LONGEST_CONTENTS_ENTRY: usize = 400;

impl<'t> Body<'t> {
    pub(super) fn paragraph(&mut self, element: Element<'t>) {
        let properties = element.child("w:pPr");
        let style = properties.and_then(|p| p.value_of("w:pStyle", "w:val"));
        let mark = properties.and_then(|p| p.child("w:rPr"));
        let mark_deleted =
            mark.is_some_and(|m| m.child("w:del").is_some() || m.child("w:moveFrom").is_some());

        let breaks = properties.and_then(|p| switch(p, "w:pageBreakBefore"));
        if breaks.unwrap_or_else(|| self.styles.page_break_before(style)) {
            self.pages.break_unless_at_top();
        }
        // Counted before the content is read, because text boxes inside it count on.
        let label = if mark_deleted { None } else { self.label(properties, style) };
        let in_contents = self.in_contents || self.fields.in_contents();

        let mut open = OpenText::on_page(self.pages.current());
        let hidden_style = self.styles.is_hidden(style);
        self.inline(element, hidden_style, &mut open);
        let in_contents = in_contents || self.fields.in_contents();
        self.fields.end_paragraph();
        if let Some(mut carried) = self.carried.take() {
            carried.append(open);
            open = carried;
        }
        if mark_deleted {
            self.seen.tracked_changes = true;
            self.carried = Some(open);
        } else {
            let kind = self.kind(properties, style, label.as_ref(), in_contents, &open);
            let number = match label {
                Some(Label::Number(number)) => Some(number),
                _ => None,
            };
            open.finish(kind, number, &mut self.out);
            self.out.append(&mut self.after);
        }
        if properties.is_some_and(|p| p.child("w:sectPr").is_some()) {
            self.pages.end_section();
        }
    }

    fn kind(
        &mut self,
        properties: Option<Element<'_>>,
        style: Option<&str>,
        label: Option<&Label>,
        in_contents: bool,
        open: &OpenText,
    ) -> RawKind {
        let own_level = properties.and_then(outline_level);
        let by_style = self.styles.kind(style);
        let said = match own_level {
            Some(level @ 0..=8) => Some(heading(level)),
            Some(_) if matches!(by_style, Some(RawKind::Heading(_))) => None,
            _ => by_style.filter(|kind| *kind != RawKind::Paragraph),
        };
        if in_contents && !matches!(said, Some(RawKind::Heading(_))) {
            if open.as_str().len() <= LONGEST_CONTENTS_ENTRY {
                return RawKind::Contents;
            }
            self.fields.leave_contents();
        }
        if let Some(kind) = said {
            return kind;
        }
        match label {
            Some(Label::Bullet) => RawKind::ListItem,
            Some(Label::Number(number)) if !is_paragraph_number(number) => RawKind::ListItem,
            _ => RawKind::Paragraph,
        }
    }

    /// What Word shows before the paragraph.
    fn label(&mut self, properties: Option<Element<'_>>, style: Option<&str>) -> Option<Label> {
        let own = properties.and_then(|p| p.child("w:numPr"));
        let own_list = own.and_then(|n| n.value_of("w:numId", "w:val"));
        let own_level =
            own.and_then(|n| n.value_of("w:ilvl", "w:val")).and_then(|n| n.parse::<usize>().ok());
        let by_style = self.styles.numbering(style);
        let list = own_list.or(by_style.as_ref().and_then(|s| s.list.as_deref()))?;
        if list == "0" {
            return None;
        }
        let style_level = || by_style.as_ref().map_or(0, |s| self.numbering.level_of_style(s));
        let level = own_level.unwrap_or_else(|| if own_list.is_some() { 0 } else { style_level() });
        self.numbering.next(list, level)
    }

    /// Everything of text level inside `parent`.
    fn inline(&mut self, parent: Element<'t>, hidden: bool, open: &mut OpenText) {
        for child in parent.elements() {
            match child.name() {
                "w:r" => self.run(child, hidden, open),
                "w:hyperlink" | "w:smartTag" | "w:customXml" | "w:dir" | "w:bdo"
                | "w:fldSimple" | "w:sdtContent" => self.inline(child, hidden, open),
                "w:sdt" if !is_placeholder(child) => self.inline(child, hidden, open),
                "w:ins" | "w:moveTo" => {
                    self.seen.tracked_changes = true;
                    self.inline(child, hidden, open);
                }
                "w:del" | "w:moveFrom" => self.seen.tracked_changes = true,
                "mc:AlternateContent" => {
                    if let Some(branch) = chosen_branch(child) {
                        self.inline(branch, hidden, open);
                    }
                }
                "m:oMath" | "m:oMathPara" if !hidden => math(child, open),
                _ => {}
            }
        }
    }

    fn run(&mut self, run: Element<'t>, hidden: bool, open: &mut OpenText) {
        let properties = run.child("w:rPr");
        let style = properties.and_then(|p| p.value_of("w:rStyle", "w:val"));
        let own = properties.and_then(|p| switch(p, "w:vanish"));
        let hidden = own.unwrap_or_else(|| hidden || self.styles.is_hidden(style));
        self.run_content(run, hidden, open);
    }

    fn run_content(&mut self, run: Element<'t>, hidden: bool, open: &mut OpenText) {
        let mut custom_note = None;
        for child in run.elements() {
            match child.name() {
                "w:t" => {
                    let text = child.text();
                    let keeps = child.attribute("xml:space") == Some("preserve");
                    let text = if keeps {
                        text.as_str()
                    } else {
                        text.trim_matches([' ', '\n', '\r', '\t'])
                    };
                    match custom_note.take() {
                        Some(reference) => self.note(reference, Some(text.to_owned())),
                        None => self.show(text, hidden, open),
                    }
                }
                "w:tab" | "w:ptab" => self.show("\t", hidden, open),
                "w:cr" => self.show("\n", hidden, open),
                "w:noBreakHyphen" => self.show("\u{2011}", hidden, open),
                "w:softHyphen" => self.show("\u{ad}", hidden, open),
                "w:br" => match child.attribute("w:type") {
                    Some("page") => {
                        self.pages.hard_break();
                        open.push(" ");
                        open.turn_to(self.pages.current());
                    }
                    Some("column") => self.show(" ", hidden, open),
                    _ => self.show("\n", hidden, open),
                },
                "w:lastRenderedPageBreak" => {
                    self.pages.recorded_break();
                    open.turn_to(self.pages.current());
                }
                "w:sym" => {
                    let (font, code) = (child.attribute("w:font"), child.attribute("w:char"));
                    if let Some(c) =
                        symbols::symbol(font.unwrap_or_default(), code.unwrap_or_default())
                    {
                        self.show(c.encode_utf8(&mut [0; 4]), hidden, open);
                    }
                }
                "w:fldChar" => self.fields.mark(child),
                "w:instrText" => self.fields.instruction(&child.text()),
                "w:footnoteReference" | "w:endnoteReference" if !hidden => {
                    let custom =
                        child.attribute("w:customMarkFollows").is_some_and(super::styles::is_on);
                    if custom { custom_note = Some(child) } else { self.note(child, None) }
                }
                "w:drawing" | "w:pict" | "w:object" if !hidden => self.text_boxes(child),
                "mc:AlternateContent" => {
                    if let Some(branch) = chosen_branch(child) {
                        self.run_content(branch, hidden, open);
                    }
                }
                "w:ruby" => {
                    if let Some(base) = child.child("w:rubyBase") {
                        self.inline(base, hidden, open);
                    }
                }
                "w:commentReference" => self.seen.comments = true,
                _ => {}
            }
        }
    }

    fn show(&mut self, text: &str, hidden: bool, open: &mut OpenText) {
        if hidden {
            self.seen.hidden_text |= !text.trim().is_empty();
            return;
        }
        if !self.fields.shows_text() || text.is_empty() {
            return;
        }
        if open.is_blank() {
            // A page may have turned since the paragraph was opened.
            open.turn_to(self.pages.current());
        }
        open.push(text);
        if !text.trim().is_empty() {
            self.pages.text();
        }
    }
}

fn math(element: Element<'_>, open: &mut OpenText) {
    for child in element.elements() {
        if child.name() == "m:t" {
            open.push(&child.text());
        } else {
            math(child, open);
        }
    }
}
