//! Pages without text of their own, read by optical character recognition.
//!
//! The page is painted at 300 dots an inch and given to the program `tesseract`, when it is installed. What it reads comes
//! back as lines with places and goes the way of all pages: running heads, columns and paragraphs are found as usual.

mod lines;
mod tesseract;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::tesseract::Tesseract;
use super::PdfOptions;
use super::page::{Page, PageSource, Run, visible_chars};
use crate::extract::{ExtractError, ExtractErrorKind, Progress};

/// Which pages are recognised, and in which language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OcrOptions {
    /// Which pages.
    pub mode: OcrMode,
    /// Language data of tesseract: "eng", "eng+cym".
    pub language: String,
}

impl Default for OcrOptions {
    fn default() -> Self {
        Self { mode: OcrMode::Never, language: "eng".to_owned() }
    }
}

/// Which pages are recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OcrMode {
    /// None; the library calls no other program.
    #[default]
    Never,
    /// Pages that show something and have no text, or hardly any over a picture of the whole page, when tesseract is
    /// installed.
    Auto,
    /// Every page, whatever text it has: for files whose text layer is rubbish.
    Always,
}

/// What came of recognition.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Recognition {
    /// No page needed it, or it was not asked for.
    NotAsked,
    /// Pages needed it and there is no program.
    Missing,
    /// Pages were recognised by a program of this name and version.
    Done { program: String },
}

/// What to do without the program.
pub(super) const MISSING: &str = "OCR needs the program tesseract, which is not installed here \
    (Debian and Ubuntu: apt install tesseract-ocr; macOS: brew install tesseract)";

/// Dots an inch that tesseract reads best.
const DPI: f32 = 300.0;
/// Time for one page where no limit was given.
const PATIENCE: Duration = Duration::from_secs(300);

/// Recognises the pages that need it; their runs are replaced.
///
/// # Errors
/// When every page is asked for and the program is missing, or it fails or lacks the language.
pub(super) fn recognise(
    source: &mut dyn PageSource,
    pages: &mut [Page],
    options: &PdfOptions,
) -> Result<Recognition, ExtractError> {
    let always = match options.ocr.mode {
        OcrMode::Never => return Ok(Recognition::NotAsked),
        OcrMode::Auto => false,
        OcrMode::Always => true,
    };
    let needing: Vec<usize> =
        (0..pages.len()).filter(|&index| always || pages[index].looks_scanned()).collect();
    if needing.is_empty() {
        return Ok(Recognition::NotAsked);
    }
    let Some(program) = Tesseract::find() else {
        if always {
            return Err(ExtractError::new(ExtractErrorKind::ProgramMissing, MISSING));
        }
        return Ok(Recognition::Missing);
    };
    program.check_language(&options.ocr.language)?;
    let patience = options.page_limit.unwrap_or(PATIENCE);
    for index in needing {
        options.progress.iter().for_each(Progress::call);
        let Some(picture) = source.picture(index, DPI) else { continue };
        let table = program.read(&picture, &options.ocr.language, patience).map_err(|error| {
            let message = format!("OCR of page {} failed: {error}", index + 1);
            ExtractError::new(error.kind(), message)
        })?;
        let runs = lines::runs(&table, picture.dpi);
        // A title over a photograph keeps its own characters when nothing more is found.
        if always || chars_of(&runs) > chars_of(&pages[index].runs) {
            pages[index].runs = runs;
            pages[index].recognised = true;
        }
    }
    Ok(Recognition::Done { program: program.name().to_owned() })
}

fn chars_of(runs: &[Run]) -> usize {
    runs.iter().map(|run| visible_chars(&run.text)).sum()
}
