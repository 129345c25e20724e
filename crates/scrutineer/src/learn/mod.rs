//! Training of a scorer from hand-coded passages.
//!
//! The same passages never teach and judge: margins for the combiner come from models that were trained without
//! the file (or fold) of the passage.

mod examples;
mod vocabulary;

use std::collections::BTreeSet;
use std::fmt;

use rayon::prelude::*;
use serde::Serialize;

use crate::evaluate::{
    EvaluateOptions, Evaluation, GoldLabel, GoldPassage, Reliability, evaluate, reliability,
};
use crate::score::{
    Case, Combiner, Costs, Example, Manner, Plane, Records, Scorer, Signals, Subject, Tone,
    stance_name, train,
};
use crate::tag::{Assertion, Tagger};
use crate::taxonomy::{IssueKind, Taxonomy};
use examples::Lessons;

/// A file of coded passages to learn from.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Name for messages; passages of one lesson are held out together.
    pub name: String,
    /// Its passages.
    pub passages: Vec<GoldPassage>,
    /// Whether its passages also fit the combiner. They must not have been used to write the rules.
    pub calibrates: bool,
}

/// How well a scorer did on passages that it had not seen.
#[derive(Clone, Debug, Serialize)]
pub struct LearnReport {
    /// Passages learned from.
    pub passages: usize,
    /// Codes that it knows: those with enough positives.
    pub codes: usize,
    /// Words and word pairs.
    pub features: usize,
    /// Precision, recall and F1 on held-out passages at the cut, rules and scorer together.
    pub precision: f64,
    /// See `precision`.
    pub recall: f64,
    /// See `precision`.
    pub f1: f64,
    /// The strength from which tags are given.
    pub cut: f64,
    /// Among tags of a strength, the share that is right.
    pub reliability: Vec<Reliability>,
    /// Mean distance of strength and share right, weighted by tags (Naeini et al. 2015).
    pub expected_calibration_error: f64,
}

/// Why nothing can be learned.
#[derive(Debug, PartialEq, Eq)]
pub struct LearnError(String);

impl fmt::Display for LearnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LearnError {}

/// A code is learned from at least so many positive passages.
const FEWEST_POSITIVES: usize = 4;
/// Parts into which lessons are dealt for held-out margins.
const FOLDS: usize = 5;
/// An error on a positive costs more, because negatives are a hundred times as many.
const COSTS: Costs = Costs { positive: 3.0, negative: 0.5 };
/// Assertions are less rare than codes.
const STANCE_COSTS: Costs = Costs { positive: 2.0, negative: 0.7 };

/// Learns a scorer for `taxonomy` from `lessons`, and measures it on passages held out.
///
/// # Errors
/// When no code has enough positive passages.
pub fn learn(taxonomy: &Taxonomy, lessons: &[Lesson]) -> Result<(Scorer, LearnReport), LearnError> {
    let rules = Tagger::new(taxonomy);
    let known: BTreeSet<&str> = taxonomy
        .issues
        .iter()
        .filter(|issue| issue.counted)
        .map(|issue| issue.id.as_str())
        .collect();
    let passages: Vec<&GoldPassage> = lessons.iter().flat_map(|lesson| &lesson.passages).collect();
    let positives =
        |code: &str| passages.iter().filter(|passage| shows(passage, code, taxonomy)).count();
    let codes: Vec<String> = known
        .iter()
        .filter(|code| positives(code) >= FEWEST_POSITIVES)
        .map(|code| (*code).to_owned())
        .collect();
    if codes.is_empty() {
        return Err(LearnError(format!(
            "no code of the taxonomy is asserted in at least {FEWEST_POSITIVES} passages; code more passages, or check that codes are spelt as in `scrutineer taxonomy list`"
        )));
    }
    let mut scorer = vocabulary::of(&passages, taxonomy);
    let taught = Lessons::new(&scorer, lessons, taxonomy);
    let held_out_needed = lessons.iter().any(|lesson| lesson.calibrates);
    let records = try_rules(&rules, taxonomy, lessons, held_out_needed);
    let mut cases = Vec::new();
    let (mut judged, mut missed) = (0, 0);
    for fold in 0..FOLDS {
        let planes = train_all(&taught, &codes, scorer.idf().len(), Some(fold));
        let stances = train_stances(&taught, scorer.idf().len(), Some(fold));
        for (at, passage) in taught.passages(fold) {
            if held_out_needed && !lessons[taught.lesson_of(at)].calibrates {
                continue;
            }
            judged += 1;
            let models = Models { codes: &codes, planes: &planes, stances: &stances };
            missed += judge(&rules, &records, models, &taught, (at, passage), &mut cases);
        }
    }
    // Codes of praise stand outside the issues' F1: they take over what was fitted, and add their own offset.
    let (of_praise, mut cases): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| is_positive(taxonomy, &codes[case.code]));
    let mut combiner = Combiner::fit(&codes, &mut cases, missed);
    for (number, code) in codes.iter().enumerate().filter(|(_, code)| is_positive(taxonomy, code)) {
        combiner.fit_offset(code, of_praise.iter().filter(|case| case.code == number));
    }
    let mut planes = train_all(&taught, &codes, scorer.idf().len(), None);
    let report = report(&combiner, &cases, missed, (judged, codes.len(), scorer.idf().len()));
    let mut columns = codes;
    for (assertion, plane) in train_stances(&taught, scorer.idf().len(), None) {
        planes.push(plane);
        columns.push(stance_name(assertion.as_str()));
    }
    scorer.set_planes(columns, &planes, combiner, records);
    Ok((scorer, report))
}

