//! The tagger: compiled once, shared by reference between threads.

use std::collections::BTreeMap;
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use super::assertion::{Assertion, Voice};
use super::compile::Compilation;
use super::cues::{CueHit, Cues};
use super::decide::{self, Decision};
use super::lexicon::{Lookup, Memory};
use super::scored::ScoreSpace;
use super::unit::{LONGEST, Match, Unit};
use super::words::{self, Word};
use super::{SCORER, Tag, TagCue, Tagged};
use crate::document::{Block, BlockKind, Role};
use crate::score::{Records, Scorer, Signals};
use crate::taxonomy::{CueKind, Issue, IssueKind, Rule, Scope, Strength, Taxonomy};
use crate::{Document, Span};

/// Finds the issues of a taxonomy in documents.
///
/// Compiled once and shared by reference: `tag` takes `&self`, and tagging cannot fail.
#[derive(Debug)]
pub struct Tagger {
    taxonomy: Taxonomy,
    compiled: Compilation,
    scorer: Option<LinkedScorer>,
    /// Records of rules, where they have been tried.
    records: Option<Records>,
    min_strength: Option<f64>,
    /// Working memory of finished calls, for the next ones.
    workspaces: Mutex<Vec<Workspace>>,
}

/// A scorer and where its codes stand in the taxonomy.
#[derive(Debug)]
struct LinkedScorer {
    scorer: Scorer,
    /// Number of the scorer's code for each issue.
    code_of_issue: Vec<Option<usize>>,
    /// Columns of assertions: that of plain assertion, and the others.
    asserted_column: Option<usize>,
    stances: Vec<(Assertion, usize)>,
    /// Strength from which an asserted tag is given.
    cut: f64,
}

/// By so much another assertion must be likelier than plain assertion to overrule it: less where a cue of
/// the sentence says the same, more where a rule has looked at the cues already.
#[derive(Clone, Copy, Debug)]
struct Overrules {
    with_cue: f32,
    without: f32,
}

const OVERRULES_SCORER: Overrules = Overrules { with_cue: 0.0, without: 0.6 };
const OVERRULES_RULE: Overrules = Overrules { with_cue: 0.4, without: 1.5 };

impl LinkedScorer {
    /// What a sentence asserts when its words clearly say something other than that the problem was there.
    fn stance(
        &self,
        scores: &ScoreSpace,
        at: usize,
        cues: &Cues,
        needed: Overrules,
    ) -> Option<Assertion> {
        let plain = scores.margin_in(&self.scorer, at, self.asserted_column?);
        self.stances
            .iter()
            .map(|&(assertion, column)| {
                let bound = if decide::speaks_of(assertion, cues) {
                    needed.with_cue
                } else {
                    needed.without
                };
                (scores.margin_in(&self.scorer, at, column) - plain - bound, assertion)
            })
            .filter(|&(beyond, _)| beyond > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, assertion)| assertion)
    }
}

/// What one call of `tag` works with.
#[derive(Debug)]
struct Workspace {
    memory: Memory,
    unit: Unit,
    words: Vec<Word>,
    sentences: Vec<UnitRange>,
    places: Vec<Match>,
    scores: ScoreSpace,
}

/// Words of one sentence (or of a piece of an overlong one) in the workspace.
#[derive(Clone, Copy, Debug)]
struct UnitRange {
    from: usize,
    to: usize,
    span: Span,
}

/// A rule that matched in a sentence of the passage.
#[derive(Clone, Debug)]
struct Hit {
    rule: u32,
    unit: usize,
    place: Match,
    evidence: Span,
    decision: Decision,
    cue: Option<Span>,
    voice: Voice,
    /// Whether a word of criticism stands beside the match, which makes a weak rule count.
    criticised: bool,
}

