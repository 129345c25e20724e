//! A briefing as blocks, before it becomes Markdown, HTML or a Word file.

/// One block of a briefing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// The name of the issue, once.
    Title(String),
    /// A section (1), a part of one (2), a point of that (3).
    Heading(u8, String),
    /// Running text.
    Text(String),
    /// Words for the person who edits.
    Note(String),
    /// Verbatim words, and where they stand and whose they are.
    Quote {
        /// The words.
        words: String,
        /// Report, paragraph, page, voice.
        source: String,
    },
    /// Points in no order.
    Items(Vec<String>),
    /// Points that people refer to by number.
    Numbered(Vec<String>),
    /// A table: its head, its rows. Cells after the first are figures.
    Table(Vec<String>, Vec<Vec<String>>),
}
