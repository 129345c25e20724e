//! Web pages: the main content, without the furniture of the site.

mod limits;
mod lists;
mod main_content;
mod notes;
mod skip;
mod walk;

use std::collections::BTreeMap;

use scraper::{ElementRef, Html};

use super::block::Extraction;
use super::decode;
use super::error::ExtractError;
use walk::Walk;

pub(super) fn read(bytes: &[u8]) -> Result<Extraction, ExtractError> {
    let decoded = decode::labelled(bytes, declared_charset(bytes).as_deref());
    let mut extraction = read_text(&decoded.text)?;
    extraction.warnings.extend(decoded.warning);
    Ok(extraction)
}

/// Reads a page that is already characters.
pub(super) fn read_text(source: &str) -> Result<Extraction, ExtractError> {
    limits::check(source)?;
    let page = Html::parse_document(source);
    let properties = properties(&page);
    let root = main_content::find(&page);
    let blocks = Walk::new(&page).read(root);
    Ok(Extraction { blocks, properties, ..Extraction::default() })
}

/// The encoding that the page declares in its first lines.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let at = start.find("charset=").map(|at| at + "charset=".len()).or_else(|| {
        let xml = start.starts_with("<?xml");
        start.find("encoding=").filter(|_| xml).map(|at| at + "encoding=".len())
    })?;
    let label: String = start[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    (!label.is_empty()).then_some(label)
}

fn properties(page: &Html) -> BTreeMap<String, String> {
    let mut properties = BTreeMap::new();
    if let Some(language) = page.root_element().attr("lang") {
        properties.insert("language".to_owned(), language.to_owned());
    }
    for element in page.root_element().descendent_elements() {
        match element.value().name() {
            "title" if !properties.contains_key("title") && !is_in_drawing(element) => {
                let title: String = element.text().collect();
                let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
                if !title.is_empty() {
                    properties.insert("title".to_owned(), title);
                }
            }
            "meta" => {
                let name = element.attr("name").or_else(|| element.attr("property"));
                if let (Some(name), Some(content)) = (name, element.attr("content"))
                    && let Some(ours) = property_name(name)
                    && !content.trim().is_empty()
                {
                    properties.entry(ours.to_owned()).or_insert_with(|| content.trim().to_owned());
                }
            }
            _ => {}
        }
    }
    properties
}

fn is_in_drawing(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.value().name() == "svg")
}

fn property_name(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "author" | "dc.creator" | "dcterms.creator" | "article:author" => "author",
        "description" | "dc.description" | "dcterms.description" | "og:description" => {
            "description"
        }
        "keywords" | "dc.subject" => "keywords",
        "dc.title" | "dcterms.title" | "og:title" => "title",
        "dc.publisher" | "dcterms.publisher" | "og:site_name" => "publisher",
        "date"
        | "dc.date"
        | "dcterms.date"
        | "dcterms.created"
        | "dcterms.issued"
        | "article:published_time" => "created",
        "dcterms.modified" | "article:modified_time" => "modified",
        _ => return None,
    })
}
