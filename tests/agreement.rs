//! Measures of agreement against the packages that the field uses: krippendorff, scikit-learn,
//! statsmodels, scipy.

mod common;

use std::io::Write;
use std::process::{Command, Stdio};

use scrutineer::evaluate::{Confusion, Counts, bootstrap_f1};
use scrutineer::table::wilson_interval;
use serde_json::{Value, json};

/// Reads tables of two coders and shares of a whole; writes what the packages make of them.
const REFERENCE: &str = r#"
import json, sys, warnings
import krippendorff
import numpy
from scipy.stats import bootstrap
from sklearn.metrics import cohen_kappa_score, f1_score, accuracy_score
from statsmodels.stats.proportion import proportion_confint
warnings.simplefilter("ignore")
given = json.load(sys.stdin)
tables = []
for table in given["tables"]:
    first = [a for a, row in enumerate(table) for count in row for _ in range(count)]
    second = [b for row in table for b, count in enumerate(row) for _ in range(count)]
    tables.append({
        "agreement": accuracy_score(first, second),
        "kappa": cohen_kappa_score(first, second),
        "alpha": krippendorff.alpha(reliability_data=[first, second], level_of_measurement="nominal"),
        "f1": f1_score(second, first, pos_label=0) if len(table) == 2 else None,
    })
shares = [proportion_confint(part, whole, method="wilson") for part, whole in given["shares"]]
intervals = []
for passages in given.get("passages", []):
    rows = numpy.array(passages)
    def f1(drawn):
        right, false, missed = rows[drawn].sum(axis=0)
        return 2 * right / (2 * right + false + missed)
    result = bootstrap(
        (numpy.arange(len(rows)),), f1, vectorized=False, method="percentile", n_resamples=4999, random_state=1
    )
    intervals.append([result.confidence_interval.low, result.confidence_interval.high])
json.dump({"tables": tables, "shares": shares, "intervals": intervals}, sys.stdout)
"#;

/// Numbers without pattern, the same at each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A table in which both coders use at least two categories.
fn table<const N: usize>(numbers: &mut Numbers) -> Confusion<N> {
    let mut table = Confusion::default();
    for (a, row) in table.0.iter_mut().enumerate() {
        for (b, cell) in row.iter_mut().enumerate() {
            *cell = if a == b { 1 + numbers.below(30) } else { numbers.below(8) };
        }
    }
    table
}

fn reference(given: &Value) -> Value {
    let mut python = Command::new("python3")
        .args(["-c", REFERENCE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    let mut input = python.stdin.take().expect("a pipe");
    input.write_all(given.to_string().as_bytes()).expect("the tables");
    drop(input);
    let output = python.wait_with_output().expect("an answer");
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn same(what: &str, ours: Option<f64>, theirs: &Value) {
    let theirs = theirs.as_f64();
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => {
            assert!((ours - theirs).abs() < 1e-9, "{what}: {ours}, the package says {theirs}");
        }
        _ => panic!("{what}: {ours:?}, the package says {theirs:?}"),
    }
}

/// Whether the packages are there; says so when they are not.
fn has_packages() -> bool {
    let modules = ["krippendorff", "scipy", "sklearn", "statsmodels"];
    common::require_python(&modules, "pip install krippendorff scipy scikit-learn statsmodels")
}

#[test]
fn measures_are_those_of_the_packages() {
    if !has_packages() {
        return;
    }
    let mut numbers = Numbers(7);
    let small: Vec<Confusion<2>> = (0..20).map(|_| table(&mut numbers)).collect();
    let large: Vec<Confusion<8>> = (0..10).map(|_| table(&mut numbers)).collect();
    let shares: Vec<(u64, u64)> = (0..40)
        .map(|_| {
            let whole = 1 + numbers.below(200);
            (numbers.below(whole + 1), whole)
        })
        .collect();
    let mut tables: Vec<Value> = small.iter().map(|table| json!(table.0)).collect();
    tables.extend(large.iter().map(|table| json!(table.0)));
    let theirs = reference(&json!({ "tables": tables, "shares": shares }));
    let mut answers = theirs["tables"].as_array().expect("tables").iter();
    for table in &small {
        let theirs = answers.next().expect("an answer");
        let what = |name: &str| format!("{name} of {:?}", table.0);
        same(&what("agreement"), table.agreement(), &theirs["agreement"]);
        same(&what("kappa"), table.kappa(), &theirs["kappa"]);
        same(&what("alpha"), table.alpha(), &theirs["alpha"]);
        let counts = Counts {
            true_positives: table.0[0][0],
            false_positives: table.0[0][1],
            false_negatives: table.0[1][0],
            true_negatives: table.0[1][1],
        };
        assert_eq!(counts.confusion(), *table);
        same(&what("F1"), Some(counts.f1()), &theirs["f1"]);
    }
    for table in &large {
        let theirs = answers.next().expect("an answer");
        same("agreement", table.agreement(), &theirs["agreement"]);
        same("kappa", table.kappa(), &theirs["kappa"]);
        same("alpha", table.alpha(), &theirs["alpha"]);
    }
    for (&(part, whole), theirs) in shares.iter().zip(theirs["shares"].as_array().expect("shares"))
    {
        let (low, high) = wilson_interval(part, whole);
        same(&format!("lower bound of {part}/{whole}"), Some(low), &theirs[0]);
        same(&format!("upper bound of {part}/{whole}"), Some(high), &theirs[1]);
    }
}

/// The draws differ, so the bounds agree to the noise of a thousand draws and not to the last digit.
#[test]
fn bootstrap_intervals_are_those_of_scipy() {
    const NOISE: f64 = 0.02;
    if !has_packages() {
        return;
    }
    let mut numbers = Numbers(11);
    let collections: Vec<Vec<Counts>> = [40, 120, 300]
        .into_iter()
        .map(|passages| {
            let mut passage = || Counts {
                true_positives: numbers.below(3),
                false_positives: numbers.below(2),
                false_negatives: numbers.below(3),
                true_negatives: 80,
            };
            (0..passages).map(|_| passage()).collect()
        })
        .collect();
    let row = |c: &Counts| [c.true_positives, c.false_positives, c.false_negatives];
    let passages: Vec<Vec<[u64; 3]>> =
        collections.iter().map(|counts| counts.iter().map(row).collect()).collect();
    let theirs = reference(&json!({ "tables": [], "shares": [], "passages": passages }));
    for (counts, theirs) in collections.iter().zip(theirs["intervals"].as_array().expect("bounds"))
    {
        let (low, high) = bootstrap_f1(counts);
        let bound = |at: usize| theirs[at].as_f64().expect("a number");
        assert!(high - low > 2.0 * NOISE, "{low} to {high}: too narrow to compare");
        assert!((low - bound(0)).abs() < NOISE, "{low}, scipy says {}", bound(0));
        assert!((high - bound(1)).abs() < NOISE, "{high}, scipy says {}", bound(1));
    }
}
