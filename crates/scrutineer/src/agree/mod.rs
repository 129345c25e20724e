//! How far two codings of the same passages agree: percentage agreement, Cohen's kappa, Krippendorff's alpha, F1.
//!
//! The unit of analysis is a passage (a paragraph, list item or quotation): for each code both coders decide whether
//! a passage holds it. Pooled over codes, the unit is a code in a passage.

mod coding;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use coding::{AgreeError, Coding, Extent};

use crate::evaluate::{Confusion, Counts, DRAWS, GoldLabel, GoldPassage, draw, interval};
use crate::tag::Assertion;

/// What to compare.
#[derive(Clone, Debug, Default)]
pub struct AgreeOptions {
    /// Only these codes; all that either coder gave when empty.
    pub codes: BTreeSet<String>,
    /// Whether a code counts as given whatever the label asserts; else only where it asserts it (praise: where it praises).
    pub any_assertion: bool,
}

/// How far two codings agree.
#[derive(Clone, Debug, Serialize)]
pub struct Agreement {
    /// Name of the first coding.
    pub first: String,
    /// Name of the second.
    pub second: String,
    /// Passages that both looked at.
    pub passages: u64,
    /// Passages that only the first looked at; they are left out.
    pub only_first: usize,
    /// Passages that only the second looked at; they are left out.
    pub only_second: usize,
    /// Whether passages that neither tagged are missing, because nobody knows how many there are. Then agreement is
    /// understated, and kappa and alpha more so.
    pub without_empty: bool,
    /// All codes together: the unit is a code in a passage.
    pub pooled: CodeAgreement,
    /// A row a code, in order of the code.
    pub codes: Vec<CodeAgreement>,
    /// Agreement on what is asserted, among codes that both gave a passage.
    pub assertions: Measures,
    /// Codes in a passage that both gave.
    pub assertions_compared: u64,
    /// Where the two differ, passage by passage.
    pub differences: Vec<Difference>,
}

/// Agreement on one code.
#[derive(Clone, Debug, Serialize)]
pub struct CodeAgreement {
    /// The code, or "all codes".
    pub code: String,
    /// Passages in which the first gave it.
    pub first: u64,
    /// Passages in which the second did.
    pub second: u64,
    /// Passages in which both did.
    pub both: u64,
    /// Passages in which neither did.
    pub neither: u64,
    /// The measures.
    #[serde(flatten)]
    pub measures: Measures,
}

/// Measures of agreement.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// Share of units on which both decided alike.
    pub agreement: Estimate,
    /// Cohen's kappa (Cohen 1960).
    pub kappa: Estimate,
    /// Krippendorff's alpha, nominal (Krippendorff 2011).
    pub alpha: Estimate,
    /// F1, the second coding taken as true; the same the other way round (Hripcsak & Rothschild 2005).
    /// Not defined for assertions.
    pub f1: Estimate,
}

/// A measure and how sure it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// Its value; `None` where the data do not define it.
    pub value: Option<f64>,
    /// 95 % percentile bootstrap interval, passages drawn. `None` where more than one draw in twenty does not define
    /// the measure, as with codes of one or two passages: an interval of the others would look narrow.
    pub interval: Option<(f64, f64)>,
}

/// One code on which two coders differ in a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Id of the passage.
    pub passage: String,
    /// The code.
    pub code: String,
    /// What the first gave.
    pub first: Option<Given>,
    /// What the second gave.
    pub second: Option<Given>,
    /// The passage.
    pub text: String,
}

/// What a coder gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Given {
    /// What it asserts.
    pub assertion: Assertion,
    /// The words that show it.
    pub quote: String,
}

/// Decisions of both coders on a passage, sparse: codes that neither gave are not in it.
#[derive(Default)]
struct Unit {
    /// Number of the code, whether the first gave it, whether the second did.
    given: Vec<(usize, bool, bool)>,
    /// Codes that are in dispute here and count neither way.
    disputed: Vec<usize>,
    /// What was asserted, by number, of each code that both gave.
    asserted: Vec<(usize, usize)>,
}

/// Kinds of assertions.
const ASSERTIONS: usize = Assertion::ALL.len();

