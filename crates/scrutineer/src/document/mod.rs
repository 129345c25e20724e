//! A read report: blocks, sections with roles, sentences, metadata.

mod heading;
mod metadata;
mod number;
mod role;
mod section;
mod sentence;
mod title;

use serde::{Deserialize, Serialize};

pub use metadata::{DateFound, Metadata};
pub use role::Role;
pub use section::Section;

use crate::extract::{Extraction, Format, PageInfo, RawKind};
use crate::{Span, Text};

/// A report that has been read: its [`Text`] and what was recognised in it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The canonical string.
    pub text: Text,
    /// Blocks in reading order.
    pub blocks: Vec<Block>,
    /// Sections in reading order; the first holds what stands before any heading.
    pub sections: Vec<Section>,
    /// Sentences of all blocks, in order.
    pub sentences: Vec<Sentence>,
    /// What the front matter says.
    pub metadata: Metadata,
    /// The format of the file.
    pub format: Format,
    /// Pages with their doubts, empty when the format has none.
    pub pages: Vec<PageInfo>,
    /// Things a person should know of the reading.
    pub warnings: Vec<String>,
}

/// One block: the unit that is shown, counted and cited (a *passage*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// All of it.
    pub span: Span,
    /// Without the paragraph number or bullet.
    pub body: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Paragraph number as printed: "4.12", "(iii)".
    pub number: Option<String>,
    /// Page on which it begins; 0 when unknown.
    pub page: u32,
    /// Index into [`Document::sections`].
    pub section: usize,
    /// Indices into [`Document::sentences`].
    pub sentences: std::ops::Range<usize>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A heading of a section.
    Heading,
    /// Running text.
    Paragraph,
    /// A list item.
    ListItem,
    /// A quotation; its attribution, if any, is the next block.
    Quotation,
    /// Who is quoted in the block before.
    Attribution,
    /// A table cell.
    Cell,
    /// A footnote.
    Footnote,
    /// A caption.
    Caption,
    /// An entry of a contents list.
    Contents,
}

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its bytes, without blanks around.
    pub span: Span,
    /// Index into [`Document::blocks`].
    pub block: usize,
}

impl Document {
    /// Recognises the structure of `extraction`. Cannot fail: what is not recognised is a paragraph.
    pub fn new(extraction: &Extraction) -> Self {
        let text = Text::new(extraction);
        let mut document = Self::from_text(text);
        document.metadata = Metadata::find(&document, &extraction.properties);
        document.format = extraction.format;
        document.pages.clone_from(&extraction.pages);
        document.warnings.clone_from(&extraction.warnings);
        document
    }

    /// Recognises the structure of `text` alone, without file properties.
    pub fn from_text(text: Text) -> Self {
        let mut blocks: Vec<Block> =
            text.blocks().iter().map(|block| block_of(&text, block)).collect();
        heading::promote(&text, &mut blocks);
        mark_quotations(&text, &mut blocks);
        let sections = section::divide(&text, &mut blocks);
        let sentences = divide_sentences(&text, &mut blocks);
        Self { text, blocks, sections, sentences, ..Self::default() }
    }

    /// One passage whose section role is known, as in coded passages outside a report.
    pub fn passage(passage: &str, role: Role) -> Self {
        let text = Text::plain(passage);
        let mut blocks: Vec<Block> =
            text.blocks().iter().map(|block| block_of(&text, block)).collect();
        let sentences = divide_sentences(&text, &mut blocks);
        let whole = Span::new(0, text.as_str().len());
        let sections =
            vec![Section { title: String::new(), level: 0, role, span: whole, heading: None }];
        Self { text, blocks, sections, sentences, ..Self::default() }
    }

    /// The role of the section that holds `block`.
    pub fn role_of(&self, block: &Block) -> Role {
        self.sections[block.section].role
    }

