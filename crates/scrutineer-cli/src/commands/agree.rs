//! `scrutineer agree`: two codings of the same passages.

use std::io::{self, Write};
use std::process::ExitCode;

use scrutineer::agree::{
    AgreeOptions, Agreement, CodeAgreement, Difference, Estimate, Given, Measures, agree,
};
use scrutineer_export::read_coding;

use crate::args::Agree;
use crate::failure::Failure;

pub(crate) fn run(command: &Agree) -> Result<ExitCode, Failure> {
    let read = |path| read_coding(path).map_err(|error| Failure::new(error.to_string()));
    let (first, second) = (read(&command.first)?, read(&command.second)?);
    let options = AgreeOptions {
        codes: command.codes.iter().cloned().collect(),
        any_assertion: command.any_assertion,
    };
    for code in &options.codes {
        let mut labels = [&first, &second]
            .into_iter()
            .flat_map(|coding| &coding.passages)
            .flat_map(|passage| &passage.labels);
        if !labels.any(|label| label.code == *code) {
            return Err(Failure::new(format!(
                "neither coding has the code `{code}`; check how it is spelt in {}",
                first.name
            )));
        }
    }
    let agreement =
        agree(&first, &second, &options).map_err(|error| Failure::new(error.to_string()))?;
    let mut out = io::stdout().lock();
    if command.json {
        let json = serde_json::to_string_pretty(&agreement)
            .map_err(|error| Failure::new(error.to_string()))?;
        writeln!(out, "{json}")?;
        return Ok(ExitCode::SUCCESS);
    }
    print_table(&mut out, &agreement, command.any_assertion)?;
    if command.differences {
        agreement.differences.iter().try_for_each(|one| print_difference(&mut out, one))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print_table(out: &mut impl Write, found: &Agreement, any_assertion: bool) -> io::Result<()> {
    writeln!(out, "A {}\nB {}\n", found.first, found.second)?;
    writeln!(
        out,
        "{:<36}{:>5}{:>5}{:>5}  {:<18}{:<25}{:<25}F1",
        "code", "A", "B", "both", "agreement", "kappa", "alpha"
    )?;
    for row in &found.codes {
        print_row(out, row)?;
    }
    print_row(out, &found.pooled)?;
    writeln!(
        out,
        "{:<51}  {}",
        format!("assertions of {} codes that both gave", found.assertions_compared),
        shown(&found.assertions).trim_end()
    )?;
    let given =
        if any_assertion { "given or not, whatever is asserted" } else { "asserted or not" };
    writeln!(
        out,
        "\n{} passages that both coded; {} only in A and {} only in B are left out",
        found.passages, found.only_first, found.only_second
    )?;
    writeln!(
        out,
        "The unit is a passage: each code is {given}; for all codes it is a code in a passage."
    )?;
    writeln!(
        out,
        "In brackets: 95 % bootstrap interval over passages; - where the passages do not define it."
    )?;
    if found.without_empty {
        writeln!(
            out,
            "Passages without a tag are in neither table, so agreement, kappa and alpha are understated; give folders of runs or coded passages."
        )?;
    }
    Ok(())
}

fn print_row(out: &mut impl Write, row: &CodeAgreement) -> io::Result<()> {
    writeln!(
        out,
        "{:<36}{:>5}{:>5}{:>5}  {}",
        row.code,
        row.first,
        row.second,
        row.both,
        shown(&row.measures).trim_end()
    )
}

fn shown(measures: &Measures) -> String {
    let percent = |value: f64| format!("{:.0}", value * 100.0);
    let agreement = match (measures.agreement.value, measures.agreement.interval) {
        (None, _) => "-".to_owned(),
        (Some(value), None) => format!("{} % (-)", percent(value)),
        (Some(value), Some((low, high))) => {
            format!("{} % ({}-{})", percent(value), percent(low), percent(high))
        }
    };
    let [kappa, alpha, f1] = [measures.kappa, measures.alpha, measures.f1].map(decimals);
    format!("{agreement:<18}{kappa:<25}{alpha:<25}{f1}")
}

fn decimals(estimate: Estimate) -> String {
    match (estimate.value, estimate.interval) {
        (None, _) => "-".to_owned(),
        (Some(value), None) => format!("{value:.2} (-)"),
        (Some(value), Some((low, high))) => format!("{value:.2} ({low:.2} to {high:.2})"),
    }
}

fn print_difference(out: &mut impl Write, one: &Difference) -> io::Result<()> {
    let given = |given: &Option<Given>| match given {
        None => "nothing".to_owned(),
        Some(given) if given.quote.is_empty() => given.assertion.to_string(),
        Some(given) => format!("{} “{}”", given.assertion, given.quote),
    };
    writeln!(
        out,
        "\n{} {}: A {}, B {}\n    {}",
        one.passage,
        one.code,
        given(&one.first),
        given(&one.second),
        one.text
    )
}
