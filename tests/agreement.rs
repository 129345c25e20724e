//! Measures of agreement against the packages that the field uses: krippendorff, scikit-learn, statsmodels.

mod common;

use std::io::Write;
use std::process::{Command, Stdio};

use scrutineer::evaluate::Confusion;
use scrutineer::table::wilson_interval;
use serde_json::{Value, json};

/// Reads tables of two coders and shares of a whole; writes what the packages make of them.
const REFERENCE: &str = r#"
import json, sys, warnings
import krippendorff
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
json.dump({"tables": tables, "shares": shares}, sys.stdout)
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

#[test]
fn measures_are_those_of_the_packages() {
    let modules = ["krippendorff", "sklearn", "statsmodels"];
    if !common::require_python(&modules, "pip install krippendorff scikit-learn statsmodels") {
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
        let counts = scrutineer::evaluate::Counts {
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
