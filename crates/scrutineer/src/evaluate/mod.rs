//! Tags against hand coding: precision, recall, F1, kappa, assertion accuracy.

mod bootstrap;
mod gold;
mod measures;
mod reliability;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use crate::score::Judged;
pub use bootstrap::{DRAWS, bootstrap_f1};
pub(crate) use bootstrap::{draw, interval};
pub use gold::{GoldError, GoldLabel, GoldPassage, read_gold};
pub use measures::{Confusion, Counts};
pub use reliability::{Reliability, reliability};

use crate::score::Subject;
use crate::tag::{Assertion, SCORER, Tag, Tagger};
use crate::taxonomy::IssueKind;
use crate::{Document, Tagged, Text};

/// Codes with at least so many positives enter the macro average.
const MACRO_SUPPORT: u64 = 3;

/// What to evaluate.
#[derive(Clone, Debug, Default)]
pub struct EvaluateOptions {
    /// Only these codes; all when empty.
    pub codes: BTreeSet<String>,
}

/// How tags compare with gold labels.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// Passages tagged.
    pub passages: usize,
    /// Over all codes together; the unit is a code in a passage.
    pub micro: Scores,
    /// Mean over codes with at least three positives.
    #[serde(rename = "macro")]
    pub macro_average: MacroScores,
    /// Assertions of labels whose code was found.
    pub assertion: AssertionScores,
    /// False tags a passage, over passages without any label.
    pub false_tags_per_empty_passage: f64,
    /// Every asserted tag that was judged.
    #[serde(skip)]
    pub judged: Vec<Judged>,
    /// Among asserted tags of a strength, the share that is right.
    pub reliability: Vec<Reliability>,
    /// Mean distance of strength and share right, weighted by tags.
    pub expected_calibration_error: f64,
    /// A row a code, in order of the code.
    pub codes: Vec<CodeScores>,
    /// Codes in the gold labels that the taxonomy lacks: counted as missed.
    pub unknown_codes: Vec<String>,
    /// Misses and false alarms, in order of the passages.
    #[serde(skip)]
    pub errors: Vec<EvaluationError>,
}

/// Precision, recall and F1 with its interval.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Scores {
    /// Gold labels.
    pub support: u64,
    /// Share of tags that are right.
    pub precision: f64,
    /// Share of labels that were found.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// 95 % bootstrap interval of F1, passages drawn.
    pub f1_interval: (f64, f64),
    /// Cohen's kappa.
    pub kappa: Option<f64>,
}

/// Unweighted means over codes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MacroScores {
    /// Mean F1.
    pub f1: f64,
    /// Codes that entered.
    pub codes: usize,
}

/// Accuracy of assertions.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AssertionScores {
    /// Share of labels found whose assertion is right.
    pub accuracy: f64,
    /// Labels whose code was found.
    pub labels: u64,
}

/// Scores of one code.
#[derive(Clone, Debug, Serialize)]
pub struct CodeScores {
    /// The code.
    pub code: String,
    /// Its scores.
    #[serde(flatten)]
    pub scores: Scores,
    /// The table behind them.
    pub counts: Counts,
}

/// One miss or false alarm.
#[derive(Clone, Debug)]
pub struct EvaluationError {
    /// Id of the passage.
    pub passage: String,
    /// The code.
    pub code: String,
    /// "missed", "false alarm" or "assertion".
    pub kind: &'static str,
    /// What was expected or found, with words and rule.
    pub detail: String,
    /// The passage.
    pub text: String,
}

