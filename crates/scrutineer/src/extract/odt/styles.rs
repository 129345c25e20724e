//! What styles say of paragraphs, text and lists.

use std::collections::BTreeMap;

use super::lists::ListStyle;
use crate::extract::block::RawKind;
use crate::extract::style_names;
use crate::extract::xml::Element;

const MAX_CHAIN: usize = 24;

#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By family ("paragraph", "text", "section") and name.
    families: BTreeMap<String, BTreeMap<String, Style>>,
    lists: BTreeMap<String, ListStyle>,
    outline: ListStyle,
}

#[derive(Debug, Default)]
struct Style {
    /// Lower case, spaces as spaces.
    name: String,
    parent: Option<String>,
    outline_level: Option<u8>,
    list: Option<String>,
    hidden: Option<bool>,
    breaks_page: Option<bool>,
    breaks_page_after: Option<bool>,
}

impl Styles {
    /// Adds every style below `root`; the later of two of one name wins.
    pub(super) fn add(&mut self, root: Element<'_>) {
        for group in root.elements() {
            if matches!(group.name(), "office:styles" | "office:automatic-styles") {
                for element in group.elements() {
                    self.add_style(element);
                }
            }
        }
    }

    fn add_style(&mut self, element: Element<'_>) {
        let name = element.attribute("style:name");
        match (element.name(), name) {
            ("style:style", Some(name)) => {
                let family = element.attribute("style:family").unwrap_or("paragraph");
                let style = Style::parse(name, element);
                self.families.entry(family.to_owned()).or_default().insert(name.to_owned(), style);
            }
            ("text:list-style", Some(name)) => {
                self.lists.insert(name.to_owned(), ListStyle::parse(element));
            }
            ("text:outline-style", _) => self.outline = ListStyle::parse(element),
            _ => {}
        }
    }

    fn chain<'s>(
        &'s self,
        family: &str,
        name: Option<&str>,
    ) -> impl Iterator<Item = &'s Style> + use<'s> {
        let family = self.families.get(family);
        let first = name.and_then(|name| family?.get(name));
        std::iter::successors(first, move |style| family?.get(style.parent.as_deref()?))
            .take(MAX_CHAIN)
    }

    pub(super) fn kind(&self, name: Option<&str>) -> Option<RawKind> {
        self.chain("paragraph", name).find_map(|style| {
            kind_by_name(&style.name).or(style
                .outline_level
                .filter(|level| *level > 0)
                .map(|l| RawKind::Heading(l.min(6))))
        })
    }

    pub(super) fn list_of_paragraph(&self, name: Option<&str>) -> Option<&str> {
        self.chain("paragraph", name)
            .find_map(|style| style.list.as_deref())
            .filter(|list| !list.is_empty())
    }

    pub(super) fn is_hidden(&self, family: &str, name: Option<&str>) -> bool {
        self.chain(family, name).find_map(|style| style.hidden).unwrap_or(false)
    }

    pub(super) fn breaks_page(&self, family: &str, name: Option<&str>) -> bool {
        self.chain(family, name).find_map(|style| style.breaks_page).unwrap_or(false)
    }

    pub(super) fn breaks_page_after(&self, family: &str, name: Option<&str>) -> bool {
        self.chain(family, name).find_map(|style| style.breaks_page_after).unwrap_or(false)
    }

    pub(super) fn list(&self, name: &str) -> Option<&ListStyle> {
        self.lists.get(name)
    }

    pub(super) fn outline(&self) -> &ListStyle {
        &self.outline
    }
}

impl Style {
    fn parse(name: &str, element: Element<'_>) -> Self {
        let paragraph = element
            .child("style:paragraph-properties")
            .or_else(|| element.child("style:table-properties"));
        let text = element
            .child("style:text-properties")
            .or_else(|| element.child("style:section-properties"));
        let break_at =
            |attribute| paragraph.and_then(|p| p.attribute(attribute)).map(|value| value == "page");
        let master_page =
            element.attribute("style:master-page-name").filter(|name| !name.is_empty());
        Self {
            name: element
                .attribute("style:display-name")
                .unwrap_or(name)
                .replace("_20_", " ")
                .to_lowercase(),
            parent: element.attribute("style:parent-style-name").map(str::to_owned),
            outline_level: element
                .attribute("style:default-outline-level")
                .and_then(|level| level.parse().ok()),
            list: element.attribute("style:list-style-name").map(str::to_owned),
            hidden: text.and_then(|t| t.attribute("text:display")).map(|display| display == "none"),
            breaks_page: master_page.map(|_| true).or(break_at("fo:break-before")),
            breaks_page_after: break_at("fo:break-after"),
        }
    }
}

/// LibreOffice names the styles of captions after what they caption.
fn kind_by_name(name: &str) -> Option<RawKind> {
    match name {
        "illustration" | "table" | "figure" | "drawing" => Some(RawKind::Caption),
        _ => style_names::kind(name),
    }
}
