//! What the structure tree calls its elements.

use std::collections::BTreeMap;

/// The role of a structure element, the standard types grouped by what they mean for reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// H1 to H6, Title (level 1).
    Heading(u8),
    /// H: its level follows from the sections around it.
    HeadingByDepth,
    /// P.
    Paragraph,
    /// L.
    List,
    /// LI.
    ListItem,
    /// Lbl.
    Label,
    /// LBody.
    ListBody,
    /// Table.
    Table,
    /// TR.
    Row,
    /// TD, TH.
    Cell,
    /// Caption.
    Caption,
    /// Note, FENote.
    Note,
    /// BlockQuote.
    Quotation,
    /// TOC.
    Contents,
    /// TOCI.
    ContentsItem,
    /// Sect, Part, Art: they deepen [`Role::HeadingByDepth`].
    Section,
    /// Document, Div, NonStruct, THead and the like: they only hold others.
    Group,
    /// Span, Link, Reference and the like: part of the block around them.
    Inline,
    /// Artifact.
    Artifact,
    /// A name of the producer's own that nothing explains.
    Unknown,
}

impl Role {
    /// The role of a structure type, after the file's own names are looked up in its role map.
    pub(super) fn named(name: &str, map: &BTreeMap<String, String>) -> Self {
        let mut name = name;
        // A role map may run in circles.
        for _ in 0..8 {
            let role = Self::standard(name);
            match map.get(name) {
                Some(next) if role == Self::Unknown => name = next,
                _ => return role,
            }
        }
        Self::Unknown
    }

    fn standard(name: &str) -> Self {
        match name {
            "H" => Self::HeadingByDepth,
            "Title" => Self::Heading(1),
            "P" => Self::Paragraph,
            "L" => Self::List,
            "LI" => Self::ListItem,
            "Lbl" => Self::Label,
            "LBody" => Self::ListBody,
            "Table" => Self::Table,
            "TR" => Self::Row,
            "TD" | "TH" => Self::Cell,
            "Caption" => Self::Caption,
            "Note" | "FENote" => Self::Note,
            "BlockQuote" => Self::Quotation,
            "TOC" => Self::Contents,
            "TOCI" => Self::ContentsItem,
            "Sect" | "Part" | "Art" => Self::Section,
            "Document" | "DocumentFragment" | "Div" | "Aside" | "NonStruct" | "Private"
            | "THead" | "TBody" | "TFoot" | "Index" | "Textbox" | "Figure" | "Formula" | "Form"
            | "Diagram" | "Chart" | "Workbook" | "Worksheet" | "Slide" | "StructTreeRoot" => {
                Self::Group
            }
            "Span" | "Quote" | "Link" | "Reference" | "BibEntry" | "Code" | "Annot" | "Ruby"
            | "RB" | "RT" | "RP" | "Warichu" | "WT" | "WP" | "Em" | "Strong" | "Sub" => {
                Self::Inline
            }
            "Artifact" => Self::Artifact,
            _ => Self::numbered_heading(name),
        }
    }

    /// H1 to H9, and "Heading 1" where a producer maps it to nothing.
    fn numbered_heading(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        let level = lower
            .strip_prefix("heading")
            .or_else(|| lower.strip_prefix('h'))
            .and_then(|rest| rest.trim_matches([' ', '_', '-']).parse::<u8>().ok());
        match level {
            Some(level @ 1..=9) => Self::Heading(level.min(6)),
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_maps_are_followed_and_circles_end() {
        let map = [("Body_Text", "P"), ("A", "B"), ("B", "A"), ("Head", "H2")]
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .into();
        assert_eq!(Role::named("Body_Text", &map), Role::Paragraph);
        assert_eq!(Role::named("A", &map), Role::Unknown);
        assert_eq!(Role::named("Head", &map), Role::Heading(2));
        assert_eq!(Role::named("Heading 3", &map), Role::Heading(3));
        assert_eq!(Role::named("H9", &map), Role::Heading(6));
    }
}