/// Strength of a tag by what it rests on, until a scorer says better.
const STRONG: f64 = 0.8;
const WEAK: f64 = 0.6;
/// Rules alone give a tag from this trust on.
const TRUSTED: f64 = 0.55;

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
        let number = |issue: &Issue| scorer.codes().iter().position(|code| *code == issue.id);
        self.records = Some(scorer.records().clone());
        self.scorer = Some(LinkedScorer {
            code_of_issue: self.taxonomy.issues.iter().map(number).collect(),
            asserted_column: scorer.stance_column(Assertion::Asserted),
            stances: Assertion::ALL[1..]
                .iter()
                .filter_map(|&assertion| Some((assertion, scorer.stance_column(assertion)?)))
                .collect(),
            cut: scorer.combiner().cut,
            scorer: scorer.clone(),
        });
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
        set_keys(&document, &mut tags);
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

    fn take_workspace(&self) -> Workspace {
        let pooled = self.workspaces.lock().ok().and_then(|mut pool| pool.pop());
        pooled.unwrap_or_else(|| Workspace {
            memory: Memory::new(),
            unit: Unit::new(&self.compiled.program),
            words: Vec::new(),
            sentences: Vec::new(),
            places: Vec::new(),
            scores: ScoreSpace::default(),
        })
    }

    fn return_workspace(&self, workspace: Workspace) {
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

    /// Gives the tags of rules the strength that rules and scorer have together, and adds what the scorer finds alone.
    fn weigh(
        &self,
        linked: &LinkedScorer,
        hits: &[Hit],
        of_rules: Vec<Tag>,
        (document, block, role): (&Document, usize, Role),
        workspace: &mut Workspace,
        tags: &mut Vec<Tag>,
    ) {
        let Workspace { memory, unit, words, sentences, places, scores } = workspace;
        scores.score(
            &linked.scorer,
            memory,
            words,
            sentences.iter().map(|unit| (unit.from, unit.to)),
        );
        let combiner = linked.scorer.combiner();
        let mut asserted = std::collections::BTreeSet::new();
        for mut tag in of_rules {
            let issue = self.taxonomy.issues.iter().position(|issue| issue.id == tag.issue);
            let code = issue.and_then(|issue| linked.code_of_issue[issue]);
            if let (Some(issue), Some(code), Assertion::Asserted) = (issue, code, tag.assertion) {
                let signals =
                    Signals { margin: Some(scores.best[code].0), ..self.signals(issue, hits) };
                tag.strength = combiner.strength(signals);
                asserted.insert(issue);
                if is_statement(&self.taxonomy.issues[issue]) {
                    let at = sentences
                        .iter()
                        .position(|unit| unit.span == tag.quote)
                        .unwrap_or_default();
                    let cues = self.cues_of(sentences[at], unit, (memory, words, places), document);
                    tag.assertion =
                        linked.stance(scores, at, &cues, OVERRULES_RULE).unwrap_or(tag.assertion);
                }
            }
            tags.push(tag);
        }
        // Excluded zones make no statements that could be found.
        if role.is_excluded() || sentences.is_empty() {
            return;
        }
        for (issue, code) in linked.code_of_issue.iter().enumerate() {
            let Some(code) = *code else { continue };
            if asserted.contains(&issue) {
                continue;
            }
            let (margin, unit_at) = scores.best[code];
            let strength =
                combiner.strength(Signals { margin: Some(margin), ..self.signals(issue, hits) });
            let range = sentences[unit_at];
            if strength < self.cut() || document.text.slice(range.span).ends_with('?') {
                continue;
            }
            let assertion = if !is_statement(&self.taxonomy.issues[issue]) {
                Assertion::Asserted
            } else if role == Role::Recommendation {
                Assertion::Recommended
            } else {
                let cues = self.cues_of(range, unit, (memory, words, places), document);
                linked
                    .stance(scores, unit_at, &cues, OVERRULES_SCORER)
                    .unwrap_or(Assertion::Asserted)
            };
            tags.push(Tag {
                issue: self.taxonomy.issues[issue].id.clone(),
                assertion,
                voice: Voice::Author,
                block,
                quote: range.span,
                evidence: scores.evidence(&linked.scorer, code, words, (range.from, range.to)),
                cue: None,
                rule: SCORER.to_owned(),
                strength,
                key: String::new(),
            });
        }
    }

    /// Strength from which asserted tags are given.
    fn cut(&self) -> f64 {
        let by_default = match (&self.scorer, &self.records) {
            (Some(linked), _) => linked.cut,
            (None, Some(_)) => TRUSTED,
            (None, None) => 0.0,
        };
        self.min_strength.unwrap_or(by_default)
    }

    /// What the rules say of `issue` in a passage.
    fn signals(&self, issue: usize, hits: &[Hit]) -> Signals {
        let own =
            || hits.iter().filter(|hit| self.compiled.rules[hit.rule as usize].of.issue == issue);
        let asserting = || own().filter(|hit| hit.decision.assertion == Assertion::Asserted);
        let first = asserting().next().map(|hit| hit.rule);
        Signals {
            margin: None,
            trust: asserting().map(|hit| self.trust(hit.rule)).reduce(f64::max),
            several: asserting().any(|hit| Some(hit.rule) != first),
            otherwise: own().any(|hit| hit.decision.assertion != Assertion::Asserted),
        }
    }

    /// How far a rule can be trusted: its record where it has been tried, else its strength.
    fn trust(&self, rule: u32) -> f64 {
        let strength = self.rule(rule).strength;
        match &self.records {
            Some(records) => records.of(&self.rule_name(rule)).trust(strength),
            None if strength == Strength::Strong => STRONG,
            None => WEAK,
        }
    }

    fn rule_name(&self, rule: u32) -> String {
        let of = self.compiled.rules[rule as usize].of;
        format!("{}/{}", self.taxonomy.issues[of.issue].id, self.rule(rule).id)
    }

    /// What the rules say in `document`, taken as one passage: for each issue, by position in the taxonomy, the names
    /// of rules that assert it, and whether others match with another assertion.
    pub(crate) fn rules_by_issue(
        &self,
        document: &Document,
    ) -> Vec<(Vec<(String, Strength)>, bool)> {
        let mut workspace = self.take_workspace();
        let mut hits = Vec::new();
        let taggable = document.blocks.iter().filter(|block| is_taggable(document, block));
        for block in taggable {
            self.read_words(document, block, &mut workspace);
            for unit in 0..workspace.sentences.len() {
                self.find_hits(document, block, unit, &mut workspace, &mut hits);
            }
        }
        self.keep_supported(&mut hits);
        self.return_workspace(workspace);
        let mut by_issue = vec![(Vec::new(), false); self.taxonomy.issues.len()];
        for hit in hits {
            let (asserting, otherwise) =
                &mut by_issue[self.compiled.rules[hit.rule as usize].of.issue];
            if hit.decision.assertion == Assertion::Asserted {
                let named = (self.rule_name(hit.rule), self.rule(hit.rule).strength);
                if !asserting.contains(&named) {
                    asserting.push(named);
                }
            } else {
                *otherwise = true;
            }
        }
        by_issue
    }

    fn read_words(&self, document: &Document, block: &Block, workspace: &mut Workspace) {
        workspace.words.clear();
        workspace.sentences.clear();
        let scorer = self.scorer.as_ref().map(|linked| &linked.scorer);
        let lookup = Lookup { lexicon: &self.compiled.program.lexicon, scorer };
        for sentence in &document.sentences[block.sentences.clone()] {
            let mut from = workspace.words.len();
            words::split(
                document.text.as_str(),
                sentence.span,
                lookup,
                &mut workspace.memory,
                &mut workspace.words,
            );
            // A "sentence" of more words is a table or list without stops: it is looked at in pieces.
            while workspace.words.len() - from > LONGEST {
                workspace.sentences.push(UnitRange {
                    from,
                    to: from + LONGEST,
                    span: sentence.span,
                });
                from += LONGEST;
            }
            workspace.sentences.push(UnitRange {
                from,
                to: workspace.words.len(),
                span: sentence.span,
            });
        }
    }

    fn find_hits(
        &self,
        document: &Document,
        block: &Block,
        at: usize,
        workspace: &mut Workspace,
        hits: &mut Vec<Hit>,
    ) {
        let Workspace { memory, unit, words, sentences, places, .. } = workspace;
        let range = sentences[at];
        let own = &words[range.from..range.to];
        unit.load(own, memory);
        let program = &self.compiled.program;
        let mut fired: Vec<(u32, Match)> = Vec::new();
        for present in 0..unit.present.len() {
            for &phrase in &self.compiled.rule_anchors[unit.present[present] as usize] {
                if !unit.first_time(phrase) {
                    continue;
                }
                places.clear();
                unit.places(program, phrase, places);
                for &place in places.iter() {
                    fired.extend(
                        self.compiled.fires[phrase as usize].iter().map(|&rule| (rule, place)),
                    );
                }
            }
        }
        if fired.is_empty() {
            return;
        }
        fired.sort_unstable();
        fired.dedup();
        let text = document.text.as_str();
        let role = document.role_of(block);
        let cues = self.find_cues(unit, places, text, own);
        let is_question = text[..range.span.end].ends_with('?');
        fired.retain(|&(rule, _)| self.applies(rule, role, unit));
        let mut units_to_restore = false;
        for (rule, place) in fired {
            let compiled = &self.compiled.rules[rule as usize];
            let definition = self.rule(rule);
            if !compiled.with.is_empty() {
                let found =
                    self.has_companion(rule, definition.scope, at, sentences, words, memory, unit);
                units_to_restore = true;
                if !found {
                    continue;
                }
            }
            let decision = match definition.assertion {
                Some(assertion) => Some(decide::fixed(assertion, role, is_question)),
                None => decide::decide(definition.valence, place, &cues, role, is_question),
            };
            let Some(decision) = decision else { continue };
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
        if units_to_restore {
            unit.load(own, memory);
        }
    }

    fn rule(&self, rule: u32) -> &Rule {
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

    /// The cues of a sentence, whether or not a rule has looked at it.
    fn cues_of(
        &self,
        range: UnitRange,
        unit: &mut Unit,
        (memory, words, places): (&Memory, &[Word], &mut Vec<Match>),
        document: &Document,
    ) -> Cues {
        let own = &words[range.from..range.to];
        unit.load(own, memory);
        self.find_cues(unit, places, document.text.as_str(), own)
    }

    fn find_cues(
        &self,
        unit: &mut Unit,
        places: &mut Vec<Match>,
        text: &str,
        own: &[Word],
    ) -> Cues {
        let mut tried: Vec<u32> = Vec::new();
        for present in 0..unit.present.len() {
            tried.extend(&self.compiled.cue_anchors[unit.present[present] as usize]);
        }
        tried.sort_unstable();
        tried.dedup();
        let mut hits = Vec::new();
        for at in tried {
            let cue = self.compiled.cues[at as usize];
            places.clear();
            unit.places(&self.compiled.program, cue.phrase, places);
            hits.extend(places.iter().map(|&place| CueHit {
                kind: cue.kind,
                direction: cue.direction,
                reach: usize::from(cue.reach),
                crosses: cue.crosses,
                place,
            }));
        }
        Cues::new(hits, text, own)
    }

    /// Drops hits of weak rules that nothing else in the passage supports.
    fn keep_supported(&self, hits: &mut Vec<Hit>) {
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

/// Whether an issue can be denied, praised or recommended: reasons, solutions and caveats are asserted wherever they are given.
fn is_statement(issue: &Issue) -> bool {
    !matches!(issue.kind, IssueKind::Reason | IssueKind::Solution | IssueKind::Caveat)
}

/// Contents lists, captions and attribution lines hold no statements; nor do covers and bibliographies.
fn is_taggable(document: &Document, block: &Block) -> bool {
    !matches!(
        block.kind,
        BlockKind::Contents
            | BlockKind::Caption
            | BlockKind::Attribution
            | BlockKind::Footnote
            | BlockKind::Heading
    ) && !document.role_of(block).is_furniture()
}

/// Keys from issue, assertion and quoted words, so that they survive edits elsewhere in the report.
fn set_keys(document: &Document, tags: &mut [Tag]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for tag in tags {
        let mut hash = Sha256::new();
        for part in [tag.issue.as_str(), tag.assertion.as_str(), document.text.slice(tag.quote)] {
            hash.update(part);
            hash.update([0]);
        }
        let base: String =
            hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let count = seen.entry(base.clone()).or_default();
        *count += 1;
        tag.key = if *count == 1 { base } else { format!("{base}-{count}") };
    }
}
