//! What a caller may say about one file before it is read.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::pdf::ocr::OcrOptions;
use super::pdf::{PdfOptions, PdfReader};

/// Limits and hints for [`read`](super::read) and [`archive::members`](super::archive::members).
///
/// ```
/// use scrutineer::extract::ReadOptions;
///
/// let options = ReadOptions { max_bytes: 1 << 20, ..ReadOptions::for_file("report.md") };
/// assert_eq!(options.file_name.as_deref(), Some("report.md"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadOptions {
    /// Largest file to read, in bytes as it lies on the disk; 256 MB by default.
    pub max_bytes: u64,
    /// Most bytes that a packed file (DOCX, ODT, zip) may unpack to in all; 512 MB by default.
    pub max_unpacked_bytes: u64,
    /// Time that one PDF (with a [`WorkerPool`](super::worker::WorkerPool): any file) may take, and each page
    /// that is recognised; 120 seconds by default, `None` for no limit.
    pub time_limit: Option<Duration>,
    /// Which library parses PDFs.
    pub pdf_reader: PdfReader,
    /// Whether a PDF's structure tree is believed where it covers a page.
    pub pdf_structure: bool,
    /// Which pages of a PDF are read by optical character recognition; none by default.
    pub ocr: OcrOptions,
    /// Whether a PDF is read by both libraries and pages on which they disagree are flagged.
    pub compare_readers: bool,
    /// The file's name: a hint where the content leaves the format open, never more.
    pub file_name: Option<String>,
    /// Called between slow steps, which have time limits of their own; see [`Progress`].
    #[serde(skip)]
    pub progress: Option<Progress>,
}

/// Something to call when a slow step of reading (optical character recognition of a page) begins.
#[derive(Clone)]
pub struct Progress(Arc<dyn Fn() + Send + Sync>);

impl Progress {
    /// Calls `step`, from any thread.
    pub fn new(step: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(step))
    }

    /// Makes the call.
    pub fn call(&self) {
        (self.0)();
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// The same call, not one that does the same.
impl PartialEq for Progress {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Progress {}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            max_unpacked_bytes: 512 << 20,
            time_limit: Some(Duration::from_secs(120)),
            pdf_reader: PdfReader::default(),
            pdf_structure: true,
            ocr: OcrOptions::default(),
            compare_readers: false,
            file_name: None,
            progress: None,
        }
    }
}

impl ReadOptions {
    /// The default limits, with the name of the file as a hint.
    pub fn for_file(name: impl Into<String>) -> Self {
        Self { file_name: Some(name.into()), ..Self::default() }
    }

    /// What the PDF reader is told; its clock starts now.
    pub(super) fn pdf_options(&self) -> PdfOptions {
        PdfOptions {
            reader: self.pdf_reader,
            use_structure: self.pdf_structure,
            deadline: self.time_limit.map(|limit| Instant::now() + limit),
            ocr: self.ocr.clone(),
            page_limit: self.time_limit,
            progress: self.progress.clone(),
            compare_readers: self.compare_readers,
        }
    }

    /// Whether the file name ends in one of `extensions` (lower case, without the dot).
    pub(super) fn name_ends_in(&self, extensions: &[&str]) -> bool {
        let name = self.file_name.as_deref().unwrap_or_default();
        name.rsplit_once('.').is_some_and(|(_, extension)| {
            extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
        })
    }
}

/// A size in words: "12 MB".
pub(super) fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} bytes"),
        10_000..=9_999_999 => format!("{} KB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
