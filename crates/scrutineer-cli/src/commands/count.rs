//! `scrutineer count`: n of N by any column; matrix, co-occurrence, saturation.

use std::io::{self, Write};
use std::process::ExitCode;

use scrutineer::corpus;
use scrutineer::table::{
    Cell, Cooccurrence, CountKey, Counter, Saturation, Table, matrix_columns, matrix_row,
};
use scrutineer::{Tagged, Taxonomy};
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
    let taxonomy = collection.tagger.taxonomy();
    let mut counted = Counted::new(command, &keys, taxonomy);
    let mut read = 0_u64;
    let mut failures = Vec::new();
    corpus::run(&collection.sources, &collection.tagger, &collection.options, |outcome| {
        match outcome.result {
            Ok(tagged) => {
                counted.add(&outcome.name, &tagged, taxonomy);
                read += 1;
            }
            Err(failure) => failures.push(format!("{}: {}", outcome.name, failure.message)),
        }
        true
    });
    let mut table = counted.table(taxonomy);
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
            read,
            failures.len()
        )?;
    }
    for failure in &failures {
        writeln!(io::stderr(), "failed: {failure}")?;
    }
    Ok(ExitCode::from(u8::from(!failures.is_empty())))
}

/// The table that was asked for while it is being counted.
enum Counted {
    Counts(Counter),
    Matrix(Table),
    Cooccurrence(Cooccurrence),
    Saturation(Saturation),
}

impl Counted {
    fn new(command: &Count, keys: &[CountKey], taxonomy: &Taxonomy) -> Self {
        if command.table.matrix {
            Self::Matrix(Table { columns: matrix_columns(taxonomy), rows: Vec::new() })
        } else if command.table.cooccurrence {
            Self::Cooccurrence(Cooccurrence::default())
        } else if command.table.saturation {
            Self::Saturation(Saturation::default())
        } else {
            Self::Counts(Counter::new(keys))
        }
    }

    fn add(&mut self, name: &str, tagged: &Tagged, taxonomy: &Taxonomy) {
        match self {
            Self::Counts(counter) => counter.add(tagged, taxonomy),
            Self::Matrix(table) => table.rows.push(matrix_row(name, tagged, taxonomy)),
            Self::Cooccurrence(pairs) => pairs.add(tagged, taxonomy),
            Self::Saturation(curve) => curve.add(name, tagged, taxonomy),
        }
    }

    fn table(self, taxonomy: &Taxonomy) -> Table {
        match self {
            Self::Counts(counter) => counter.table(taxonomy),
            Self::Matrix(table) => table,
            Self::Cooccurrence(pairs) => pairs.table(taxonomy),
            Self::Saturation(curve) => curve.table(),
        }
    }
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
    let hidden = [
        "label",
        "family",
        "stage",
        "share_low",
        "share_high",
        "reports_good_practice",
        "reports_recommended",
        "reports_other",
        "label_a",
        "label_b",
    ];
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