/// Fits the strengths that `scorer` gives to the share of tags that is right in `passages`, coded by others than those
/// that taught it: on new ground a scorer is less sure than it thinks.
/// Returns the evaluation on these passages after the fit.
pub fn recalibrate(
    scorer: &mut Scorer,
    taxonomy: &Taxonomy,
    passages: &[GoldPassage],
) -> Evaluation {
    let evaluate = |tagger: &Tagger| evaluate(tagger, passages, &EvaluateOptions::default());
    // Tags below the cut are judged too: the cut moves.
    let least = scorer.combiner().cut / 2.0;
    let before =
        evaluate(&Tagger::new(taxonomy).with_scorer(scorer).with_min_strength(least)).judged;
    scorer.recalibrate(&before);
    evaluate(&Tagger::new(taxonomy).with_scorer(scorer))
}

/// The record of every rule on the passages that calibrate (all, when none is marked so).
fn try_rules(
    rules: &Tagger,
    taxonomy: &Taxonomy,
    lessons: &[Lesson],
    only_calibrating: bool,
) -> Records {
    let mut records = Records::default();
    for passage in
        lessons.iter().filter(|l| l.calibrates || !only_calibrating).flat_map(|l| &l.passages)
    {
        let document = crate::Document::passage(&passage.text, passage.role());
        for (issue, (asserting, _)) in taxonomy.issues.iter().zip(rules.rules_by_issue(&document)) {
            for (rule, _) in asserting {
                records.add(&rule, shows(passage, &issue.id, taxonomy));
            }
        }
    }
    records
}

/// Whether the coder found `code` in the passage.
fn shows(passage: &GoldPassage, code: &str, taxonomy: &Taxonomy) -> bool {
    passage.labels.iter().any(|label| label.code == code && is_finding(label, taxonomy))
}

/// Whether a label says that its code is there: asserted, and good practice where the code is praise itself.
fn is_finding(label: &GoldLabel, taxonomy: &Taxonomy) -> bool {
    let finding = if is_positive(taxonomy, &label.code) {
        Assertion::GoodPractice
    } else {
        Assertion::Asserted
    };
    label.assertion == finding && !label.disputed
}

fn is_positive(taxonomy: &Taxonomy, code: &str) -> bool {
    taxonomy.issue(code).is_some_and(|issue| issue.kind == IssueKind::Positive)
}

fn train_all(
    lessons: &Lessons,
    codes: &[String],
    features: usize,
    without: Option<usize>,
) -> Vec<Plane> {
    codes
        .par_iter()
        .map(|code| {
            let (examples, positive): (Vec<&Example>, Vec<bool>) =
                lessons.examples_for(code, without);
            train(&examples, &positive, features, COSTS)
        })
        .collect()
}

/// A model of every assertion with enough positive sentences.
fn train_stances(
    lessons: &Lessons,
    features: usize,
    without: Option<usize>,
) -> Vec<(Assertion, Plane)> {
    Assertion::ALL
        .into_par_iter()
        .filter_map(|assertion| {
            let (examples, positive) = lessons.examples_of_assertion(assertion, without);
            let enough = positive.iter().filter(|positive| **positive).count() >= FEWEST_POSITIVES;
            enough.then(|| (assertion, train(&examples, &positive, features, STANCE_COSTS)))
        })
        .collect()
}