/// Tags every gold passage and compares.
///
/// A code counts as found in a passage when it has an *asserted* tag there. Positive codes are left out,
/// as are codes that the taxonomy does not count; disputed labels count neither way.
pub fn evaluate(tagger: &Tagger, gold: &[GoldPassage], options: &EvaluateOptions) -> Evaluation {
    let taxonomy = tagger.taxonomy();
    let in_scope = |code: &str| {
        (options.codes.is_empty() || options.codes.contains(code))
            && taxonomy
                .issue(code)
                .is_none_or(|issue| issue.counted && issue.kind != IssueKind::Positive)
    };
    let mut codes: BTreeSet<&str> = taxonomy.issues.iter().map(|issue| issue.id.as_str()).collect();
    codes.extend(gold.iter().flat_map(|passage| &passage.labels).map(|label| label.code.as_str()));
    codes.retain(|code| in_scope(code));
    let mut tables: BTreeMap<&str, Vec<Counts>> =
        codes.iter().map(|&code| (code, Vec::new())).collect();
    let mut per_passage = Vec::with_capacity(gold.len());
    let mut assertion = (0_u64, 0_u64);
    let mut empty = (0_u64, 0_u64);
    let mut errors = Vec::new();
    let mut judged = Vec::new();
    for passage in gold {
        let tagged = tagger.tag(Document::passage(&passage.text, passage.role()));
        let mut sum = Counts::default();
        for &code in &codes {
            let labels = || passage.labels.iter().filter(|label| label.code == code);
            if labels().any(|label| label.disputed) {
                continue;
            }
            let gold_label = labels().find(|label| label.assertion == Assertion::Asserted);
            let tag = tagged
                .tags
                .iter()
                .find(|tag| tag.issue == code && tag.is_finding(&tagged.document));
            let mut table = Counts::default();
            table.add(tag.is_some(), gold_label.is_some());
            if let Some(table_of_code) = tables.get_mut(code) {
                table_of_code.push(table);
            }
            sum = sum.plus(table);
            judged.extend(tag.map(|tag| Judged {
                strength: tag.strength,
                right: gold_label.is_some(),
                alone: tag.rule == SCORER,
                now: Subject::of(&passage.text) == Subject::ServicesNow,
            }));
            match (tag, gold_label) {
                (None, Some(label)) => errors.push(miss(passage, label, &tagged)),
                (Some(tag), None) => errors.push(false_alarm(passage, tag, &tagged)),
                _ => {}
            }
        }
        if passage.labels.is_empty() {
            empty.0 += 1;
            empty.1 += sum.false_positives;
        }
        let allowed = |label: &&GoldLabel| {
            !label.disputed && (options.codes.is_empty() || options.codes.contains(&label.code))
        };
        for label in passage.labels.iter().filter(allowed) {
            if let Some(tag) = tag_for(label, &tagged) {
                assertion.1 += 1;
                assertion.0 += u64::from(tag.assertion == label.assertion);
                if tag.assertion != label.assertion {
                    errors.push(wrong_assertion(passage, label, tag, &tagged));
                }
            }
        }
        per_passage.push(sum);
    }
    let rows: Vec<CodeScores> = tables
        .into_iter()
        .map(|(code, tables)| CodeScores {
            code: code.to_owned(),
            scores: scores(&tables),
            counts: tables.iter().copied().fold(Counts::default(), Counts::plus),
        })
        .collect();
    let frequent: Vec<f64> = rows
        .iter()
        .filter(|row| row.scores.support >= MACRO_SUPPORT)
        .map(|row| row.scores.f1)
        .collect();
    let unknown_codes = codes
        .iter()
        .filter(|code| taxonomy.issue(code).is_none())
        .map(|&code| code.to_owned())
        .collect();
    let strengths: Vec<(f64, bool)> =
        judged.iter().map(|judged| (judged.strength, judged.right)).collect();
    let (reliability, expected_calibration_error) = reliability(&strengths);
    Evaluation {
        judged,
        passages: gold.len(),
        micro: scores(&per_passage),
        macro_average: MacroScores { f1: mean(&frequent), codes: frequent.len() },
        assertion: AssertionScores {
            accuracy: share(assertion.0, assertion.1),
            labels: assertion.1,
        },
        false_tags_per_empty_passage: share(empty.1, empty.0),
        reliability,
        expected_calibration_error,
        codes: rows,
        unknown_codes,
        errors,
    }
}

fn scores(tables: &[Counts]) -> Scores {
    let counts = tables.iter().copied().fold(Counts::default(), Counts::plus);
    Scores {
        support: counts.true_positives + counts.false_negatives,
        precision: counts.precision(),
        recall: counts.recall(),
        f1: counts.f1(),
        f1_interval: bootstrap_f1(tables),
        kappa: counts.kappa(),
    }
}

fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The tag that answers a label: one whose evidence or quote overlaps the label's words, else the strongest of the code.
fn tag_for<'a>(label: &GoldLabel, tagged: &'a Tagged) -> Option<&'a Tag> {
    let text = tagged.document.text.as_str();
    let quote = Text::plain(&label.quote);
    let place = (!label.quote.is_empty())
        .then(|| text.find(quote.as_str()))
        .flatten()
        .map(|start| crate::Span::new(start, start + quote.as_str().len()));
    let own = || tagged.tags.iter().filter(|tag| tag.issue == label.code);
    let by_place = place.and_then(|place| {
        own()
            .filter(|tag| {
                tag.evidence.iter().any(|span| span.overlaps(place)) || tag.quote.overlaps(place)
            })
            .min_by_key(|tag| !tag.evidence.iter().any(|span| span.overlaps(place)))
    });
    by_place.or_else(|| own().max_by(|a, b| a.strength.total_cmp(&b.strength)))
}

fn miss(passage: &GoldPassage, label: &GoldLabel, tagged: &Tagged) -> EvaluationError {
    let other = tagged.tags.iter().find(|tag| tag.issue == label.code);
    let detail = match other {
        Some(tag) => format!("“{}” was tagged {} by {}", label.quote, tag.assertion, tag.rule),
        None => format!("“{}”", label.quote),
    };
    error(passage, &label.code, "missed", detail)
}

fn false_alarm(passage: &GoldPassage, tag: &Tag, tagged: &Tagged) -> EvaluationError {
    let words: Vec<&str> =
        tag.evidence.iter().map(|&span| tagged.document.text.slice(span)).collect();
    error(
        passage,
        &tag.issue,
        "false alarm",
        format!("“{}” by {} ({:.2})", words.join("” + “"), tag.rule, tag.strength),
    )
}

fn wrong_assertion(
    passage: &GoldPassage,
    label: &GoldLabel,
    tag: &Tag,
    tagged: &Tagged,
) -> EvaluationError {
    let cue = tag.cue.as_ref().map_or("no cue", |cue| tagged.document.text.slice(cue.span));
    let detail = format!(
        "“{}” is {}, tagged {} by {} because of “{cue}”",
        label.quote, label.assertion, tag.assertion, tag.rule
    );
    error(passage, &label.code, "assertion", detail)
}

fn error(passage: &GoldPassage, code: &str, kind: &'static str, detail: String) -> EvaluationError {
    EvaluationError {
        passage: passage.id.clone(),
        code: code.to_owned(),
        kind,
        detail,
        text: passage.text.clone(),
    }
}
