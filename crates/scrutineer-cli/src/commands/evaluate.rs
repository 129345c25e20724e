//! `scrutineer evaluate`: tags against hand coding.

use std::io::{self, Write};
use std::process::ExitCode;

use scrutineer::evaluate::{
    EvaluateOptions, Evaluation, GoldPassage, Reliability, Scores, evaluate,
};

use super::{build_tagger, read_gold_or_project};
use crate::args::Evaluate;
use crate::failure::Failure;

pub(crate) fn run(command: &Evaluate) -> Result<ExitCode, Failure> {
    let tagger = build_tagger(&command.tagging)?;
    let mut gold: Vec<GoldPassage> = Vec::new();
    for path in &command.gold {
        gold.extend(read_gold_or_project(path, tagger.taxonomy(), &command.coders)?);
    }
    let options = EvaluateOptions { codes: command.codes.iter().cloned().collect() };
    for code in &options.codes {
        if tagger.taxonomy().issue(code).is_none()
            && !gold.iter().any(|p| p.labels.iter().any(|l| l.code == *code))
        {
            return Err(Failure::new(format!(
                "`{code}` is neither an issue of the taxonomy nor a code of the gold files; `scrutineer taxonomy list` names them"
            )));
        }
    }
    let evaluation = evaluate(&tagger, &gold, &options);
    let mut out = io::stdout().lock();
    if command.json {
        let json = serde_json::to_string_pretty(&evaluation)
            .map_err(|error| Failure::new(error.to_string()))?;
        writeln!(out, "{json}")?;
    } else {
        print_table(&mut out, &evaluation)?;
        if command.reliability {
            print_reliability(
                &mut out,
                &evaluation.reliability,
                evaluation.expected_calibration_error,
            )?;
        }
    }
    if command.errors {
        print_errors(&mut out, &evaluation)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print_table(out: &mut impl Write, evaluation: &Evaluation) -> io::Result<()> {
    writeln!(
        out,
        "{:<42}{:>8}{:>10}{:>8}{:>6}  {:<13}{:>6}",
        "code", "support", "precision", "recall", "F1", "95 % of F1", "kappa"
    )?;
    for row in evaluation
        .codes
        .iter()
        .filter(|row| row.counts.false_positives > 0 || row.scores.support > 0)
    {
        print_row(out, &row.code, &row.scores)?;
    }
    print_row(out, "all codes (micro)", &evaluation.micro)?;
    writeln!(
        out,
        "macro F1 {:.3} over {} codes with at least 3 positives",
        evaluation.macro_average.f1, evaluation.macro_average.codes
    )?;
    writeln!(
        out,
        "assertion accuracy {:.3} over {} labels whose code was found",
        evaluation.assertion.accuracy, evaluation.assertion.labels
    )?;
    writeln!(
        out,
        "false tags a passage without label {:.2}",
        evaluation.false_tags_per_empty_passage
    )?;
    writeln!(out, "{} passages; the unit is an asserted code in a passage", evaluation.passages)?;
    if !evaluation.unknown_codes.is_empty() {
        writeln!(
            out,
            "codes that the taxonomy lacks, counted as missed: {}",
            evaluation.unknown_codes.join(", ")
        )?;
    }
    Ok(())
}

/// Tags by strength, and the share of them that is right.
pub(crate) fn print_reliability(
    out: &mut impl Write,
    rows: &[Reliability],
    error: f64,
) -> io::Result<()> {
    writeln!(out, "strength   tags  mean  right")?;
    for row in rows {
        writeln!(
            out,
            "{:.1}-{:.1}  {:>7}  {:.2}  {:.2}",
            row.from,
            row.from + 0.1,
            row.tags,
            row.strength,
            row.right
        )?;
    }
    writeln!(out, "expected calibration error {error:.3}")
}

fn print_row(out: &mut impl Write, name: &str, scores: &Scores) -> io::Result<()> {
    let kappa = scores.kappa.map_or_else(|| "-".to_owned(), |kappa| format!("{kappa:.2}"));
    let interval = format!("{:.2}-{:.2}", scores.f1_interval.0, scores.f1_interval.1);
    writeln!(
        out,
        "{name:<42}{:>8}{:>10.3}{:>8.3}{:>6.2}  {interval:<13}{kappa:>6}",
        scores.support, scores.precision, scores.recall, scores.f1
    )
}

fn print_errors(out: &mut impl Write, evaluation: &Evaluation) -> io::Result<()> {
    for error in &evaluation.errors {
        writeln!(
            out,
            "\n{} {} {}: {}\n    {}",
            error.passage, error.kind, error.code, error.detail, error.text
        )?;
    }
    Ok(())
}
