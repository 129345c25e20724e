//! The description of a code: the one text that a codebook has for all that a taxonomy says of an issue.
//!
//! First the definition, then a line each for the rest. Programs show it as it is, and hand it on.

use crate::taxonomy::{Issue, IssueKind};

/// What the description of a code says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) definition: String,
    pub(super) use_when: String,
    pub(super) not_use: String,
    pub(super) questions: Vec<String>,
    pub(super) kind: IssueKind,
    pub(super) stage: Option<String>,
    /// Id and label.
    pub(super) family: Option<(String, String)>,
    pub(super) label: Option<String>,
    pub(super) uncounted: bool,
    pub(super) id: Option<String>,
}

const USE: &str = "Use when: ";
const NOT_USE: &str = "Do not use when: ";
const QUESTION: &str = "Question: ";
const KIND: &str = "Kind: ";
const STAGE: &str = "Stage: ";
const FAMILY: &str = "Family: ";
/// Between id and label of a family.
const DASH: &str = " – ";
const LABEL: &str = "Full name: ";
const UNCOUNTED: &str = "Not counted";
const ID: &str = "Id: ";

impl Fields {
    /// What a codebook says of `issue`, whose family has `family_label`.
    pub(super) fn of(issue: &Issue, family_label: &str) -> Self {
        Self {
            definition: issue.definition.clone(),
            use_when: issue.use_when.clone(),
            not_use: issue.not_use.clone(),
            questions: issue.questions.clone(),
            kind: issue.kind,
            stage: Some(issue.stage.clone()),
            family: Some((issue.family.clone(), family_label.to_owned())),
            label: None,
            uncounted: !issue.counted,
            id: Some(issue.id.clone()),
        }
    }

    pub(super) fn write(&self) -> String {
        let mut lines = Vec::new();
        let mut put = |name: &str, text: &str| {
            if !text.is_empty() {
                // A line end inside a field would cut it in two.
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                lines.push(format!("{name}{text}"));
            }
        };
        put("", &self.definition);
        put(USE, &self.use_when);
        put(NOT_USE, &self.not_use);
        self.questions.iter().for_each(|question| put(QUESTION, question));
        if self.kind != IssueKind::Issue {
            put(KIND, self.kind.as_str());
        }
        put(STAGE, self.stage.as_deref().unwrap_or_default());
        if let Some((id, label)) = &self.family {
            put(FAMILY, &format!("{id}{DASH}{label}"));
        }
        put(LABEL, self.label.as_deref().unwrap_or_default());
        put("", if self.uncounted { UNCOUNTED } else { "" });
        put(ID, self.id.as_deref().unwrap_or_default());
        lines.join("\n")
    }

    /// Reads a description; in one that we did not write everything is the definition.
    pub(super) fn read(description: &str) -> Self {
        let mut fields = Self::default();
        let mut definition = Vec::new();
        for line in description.lines().map(str::trim) {
            let after =
                |name: &str| line.strip_prefix(name.trim_end()).map(|t| t.trim().to_owned());
            if let Some(text) = after(USE) {
                fields.use_when = text;
            } else if let Some(text) = after(NOT_USE) {
                fields.not_use = text;
            } else if let Some(text) = after(QUESTION) {
                fields.questions.push(text);
            } else if let Some(kind) = after(KIND).and_then(|name| IssueKind::parse(&name)) {
                fields.kind = kind;
            } else if let Some(text) = after(STAGE) {
                fields.stage = Some(text);
            } else if let Some(text) = after(FAMILY) {
                let (id, label) = text.split_once(DASH).unwrap_or((&text, &text));
                fields.family = Some((id.to_owned(), label.to_owned()));
            } else if let Some(text) = after(LABEL) {
                fields.label = Some(text);
            } else if line == UNCOUNTED {
                fields.uncounted = true;
            } else if let Some(text) = after(ID) {
                fields.id = Some(text);
            } else if !line.is_empty() {
                definition.push(line);
            }
        }
        fields.definition = definition.join(" ");
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_come_back_and_foreign_ones_are_definitions() {
        let fields = Fields {
            definition: "Nobody went up the line.".to_owned(),
            use_when: "it is said.".to_owned(),
            questions: vec!["Who?".to_owned(), "When?".to_owned()],
            kind: IssueKind::Reason,
            stage: Some("ongoing".to_owned()),
            family: Some(("challenge".to_owned(), "Challenge – and more".to_owned())),
            uncounted: true,
            id: Some("no-escalation".to_owned()),
            ..Fields::default()
        };
        assert_eq!(Fields::read(&fields.write()), fields);
        let foreign = Fields::read("Everything late.\r\nAlso: slow.\n");
        let definition = "Everything late. Also: slow.".to_owned();
        assert_eq!(foreign, Fields { definition, ..Fields::default() });
    }
}
