//! Rules and scorer together: how strong a tag is, and what the scorer finds alone.

use std::collections::BTreeSet;

use super::assertion::Assertion;
use super::cues::Cues;
use super::decide;
use super::scored::ScoreSpace;
use super::tagger::{Hit, Tagger, Workspace, is_taggable};
use super::unit::Match;
use super::{SCORER, Tag};
use crate::Document;
use crate::document::{BlockKind, Role};
use crate::score::{Scorer, Signals, logit};
use crate::taxonomy::{Issue, IssueKind, Strength};

/// A scorer and where its codes stand in the taxonomy.
#[derive(Debug)]
pub(super) struct LinkedScorer {
    pub(super) scorer: Scorer,
    /// Number of the scorer's code for each issue.
    pub(super) code_of_issue: Vec<Option<usize>>,
    /// Columns of assertions: that of plain assertion, and the others.
    pub(super) asserted_column: Option<usize>,
    pub(super) stances: Vec<(Assertion, usize)>,
    /// Strength from which an asserted tag is given.
    pub(super) cut: f64,
}

/// By so much another assertion must be likelier than plain assertion to be taken for a tag that the scorer gives
/// alone: less where a cue of the sentence says the same. Rules have looked at the cues themselves.
const WITH_CUE: f32 = 0.0;
const WITHOUT_CUE: f32 = 0.6;

/// A shorter piece of text without a stop is a title or half a sentence: the scorer alone makes nothing of it.
const UNFINISHED: usize = 14;

fn is_finished(sentence: &str) -> bool {
    sentence
        .trim_end_matches(['"', '\'', '”', '’', ')', ']'])
        .ends_with(['.', '!', ';', ':', '…', ','])
}

impl LinkedScorer {
    /// What a sentence asserts when its words clearly say something other than that the problem was there.
    fn stance(&self, scores: &ScoreSpace, at: usize, cues: &Cues) -> Option<Assertion> {
        let plain = scores.margin_in(&self.scorer, at, self.asserted_column?);
        // Words of blame and none of praise: whatever the rest sounds like, it is no praise.
        let praise = decide::speaks_of(Assertion::GoodPractice, cues) || !decide::blames(cues);
        self.stances
            .iter()
            .filter(|&&(assertion, _)| praise || assertion != Assertion::GoodPractice)
            .map(|&(assertion, column)| {
                let bound = if decide::speaks_of(assertion, cues) { WITH_CUE } else { WITHOUT_CUE };
                (scores.margin_in(&self.scorer, at, column) - plain - bound, assertion)
            })
            .filter(|&(beyond, _)| beyond > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, assertion)| assertion)
    }
}

/// Strength of a tag by what it rests on, until a scorer says better.
const STRONG: f64 = 0.8;
const WEAK: f64 = 0.6;
/// Rules alone give a tag from this trust on.
const TRUSTED: f64 = 0.65;

impl Tagger {
    /// Gives the tags of rules the strength that rules and scorer have together, and adds what the scorer finds alone.
    pub(super) fn weigh(
        &self,
        linked: &LinkedScorer,
        hits: &[Hit],
        of_rules: Vec<Tag>,
        (document, block, role): (&Document, usize, Role),
        workspace: &mut Workspace,
        tags: &mut Vec<Tag>,
    ) {
        let Workspace { memory, unit, words, sentences, places, scores, .. } = workspace;
        scores.score(
            &linked.scorer,
            memory,
            words,
            sentences.iter().map(|unit| (unit.from, unit.to)),
        );
        let combiner = linked.scorer.combiner();
        let mut asserted = BTreeSet::new();
        for mut tag in of_rules {
            let issue = self.taxonomy.issues.iter().position(|issue| issue.id == tag.issue);
            let code = issue.and_then(|issue| linked.code_of_issue[issue]);
            if let (Some(issue), Some(code), Assertion::Asserted) = (issue, code, tag.assertion) {
                let signals =
                    Signals { margin: Some(scores.best[code].0), ..self.signals(issue, hits) };
                tag.strength = combiner.strength(signals);
                asserted.insert(issue);
            }
            tags.push(tag);
        }
        // Excluded zones make no statements that could be found.
        if role.is_excluded() || sentences.is_empty() {
            return;
        }
        let least = logit(self.cut());
        for (issue, code) in linked.code_of_issue.iter().enumerate() {
            let Some(code) = *code else { continue };
            if asserted.contains(&issue) {
                continue;
            }
            let (margin, unit_at) = scores.best[code];
            let signals = Signals { margin: Some(margin), ..self.signals(issue, hits) };
            let range = sentences[unit_at];
            let sentence = document.text.slice(range.span);
            if combiner.log_odds(signals) < least
                || sentence.ends_with('?')
                || (range.to - range.from < UNFINISHED && !is_finished(sentence))
            {
                continue;
            }
            let strength = combiner.strength(signals);
            let cues = self.cues_of(range, unit, (memory, words, places), document);
            let assertion = if !is_statement(&self.taxonomy.issues[issue]) {
                Assertion::Asserted
            } else if role == Role::Recommendation {
                Assertion::Recommended
            } else {
                // Under a heading on good practice a statement without a word of blame is praise.
                let unsaid = if role == Role::GoodPractice && !decide::blames(&cues) {
                    Assertion::GoodPractice
                } else {
                    Assertion::Asserted
                };
                linked.stance(scores, unit_at, &cues).unwrap_or(unsaid)
            };
            let whole = Match { start: 0, end: range.to - range.from };
            let is_quotation = document.blocks[block].kind == BlockKind::Quotation;
            tags.push(Tag {
                issue: self.taxonomy.issues[issue].id.clone(),
                assertion,
                voice: decide::voice(&cues, whole, is_quotation),
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
    pub(super) fn cut(&self) -> f64 {
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
    pub(super) fn trust(&self, rule: u32) -> f64 {
        let strength = self.rule(rule).strength;
        match &self.records {
            Some(records) => records.of(&self.rule_name(rule)).trust(strength),
            None if strength == Strength::Strong => STRONG,
            None => WEAK,
        }
    }

    pub(super) fn rule_name(&self, rule: u32) -> String {
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
}

/// Whether an issue can be denied, praised or recommended: reasons, solutions and caveats are asserted wherever they are given.
fn is_statement(issue: &Issue) -> bool {
    !matches!(issue.kind, IssueKind::Reason | IssueKind::Solution | IssueKind::Caveat)
}
