//! Reads serious case review reports and tags the passages that show a practice issue.
//!
//! Scrutineer takes the bytes of a report (PDF, Word, OpenDocument, HTML, Markdown, RTF, mail or plain
//! text), finds the passages that speak of an issue of a taxonomy ("concern not escalated", "voice of
//! the child not heard"), and says what each passage *asserts* about it: that it was there, that it was
//! not, that something should be done, that a family member thinks so, that the reviewers asked. Every
//! tag keeps the words, the rule and the cue that it rests on.
//!
//! # Overview
//!
//! Data flows one way, and each arrow is one call:
//!
//! 1. **Bytes to blocks.** [`extract::read`] tells the format from the content and gives an
//!    [`Extraction`](extract::Extraction). This is the only step on the way that can fail.
//! 2. **Blocks to text.** [`Text`] is the one canonical string of a document, normalised once. Every
//!    [`Span`] is a byte range of it; [`Text::code_points`] converts for tools that count characters.
//! 3. **Text to document.** [`Document::new`] recognises blocks, paragraph numbers, sections with their
//!    [`Role`](document::Role), sentences and metadata.
//! 4. **Document to tags.** [`Tagger::tag`] gives a [`Tagged`]: the document and its [`Tag`]s, each with
//!    an [`Assertion`] and a [`Voice`]. [`Tag::is_finding`] tells what is counted.
//! 5. **Tags to tables.** [`table`] makes rows of typed cells, and counts of reports with a
//!    [`Counter`](table::Counter). The crate `scrutineer-export` writes them to files.
//!
//! A [`Tagger`] is compiled once from a [`Taxonomy`] and shared by reference between threads. Rules decide
//! alone, or a learned [`Scorer`] beside them ([`Tagger::with_scorer`]); [`Tagger::builtin`] has both, and
//! [`learn`](mod@learn) trains a scorer from coded passages. [`corpus::run`] does the first four steps for many files in parallel and hands the results on in
//! order. [`evaluate`](mod@evaluate) compares tags with hand coding, [`agree`](mod@agree) two codings with each
//! other; [`exchange`] reads such coding from projects of other programs, and takes codebooks there and back.
//! [`tag::Finder`] looks for one phrase.
//!
//! # Example: text in, tags out
//!
//! The built-in rules alone; `Tagger::builtin()` in the first line adds the scorer.
//!
//! ```
//! use scrutineer::{Assertion, Document, Tagger, Taxonomy, Text};
//!
//! let tagger = Tagger::new(Taxonomy::builtin());
//! let text = Text::plain(
//!     "4.12 The health visitor did not escalate her concern about the decision.\n\n\
//!      4.13 Concerns about a decision must be escalated to a named manager.",
//! );
//! let tagged = tagger.tag(Document::from_text(text));
//!
//! let said: Vec<(Option<&str>, Assertion, &str)> = tagged
//!     .tags
//!     .iter()
//!     .filter(|tag| tag.issue == "no-escalation")
//!     .map(|tag| {
//!         let paragraph = tagged.document.blocks[tag.block].number.as_deref();
//!         (paragraph, tag.assertion, tagged.document.text.slice(tag.quote))
//!     })
//!     .collect();
//! assert_eq!(
//!     said,
//!     [
//!         (
//!             Some("4.12"),
//!             Assertion::Asserted,
//!             "The health visitor did not escalate her concern about the decision."
//!         ),
//!         (
//!             Some("4.13"),
//!             Assertion::Recommended,
//!             "Concerns about a decision must be escalated to a named manager."
//!         ),
//!     ]
//! );
//! ```
//!
//! # Example: a file
//!
//! ```no_run
//! use scrutineer::extract::{self, ReadOptions};
//! use scrutineer::{Document, Tagger, Taxonomy};
//!
//! let bytes = std::fs::read("report.pdf")?;
//! let extraction = extract::read(&bytes, &ReadOptions::for_file("report.pdf"))?;
//! let tagged = Tagger::new(Taxonomy::builtin()).tag(Document::new(&extraction));
//! for tag in tagged.tags.iter().filter(|tag| tag.is_finding(&tagged.document)) {
//!     let page = tagged.document.text.page_at(tag.quote.start);
//!     println!("page {page}: {} – {}", tag.issue, tagged.document.text.slice(tag.quote));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Example: a taxonomy of one's own
//!
//! A taxonomy is TOML; its rules carry examples and counter-examples, which
//! [`taxonomy::check()`] runs. [`Taxonomy::base`] lends the built-in word lists and cues.
//!
//! ```
//! use scrutineer::taxonomy::{SourceFile, check};
//! use scrutineer::{Document, Tagger, Taxonomy, Text};
//!
//! let file = SourceFile {
//!     name: "mine.toml",
//!     content: r#"
//!         [family]
//!         id = "housing"
//!         label = "Housing"
//!
//!         [[issue]]
//!         id = "temporary-housing-move"
//!         label = "Moved between temporary homes"
//!         stage = "cross-cutting"
//!         definition = "The family was moved from one temporary home to another."
//!
//!         [[issue.rule]]
//!         id = "moved"
//!         find = ["moved … temporary (home*|flat*|accommodation)"]
//!         examples = ["The family was **moved between three temporary flats** in a year."]
//!         counterexamples = ["She moved to a permanent home in May."]
//!     "#,
//! };
//! let taxonomy = Taxonomy::from_files(&[file], Some(Taxonomy::base())).expect("a sound taxonomy");
//! assert!(check(&taxonomy).failures.is_empty());
//!
//! let text = Text::plain("They were moved to temporary accommodation again in June.");
//! let tagged = Tagger::new(&taxonomy).tag(Document::from_text(text));
//! assert_eq!(tagged.tags[0].issue, "temporary-housing-move");
//! ```
//!
//! # What can fail, and what cannot
//!
//! Reading bytes can fail ([`extract::ExtractError`]), and so can reading a taxonomy
//! ([`taxonomy::TaxonomyError`]: file, line, column, what to do) or a catalogue. Recognising a document
//! and tagging it cannot: there is no text on which [`Document::new`] or [`Tagger::tag`] gives an error.
//! [`Text::slice`] panics on a span that was made for another Text; that is a mistake in the caller.
//! The same input and the same taxonomy give the same tags, whatever the number of threads.
//!
//! # Crate features
//!
//! None yet. The crate holds no network code. Two things call another program: Word files of before
//! 2007 (`.doc`) are read through LibreOffice when it is installed, and refused with advice when not;
//! scanned pages are read by tesseract when that is asked for.
//!
//! # Limitations
//!
//! - English only. The rules and cues know the English of British reviews.
//! - A PDF without a text layer (a scan) gives [`NoText`](extract::ExtractErrorKind::NoText), unless
//!   [optical character recognition](extract::pdf::ocr) is asked for and tesseract is installed.
//! - By default parsers run in this process. A panic is caught and becomes an error, and PDFs have a
//!   deadline, but nothing here can take back a stack overflow or memory that a hostile file asks its
//!   parser for. Read files that nobody vouches for through a [`WorkerPool`](extract::worker::WorkerPool).
//! - A rule sees one sentence and, where it says so, its passage; it does not follow pronouns across
//!   passages, and does not know who is who.
//! - Tags are proposals with the words they rest on, to be read by a person. `docs/ACCURACY.md` in the
//!   repository says how well they agree with coded passages, and that these were not coded by
//!   practitioners. Counts measure what reviewers wrote, not what happened.

pub mod agree;
pub mod changes;
pub mod corpus;
pub mod document;
pub mod duplicate;
pub mod evaluate;
pub mod exchange;
pub mod extract;
pub mod learn;
pub mod score;
mod span;
pub mod table;
pub mod tag;
pub mod taxonomy;
pub mod text;

pub use document::Document;
pub use score::Scorer;
pub use span::Span;
pub use tag::{Assertion, Tag, Tagged, Tagger, Voice};
pub use taxonomy::Taxonomy;
pub use text::Text;
