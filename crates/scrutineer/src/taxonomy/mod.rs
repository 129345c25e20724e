//! The codebook and its rules: TOML files, the phrase language, the built-in taxonomy, self-tests.

mod builtin;
mod check;
mod diagnostic;
mod file;
mod load;
mod model;
pub(crate) mod phrase;
mod starter;
mod write;

pub use builtin::Builtin;
pub use check::{CheckFailure, CheckReport, check};
pub use diagnostic::TaxonomyError;
pub use load::SourceFile;
pub use model::{
    Cue, CueKind, Direction, Family, Issue, IssueKind, Rule, Scope, Strength, Taxonomy, Valence,
};
pub use phrase::{Phrase, PhraseError};
pub use starter::STARTER;
pub use write::skeleton_file;
