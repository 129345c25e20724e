//! Hits of rules to tags.

use std::collections::BTreeMap;

use super::assertion::Assertion;
use super::hits::Hit;
use super::tagger::Tagger;
use super::workspace::Workspace;
use super::{Tag, TagCue};
use crate::Span;
use crate::taxonomy::IssueKind;

impl Tagger {
    /// One tag per issue and assertion of the passage.
    pub(super) fn merge(
        &self,
        block: usize,
        hits: &[Hit],
        workspace: &Workspace,
        tags: &mut Vec<Tag>,
    ) {
        let mut groups: BTreeMap<(usize, Assertion), Vec<&Hit>> = BTreeMap::new();
        for hit in hits {
            let issue = self.compiled.rules[hit.rule as usize].of.issue;
            groups.entry((issue, hit.decision.assertion)).or_default().push(hit);
        }
        for ((issue, assertion), group) in groups {
            let strength = |hit: &Hit| self.trust(hit.rule);
            // The first hit of the strongest: hits stand in the order of the text.
            let Some(best) = group
                .iter()
                .copied()
                .reduce(|best, hit| if strength(hit) > strength(best) { hit } else { best })
            else {
                continue;
            };
            let issue = &self.taxonomy.issues[issue];
            let positive = issue.kind == IssueKind::Positive;
            if positive && assertion == Assertion::Asserted {
                continue;
            }
            let mut evidence: Vec<Span> = group.iter().map(|hit| hit.evidence).collect();
            evidence.sort_unstable();
            evidence.dedup();
            // Of overlapping matches the longest is shown.
            let all = evidence.clone();
            evidence.retain(|span| !all.iter().any(|other| other != span && other.contains(*span)));
            tags.push(Tag {
                issue: issue.id.clone(),
                assertion,
                voice: best.voice,
                block,
                quote: workspace.sentences[best.unit].span,
                evidence,
                cue: best
                    .cue
                    .zip(best.decision.cue)
                    .map(|(span, cue)| TagCue { kind: cue.kind, span }),
                rule: format!("{}/{}", issue.id, self.rule(best.rule).id),
                strength: strength(best),
                key: String::new(),
            });
        }
    }
}
