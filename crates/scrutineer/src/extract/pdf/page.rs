//! The page model: what every PDF backend yields and all the reading works on.

use std::collections::BTreeMap;

use super::limits::Stopped;
use super::structure::Structure;

/// A box in points; the origin is the top left of the page as a person holds it, y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Lower edge.
    pub bottom: f32,
}

impl Area {
    /// The smallest area that holds both.
    pub fn cover(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Width in points.
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    /// Height in points.
    pub fn height(self) -> f32 {
        self.bottom - self.top
    }
}

/// A run of glyphs on one baseline, in one style and one piece of marked content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// The characters, spaces included.
    pub text: String,
    /// Where the glyphs are, in the frame of `turn`.
    pub area: Area,
    /// Height of the baseline, measured downwards.
    pub baseline: f32,
    /// Font size in points as painted.
    pub size: f32,
    /// Whether the font is bold.
    pub bold: bool,
    /// Share of its width that is ink, where the font does not say its weight; 0 elsewhere.
    pub ink: f32,
    /// Quarter turns clockwise in which the text reads; boxes are given as if it were upright.
    pub turn: u8,
    /// Whether the file marks it as an artifact (running head, page number, watermark).
    pub artifact: bool,
    /// Number of the marked content that holds it, the link to the structure tree.
    pub mcid: Option<u32>,
    /// Place in the order of painting.
    pub order: u32,
}

/// One page, its runs in the order in which they are painted.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// The text.
    pub runs: Vec<Run>,
    /// Whether the runs come from optical character recognition.
    pub recognised: bool,
    /// Whether any picture is painted.
    pub has_image: bool,
    /// Share of the page that pictures cover, 0 to 1.
    pub image_share: f32,
    /// Why the page could not be read to its end, when it could not.
    pub broken: Option<String>,
}

/// Fewest characters of a page that is more than a scan with a stamp or page number on it.
const MIN_CHARS: usize = 100;
/// Share of the page that a scan covers at least.
const MIN_SCAN: f32 = 0.6;

impl Page {
    /// Whether the page shows something that its text does not say: pictures and no text, or a picture over most of the
    /// page and hardly any text (the number or stamp that was put on a scan).
    pub fn looks_scanned(&self) -> bool {
        let chars: usize = self.runs.iter().map(|run| visible_chars(&run.text)).sum();
        self.has_image && (chars == 0 || chars < MIN_CHARS && self.image_share >= MIN_SCAN)
    }

    /// Number of characters that are not white space, artifacts left out.
    pub fn char_count(&self) -> usize {
        self.runs.iter().filter(|run| !run.artifact).map(|run| visible_chars(&run.text)).sum()
    }
}

/// A page in grey.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// In pixels.
    pub width: u16,
    /// In pixels.
    pub height: u16,
    /// Dots an inch; less than what was asked for when the page is huge.
    pub dpi: f32,
    /// Rows from the top, 0 is black.
    pub grey: Vec<u8>,
}

/// Number of characters of `text` that are not white space.
pub(super) fn visible_chars(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// A backend: opens a PDF and yields its pages.
pub trait PageSource {
    /// Number of pages that the file says it has.
    fn page_count(&self) -> usize;
    /// The page at `index` (from 0); a page that is damaged comes back with what was read of it.
    ///
    /// # Errors
    /// When the deadline has passed or a limit is reached.
    fn page(&mut self, index: usize) -> Result<Page, Stopped>;
    /// The page at `index` as it would be printed, when the backend can paint.
    fn picture(&mut self, _index: usize, _dpi: f32) -> Option<Picture> {
        None
    }
    /// The structure tree, when the file has one and the backend can read it.
    fn structure(&self) -> Option<Structure>;
    /// Document properties by lower-case name.
    fn properties(&self) -> BTreeMap<String, String>;
}
