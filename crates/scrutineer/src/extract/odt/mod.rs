//! OpenDocument text files, packed or as one flat XML file.

mod body;
mod inline;
mod lists;
mod styles;

use std::collections::BTreeMap;

use super::block::{Extraction, PageInfo};
use super::error::{ExtractError, ExtractErrorKind};
use super::options::ReadOptions;
use super::package::{Package, main_part_missing};
use super::xml::{Element, Tree};
use body::Body;
use styles::Styles;

pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Extraction, ExtractError> {
    let mut warnings = Vec::new();
    let parts = if bytes.starts_with(b"PK") {
        Parts::unpack(bytes, options, &mut warnings)?
    } else {
        Parts { content: Tree::parse(bytes, "the document")?, styles: None, meta: None }
    };
    let content = parts.content.root();
    let mut styles = Styles::default();
    // The content's own styles come last, because they go before those of the same name.
    if let Some(common) = &parts.styles {
        styles.add(common.root());
    }
    styles.add(content);

    let meta = parts.meta.as_ref().map_or(content, Tree::root).find("office:meta");
    let mut body = Body::new(&styles);
    if let Some(text) = content.find("office:body").and_then(|body| body.child("office:text")) {
        body.blocks(text);
    }
    warnings.append(&mut body.warnings());
    let (mut blocks, last_page) = body.finish(meta.and_then(counted_pages));
    let mut pages = Vec::new();
    match last_page {
        Some(last) => {
            pages.extend((1..=last).map(|number| PageInfo { number, ..PageInfo::default() }))
        }
        None => blocks.iter_mut().for_each(|block| {
            block.page = 0;
            block.page_breaks.clear();
        }),
    }
    let properties = meta.map(properties).unwrap_or_default();
    Ok(Extraction { blocks, pages, properties, warnings, ..Extraction::default() })
}

struct Parts {
    content: Tree,
    styles: Option<Tree>,
    meta: Option<Tree>,
}

impl Parts {
    fn unpack(
        bytes: &[u8],
        options: &ReadOptions,
        warnings: &mut Vec<String>,
    ) -> Result<Self, ExtractError> {
        let mut package = Package::open(bytes, options)?;
        let manifest = package.optional_xml("META-INF/manifest.xml", &mut Vec::new())?;
        let encrypted = |tree: &Tree| {
            tree.root().elements().any(|entry| {
                entry.elements().any(|child| child.name() == "manifest:encryption-data")
            })
        };
        if manifest.as_ref().is_some_and(encrypted) {
            return Err(ExtractError::new(
                ExtractErrorKind::Encrypted,
                "the document is protected by a password; open it in LibreOffice and save it without one",
            ));
        }
        let content =
            package.xml("content.xml")?.ok_or_else(|| main_part_missing("content.xml"))?;
        let styles = package.optional_xml("styles.xml", warnings)?;
        let meta = package.optional_xml("meta.xml", &mut Vec::new())?;
        Ok(Self { content, styles, meta })
    }
}

fn counted_pages(meta: Element<'_>) -> Option<u32> {
    meta.value_of("meta:document-statistic", "meta:page-count")?.parse().ok()
}

fn properties(meta: Element<'_>) -> BTreeMap<String, String> {
    // Of two names for one property the later one wins.
    const NAMES: &[(&str, &str)] = &[
        ("dc:title", "title"),
        ("dc:creator", "author"),
        ("meta:initial-creator", "author"),
        ("dc:subject", "subject"),
        ("dc:description", "description"),
        ("dc:language", "language"),
        ("meta:keyword", "keywords"),
        ("meta:creation-date", "created"),
        ("dc:date", "modified"),
    ];
    let mut properties = BTreeMap::new();
    for (name, ours) in NAMES {
        let values: Vec<String> = meta
            .elements()
            .filter(|element| element.name() == *name)
            .map(|element| element.text().trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect();
        if !values.is_empty() {
            properties.insert((*ours).to_owned(), values.join(", "));
        }
    }
    properties
}
