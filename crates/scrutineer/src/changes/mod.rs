//! What another codebook changes: tags added and removed, other assertions, other rules; issues and rules changed.

mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use table::{change_columns, change_rows};

use crate::tag::{Tag, Tagged};
use crate::taxonomy::{Rule, Taxonomy};

/// How the tags of one issue in one passage changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// There was no such tag before.
    Added,
    /// There is no such tag any more.
    Removed,
    /// The passage is read as saying something else of the issue.
    Assertion,
    /// The same tag rests on another rule.
    Rule,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Added, Self::Removed, Self::Assertion, Self::Rule];

    /// Name in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Assertion => "assertion",
            Self::Rule => "rule",
        }
    }
}

/// One change in one passage.
#[derive(Clone, Debug, PartialEq)]
pub struct TagChange {
    /// What changed.
    pub kind: ChangeKind,
    /// The tag by the old codebook.
    pub old: Option<Tag>,
    /// The tag by the new one.
    pub new: Option<Tag>,
}

impl TagChange {
    /// The tag to show: the new one, else the old.
    pub fn tag(&self) -> Option<&Tag> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

/// The changes between two taggings of one document, in the order of the text.
///
/// Tags of an issue in a passage are the same when they assert the same; where that fails for one tag on each side,
/// its assertion changed. Quotes and strengths are not compared.
pub fn changes(old: &Tagged, new: &Tagged) -> Vec<TagChange> {
    let mut places: BTreeMap<(usize, &str), [Vec<&Tag>; 2]> = BTreeMap::new();
    for (side, tagged) in [old, new].into_iter().enumerate() {
        for tag in &tagged.tags {
            places.entry((tag.block, &tag.issue)).or_default()[side].push(tag);
        }
    }
    let mut found = Vec::new();
    for [mut before, mut after] in places.into_values() {
        before.retain(|old| {
            let Some(at) = after.iter().position(|new| new.assertion == old.assertion) else {
                return true;
            };
            let new = after.remove(at);
            if new.rule != old.rule {
                found.push(change(ChangeKind::Rule, Some(old), Some(new)));
            }
            false
        });
        let pairs = before.len().min(after.len());
        for (old, new) in before.drain(..pairs).zip(after.drain(..pairs)) {
            found.push(change(ChangeKind::Assertion, Some(old), Some(new)));
        }
        found.extend(before.into_iter().map(|tag| change(ChangeKind::Removed, Some(tag), None)));
        found.extend(after.into_iter().map(|tag| change(ChangeKind::Added, None, Some(tag))));
    }
    found
}

fn change(kind: ChangeKind, old: Option<&Tag>, new: Option<&Tag>) -> TagChange {
    TagChange { kind, old: old.cloned(), new: new.cloned() }
}

/// Changes added up by issue.
#[derive(Clone, Debug, Default)]
pub struct ChangeCounter {
    issues: BTreeMap<String, IssueChanges>,
    /// Documents compared.
    pub documents: u64,
    /// Documents with a change.
    pub changed_documents: u64,
}

/// What changed for one issue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IssueChanges {
    /// The issue.
    pub issue: String,
    /// Reports with a finding by the old codebook.
    pub reports_before: u64,
    /// Reports with a finding by the new one.
    pub reports_after: u64,
    /// Tags that are new.
    pub added: u64,
    /// Tags that are gone.
    pub removed: u64,
    /// Tags with another assertion.
    pub assertion: u64,
    /// Tags by another rule.
    pub rule: u64,
}

impl ChangeCounter {
    /// Adds the changes of one document.
    pub fn add(&mut self, old: &Tagged, new: &Tagged, changes: &[TagChange]) {
        self.documents += 1;
        self.changed_documents += u64::from(!changes.is_empty());
        for change in changes {
            let Some(tag) = change.tag() else { continue };
            let counts = self.issues.entry(tag.issue.clone()).or_default();
            *match change.kind {
                ChangeKind::Added => &mut counts.added,
                ChangeKind::Removed => &mut counts.removed,
                ChangeKind::Assertion => &mut counts.assertion,
                ChangeKind::Rule => &mut counts.rule,
            } += 1;
        }
        for (before, tagged) in [(true, old), (false, new)] {
            let found: BTreeSet<&str> = tagged
                .tags
                .iter()
                .filter(|tag| tag.is_finding(&tagged.document))
                .map(|tag| tag.issue.as_str())
                .collect();
            for issue in found {
                let counts = self.issues.entry(issue.to_owned()).or_default();
                *if before { &mut counts.reports_before } else { &mut counts.reports_after } += 1;
            }
        }
    }

    /// Issues with a change, in order.
    pub fn issues(&self) -> Vec<IssueChanges> {
        self.issues
            .iter()
            .filter(|(_, counts)| {
                counts.added + counts.removed + counts.assertion + counts.rule > 0
            })
            .map(|(issue, counts)| IssueChanges { issue: issue.clone(), ..counts.clone() })
            .collect()
    }
}

