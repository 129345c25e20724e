//! Rules that match in the sentences of a passage.

use super::assertion::Voice;
use super::cues::{CueHit, Cues};
use super::decide::{self, Decision, Target};
use super::lexicon::Memory;
use super::tagger::Tagger;
use super::unit::{Match, Unit};
use super::words::Word;
use super::workspace::{Fired, UnitRange, Workspace};
use crate::document::{Block, BlockKind, Role};
use crate::taxonomy::{CueKind, Scope, Strength};
use crate::{Document, Span};

/// A rule that matched in a sentence of the passage.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) rule: u32,
    pub(super) unit: usize,
    pub(super) place: Match,
    pub(super) evidence: Span,
    pub(super) decision: Decision,
    pub(super) cue: Option<Span>,
    pub(super) voice: Voice,
    /// Whether a word of criticism stands beside the match, which makes a weak rule count.
    pub(super) criticised: bool,
}

impl Tagger {
    pub(super) fn find_hits(
        &self,
        document: &Document,
        block: &Block,
        at: usize,
        workspace: &mut Workspace,
        hits: &mut Vec<Hit>,
    ) {
        let Workspace { memory, unit, words, sentences, places, fired, named, .. } = workspace;
        let range = sentences[at];
        let own = &words[range.from..range.to];
        unit.load(own, memory);
        let program = &self.compiled.program;
        fired.clear();
        self.compiled.rule_sieve.candidates(program, &unit.present, &mut unit.space);
        let candidates = std::mem::take(&mut unit.space.found);
        for &phrase in &candidates {
            places.clear();
            unit.places_of_candidate(program, phrase, places);
            let negates = self.compiled.negates[phrase as usize];
            for &place in places.iter() {
                let rules = self.compiled.fires[phrase as usize].iter();
                fired.extend(rules.map(|&rule| Fired { rule, place, negates }));
            }
        }
        unit.space.found = candidates;
        if fired.is_empty() {
            return;
        }
        fired.sort_unstable();
        // Where two phrases of a rule match the same words, a negator of either is evidence.
        fired.dedup_by(|next, kept| {
            let same = (next.rule, next.place) == (kept.rule, kept.place);
            kept.negates |= same && next.negates;
            same
        });
        let text = document.text.as_str();
        let role = document.role_of(block);
        fired.retain(|fired| self.applies(fired.rule, role, unit));
        // Other sentences are looked at for companions; then this one comes back.
        let mut away = false;
        fired.retain(|&Fired { rule, .. }| {
            if self.compiled.rules[rule as usize].with.is_empty() {
                return true;
            }
            away = true;
            let scope = self.rule(rule).scope;
            self.has_companion(rule, scope, at, sentences, words, memory, unit)
        });
        if fired.is_empty() {
            return;
        }
        if away {
            unit.load(own, memory);
        }
        let cues = self.find_cues(unit, places, text, own);
        let is_question = text[..range.span.end].ends_with('?');
        for &Fired { rule, place, negates } in fired.iter() {
            let definition = self.rule(rule);
            let decision = match definition.assertion {
                Some(assertion) => Some(decide::fixed(assertion, role, is_question)),
                None => {
                    let target = Target { valence: definition.valence, place, negates };
                    decide::decide(target, &cues, role, is_question)
                }
            };
            let Some(decision) = decision else {
                named.push((self.compiled.rules[rule as usize].of.issue, at));
                continue;
            };
            let span = |place: Match| {
                Span::new(own[place.start].start as usize, own[place.end - 1].end as usize)
            };
            let criticised = [CueKind::Absent, CueKind::Poor, CueKind::Judged]
                .into_iter()
                .any(|kind| cues.any_outside(kind, place));
            hits.push(Hit {
                rule,
                unit: at,
                place,
                evidence: span(place),
                cue: decision.cue.map(|cue| span(cue.place)),
                decision,
                voice: decide::voice(&cues, place, block.kind == BlockKind::Quotation),
                criticised,
            });
        }
        workspace.cues[at] = Some(cues);
    }

    /// Whether section and `without` let the rule apply to the sentence that is loaded.
    fn applies(&self, rule: u32, role: Role, unit: &mut Unit) -> bool {
        let definition = self.rule(rule);
        let section = (definition.section_in.is_empty() || definition.section_in.contains(&role))
            && !definition.section_not_in.contains(&role);
        section
            && !self.compiled.rules[rule as usize]
                .without
                .iter()
                .any(|&phrase| unit.occurs(&self.compiled.program, phrase))
    }

    /// Whether one of the rule's `with` phrases stands in its scope.
    #[expect(clippy::too_many_arguments, reason = "the parts of the workspace, borrowed apart")]
    fn has_companion(
        &self,
        rule: u32,
        scope: Scope,
        at: usize,
        sentences: &[UnitRange],
        words: &[Word],
        memory: &Memory,
        unit: &mut Unit,
    ) -> bool {
        let range = match scope {
            Scope::Sentence => at..at + 1,
            Scope::Window => at.saturating_sub(1)..(at + 2).min(sentences.len()),
            Scope::Passage => 0..sentences.len(),
        };
        // The sentence itself first: it answers most often.
        let order = std::iter::once(at).chain(range.filter(|&other| other != at));
        for other in order {
            unit.load(&words[sentences[other].from..sentences[other].to], memory);
            let with = &self.compiled.rules[rule as usize].with;
            if with.iter().any(|&phrase| unit.occurs(&self.compiled.program, phrase)) {
                return true;
            }
        }
        false
    }

    /// The cues of the sentence number `at`, looked for once.
    pub(super) fn cues_at<'w>(
        &self,
        at: usize,
        document: &Document,
        workspace: &'w mut Workspace,
    ) -> &'w Cues {
        let Workspace { memory, unit, words, sentences, places, cues, .. } = workspace;
        cues[at].get_or_insert_with(|| {
            let own = &words[sentences[at].from..sentences[at].to];
            unit.load(own, memory);
            self.find_cues(unit, places, document.text.as_str(), own)
        })
    }

    fn find_cues(
        &self,
        unit: &mut Unit,
        places: &mut Vec<Match>,
        text: &str,
        own: &[Word],
    ) -> Cues {
        self.compiled.cue_sieve.candidates(&self.compiled.program, &unit.present, &mut unit.space);
        let candidates = std::mem::take(&mut unit.space.found);
        let mut hits = Vec::new();
        for &phrase in &candidates {
            places.clear();
            unit.places_of_candidate(&self.compiled.program, phrase, places);
            for cue in &self.compiled.cues[phrase as usize] {
                hits.extend(places.iter().map(|&place| CueHit {
                    kind: cue.kind,
                    direction: cue.direction,
                    reach: usize::from(cue.reach),
                    crosses: cue.crosses,
                    place,
                }));
            }
        }
        unit.space.found = candidates;
        Cues::new(hits, text, own)
    }

    /// Drops hits of weak rules that nothing else in the passage supports.
    pub(super) fn keep_supported(&self, hits: &mut Vec<Hit>) {
        let all: Vec<(usize, u32, usize, Match)> = hits
            .iter()
            .map(|hit| {
                (self.compiled.rules[hit.rule as usize].of.issue, hit.rule, hit.unit, hit.place)
            })
            .collect();
        hits.retain(|hit| {
            let issue = self.compiled.rules[hit.rule as usize].of.issue;
            self.rule(hit.rule).strength == Strength::Strong
                || hit.criticised
                || all.iter().any(|&(other_issue, rule, unit, place)| {
                    other_issue == issue
                        && rule != hit.rule
                        && (unit, place) != (hit.unit, hit.place)
                })
        });
    }
}
