//! The canonical string of a document, normalised once.

mod hyphen;
mod normalise;
mod points;
mod slug;

use serde::{Deserialize, Serialize};

use crate::Span;
use crate::extract::{Extraction, RawBlock, RawKind};
use points::PointIndex;
pub(crate) use slug::slug;

/// The one string of a document that every [`Span`] points into.
///
/// Made once, from the blocks of a reader; never changed afterwards. Blocks are separated by an
/// empty line (`"\n\n"`) and hold no line end themselves. Normalised means: NFC, ligatures spelt out,
/// soft hyphens and zero-width characters removed, every run of white space (no-break space and
/// line end included) one space, words hyphenated at a line end joined where the joined word is a word.
/// Quotation marks and dashes stay as printed, so that a quote is verbatim.
#[derive(Clone, Debug, Default)]
pub struct Text {
    content: String,
    blocks: Vec<TextBlock>,
    points: PointIndex,
}

/// Where one block of the source stands in the [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBlock {
    /// Its bytes.
    pub span: Span,
    /// What the file says it is.
    pub kind: RawKind,
    /// The page on which it begins; 0 when the format has none.
    pub page: u32,
    /// Starts of later pages inside the block: byte offset in the Text, page number.
    pub page_breaks: Vec<(usize, u32)>,
    /// A number that the file renders outside its text.
    pub number: Option<String>,
}

const SEPARATOR: &str = "\n\n";

impl Text {
    /// Normalises the blocks of `extraction`. Blocks without a visible character are dropped.
    pub fn new(extraction: &Extraction) -> Self {
        Self::from_blocks(&extraction.blocks)
    }

    /// Normalises `blocks`, in their order.
    pub fn from_blocks(blocks: &[RawBlock]) -> Self {
        let vocabulary = hyphen::Vocabulary::of(blocks.iter().map(|block| block.text.as_str()));
        let mut content = String::with_capacity(blocks.iter().map(|b| b.text.len() + 2).sum());
        let mut placed = Vec::with_capacity(blocks.len());
        for block in blocks {
            let separator_at = content.len();
            if separator_at > 0 {
                content.push_str(SEPARATOR);
            }
            let start = content.len();
            let page_breaks = normalise::push(&mut content, block, &vocabulary);
            if content.len() == start {
                content.truncate(separator_at);
                continue;
            }
            placed.push(TextBlock {
                span: Span::new(start, content.len()),
                kind: block.kind,
                page: block.page,
                page_breaks,
                number: block.number.clone(),
            });
        }
        let points = PointIndex::new(&content);
        Self { content, blocks: placed, points }
    }

    /// A Text of plain paragraphs: `passage` split at empty lines.
    pub fn plain(passage: &str) -> Self {
        let blocks: Vec<RawBlock> = passage
            .split("\n\n")
            .map(|paragraph| RawBlock::new(RawKind::Paragraph, paragraph, 0))
            .collect();
        Self::from_blocks(&blocks)
    }

    /// The whole string.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// The string under `span`.
    ///
    /// # Panics
    /// When `span` was not made for this Text.
    pub fn slice(&self, span: Span) -> &str {
        &self.content[span.range()]
    }

    /// The blocks, in order; they do not overlap.
    pub fn blocks(&self) -> &[TextBlock] {
        &self.blocks
    }

    /// `span` in Unicode code points, start and end (exclusive), as Python's `text[start:end]` counts.
    pub fn code_points(&self, span: Span) -> (usize, usize) {
        let start = self.points.count_before(&self.content, span.start);
        (start, start + self.slice(span).chars().count())
    }

    /// The page that holds byte `offset`; 0 when the format has no pages.
    pub fn page_at(&self, offset: usize) -> u32 {
        let after = self.blocks.partition_point(|block| block.span.start <= offset);
        let Some(block) = after.checked_sub(1).map(|at| &self.blocks[at]) else { return 0 };
        block
            .page_breaks
            .iter()
            .take_while(|(at, _)| *at <= offset)
            .last()
            .map_or(block.page, |&(_, page)| page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalises_once_and_keeps_pages() {
        let mut first = RawBlock::new(
            RawKind::Paragraph,
            "4.12\u{a0}The  of\u{fb01}cer\r\nwas un-\navailable \u{2018}twice\u{2019}.",
            3,
        );
        first.page_breaks = vec![(first.text.find("was").unwrap(), 4)];
        let blocks = [
            first,
            RawBlock::new(RawKind::Paragraph, " \u{200b} ", 4),
            "No long-\nterm plan. term".into(),
        ];
        let text = Text::from_blocks(&blocks);
        assert_eq!(
            text.as_str(),
            "4.12 The officer was unavailable \u{2018}twice\u{2019}.\n\nNo long-term plan. term"
        );
        assert_eq!(text.page_at(text.as_str().find("officer").unwrap()), 3);
        assert_eq!(text.page_at(text.as_str().find("was").unwrap()), 4);
        let span = text.blocks()[1].span;
        assert_eq!(text.code_points(span), (43, 66));
    }

    impl From<&str> for RawBlock {
        fn from(text: &str) -> Self {
            RawBlock::new(RawKind::Paragraph, text, 4)
        }
    }
}
