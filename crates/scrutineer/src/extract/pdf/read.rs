//! From the pages of any backend to the blocks of a document.

use super::draft::Draft;
use super::limits::{MAX_TEXT, Stopped};
use super::ocr::{self, OcrMode, Recognition};
use super::page::{Page, PageSource, visible_chars};
use super::plain::PlainSource;
use super::quality;
use super::tagged::TaggedText;
use super::{PdfOptions, furniture, heading, ink, layout, stitch};
use crate::extract::{
    ExtractError, ExtractErrorKind, Extraction, Format, PageFlag, PageInfo, RawBlock, RawKind,
};

/// Reads all pages and puts the document together. `second` is another reader to compare with, when one was asked for
/// (`Some(None)`: it cannot read the file).
pub(super) fn extraction(
    source: &mut dyn PageSource,
    second: Option<Option<PlainSource>>,
    options: &PdfOptions,
) -> Result<Extraction, ExtractError> {
    let mut pages = all_pages(source)?;
    let disagree = second.map(|second| quality::compare(&pages, second));
    let recognition = ocr::recognise(source, &mut pages, options)?;
    if !options.use_structure {
        for run in pages.iter_mut().flat_map(|page| &mut page.runs) {
            run.mcid = None;
            run.artifact = false;
        }
    }
    let mut infos: Vec<PageInfo> = pages.iter().map(quality::page_info).collect();
    disagree
        .iter()
        .flatten()
        .flatten()
        .for_each(|&index| infos[index].flags.push(PageFlag::ReadersDisagree));
    if pages.iter().all(|page| page.runs.iter().all(|run| run.text.trim().is_empty())) {
        return Err(no_text(&pages, &recognition));
    }
    pages.iter_mut().for_each(keep_if_all_is_artifact);
    ink::settle(&mut pages);
    furniture::mark(&mut pages);
    let structure = if options.use_structure && options.ocr.mode != OcrMode::Always {
        source.structure()
    } else {
        None
    };
    let tagged = structure.as_ref().map(|structure| TaggedText::new(structure, &pages));
    let mut drafts = merge(tagged.as_ref(), &pages, &mut infos);
    heading::classify(&mut drafts);
    let blocks: Vec<RawBlock> = stitch::stitch(drafts)
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
    // Scans on which nothing but running numbers was printed later.
    if blocks.is_empty() && pages.iter().any(Page::looks_scanned) {
        return Err(no_text(&pages, &recognition));
    }
    let mut warnings = warnings(&pages, &infos, &recognition);
    if disagree == Some(None) {
        warnings
            .push("the second reader could not read the file, so nothing was compared".to_owned());
    }
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

fn no_text(pages: &[Page], recognition: &Recognition) -> ExtractError {
    let message = if pages.iter().any(|page| page.has_image) {
        let advice = match recognition {
            Recognition::NotAsked => "run OCR first".to_owned(),
            Recognition::Missing => ocr::MISSING.to_owned(),
            Recognition::Done { .. } => "OCR found no words on them either".to_owned(),
        };
        format!("no text layer: the pages are images (a scan?); {advice}")
    } else {
        "no text on any page".to_owned()
    };
    ExtractError::new(ExtractErrorKind::NoText, message)
}

fn warnings(pages: &[Page], infos: &[PageInfo], recognition: &Recognition) -> Vec<String> {
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
    warn(flagged(PageFlag::NoText), "images without text, or with hardly any (a scan?)");
    warn(flagged(PageFlag::Undecodable), "many characters could not be decoded");
    warn(flagged(PageFlag::NotWords), "hardly any common English words");
    warn(flagged(PageFlag::ReadersDisagree), "the two PDF readers read different words");
    if let Recognition::Done { program } = recognition {
        warn(flagged(PageFlag::Ocr), &format!("read by OCR ({program})"));
    }
    let broken = pages.iter().filter(|page| page.broken.is_some());
    warn(broken.map(|page| page.number.to_string()).collect(), "damaged, not read to the end");
    if matches!(recognition, Recognition::Missing) {
        warnings.push(format!("scanned pages were not read; {}", ocr::MISSING));
    }
    warnings
}
