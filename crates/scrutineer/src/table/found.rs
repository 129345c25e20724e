//! Which issues a report shows: one rule that counts, matrix, co-occurrence and saturation share.

use std::collections::BTreeSet;

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

/// (passage, position among [`counted`]) of every issue found, each once, in order.
pub(super) fn found_in(tagged: &Tagged, taxonomy: &Taxonomy) -> BTreeSet<(usize, usize)> {
    let mut found = BTreeSet::new();
    for (position, issue) in counted(taxonomy).enumerate() {
        for tag in tagged.tags.iter().filter(|tag| tag.issue == issue.id) {
            if is_found(tag, issue, &tagged.document) {
                found.insert((tag.block, position));
            }
        }
    }
    found
}

/// Positions of the issues that the report shows at all.
pub(super) fn issues_of(found: &BTreeSet<(usize, usize)>) -> BTreeSet<usize> {
    found.iter().map(|&(_, issue)| issue).collect()
}

/// Indices of the passages in which something could be found: not headings, captions, footnotes or excluded sections.
pub(super) fn open_passages(document: &Document) -> impl Iterator<Item = usize> {
    document.blocks.iter().enumerate().filter_map(|(at, block)| {
        (tag::is_taggable(document, block) && !document.role_of(block).is_excluded()).then_some(at)
    })
}
