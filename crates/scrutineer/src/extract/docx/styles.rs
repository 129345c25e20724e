//! What paragraph and character styles say, through their chain of bases.

use std::collections::BTreeMap;

use crate::extract::block::RawKind;
use crate::extract::style_names::kind as kind_by_name;
use crate::extract::xml::Element;

/// Styles that base on each other in a ring must end somewhere.
const MAX_CHAIN: usize = 24;

#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline_level: Option<u8>,
    numbering: Option<StyleNumbering>,
    hidden: Option<bool>,
    page_break_before: Option<bool>,
}

/// The list that a style puts its paragraphs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StyleNumbering {
    /// The style that says so; the list may tie a level to it.
    pub(super) style: String,
    pub(super) list: Option<String>,
    pub(super) level: Option<u8>,
}

impl Styles {
    pub(super) fn parse(root: Element<'_>) -> Self {
        let mut styles = Self::default();
        for element in root.elements().filter(|element| element.name() == "w:style") {
            let Some(id) = element.attribute("w:styleId") else { continue };
            let is_default = element.attribute("w:default").is_some_and(is_on);
            if is_default && element.attribute("w:type") == Some("paragraph") {
                styles.default_paragraph = Some(id.to_owned());
            }
            styles.by_id.insert(id.to_owned(), Style::parse(id, element));
        }
        styles
    }

    /// The style and its bases, nearest first; without a style, the document's default one.
    fn chain<'s>(&'s self, id: Option<&str>) -> impl Iterator<Item = &'s Style> + use<'s> {
        let first =
            id.filter(|id| self.by_id.contains_key(*id)).or(self.default_paragraph.as_deref());
        std::iter::successors(first.and_then(|id| self.by_id.get(id)), |style| {
            self.by_id.get(style.based_on.as_deref()?)
        })
        .take(MAX_CHAIN)
    }

    /// What the style makes of its paragraphs, when it says anything.
    pub(super) fn kind(&self, id: Option<&str>) -> Option<RawKind> {
        if let Some(id) = id
            && !self.by_id.contains_key(id)
        {
            // Programs that write no styles part still use Word's ids.
            return kind_by_name(&id.to_lowercase());
        }
        self.chain(id).find_map(|style| {
            kind_by_name(&style.name).or_else(|| match style.outline_level? {
                level @ 0..=8 => Some(heading(level)),
                _ => Some(RawKind::Paragraph),
            })
        })
    }

    pub(super) fn numbering(&self, id: Option<&str>) -> Option<StyleNumbering> {
        let mut found: Option<StyleNumbering> = None;
        for style in self.chain(id) {
            let Some(numbering) = &style.numbering else { continue };
            match &mut found {
                None => found = Some(numbering.clone()),
                // A style may set the level only, and its base the list.
                Some(near) if near.list.is_none() => near.list.clone_from(&numbering.list),
                Some(_) => break,
            }
        }
        found
    }

    pub(super) fn is_hidden(&self, id: Option<&str>) -> bool {
        id.is_some() && self.chain(id).find_map(|style| style.hidden).unwrap_or(false)
    }

    pub(super) fn page_break_before(&self, id: Option<&str>) -> bool {
        self.chain(id).find_map(|style| style.page_break_before).unwrap_or(false)
    }

    /// The list that a numbering style stands for.
    pub(super) fn list_of_style(&self, id: &str) -> Option<&str> {
        self.by_id.get(id)?.numbering.as_ref()?.list.as_deref()
    }
}

impl Style {
    fn parse(id: &str, element: Element<'_>) -> Self {
        let properties = element.child("w:pPr");
        let numbering =
            properties.and_then(|p| p.child("w:numPr")).map(|numbering| StyleNumbering {
                style: id.to_owned(),
                list: numbering.value_of("w:numId", "w:val").map(str::to_owned),
                level: numbering.value_of("w:ilvl", "w:val").and_then(|level| level.parse().ok()),
            });
        Self {
            name: element.value_of("w:name", "w:val").unwrap_or_default().to_lowercase(),
            based_on: element.value_of("w:basedOn", "w:val").map(str::to_owned),
            outline_level: properties.and_then(outline_level),
            numbering,
            hidden: element.child("w:rPr").and_then(|p| switch(p, "w:vanish")),
            page_break_before: properties.and_then(|p| switch(p, "w:pageBreakBefore")),
        }
    }
}

/// The outline level of paragraph properties, from 0; 9 is body text.
pub(super) fn outline_level(properties: Element<'_>) -> Option<u8> {
    properties.value_of("w:outlineLvl", "w:val")?.parse().ok()
}

/// A property that is on when it is there, unless it says that it is off.
pub(super) fn switch(properties: Element<'_>, name: &str) -> Option<bool> {
    properties.child(name).map(|element| element.attribute("w:val").is_none_or(is_on))
}

pub(super) fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off")
}

pub(super) fn heading(outline_level: u8) -> RawKind {
    RawKind::Heading((outline_level + 1).min(6))
}