/// Models trained without a fold.
#[derive(Clone, Copy)]
struct Models<'a> {
    codes: &'a [String],
    planes: &'a [Plane],
    stances: &'a [(Assertion, Plane)],
}

impl Models<'_> {
    /// How each sentence of the passage at `at` speaks.
    fn manners(
        &self,
        rules: &Tagger,
        lessons: &Lessons,
        (at, document): (usize, &crate::Document),
    ) -> Vec<Manner> {
        let margins: Vec<(Assertion, Vec<f32>)> = self
            .stances
            .iter()
            .map(|(assertion, plane)| (*assertion, lessons.margins(at, plane)))
            .collect();
        let of = |plain: bool, sentence: usize| {
            let kind = margins.iter().filter(|(a, _)| (*a == Assertion::Asserted) == plain);
            kind.map(|(_, margins)| margins[sentence]).reduce(f32::max)
        };
        let tones = rules.tones(document);
        let subject = Subject::of(document.text.as_str());
        let praises = tones.iter().filter(|&&tone| tone == Tone::Praise).count();
        let manner = |(at, &tone)| {
            let among_praise = praises > usize::from(tone == Tone::Praise);
            Manner { among_praise, subject, ..Manner::new((of(false, at), of(true, at)), tone) }
        };
        tones.iter().enumerate().map(manner).collect()
    }
}

/// Adds one passage's cases: every code that a rule or the scorer could give. Counts labels out of reach of both.
fn judge(
    rules: &Tagger,
    records: &Records,
    models: Models<'_>,
    lessons: &Lessons,
    (at, passage): (usize, &GoldPassage),
    cases: &mut Vec<Case>,
) -> u64 {
    /// Margins below are hopeless: leaving them out keeps the cases few.
    const HOPELESS: f32 = -1.2;
    let document = crate::Document::passage(&passage.text, passage.role());
    let by_rule = rules.rules_by_issue(&document);
    let manners = models.manners(rules, lessons, (at, &document));
    let mut missed = 0;
    for (issue, (asserting, otherwise)) in rules.taxonomy().issues.iter().zip(by_rule) {
        if passage.labels.iter().any(|label| label.code == issue.id && label.disputed) {
            continue;
        }
        let right = shows(passage, &issue.id, rules.taxonomy());
        let positive = issue.kind == IssueKind::Positive;
        let Some(code) = models.codes.iter().position(|code| *code == issue.id) else { continue };
        let best = lessons.margins(at, &models.planes[code]);
        let best = best.into_iter().zip(&manners).max_by(|a, b| a.0.total_cmp(&b.0));
        let (margin, &manner) = best.unwrap_or((f32::NEG_INFINITY, &Manner::default()));
        // Praise is not asserted: that a sentence sounds like praise speaks for it.
        let manner = if positive { Manner::default() } else { manner };
        if margin > HOPELESS || !asserting.is_empty() {
            let trusts = asserting
                .iter()
                .map(|(rule, strength)| records.of(rule).without(right).trust(*strength));
            let signals = Signals {
                margin: Some(margin),
                trust: trusts.reduce(f64::max),
                several: asserting.len() > 1,
                otherwise,
                offset: 0.0,
                manner,
            };
            cases.push(Case { code, signals, right });
        } else {
            missed += u64::from(right && !positive);
        }
    }
    missed
}

fn report(
    combiner: &Combiner,
    cases: &[Case],
    missed: u64,
    (passages, codes, features): (usize, usize, usize),
) -> LearnReport {
    let strengths: Vec<(f64, bool)> =
        cases.iter().map(|case| (combiner.strength(case.signals), case.right)).collect();
    let given: Vec<(f64, bool)> =
        strengths.iter().copied().filter(|&(strength, _)| strength >= combiner.cut).collect();
    let right = given.iter().filter(|(_, right)| *right).count() as f64;
    let positives = cases.iter().filter(|case| case.right).count() as f64 + missed as f64;
    let (precision, recall) = (right / (given.len() as f64).max(1.0), right / positives.max(1.0));
    let (reliability, error) = reliability(&given);
    LearnReport {
        passages,
        codes,
        features,
        precision,
        recall,
        f1: 2.0 * right / (given.len() as f64 + positives).max(1.0),
        cut: combiner.cut,
        reliability,
        expected_calibration_error: error,
    }
}
