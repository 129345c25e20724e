//! From the pages of any backend to the blocks of a document.

use super::draft::Draft;
use super::limits::{MAX_TEXT, Stopped};
use super::page::{Page, PageSource, visible_chars};
use super::tagged::TaggedText;
use super::{PdfOptions, furniture, heading, ink, layout, stitch};
use crate::extract::{
    ExtractError, ExtractErrorKind, Extraction, Format, PageFlag, PageInfo, RawKind,
};

/// Share of undecoded characters from which a page is doubted.
const MAX_UNDECODED: f64 = 0.05;

/// Reads all pages and puts the document together.
pub(super) fn extraction(
    source: &mut dyn PageSource,
    options: &PdfOptions,
) -> Result<Extraction, ExtractError> {
    let mut pages = all_pages(source)?;
    if !options.use_structure {
        for run in pages.iter_mut().flat_map(|page| &mut page.runs) {
            run.mcid = None;
            run.artifact = false;
        }
    }
    let mut infos: Vec<PageInfo> = pages.iter().map(page_info).collect();
    if pages.iter().all(|page| page.runs.iter().all(|run| run.text.trim().is_empty())) {
        return Err(no_text(&pages));
    }
    pages.iter_mut().for_each(keep_if_all_is_artifact);
    ink::settle(&mut pages);
    furniture::mark(&mut pages);
    let structure = if options.use_structure { source.structure() } else { None };
    let tagged = structure.as_ref().map(|structure| TaggedText::new(structure, &pages));
    let mut drafts = merge(tagged.as_ref(), &pages, &mut infos);
    heading::classify(&mut drafts);
    let blocks = stitch::stitch(drafts)
        .into_iter()
        .map(|draft| {
            let mut block = draft.block;
            if matches!(block.kind, RawKind::Paragraph | RawKind::ListItem | RawKind::Contents)
                && let Some(entry) = heading::contents_entry(&block.text)
            {
                block.kind = RawKind::Contents;
                block.text = entry;
            }
            block
        })
        .collect();
    let warnings = warnings(&pages, &infos);
    let properties = source.properties();
    Ok(Extraction { format: Format::Pdf, blocks, pages: infos, properties, warnings })
}

fn all_pages(source: &mut dyn PageSource) -> Result<Vec<Page>, ExtractError> {
    let mut pages = Vec::new();
    let mut bytes = 0;
    for index in 0..source.page_count() {
        let page = source.page(index)?;
        bytes += page.runs.iter().map(|run| run.text.len()).sum::<usize>();
        if bytes > MAX_TEXT {
            return Err(Stopped::TooMuchText.into());
        }
        pages.push(page);
    }
    if !pages.is_empty() && pages.iter().all(|page| page.broken.is_some() && page.runs.is_empty()) {
        return Err(super::parser_failed());
    }
    Ok(pages)
}

/// Blocks of the tree for the pages that it covers, blocks by looks for the others, page by page.
fn merge(tagged: Option<&TaggedText<'_>>, pages: &[Page], infos: &mut [PageInfo]) -> Vec<Draft> {
    let mut by_looks: Vec<Vec<Draft>> = Vec::with_capacity(pages.len());
    for (index, (page, info)) in pages.iter().zip(infos).enumerate() {
        let loose = page.runs.iter().filter(|run| match tagged {
            Some(tagged) if tagged.covers(index) => !tagged.holds(index, run),
            _ => true,
        });
        let (drafts, doubtful) = layout::drafts(page, loose);
        if doubtful {
            info.flags.push(PageFlag::OrderDoubtful);
        }
        by_looks.push(drafts);
    }
    let mut merged = Vec::new();
    let mut next_page = 0;
    for draft in tagged.map(TaggedText::drafts).unwrap_or_default() {
        // What is not in the tree comes at the end of its page.
        while next_page + 1 < draft.block.page as usize && next_page < by_looks.len() {
            merged.append(&mut by_looks[next_page]);
            next_page += 1;
        }
        merged.push(draft);
    }
    merged.extend(by_looks.into_iter().flatten());
    merged
}

/// A producer that marks the whole page as an artifact has not meant it.
fn keep_if_all_is_artifact(page: &mut Page) {
    let chars: usize = page.runs.iter().map(|run| visible_chars(&run.text)).sum();
    if chars > 200 && page.char_count() == 0 {
        page.runs.iter_mut().for_each(|run| run.artifact = false);
    }
}

fn page_info(page: &Page) -> PageInfo {
    let mut flags = Vec::new();
    let chars = page.runs.iter().flat_map(|run| run.text.chars()).filter(|c| !c.is_whitespace());
    let (mut all, mut undecoded) = (0_usize, 0_usize);
    for c in chars {
        all += 1;
        undecoded += usize::from(is_undecoded(c));
    }
    if all == 0 && page.has_image {
        flags.push(PageFlag::NoText);
    }
    if undecoded as f64 > MAX_UNDECODED * all as f64 {
        flags.push(PageFlag::Undecodable);
    }
    PageInfo { number: page.number, flags }
}

/// Symbol fonts keep their bullets at U+F000 to U+F0FF; those are no sign of damage.
fn is_undecoded(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{EFFF}' | '\u{F100}'..='\u{F8FF}')
}

fn no_text(pages: &[Page]) -> ExtractError {
    let message = if pages.iter().any(|page| page.has_image) {
        "no text layer: the pages are images (a scan?); run OCR first"
    } else {
        "no text on any page"
    };
    ExtractError::new(ExtractErrorKind::NoText, message)
}

fn warnings(pages: &[Page], infos: &[PageInfo]) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut warn = |numbers: Vec<String>, what: &str| {
        if !numbers.is_empty() {
            let noun = if numbers.len() == 1 { "page" } else { "pages" };
            warnings.push(format!("{noun} {}: {what}", numbers.join(", ")));
        }
    };
    let flagged = |flag: PageFlag| {
        let with = infos.iter().filter(move |info| info.flags.contains(&flag));
        with.map(|info| info.number.to_string()).collect::<Vec<_>>()
    };
    warn(flagged(PageFlag::NoText), "images without text (a scan?)");
    warn(flagged(PageFlag::Undecodable), "many characters could not be decoded");
    let broken = pages.iter().filter(|page| page.broken.is_some());
    warn(broken.map(|page| page.number.to_string()).collect(), "damaged, not read to the end");
    warnings
}