/// What differs between two codebooks themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CodebookChanges {
    /// Issues that only the new one has.
    pub issues_added: Vec<String>,
    /// Issues that only the old one has.
    pub issues_removed: Vec<String>,
    /// Issues whose description, kind or place changed, rules aside.
    pub issues_changed: Vec<String>,
    /// Rules, "issue/rule", that only the new one has.
    pub rules_added: Vec<String>,
    /// Rules that only the old one has.
    pub rules_removed: Vec<String>,
    /// Rules that differ, examples included.
    pub rules_changed: Vec<String>,
    /// Word lists that were added, removed or changed.
    pub lists_changed: Vec<String>,
    /// Whether any cue changed.
    pub cues_changed: bool,
}

/// Compares two codebooks.
pub fn codebook_changes(old: &Taxonomy, new: &Taxonomy) -> CodebookChanges {
    let mut found = CodebookChanges::default();
    for issue in &new.issues {
        match old.issue(&issue.id) {
            None => found.issues_added.push(issue.id.clone()),
            Some(before) => {
                let mut described = before.clone();
                described.rules.clone_from(&issue.rules);
                if described != *issue {
                    found.issues_changed.push(issue.id.clone());
                }
            }
        }
    }
    let gone = old.issues.iter().filter(|issue| new.issue(&issue.id).is_none());
    found.issues_removed.extend(gone.map(|issue| issue.id.clone()));
    let (before, after) = (rules_of(old), rules_of(new));
    for (name, rule) in &after {
        match before.get(name) {
            None => found.rules_added.push(name.clone()),
            Some(old) if old != rule => found.rules_changed.push(name.clone()),
            Some(_) => {}
        }
    }
    found.rules_removed.extend(before.keys().filter(|name| !after.contains_key(*name)).cloned());
    let lists: BTreeSet<&String> = old.lists.keys().chain(new.lists.keys()).collect();
    found.lists_changed.extend(
        lists.into_iter().filter(|name| old.lists.get(*name) != new.lists.get(*name)).cloned(),
    );
    found.cues_changed = old.cues != new.cues;
    found
}

fn rules_of(taxonomy: &Taxonomy) -> BTreeMap<String, &Rule> {
    let issues = taxonomy.issues.iter();
    issues
        .flat_map(|issue| {
            issue.rules.iter().map(|rule| (format!("{}/{}", issue.id, rule.id), rule))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::SourceFile;
    use crate::{Assertion, Document, Tagger};

    fn taxonomy(rules: &str) -> Taxonomy {
        let content = format!(
            "[[issue]]\nid = \"drift\"\nlabel = \"Drift\"\ndefinition = \"A plan stands still.\"\n{rules}"
        );
        let file = SourceFile { name: "t.toml", content: &content };
        Taxonomy::from_files(&[file], Some(Taxonomy::base())).expect("a taxonomy")
    }

    fn said(old: &Taxonomy, new: &Taxonomy, text: &str) -> Vec<(ChangeKind, String)> {
        let tagged = |taxonomy: &Taxonomy| {
            Tagger::new(taxonomy).tag(Document::passage(text, crate::document::Role::Finding))
        };
        changes(&tagged(old), &tagged(new))
            .into_iter()
            .map(|change| (change.kind, change.tag().expect("a tag").rule.clone()))
            .collect()
    }

    #[test]
    fn every_kind_of_change_is_seen() {
        let one = taxonomy("[[issue.rule]]\nid = \"a\"\nfind = [\"drift*\"]\n");
        let two = taxonomy("[[issue.rule]]\nid = \"b\"\nfind = [\"drift*\", \"stood still\"]\n");
        let fixed = taxonomy(
            "[[issue.rule]]\nid = \"a\"\nfind = [\"drift*\"]\nassertion = \"procedural\"\n",
        );
        let text = "The case drifted for a year.";
        assert_eq!(said(&one, &one, text), []);
        assert_eq!(said(&one, &two, text), [(ChangeKind::Rule, "drift/b".to_owned())]);
        assert_eq!(said(&one, &fixed, text), [(ChangeKind::Assertion, "drift/a".to_owned())]);
        let text = "The plan stood still.";
        assert_eq!(said(&one, &two, text), [(ChangeKind::Added, "drift/b".to_owned())]);
        assert_eq!(said(&two, &one, text), [(ChangeKind::Removed, "drift/b".to_owned())]);
    }

    #[test]
    fn reports_before_and_after_are_counted() {
        let one = taxonomy("[[issue.rule]]\nid = \"a\"\nfind = [\"drift*\"]\n");
        let none = taxonomy("[[issue.rule]]\nid = \"a\"\nfind = [\"dither*\"]\n");
        let tagged = |taxonomy: &Taxonomy| {
            Tagger::new(taxonomy)
                .tag(Document::passage("It drifted.", crate::document::Role::Finding))
        };
        let (old, new) = (tagged(&one), tagged(&none));
        assert_eq!(old.tags[0].assertion, Assertion::Asserted);
        let mut counter = ChangeCounter::default();
        counter.add(&old, &new, &changes(&old, &new));
        let row = &counter.issues()[0];
        assert_eq!((row.reports_before, row.reports_after, row.removed), (1, 0, 1));
        assert_eq!(codebook_changes(&one, &none).rules_changed, ["drift/a"]);
        assert_eq!(codebook_changes(&one, &one), CodebookChanges::default());
    }
}
