//! A learned scorer beside the rules: what wide word lists cannot list.
//!
//! One linear classifier a code over the words and word pairs of a sentence and the words of its passage
//! (stemmed, tf-idf weighted, each part of unit length), trained by dual coordinate descent on hand-coded
//! passages. It is small, deterministic and explains itself by the words that weighed most. A combiner with few
//! weights turns its margin and what the rules say into the strength of a tag.

mod combine;
mod features;
mod fit;
mod model;
mod signals;
mod svm;
mod trust;

pub use combine::Combiner;
pub use fit::Judged;
pub use model::{ModelError, Scorer};
pub use trust::{Records, Tried};

pub(crate) use combine::logit;
pub(crate) use features::{Example, stem, weigh_passage, weigh_sentence};
pub(crate) use model::stance_name;
pub(crate) use signals::{Case, Manner, Signals, Subject, Tone};
pub(crate) use svm::{Costs, Plane, train};
