//! `scrutineer count`: n of N by any column.

use std::io::{self, Write};
use std::process::ExitCode;

use scrutineer::corpus;
use scrutineer::duplicate::Overlaps;
use scrutineer::table::{Cell, CountKey, Counter, Table};
use scrutineer_export::{CsvOptions, write_csv};

use super::inputs::Collection;
use crate::args::Count;
use crate::failure::Failure;

pub(crate) fn run(command: &Count) -> Result<ExitCode, Failure> {
    let collection = Collection::open(&command.inputs)?;
    let metadata = collection.metadata();
    let keys: Vec<CountKey> = command.by.iter().map(|name| CountKey::parse(name)).collect();
    for key in &keys {
        if let CountKey::Column(name) = key
            && !metadata.contains(name)
        {
            return Err(Failure::new(format!(
                "reports have no column `{name}`; there are issue, family, stage, {} (add others with --catalogue)",
                metadata.join(", ")
            )));
        }
    }
    let mut counter = Counter::new(&keys);
    let mut failures = Vec::new();
    let (mut contributions, mut overlaps) = (Vec::new(), Overlaps::default());
    corpus::run(&collection.sources, &collection.tagger, &collection.options, |outcome| {
        match outcome.result {
            Ok(tagged) => {
                contributions.push(counter.contribution(&tagged, collection.tagger.taxonomy()));
                overlaps.add(outcome.sketch);
            }
            Err(failure) => failures.push(format!("{}: {}", outcome.name, failure.message)),
        }
        true
    });
    let found = overlaps.find();
    let is_kept = |at: usize| !command.dedupe || found[at].duplicate_of.is_none();
    for (_, contribution) in contributions.iter().enumerate().filter(|&(at, _)| is_kept(at)) {
        counter.apply(contribution);
    }
    let left_out = contributions.len() as u64 - counter.documents();
    let mut table = counter.table(collection.tagger.taxonomy());
    if !command.zeros {
        drop_zeros(&mut table);
    }
    let mut out = io::stdout().lock();
    if command.csv {
        write_csv(&mut out, &table, CsvOptions::default())?;
    } else {
        print_table(&mut out, &table)?;
        writeln!(
            out,
            "\n{} reports read, {} failed and in no denominator. Counts measure what reviewers wrote.",
            contributions.len(),
            failures.len()
        )?;
        if left_out > 0 {
            writeln!(
                out,
                "{left_out} of them repeat another report and are left out of the counts."
            )?;
        }
    }
    for failure in &failures {
        writeln!(io::stderr(), "failed: {failure}")?;
    }
    Ok(ExitCode::from(u8::from(!failures.is_empty())))
}

/// Rows in which no passage was found, whatever it asserts.
fn drop_zeros(table: &mut Table) {
    let Some(first) = table.columns.iter().position(|column| column.name == "passages") else {
        return;
    };
    table.rows.retain(|row| row[first..].iter().any(|cell| *cell != Cell::Integer(0)));
}

/// Columns that a terminal has room for.
fn print_table(out: &mut impl Write, table: &Table) -> io::Result<()> {
    let hidden = ["label", "family", "stage", "share_low", "share_high"];
    let shown: Vec<usize> = (0..table.columns.len())
        .filter(|&at| at == 0 || !hidden.contains(&table.columns[at].name.as_str()))
        .collect();
    let text = |cell: &Cell, name: &str| match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) if name == "share" => format!("{:.0}%", number * 100.0),
        Cell::Number(number) => number.to_string(),
    };
    let mut lines: Vec<Vec<String>> =
        vec![shown.iter().map(|&at| table.columns[at].name.clone()).collect()];
    lines.extend(
        table
            .rows
            .iter()
            .map(|row| shown.iter().map(|&at| text(&row[at], &table.columns[at].name)).collect()),
    );
    let widths: Vec<usize> = (0..shown.len())
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0))
        .collect();
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(&widths)
            .zip(&shown)
            .map(|((cell, width), &at)| match table.columns[at].kind {
                scrutineer::table::ColumnKind::Text => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}