    /// Share of the characters of the report that lie in excluded zones, 0 to 1.
    pub fn excluded_share(&self) -> f64 {
        let (mut excluded, mut all) = (0, 0);
        for block in &self.blocks {
            all += block.span.len();
            if self.role_of(block).is_excluded()
                || matches!(block.kind, BlockKind::Contents | BlockKind::Footnote)
            {
                excluded += block.span.len();
            }
        }
        if all == 0 { 0.0 } else { excluded as f64 / all as f64 }
    }
}

fn block_of(text: &Text, source: &crate::text::TextBlock) -> Block {
    let kind = match source.kind {
        RawKind::Paragraph => BlockKind::Paragraph,
        RawKind::Heading(_) => BlockKind::Heading,
        RawKind::ListItem => BlockKind::ListItem,
        RawKind::Quotation => BlockKind::Quotation,
        RawKind::Cell { .. } => BlockKind::Cell,
        RawKind::Footnote => BlockKind::Footnote,
        RawKind::Caption => BlockKind::Caption,
        RawKind::Contents => BlockKind::Contents,
    };
    let words = text.slice(source.span);
    let leader = number::leader(words);
    let kind =
        if leader.is_item && kind == BlockKind::Paragraph { BlockKind::ListItem } else { kind };
    Block {
        span: source.span,
        body: Span::new(source.span.start + leader.length, source.span.end),
        kind,
        number: source.number.clone().or_else(|| leader.number.map(str::to_owned)),
        page: source.page,
        section: 0,
        sentences: 0..0,
    }
}

/// Marks quoted paragraphs and the attribution line below them ("Strategic Manager").
fn mark_quotations(text: &Text, blocks: &mut [Block]) {
    for at in 0..blocks.len() {
        let words = text.slice(blocks[at].body);
        let is_paragraph = blocks[at].kind == BlockKind::Paragraph;
        // Print sets speech apart by italics, which are lost: what is left is somebody who says "I", and a name below.
        let is_spoken = || {
            let next = blocks.get(at + 1).filter(|next| next.kind == BlockKind::Paragraph);
            blocks[at].number.is_none()
                && is_first_person(words)
                && next.is_some_and(|next| is_signature(text.slice(next.body)))
        };
        if is_paragraph && (is_quoted(words) || is_spoken()) {
            blocks[at].kind = BlockKind::Quotation;
        }
        let after_quotation = at > 0 && blocks[at - 1].kind == BlockKind::Quotation;
        if after_quotation
            && matches!(blocks[at].kind, BlockKind::Paragraph | BlockKind::Heading)
            && is_attribution(words)
        {
            blocks[at].kind = BlockKind::Attribution;
        }
    }
}

fn is_quoted(words: &str) -> bool {
    let opens = words.starts_with(['‘', '“', '"', '\'']);
    let closes = words.trim_end_matches(['.', ',', ')']).ends_with(['’', '”', '"', '\'']);
    opens && closes && words.split_whitespace().count() > 3
}

/// A short paragraph of somebody who speaks of themselves.
fn is_first_person(words: &str) -> bool {
    let first = words.split([' ', '’', '\'']).next().unwrap_or_default();
    ["I", "We", "My", "Our"].contains(&first) && words.split_whitespace().count() <= 80
}

/// Who spoke: a post in a few words, each with a capital ("Youth Justice Worker").
fn is_signature(words: &str) -> bool {
    let mut each = words.split_whitespace();
    is_attribution(words)
        && each.clone().count() <= 5
        && each.all(|word| {
            word.starts_with(char::is_uppercase) || ["and", "of", "for"].contains(&word)
        })
}

fn is_attribution(words: &str) -> bool {
    let count = words.split_whitespace().count();
    count <= 10
        && !words.ends_with(['.', ':', '?', '!'])
        && !words.starts_with(|c: char| c.is_ascii_digit())
}

fn divide_sentences(text: &Text, blocks: &mut [Block]) -> Vec<Sentence> {
    let mut sentences = Vec::with_capacity(text.as_str().len() / 120);
    for (at, block) in blocks.iter_mut().enumerate() {
        let first = sentences.len();
        sentence::split(text.as_str(), block.body, |span| {
            sentences.push(Sentence { span, block: at })
        });
        block.sentences = first..sentences.len();
    }
    sentences
}
