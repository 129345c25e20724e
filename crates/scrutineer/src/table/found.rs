//! Which issues a report shows: one rule that counts, matrix, co-occurrence and saturation share.

use std::collections::{BTreeMap, BTreeSet};

use crate::tag::{Assertion, Tag, Tagged};
use crate::taxonomy::{Issue, IssueKind, Taxonomy};
use crate::{Document, tag};

/// Whether `tag` counts as found: a finding, or for a positive issue a good-practice tag.
pub(super) fn is_found(tag: &Tag, issue: &Issue, document: &Document) -> bool {
    tag.is_finding(document)
        || (issue.kind == IssueKind::Positive && tag.assertion == Assertion::GoodPractice)
}

/// Issues that stand in counts, in the order of the taxonomy; tables refer to them by position.
pub(super) fn counted(taxonomy: &Taxonomy) -> impl Iterator<Item = &Issue> {
    taxonomy.issues.iter().filter(|issue| issue.counted)
}

/// Which counted issues a report shows, and in which passages.
///
/// This is all that matrix, co-occurrence and saturation need, and it is small: it can wait until duplicates are known.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Positions among the counted issues of the taxonomy, by passage; passages that show none are not there.
    passages: BTreeMap<usize, BTreeSet<usize>>,
    /// Passages in which something could be found, those that show an issue included.
    open: u64,
}

impl Found {
    /// What `tagged` shows, by the same rule as counts.
    pub fn of(tagged: &Tagged, taxonomy: &Taxonomy) -> Self {
        let mut passages: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (position, issue) in counted(taxonomy).enumerate() {
            for tag in tagged.tags.iter().filter(|tag| tag.issue == issue.id) {
                if is_found(tag, issue, &tagged.document) {
                    passages.entry(tag.block).or_default().insert(position);
                }
            }
        }
        let open: BTreeSet<usize> =
            open_passages(&tagged.document).chain(passages.keys().copied()).collect();
        Self { open: open.len() as u64, passages }
    }

    /// Positions of the issues that the report shows at all.
    pub(super) fn issues(&self) -> BTreeSet<usize> {
        self.passages.values().flatten().copied().collect()
    }

    /// The issues of each passage that shows any.
    pub(super) fn passages(&self) -> impl Iterator<Item = &BTreeSet<usize>> {
        self.passages.values()
    }

    /// Passages that show no issue and could.
    pub(super) fn passages_without(&self) -> u64 {
        self.open - self.passages.len() as u64
    }
}

/// Indices of the passages in which something could be found: not headings, captions, footnotes or excluded sections.
fn open_passages(document: &Document) -> impl Iterator<Item = usize> {
    document.blocks.iter().enumerate().filter_map(|(at, block)| {
        (tag::is_taggable(document, block) && !document.role_of(block).is_excluded()).then_some(at)
    })
}
