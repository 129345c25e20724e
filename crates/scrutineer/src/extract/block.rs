//! What every reader hands on: blocks in reading order, and facts about pages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Format;

/// One block of a source file, in reading order, as its reader saw it.
///
/// `text` is one paragraph: soft line ends are joined by a space (or left as `\n`, which means a
/// line end that may be joined), and it is not normalised yet; [`Text`](crate::Text) does that once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawBlock {
    /// The words of the block.
    pub text: String,
    /// What the file says it is.
    pub kind: RawKind,
    /// Page on which it begins, from 1; 0 when the format has no pages.
    pub page: u32,
    /// Byte offsets in `text` at which a later page begins, with that page's number, ascending.
    pub page_breaks: Vec<(usize, u32)>,
    /// Number that the file renders but that is not part of `text` (automatic list numbering): "4.12", "(iii)".
    pub number: Option<String>,
}

impl RawBlock {
    /// A block of `kind` on `page` (0 = unknown).
    pub fn new(kind: RawKind, text: impl Into<String>, page: u32) -> Self {
        Self { text: text.into(), kind, page, ..Self::default() }
    }
}

/// What a file says of a block. `Paragraph` also stands for "nothing said".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RawKind {
    /// Running text.
    #[default]
    Paragraph,
    /// A heading; level 1 is the highest, 6 the lowest.
    Heading(u8),
    /// One item of a list.
    ListItem,
    /// A block quotation.
    Quotation,
    /// One cell of a table; cells of a row follow each other, `row_start` marks the first. Paragraphs
    /// inside it are lines; cells without text are left out, and a table of one cell is a box, whose
    /// blocks are not cells.
    Cell {
        /// Whether the cell begins a row.
        row_start: bool,
    },
    /// A footnote or endnote.
    Footnote,
    /// A caption of a figure or table.
    Caption,
    /// An entry of a contents list.
    Contents,
}

/// What is known of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageInfo {
    /// From 1.
    pub number: u32,
    /// Reasons to doubt what was read, empty when there are none.
    pub flags: Vec<PageFlag>,
}

/// A reason to doubt what was read of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PageFlag {
    /// The page shows something but has no text, or hardly any over a picture of the whole page: probably a scan.
    NoText,
    /// Many characters could not be decoded.
    Undecodable,
    /// The order of the text is a guess (several columns or boxes and no structure).
    OrderDoubtful,
    /// Many letters and hardly any common English word: a font whose characters the file names wrongly.
    NotWords,
    /// The two PDF libraries read different words.
    ReadersDisagree,
    /// Text read by optical character recognition.
    Ocr,
}

/// Everything a reader got out of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extraction {
    /// The format found.
    pub format: Format,
    /// Blocks in reading order, running heads, feet and page numbers left out.
    pub blocks: Vec<RawBlock>,
    /// Pages, empty when the format has none.
    pub pages: Vec<PageInfo>,
    /// Document properties by lower-case name: "title", "author", "created" …
    pub properties: BTreeMap<String, String>,
    /// Things a person should know: "tracked changes were accepted", "2 pages have no text".
    pub warnings: Vec<String>,
}
