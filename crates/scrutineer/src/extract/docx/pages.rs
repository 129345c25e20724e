//! Page numbers, when the file records where pages broke.

use crate::extract::xml::Element;

/// Counts pages while the document is walked.
#[derive(Debug)]
pub(super) struct Pages {
    current: u32,
    /// Hard breaks since the last text; Word follows each by a record of the break that it made.
    unrecorded: u32,
    recorded: u32,
    hard: u32,
    text_on_page: bool,
    /// How each section begins, in order.
    section_starts: Vec<bool>,
    section: usize,
}

impl Pages {
    pub(super) fn new(body: Element<'_>) -> Self {
        let mut section_starts = Vec::new();
        section_breaks(body, &mut section_starts);
        Self {
            current: 1,
            unrecorded: 0,
            recorded: 0,
            hard: 0,
            text_on_page: false,
            section_starts,
            section: 0,
        }
    }

    pub(super) fn current(&self) -> u32 {
        self.current
    }

    pub(super) fn text(&mut self) {
        self.text_on_page = true;
        self.unrecorded = 0;
    }

    pub(super) fn hard_break(&mut self) {
        self.hard += 1;
        self.unrecorded += 1;
        self.turn();
    }

    /// "Page break before" does nothing at the top of a page.
    pub(super) fn break_unless_at_top(&mut self) {
        if self.text_on_page {
            self.hard_break();
        }
    }

    pub(super) fn recorded_break(&mut self) {
        self.recorded += 1;
        if self.unrecorded > 0 {
            self.unrecorded -= 1;
        } else {
            self.turn();
        }
    }

    /// The section of the paragraph that just ended is over.
    pub(super) fn end_section(&mut self) {
        self.section += 1;
        if self.section_starts.get(self.section).copied().unwrap_or(false) {
            self.hard_break();
        }
    }

    /// Hard breaks alone say little, unless the program counted as many pages when it saved.
    pub(super) fn are_known(&self, counted: Option<u32>) -> bool {
        self.recorded > 0 || self.hard > 0 && counted == Some(self.hard + 1)
    }

    fn turn(&mut self) {
        self.current = self.current.saturating_add(1);
        self.text_on_page = false;
    }
}

/// For each section in order, whether it begins on a new page. Sections end in a paragraph's
/// properties, but their own properties say how they begin.
fn section_breaks(element: Element<'_>, out: &mut Vec<bool>) {
    for child in element.elements() {
        match child.name() {
            "w:sectPr" => {
                let kind = child.value_of("w:type", "w:val").unwrap_or("nextPage");
                out.push(!matches!(kind, "continuous" | "nextColumn"));
            }
            "w:p" | "w:pPr" | "w:sdt" | "w:sdtContent" | "w:ins" => section_breaks(child, out),
            _ => {}
        }
    }
}
