//! Word files (Office Open XML).

mod body;
mod fields;
mod numbering;
mod pages;
mod paragraph;
mod styles;
mod symbols;

use std::collections::BTreeMap;

use super::block::{Extraction, PageInfo};
use super::error::ExtractError;
use super::options::ReadOptions;
use super::package::{Package, main_part_missing};
use super::xml::{Element, Tree};
use body::Body;
use numbering::Numbering;
use styles::Styles;

pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Extraction, ExtractError> {
    let mut package = Package::open(bytes, options)?;
    let mut warnings = Vec::new();
    let parts = Parts::read(&mut package, &mut warnings)?;
    let styles = parts.styles.as_ref().map(|tree| Styles::parse(tree.root())).unwrap_or_default();
    let numbering = parts
        .numbering
        .as_ref()
        .map(|tree| Numbering::parse(tree.root(), &styles))
        .unwrap_or_default();
    let mut body = Body::new(&styles, numbering, &parts);
    body.read_document(parts.document.root());
    warnings.append(&mut body.warnings());
    let (mut blocks, last_page) = body.finish();

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
    let properties = properties(&mut package)?;
    Ok(Extraction { blocks, pages, properties, warnings, ..Extraction::default() })
}

/// The XML parts that the text is read from.
pub(super) struct Parts {
    pub(super) document: Tree,
    pub(super) styles: Option<Tree>,
    pub(super) numbering: Option<Tree>,
    pub(super) footnotes: Option<Tree>,
    pub(super) endnotes: Option<Tree>,
    pub(super) settings: Option<Tree>,
    /// Number of pages that the program counted when it saved the file.
    pub(super) counted_pages: Option<u32>,
}

impl Parts {
    fn read(package: &mut Package<'_>, warnings: &mut Vec<String>) -> Result<Self, ExtractError> {
        let main = main_part(package)?;
        let document = package.xml(&main)?.ok_or_else(|| main_part_missing(&main))?;
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let relations = package.optional_xml(&format!("{folder}/_rels/{file}.rels"), warnings)?;
        let name = |kind: &str| {
            let target = relations.as_ref().and_then(|tree| relation(tree.root(), kind));
            match target {
                Some(target) if target.starts_with('/') => target,
                Some(target) => format!("{folder}/{target}"),
                None => format!("{folder}/{kind}.xml"),
            }
        };
        let mut part = |kind: &str| package.optional_xml(&name(kind), warnings);
        let (styles, numbering) = (part("styles")?, part("numbering")?);
        let (footnotes, endnotes) = (part("footnotes")?, part("endnotes")?);
        let settings = part("settings")?;
        let app = package.optional_xml("docProps/app.xml", &mut Vec::new())?;
        let counted_pages =
            app.and_then(|tree| tree.root().find("Pages")?.text().trim().parse().ok());
        Ok(Self { document, styles, numbering, footnotes, endnotes, settings, counted_pages })
    }
}

/// Where the package says that its document is; nearly always `word/document.xml`.
fn main_part(package: &mut Package<'_>) -> Result<String, ExtractError> {
    let relations = package.optional_xml("_rels/.rels", &mut Vec::new())?;
    let named = relations.and_then(|tree| relation(tree.root(), "officeDocument"));
    let named = named.map(|target| target.trim_start_matches('/').to_owned());
    Ok(named.filter(|name| !name.is_empty()).unwrap_or_else(|| "word/document.xml".to_owned()))
}

fn relation(relations: Element<'_>, kind: &str) -> Option<String> {
    let found = relations.elements().find(|element| {
        let of_kind = element.attribute("Type").and_then(|uri| uri.rsplit('/').next());
        of_kind == Some(kind) && element.attribute("TargetMode") != Some("External")
    })?;
    found.attribute("Target").map(str::to_owned)
}

fn properties(package: &mut Package<'_>) -> Result<BTreeMap<String, String>, ExtractError> {
    const NAMES: &[(&str, &str)] = &[
        ("dc:title", "title"),
        ("dc:creator", "author"),
        ("dc:subject", "subject"),
        ("dc:description", "description"),
        ("dc:language", "language"),
        ("cp:keywords", "keywords"),
        ("cp:category", "category"),
        ("cp:lastModifiedBy", "last-modified-by"),
        ("dcterms:created", "created"),
        ("dcterms:modified", "modified"),
    ];
    let Some(core) = package.optional_xml("docProps/core.xml", &mut Vec::new())? else {
        return Ok(BTreeMap::new());
    };
    let value = |name| core.root().child(name).map(|element| element.text().trim().to_owned());
    Ok(NAMES
        .iter()
        .filter_map(|(name, ours)| Some(((*ours).to_owned(), value(name)?)))
        .filter(|(_, value)| !value.is_empty())
        .collect())
}
