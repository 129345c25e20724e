//! What the other sentences of a passage say of an issue that it asserts.

use std::collections::BTreeMap;

use super::Tag;
use super::assertion::Assertion;
use super::linked::LinkedScorer;
use super::tagger::Tagger;
use super::weigh::{Finding, UNFINISHED, is_statement};
use super::workspace::Workspace;
use crate::Document;
use crate::score::Signals;

/// From this margin on a sentence speaks of a code whose passage is known to: a recommendation names what it is for,
/// praise has words of its own.
fn least_margin(assertion: Assertion) -> f32 {
    if assertion == Assertion::Recommended { -0.6 } else { -0.3 }
}

impl Tagger {
    /// What other sentences of the block say of the issues that `of_block` asserts: a passage can criticise one service
    /// and praise the next on the same point. A sentence counts where a rule has seen what it speaks of, or the scorer
    /// is nearly sure.
    pub(super) fn contrasts(
        &self,
        linked: &LinkedScorer,
        (document, block): (&Document, usize),
        workspace: &mut Workspace,
        of_block: &[Tag],
    ) -> Vec<Tag> {
        let cut = self.cut();
        let mut findings = Vec::new();
        for (issue, code) in linked.code_of_issue.iter().enumerate() {
            let Some(code) = *code else { continue };
            let definition = &self.taxonomy.issues[issue];
            let own = || of_block.iter().filter(|tag| tag.issue == definition.id);
            let mut asserted = own().filter(|tag| tag.assertion == Assertion::Asserted);
            if !is_statement(definition) || !asserted.any(|tag| tag.strength >= cut) {
                continue;
            }
            let mut best: BTreeMap<Assertion, (f32, Finding)> = BTreeMap::new();
            for at in 0..workspace.sentences.len() {
                let range = workspace.sentences[at];
                let margin = workspace.scores.margin_in(&linked.scorer, at, code);
                let named = workspace.named.contains(&(issue, at));
                if (!named && margin < least_margin(Assertion::Recommended))
                    || range.to - range.from < UNFINISHED / 2
                    || own().any(|tag| tag.quote == range.span)
                {
                    continue;
                }
                self.cues_at(at, document, workspace);
                let Some(cues) = &workspace.cues[at] else { continue };
                let stance = linked.stance(&workspace.scores, at, cues);
                let Some(assertion) = stance else { continue };
                if (!named && margin < least_margin(assertion))
                    || own().any(|tag| tag.assertion == assertion)
                    || best.get(&assertion).is_some_and(|(most, _)| *most >= margin)
                {
                    continue;
                }
                let signals = Signals { margin: Some(margin), ..self.signals(issue, &[]) };
                let strength = linked.scorer.combiner().strength(signals);
                let finding = Finding { issue, code, assertion, at, strength };
                best.insert(assertion, (margin, finding));
            }
            findings.extend(best.into_values().map(|(_, finding)| finding));
        }
        let tag = |finding| self.tag_of_scorer(linked, finding, (document, block), workspace);
        findings.into_iter().map(tag).collect()
    }
}