/// Compares two codings of the same passages.
///
/// A code counts as given in a passage when a label *asserts* it (see [`AgreeOptions::any_assertion`]); labels in
/// dispute count neither way. Codes that neither coder gave anywhere are in no figure.
///
/// # Errors
/// When the codings have no passage in common, or it cannot be told which passages are the same.
pub fn agree(
    first: &Coding,
    second: &Coding,
    options: &AgreeOptions,
) -> Result<Agreement, AgreeError> {
    let paired = coding::pair(first, second)?;
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    for passage in paired.pairs.iter().flat_map(|&(a, b)| [a, b]).flatten() {
        codes.extend(passage.labels.iter().map(|label| label.code.as_str()));
    }
    codes.retain(|code| options.codes.is_empty() || options.codes.contains(*code));
    let codes: Vec<&str> = codes.into_iter().collect();
    let mut differences = Vec::new();
    let units: Vec<Unit> = paired
        .pairs
        .iter()
        .map(|&pair| unit(pair, &codes, options.any_assertion, &mut differences))
        .collect();
    let passages = paired.pairs.len() as u64 + paired.unlisted;
    let estimated = estimate(&units, passages, codes.len());
    let rows = codes
        .iter()
        .zip(&estimated.codes)
        .map(|(code, (counts, measures))| row(code, *counts, *measures))
        .filter(|row| row.first + row.second > 0);
    Ok(Agreement {
        first: first.name.clone(),
        second: second.name.clone(),
        passages,
        only_first: paired.alone.0,
        only_second: paired.alone.1,
        without_empty: first.extent == Extent::Unknown && second.extent != Extent::Listed
            || second.extent == Extent::Unknown && first.extent != Extent::Listed,
        codes: rows.collect(),
        pooled: row("all codes", estimated.pooled.0, estimated.pooled.1),
        assertions: estimated.assertions.1,
        assertions_compared: estimated.assertions.0.units(),
        differences,
    })
}

/// The decisions on one passage, and where they differ.
fn unit(
    (first, second): (Option<&GoldPassage>, Option<&GoldPassage>),
    codes: &[&str],
    any_assertion: bool,
    differences: &mut Vec<Difference>,
) -> Unit {
    let mut unit = Unit::default();
    let Some(passage) = first.or(second) else { return unit };
    let mut by_code: BTreeMap<&str, [Vec<&GoldLabel>; 2]> = BTreeMap::new();
    for (side, coded) in [first, second].into_iter().enumerate() {
        for label in coded.iter().flat_map(|passage| &passage.labels) {
            by_code.entry(&label.code).or_default()[side].push(label);
        }
    }
    for (code, [of_first, of_second]) in by_code {
        let Ok(number) = codes.binary_search(&code) else { continue };
        if of_first.iter().chain(&of_second).any(|label| label.disputed) {
            unit.disputed.push(number);
            continue;
        }
        let gives = |labels: &[&GoldLabel]| {
            labels.iter().any(|label| any_assertion || asserts(label.assertion, code))
        };
        let (a, b) = (gives(&of_first), gives(&of_second));
        if a || b {
            unit.given.push((number, a, b));
        }
        let asserted = asserted(&of_first, &of_second);
        unit.asserted.extend(asserted);
        if a != b || asserted.is_some_and(|(a, b)| a != b) {
            let given = |labels: &[&GoldLabel]| {
                labels
                    .first()
                    .map(|label| Given { assertion: label.assertion, quote: label.quote.clone() })
            };
            differences.push(Difference {
                passage: passage.id.clone(),
                code: code.to_owned(),
                first: given(&of_first),
                second: given(&of_second),
                text: passage.text.clone(),
            });
        }
    }
    unit
}

/// Whether a label says that its code was there: for the code of praise, that something was praised.
fn asserts(assertion: Assertion, code: &str) -> bool {
    assertion == Assertion::Asserted
        || assertion == Assertion::GoodPractice && code == Assertion::GoodPractice.as_str()
}

/// What two coders say of a code that both gave: the same where any of their labels do, else what each says first.
fn asserted(first: &[&GoldLabel], second: &[&GoldLabel]) -> Option<(usize, usize)> {
    let number = |label: &GoldLabel| label.assertion as usize;
    let shared = first
        .iter()
        .map(|label| number(label))
        .find(|&assertion| second.iter().any(|label| number(label) == assertion));
    match shared {
        Some(assertion) => Some((assertion, assertion)),
        None => Some((number(first.first()?), number(second.first()?))),
    }
}

