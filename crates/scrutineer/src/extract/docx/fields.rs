//! Fields: instructions that are not text, and results that are.

use crate::extract::xml::Element;

/// The fields that are open at a place in the text.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
}

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    in_result: bool,
}

impl Fields {
    /// A begin, separate or end mark.
    pub(super) fn mark(&mut self, element: Element<'_>) {
        match element.attribute("w:fldCharType") {
            Some("begin") => self.open.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.open.last_mut() {
                    field.in_result = true;
                }
            }
            Some("end") => {
                self.open.pop();
            }
            _ => {}
        }
    }

    pub(super) fn instruction(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut() {
            field.instruction.push_str(text);
        }
    }

    /// Whether text at this place is shown.
    pub(super) fn shows_text(&self) -> bool {
        self.open.iter().all(|field| field.in_result)
    }

    pub(super) fn in_contents(&self) -> bool {
        self.open
            .iter()
            .any(|field| field.in_result && field.instruction.trim_start().starts_with("TOC"))
    }

    /// Gives up fields whose instruction is not over when their paragraph ends: a lost mark would
    /// hide the rest of the document.
    pub(super) fn end_paragraph(&mut self) {
        self.open.retain(|field| field.in_result);
    }

    /// Gives up contents fields: running text shows that the end mark is lost.
    pub(super) fn leave_contents(&mut self) {
        self.open.retain(|field| !field.instruction.trim_start().starts_with("TOC"));
    }
}
