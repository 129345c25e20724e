//! The second PDF backend: pdf-extract, which gives the text of each page and no positions.

use std::collections::BTreeMap;
use std::panic::catch_unwind;

use super::limits::{MAX_PAGES, Stopped, Watch};
use super::page::{Area, Page, PageSource, Run};
use super::structure::Structure;
use crate::extract::{ExtractError, ExtractErrorKind};

/// Size that is made up for all text, and the distance of lines that goes with it.
const SIZE: f32 = 10.0;
const PITCH: f32 = 13.0;

/// Text of pages laid out line by line, so that the same reading works on it.
pub(super) struct PlainSource {
    pages: Vec<String>,
    watch: Watch,
}

impl PlainSource {
    pub(super) fn open(bytes: &[u8], watch: Watch) -> Result<Self, ExtractError> {
        // pdf-extract panics by design on what it does not know.
        let outcome = catch_unwind(|| pdf_extract::extract_text_from_mem_by_pages(bytes));
        match outcome {
            Ok(Ok(mut pages)) => {
                pages.truncate(MAX_PAGES);
                Ok(Self { pages, watch })
            }
            Ok(Err(error)) => Err(ExtractError::new(
                ExtractErrorKind::Damaged,
                format!("pdf-extract cannot read this PDF: {error}; try the other reader"),
            )),
            Err(_) => Err(ExtractError::new(
                ExtractErrorKind::ParserFailed,
                "pdf-extract failed on this PDF; try the other reader",
            )),
        }
    }
}

impl PageSource for PlainSource {
    fn page_count(&self) -> usize {
        self.pages.len()
    }

    fn page(&mut self, index: usize) -> Result<Page, Stopped> {
        if self.watch.is_over() {
            return Err(Stopped::Deadline);
        }
        let text = self.pages.get(index).map_or("", String::as_str);
        let runs: Vec<Run> = text
            .lines()
            .zip(0_u16..)
            .filter(|(line, _)| !line.trim().is_empty())
            .map(|(line, row)| line_run(line, row))
            .collect();
        let bottom = runs.last().map_or(0.0, |run| run.area.bottom);
        Ok(Page {
            number: u32::try_from(index + 1).unwrap_or(u32::MAX),
            width: 600.0,
            height: bottom.max(1.0),
            runs,
            ..Page::default()
        })
    }

    fn structure(&self) -> Option<Structure> {
        None
    }

    fn properties(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }
}

fn line_run(line: &str, row: u16) -> Run {
    let baseline = PITCH * (f32::from(row) + 1.0);
    let right = 0.5 * SIZE * line.trim().chars().count() as f32;
    Run {
        text: line.trim().to_owned(),
        area: Area { left: 0.0, top: baseline - SIZE, right, bottom: baseline },
        baseline,
        size: SIZE,
        order: u32::from(row),
        ..Run::default()
    }
}
