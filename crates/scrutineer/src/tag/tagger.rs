//! The tagger: compiled once, shared by reference between threads.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::assertion::{Assertion, Voice};
use super::compile::Compilation;
use super::cues::{CueHit, Cues};
use super::decide::{self, Decision, Target};
use super::key;
use super::lexicon::{Lookup, Memory};
use super::linked::LinkedScorer;
use super::unit::{Match, Unit};
use super::words::Word;
use super::workspace::{Fired, UnitRange, Workspace};
use super::{Tag, TagCue, Tagged};
use crate::document::{Block, BlockKind, Role};
use crate::score::{Records, Scorer};
use crate::taxonomy::{CueKind, IssueKind, Rule, Scope, Strength, Taxonomy};
use crate::{Document, Span};

/// Finds the issues of a taxonomy in documents.
///
/// Compiled once and shared by reference: `tag` takes `&self`, and tagging cannot fail.
#[derive(Debug)]
pub struct Tagger {
    pub(super) taxonomy: Taxonomy,
    pub(super) compiled: Compilation,
    pub(super) scorer: Option<LinkedScorer>,
    /// Records of rules, where they have been tried.
    pub(super) records: Option<Records>,
    pub(super) min_strength: Option<f64>,
    /// Working memory of finished calls, for the next ones.
    workspaces: Mutex<Vec<Workspace>>,
}

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
    /// Compiles `taxonomy`.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        Self {
            taxonomy: taxonomy.clone(),
            compiled: Compilation::new(taxonomy),
            scorer: None,
            records: None,
            min_strength: None,
            workspaces: Mutex::new(Vec::new()),
        }
    }

    /// Lets `scorer` decide beside the rules; codes that the taxonomy lacks are passed over.
    #[must_use]
    pub fn with_scorer(mut self, scorer: &Scorer) -> Self {
        self.records = Some(scorer.records().clone());
        self.scorer = Some(LinkedScorer::new(scorer, &self.taxonomy));
        self
    }

    /// Weighs rules by their records on passages that were not used to write them; rules whose record is poor give no asserted tags.
    #[must_use]
    pub fn with_records(mut self, records: &Records) -> Self {
        self.records = Some(records.clone());
        self
    }

    /// Gives asserted tags from this strength on; without a scorer rules are strong (0.8) or weak (0.6).
    #[must_use]
    pub fn with_min_strength(mut self, strength: f64) -> Self {
        self.min_strength = Some(strength);
        self
    }

    /// The built-in taxonomy with its scorer.
    pub fn builtin() -> Self {
        Self::new(Taxonomy::builtin()).with_scorer(Scorer::builtin())
    }

    /// The taxonomy it was made from.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// Tags `document`.
    pub fn tag(&self, document: Document) -> Tagged {
        let mut workspace = self.take_workspace();
        let mut tags = Vec::new();
        for (at, block) in document.blocks.iter().enumerate() {
            if is_taggable(&document, block) {
                self.tag_block(&document, at, &mut workspace, &mut tags);
            }
        }
        self.return_workspace(workspace);
        key::set_keys(&document, &mut tags);
        Tagged { document, tags }
    }

    /// Names of all rules that match somewhere in `document`, "issue/rule", whatever comes of them.
    pub fn rules_in(&self, document: &Document) -> std::collections::BTreeSet<String> {
        let mut workspace = self.take_workspace();
        let mut names = std::collections::BTreeSet::new();
        for block in &document.blocks {
            self.read_words(document, block, &mut workspace);
            let mut hits = Vec::new();
            for unit in 0..workspace.sentences.len() {
                self.find_hits(document, block, unit, &mut workspace, &mut hits);
            }
            for hit in hits {
                let of = self.compiled.rules[hit.rule as usize].of;
                names.insert(format!(
                    "{}/{}",
                    self.taxonomy.issues[of.issue].id,
                    self.rule(hit.rule).id
                ));
            }
        }
        self.return_workspace(workspace);
        names
    }

    pub(super) fn take_workspace(&self) -> Workspace {
        let pooled = self.workspaces.lock().ok().and_then(|mut pool| pool.pop());
        pooled.unwrap_or_else(|| Workspace::new(&self.compiled.program))
    }

    pub(super) fn return_workspace(&self, workspace: Workspace) {
        if let Ok(mut pool) = self.workspaces.lock() {
            pool.push(workspace);
        }
    }

    fn tag_block(
        &self,
        document: &Document,
        at: usize,
        workspace: &mut Workspace,
        tags: &mut Vec<Tag>,
    ) {
        let block = &document.blocks[at];
        self.read_words(document, block, workspace);
        let mut hits = Vec::new();
        for unit in 0..workspace.sentences.len() {
            self.find_hits(document, block, unit, workspace, &mut hits);
        }
        self.keep_supported(&mut hits);
        let first = tags.len();
        self.merge(at, &hits, workspace, tags);
        if let Some(linked) = &self.scorer {
            let role = document.role_of(block);
            let of_block = tags.split_off(first);
            self.weigh(linked, &hits, of_block, (document, at, role), workspace, tags);
        }
        let cut = self.cut();
        let mut kept = first;
        for at in first..tags.len() {
            if tags[at].assertion != Assertion::Asserted || tags[at].strength >= cut {
                tags.swap(kept, at);
                kept += 1;
            }
        }
        tags.truncate(kept);
        tags[first..].sort_by(|a, b| {
            (a.quote, &a.issue, a.assertion).cmp(&(b.quote, &b.issue, b.assertion))
        });
    }

    pub(super) fn read_words(&self, document: &Document, block: &Block, workspace: &mut Workspace) {
        let scorer = self.scorer.as_ref().map(|linked| &linked.scorer);
        let lookup = Lookup { lexicon: &self.compiled.program.lexicon, scorer };
        workspace.read(document, block, lookup);
    }

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

    pub(super) fn rule(&self, rule: u32) -> &Rule {
        let of = self.compiled.rules[rule as usize].of;
        &self.taxonomy.issues[of.issue].rules[of.rule]
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

    /// One tag per issue and assertion of the passage.
    fn merge(&self, block: usize, hits: &[Hit], workspace: &Workspace, tags: &mut Vec<Tag>) {
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

/// Contents lists, captions and attribution lines hold no statements; nor do covers and bibliographies.
pub(crate) fn is_taggable(document: &Document, block: &Block) -> bool {
    !matches!(
        block.kind,
        BlockKind::Contents
            | BlockKind::Caption
            | BlockKind::Attribution
            | BlockKind::Footnote
            | BlockKind::Heading
    ) && !document.role_of(block).is_furniture()
}
