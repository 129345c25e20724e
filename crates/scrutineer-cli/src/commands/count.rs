//! `scrutineer count`: n of N by any column; matrix, co-occurrence, saturation.

use std::io::{self, Write};
use std::process::ExitCode;

use scrutineer::corpus;
use scrutineer::duplicate::Overlaps;
use scrutineer::table::{
    Cell, Contribution, Cooccurrence, CountKey, Counter, Found, Saturation, Table, matrix_columns,
    matrix_row,
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
    let mut failures = Vec::new();
    let (mut reports, mut overlaps) = (Vec::new(), Overlaps::default());
    corpus::run(&collection.sources, &collection.tagger, &collection.options, |outcome| {
        match outcome.result {
            Ok(tagged) => {
                reports.push((outcome.name, counted.shown(&tagged, taxonomy)));
                overlaps.add(outcome.sketch);
            }
            Err(failure) => failures.push(format!("{}: {}", outcome.name, failure.message)),
        }
        true
    });
    let found = overlaps.find();
    let is_kept = |at: usize| !command.dedupe || found[at].duplicate_of.is_none();
    let mut left_out = 0_u64;
    for (at, (name, shown)) in reports.iter().enumerate() {
        if is_kept(at) {
            counted.add(name, shown, taxonomy);
        } else {
            left_out += 1;
        }
    }
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
            reports.len(),
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

/// What one report shows, as far as the table that was asked for needs it.
enum Shown {
    Counts(Contribution),
    Evidence(Found),
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

    /// What the report adds once it is known whether it repeats another.
    fn shown(&self, tagged: &Tagged, taxonomy: &Taxonomy) -> Shown {
        match self {
            Self::Counts(counter) => Shown::Counts(counter.contribution(tagged, taxonomy)),
            _ => Shown::Evidence(Found::of(tagged, taxonomy)),
        }
    }

    fn add(&mut self, name: &str, shown: &Shown, taxonomy: &Taxonomy) {
        match (self, shown) {
            (Self::Counts(counter), Shown::Counts(contribution)) => counter.apply(contribution),
            (Self::Matrix(table), Shown::Evidence(found)) => {
                table.rows.push(matrix_row(name, found, taxonomy));
            }
            (Self::Cooccurrence(pairs), Shown::Evidence(found)) => pairs.add(found),
            (Self::Saturation(curve), Shown::Evidence(found)) => curve.add(name, found),
            // `shown` of the same table gives no other pair.
            (Self::Counts(_), Shown::Evidence(_)) | (_, Shown::Counts(_)) => {}
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
