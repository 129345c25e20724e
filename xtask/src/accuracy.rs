//! `cargo xtask accuracy`: every file of coded passages against rules alone, scorer alone and both.
//!
//! Without arguments it takes the coded passages of the shared folder (`SCRUTINEER_SHARED`, else `../shared`) and the
//! batches of `training/`. It prints totals only, never a passage, so that passages set aside stay unread.

use std::path::{Path, PathBuf};

use scrutineer::evaluate::{EvaluateOptions, Evaluation, GoldPassage, evaluate, read_gold};
use scrutineer::{Scorer, Tagger, Taxonomy};

use crate::Outcome;

/// A file of coded passages by name.
struct Gold {
    name: String,
    passages: Vec<GoldPassage>,
}

pub(crate) fn run(args: &[String]) -> Outcome {
    let paths =
        if args.is_empty() { default_paths()? } else { args.iter().map(PathBuf::from).collect() };
    let mut files = Vec::new();
    for path in paths {
        let content = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let passages =
            read_gold(&content).map_err(|error| format!("{}: {error}", path.display()))?;
        // A file without any label is text that is kept for later, not a coding.
        if passages.iter().any(|passage| !passage.labels.is_empty()) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            files.push(Gold { name, passages });
        }
    }
    if files.is_empty() {
        return Err("no coded passages: set SCRUTINEER_SHARED, or give files".into());
    }
    let taxonomy = Taxonomy::builtin();
    let scorer = Scorer::builtin();
    let taggers = [
        ("rules", Tagger::new(taxonomy).with_records(scorer.records())),
        ("scorer", Tagger::new(&taxonomy.clone().without_rules()).with_scorer(scorer)),
        ("both", Tagger::builtin()),
    ];
    println!(
        "| file | by | passages | labels | precision | recall | micro F1 (95 %) | macro F1 (codes) | kappa | assertion accuracy (labels) | false tags a passage without label |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let options = EvaluateOptions::default();
    let mut both = Vec::new();
    for file in &files {
        for (by, tagger) in &taggers {
            let evaluation = evaluate(tagger, &file.passages, &options);
            print_row(&file.name, by, &evaluation);
            if *by == "both" {
                both.push((file, evaluation));
            }
        }
    }
    println!(
        "\nReliability of the strengths of asserted tags, rules and scorer together: tags, share right.\n"
    );
    println!(
        "| file | 0.5-0.6 | 0.6-0.7 | 0.7-0.8 | 0.8-0.9 | 0.9-1.0 | expected calibration error |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (file, evaluation) in &both {
        let bins: Vec<String> =
            (5..10).map(|bin| bin_of(evaluation, f64::from(bin) / 10.0)).collect();
        println!(
            "| {} | {} | {:.3} |",
            file.name,
            bins.join(" | "),
            evaluation.expected_calibration_error
        );
    }
    Ok(())
}

fn print_row(name: &str, by: &str, found: &Evaluation) {
    let micro = &found.micro;
    let (low, high) = micro.f1_interval;
    let macro_average = match found.macro_average.codes {
        0 => "-".to_owned(),
        codes => format!("{:.2} ({codes})", found.macro_average.f1),
    };
    println!(
        "| {name} | {by} | {} | {} | {:.2} | {:.2} | {:.2} ({low:.2}-{high:.2}) | {macro_average} | {} | {:.2} ({}) | {:.2} |",
        found.passages,
        micro.support,
        micro.precision,
        micro.recall,
        micro.f1,
        micro.kappa.map_or_else(|| "-".to_owned(), |kappa| format!("{kappa:.2}")),
        found.assertion.accuracy,
        found.assertion.labels,
        found.false_tags_per_empty_passage,
    );
}

fn bin_of(found: &Evaluation, from: f64) -> String {
    match found.reliability.iter().find(|row| (row.from - from).abs() < 1e-9) {
        Some(row) => format!("{}, {:.2}", row.tags, row.right),
        None => "-".to_owned(),
    }
}

/// The shared codings, then the batches, each folder in order of the names.
fn default_paths() -> Result<Vec<PathBuf>, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shared =
        std::env::var_os("SCRUTINEER_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let mut paths = Vec::new();
    for folder in [shared.join("gold"), root.join("training/batches")] {
        let mut found: Vec<PathBuf> = std::fs::read_dir(&folder)
            .map_err(|error| format!("{}: {error}; set SCRUTINEER_SHARED", folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
            .collect();
        found.sort();
        paths.extend(found);
    }
    Ok(paths)
}