fn row(code: &str, counts: Counts, measures: Measures) -> CodeAgreement {
    CodeAgreement {
        code: code.to_owned(),
        first: counts.true_positives + counts.false_positives,
        second: counts.true_positives + counts.false_negatives,
        both: counts.true_positives,
        neither: counts.true_negatives,
        measures,
    }
}

/// What [`estimate`] finds: tables with their measures.
struct Estimated {
    codes: Vec<(Counts, Measures)>,
    pooled: (Counts, Measures),
    assertions: (Confusion<ASSERTIONS>, Measures),
}

/// Tables over passages, each counted so many times.
struct Tables {
    codes: Vec<Counts>,
    pooled: Counts,
    assertions: Confusion<ASSERTIONS>,
}

fn tables(units: &[Unit], times: &[u64], passages: u64, codes: usize) -> Tables {
    let empty = Counts { true_negatives: passages, ..Counts::default() };
    let mut of_codes = vec![empty; codes];
    let mut assertions = Confusion::default();
    for (unit, &times) in units.iter().zip(times).filter(|&(_, &times)| times > 0) {
        for &(code, first, second) in &unit.given {
            let counts = &mut of_codes[code];
            counts.true_negatives -= times;
            match (first, second) {
                (true, true) => counts.true_positives += times,
                (true, false) => counts.false_positives += times,
                (false, _) => counts.false_negatives += times,
            }
        }
        for &code in &unit.disputed {
            of_codes[code].true_negatives -= times;
        }
        for &(first, second) in &unit.asserted {
            assertions.0[first][second] += times;
        }
    }
    let pooled = of_codes.iter().copied().fold(Counts::default(), Counts::plus);
    Tables { codes: of_codes, pooled, assertions }
}

/// Agreement, kappa, alpha, F1.
type Values = [Option<f64>; 4];

fn values_of(counts: Counts) -> Values {
    let table = counts.confusion();
    let given = counts.true_positives + counts.false_positives + counts.false_negatives > 0;
    [table.agreement(), table.kappa(), table.alpha(), given.then(|| counts.f1())]
}

fn values_of_assertions(table: &Confusion<ASSERTIONS>) -> Values {
    [table.agreement(), table.kappa(), table.alpha(), None]
}

/// Measures of all tables, with intervals from drawing passages again. One draw serves every code, so that the
/// pooled intervals know that the codes of a passage belong together.
fn estimate(units: &[Unit], passages: u64, codes: usize) -> Estimated {
    let once = vec![1; units.len()];
    let found = tables(units, &once, passages, codes);
    let mut drawn: Vec<[Vec<f64>; 4]> = vec![std::array::from_fn(|_| Vec::new()); codes + 2];
    let mut keep = |at: usize, values: Values| {
        for (kept, value) in drawn[at].iter_mut().zip(values) {
            kept.extend(value);
        }
    };
    draw(usize::try_from(passages).unwrap_or(usize::MAX), units.len(), |times| {
        let tables = tables(units, times, passages, codes);
        for (at, counts) in tables.codes.iter().enumerate() {
            keep(at, values_of(*counts));
        }
        keep(codes, values_of(tables.pooled));
        keep(codes + 1, values_of_assertions(&tables.assertions));
    });
    let mut measures = |at: usize, values: Values| {
        let mut estimates = values.into_iter().zip(&mut drawn[at]).map(|(value, drawn)| Estimate {
            value,
            interval: (value.is_some() && drawn.len() * 20 >= DRAWS * 19).then(|| interval(drawn)),
        });
        let mut next = || estimates.next().unwrap_or_default();
        Measures { agreement: next(), kappa: next(), alpha: next(), f1: next() }
    };
    Estimated {
        codes: found
            .codes
            .iter()
            .enumerate()
            .map(|(at, &counts)| (counts, measures(at, values_of(counts))))
            .collect(),
        pooled: (found.pooled, measures(codes, values_of(found.pooled))),
        assertions: (
            found.assertions,
            measures(codes + 1, values_of_assertions(&found.assertions)),
        ),
    }
}

#[cfg(test)]
mod tests;
