//! Rules and scorer together: how strong a tag is, and what the scorer finds alone.

use std::collections::BTreeSet;

use super::assertion::Assertion;
use super::decide;
use super::hits::Hit;
use super::linked::LinkedScorer;
use super::tagger::{Tagger, is_taggable};
use super::unit::Match;
use super::workspace::Workspace;
use super::{SCORER, Tag};
use crate::Document;
use crate::document::{BlockKind, Role};
use crate::score::{Manner, Signals, Tone, logit};
use crate::taxonomy::{Issue, IssueKind, Strength};

/// A shorter piece of text without a stop is a title or half a sentence: the scorer alone makes nothing of it.
pub(super) const UNFINISHED: usize = 14;

fn is_finished(sentence: &str) -> bool {
    sentence
        .trim_end_matches(['"', '\'', '”', '’', ')', ']'])
        .ends_with(['.', '!', ';', ':', '…', ','])
}

/// What the scorer says of the sentence number `at`.
pub(super) struct Finding {
    pub(super) issue: usize,
    pub(super) code: usize,
    pub(super) assertion: Assertion,
    pub(super) at: usize,
    pub(super) strength: f64,
}

/// Strength of a tag by what it rests on, until a scorer says better.
const STRONG: f64 = 0.8;
const WEAK: f64 = 0.6;
/// Rules alone give a tag from this trust on.
const TRUSTED: f64 = 0.6;

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
        let first = tags.len();
        workspace.score(&linked.scorer);
        let combiner = linked.scorer.combiner();
        let mut given = BTreeSet::new();
        for mut tag in of_rules {
            let issue = self.taxonomy.issues.iter().position(|issue| issue.id == tag.issue);
            let code = issue.and_then(|issue| linked.code_of_issue[issue]);
            let praise = |&issue: &usize| self.taxonomy.issues[issue].kind == IssueKind::Positive;
            given.extend(issue.filter(praise));
            if let (Some(issue), Some(code), Assertion::Asserted) = (issue, code, tag.assertion) {
                let (margin, at) = workspace.scores.best[code];
                let manner = self.manner(linked, at, document, workspace);
                let signals = Signals { margin: Some(margin), manner, ..self.signals(issue, hits) };
                tag.strength = combiner.strength(signals);
                given.insert(issue);
            }
            tags.push(tag);
        }
        // Excluded zones make no statements that could be found.
        if role.is_excluded() || workspace.sentences.is_empty() {
            return;
        }
        let least = logit(self.cut());
        for (issue, code) in linked.code_of_issue.iter().enumerate() {
            let Some(code) = *code else { continue };
            if given.contains(&issue) {
                continue;
            }
            let (margin, at) = workspace.scores.best[code];
            let unmannered = Signals { margin: Some(margin), ..self.signals(issue, hits) };
            let spoken = |manner| combiner.log_odds(Signals { manner, ..unmannered });
            let range = workspace.sentences[at];
            let sentence = document.text.slice(range.span);
            // The cues of a sentence are looked for only where they can decide.
            if spoken(Manner::default()) + linked.most_of_manner < least
                || sentence.ends_with('?')
                || (range.to - range.from < UNFINISHED && !is_finished(sentence))
            {
                continue;
            }
            self.cues_at(at, document, workspace);
            let Some(cues) = &workspace.cues[at] else { continue };
            let definition = &self.taxonomy.issues[issue];
            let assertion = if definition.kind == IssueKind::Positive {
                Assertion::GoodPractice
            } else if !is_statement(definition) {
                Assertion::Asserted
            } else if role == Role::Recommendation {
                Assertion::Recommended
            } else {
                // Under a heading on good practice a statement without a word of blame is praise.
                let unsaid = if role == Role::GoodPractice && !decide::blames(cues) {
                    Assertion::GoodPractice
                } else {
                    Assertion::Asserted
                };
                linked.stance(&workspace.scores, at, cues).unwrap_or(unsaid)
            };
            // How a sentence speaks tells whether the problem was there, not whether it is spoken of.
            let manner = match assertion {
                Assertion::Asserted => self.manner(linked, at, document, workspace),
                _ => Manner::default(),
            };
            if spoken(manner) >= least {
                let strength = combiner.strength(Signals { manner, ..unmannered });
                let finding = Finding { issue, code, assertion, at, strength };
                tags.push(self.tag_of_scorer(linked, finding, (document, block), workspace));
            }
        }
        let contrasts = self.contrasts(linked, (document, block), workspace, &tags[first..]);
        tags.extend(contrasts);
    }

    /// How the sentence number `at` speaks.
    fn manner(
        &self,
        linked: &LinkedScorer,
        at: usize,
        document: &Document,
        workspace: &mut Workspace,
    ) -> Manner {
        let tone = decide::tone(self.cues_at(at, document, workspace));
        let among_praise = (0..workspace.sentences.len()).any(|other| {
            other != at && decide::tone(self.cues_at(other, document, workspace)) == Tone::Praise
        });
        let subject = workspace.subject(document);
        let spoken = linked.manner(&workspace.scores, at, tone);
        Manner { among_praise, subject, ..spoken }
    }

    /// A tag that the scorer gives alone.
    pub(super) fn tag_of_scorer(
        &self,
        linked: &LinkedScorer,
        Finding { issue, code, assertion, at, strength }: Finding,
        (document, block): (&Document, usize),
        workspace: &mut Workspace,
    ) -> Tag {
        let range = workspace.sentences[at];
        let whole = Match { start: 0, end: range.to - range.from };
        let is_quotation = document.blocks[block].kind == BlockKind::Quotation;
        let words = (range.from, range.to);
        let voice = decide::voice(self.cues_at(at, document, workspace), whole, is_quotation);
        Tag {
            issue: self.taxonomy.issues[issue].id.clone(),
            assertion,
            voice,
            block,
            quote: range.span,
            evidence: workspace.scores.evidence(&linked.scorer, code, &workspace.words, words),
            cue: None,
            rule: SCORER.to_owned(),
            strength,
            key: String::new(),
        }
    }

    /// The tone of each sentence of a document.
    pub(crate) fn tones(&self, document: &Document) -> Vec<Tone> {
        let mut workspace = self.take_workspace();
        let mut tones = vec![Tone::Plain; document.sentences.len()];
        for block in &document.blocks {
            self.read_words(document, block, &mut workspace);
            for at in 0..workspace.sentences.len() {
                let span = workspace.sentences[at].span;
                let own = block.sentences.clone().find(|&own| document.sentences[own].span == span);
                let tone = decide::tone(self.cues_at(at, document, &mut workspace));
                // Of a sentence in pieces the first that says something speaks for all.
                if let Some(own) = own.filter(|&own| tones[own] == Tone::Plain) {
                    tones[own] = tone;
                }
            }
        }
        self.return_workspace(workspace);
        tones
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
    pub(super) fn signals(&self, issue: usize, hits: &[Hit]) -> Signals {
        let own =
            || hits.iter().filter(|hit| self.compiled.rules[hit.rule as usize].of.issue == issue);
        let asserting = || own().filter(|hit| hit.decision.assertion == Assertion::Asserted);
        let first = asserting().next().map(|hit| hit.rule);
        Signals {
            margin: None,
            trust: asserting().map(|hit| self.trust(hit.rule)).reduce(f64::max),
            several: asserting().any(|hit| Some(hit.rule) != first),
            otherwise: own().any(|hit| hit.decision.assertion != Assertion::Asserted),
            offset: self.scorer.as_ref().map_or(0.0, |linked| linked.offsets[issue]),
            manner: Manner::default(),
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
pub(super) fn is_statement(issue: &Issue) -> bool {
    !matches!(issue.kind, IssueKind::Reason | IssueKind::Solution | IssueKind::Caveat)
}
