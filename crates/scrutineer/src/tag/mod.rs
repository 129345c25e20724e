//! Passages of a document to tags: which issue, what is asserted, on what evidence.

mod assertion;
mod compile;
mod compiler;
mod contrasts;
mod cues;
mod decide;
mod finder;
mod hits;
mod key;
mod lexicon;
mod linked;
mod merge;
mod needs;
mod program;
mod scored;
mod sieve;
mod tagger;
mod unit;
mod weigh;
mod words;
mod workspace;

use serde::{Deserialize, Serialize};

pub use assertion::{Assertion, Voice};
pub use finder::{Finder, Found};
pub use tagger::Tagger;
pub(crate) use tagger::is_taggable;

use crate::document::Role;
use crate::taxonomy::CueKind;
use crate::{Document, Span};

/// What stands for a rule in tags that the learned scorer alone gave.
pub const SCORER: &str = "scorer";

/// One issue in one passage, with one assertion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tag {
    /// Id of the issue.
    pub issue: String,
    /// What the passage says of it.
    pub assertion: Assertion,
    /// Who says so.
    pub voice: Voice,
    /// Index of the passage in [`Document::blocks`].
    pub block: usize,
    /// The sentence that shows it best: what is quoted.
    pub quote: Span,
    /// The exact words that rules matched, in order.
    pub evidence: Vec<Span>,
    /// The cue that decided the assertion, when one did.
    pub cue: Option<TagCue>,
    /// Id of the rule that matched best, "issue/rule"; [`SCORER`] when only the scorer gave the tag.
    pub rule: String,
    /// How likely the tag is right, 0 to 1.
    pub strength: f64,
    /// Stable name of the tag within its document: issue, quote and occurrence.
    pub key: String,
}

/// The cue that decided an assertion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCue {
    /// What it says.
    pub kind: CueKind,
    /// Where it stands.
    pub span: Span,
}

/// A document and its tags, in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Tagged {
    /// The document.
    pub document: Document,
    /// Its tags, ordered by passage, then quote, then issue.
    pub tags: Vec<Tag>,
}

impl Tag {
    /// Whether the tag is a finding: asserted, and outside excluded sections.
    pub fn is_finding(&self, document: &Document) -> bool {
        self.assertion == Assertion::Asserted && !self.role(document).is_excluded()
    }

    /// The role of the section it stands in.
    pub fn role(&self, document: &Document) -> Role {
        document.role_of(&document.blocks[self.block])
    }
}
