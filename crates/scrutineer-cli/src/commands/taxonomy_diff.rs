//! `scrutineer taxonomy diff`: what a change of the codebook does to the tags of a collection.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anstyle::Style;
use scrutineer::changes::{
    ChangeCounter, ChangeKind, CodebookChanges, TagChange, change_columns, change_rows, changes,
    codebook_changes,
};
use scrutineer::corpus::{self, CorpusOptions, gather};
use scrutineer::table::{Cell, Table};
use scrutineer::{Document, Tagger, Taxonomy};
use scrutineer_export::{CsvOptions, write_csv};

use super::inputs::{read_options, reader};
use super::tag::{place_of, print_quote};
use super::{load_taxonomy, read_scorer};
use crate::args::TaxonomyDiff;
use crate::failure::Failure;

/// Characters of a line.
const WIDTH: usize = 100;

/// The result while reports come in.
struct Comparison<'a> {
    command: &'a TaxonomyDiff,
    new: Tagger,
    counter: ChangeCounter,
    table: Table,
    failures: Vec<String>,
}

pub(crate) fn run(out: &mut impl Write, command: &TaxonomyDiff) -> Result<ExitCode, Failure> {
    let (old, new) = (load_taxonomy(Some(&command.old))?, load_taxonomy(Some(&command.new))?);
    for code in &command.codes {
        if old.issue(code).is_none() && new.issue(code).is_none() {
            return Err(Failure::new(format!("neither codebook has the issue `{code}`")));
        }
    }
    let codebook = codebook_changes(&old, &new);
    let old_tagger = tagger(&old, command.model.as_deref())?;
    let mut comparison = Comparison {
        command,
        new: tagger(&new, command.model.as_deref())?,
        counter: ChangeCounter::default(),
        table: Table { columns: change_columns(), rows: Vec::new() },
        failures: Vec::new(),
    };
    let read = read_options(&command.reading);
    let sources = gather(&command.on, &read).map_err(|error| Failure::new(error.to_string()))?;
    let reader = reader(&command.reading)?;
    let options =
        CorpusOptions { read, reader, threads: command.threads, ..CorpusOptions::default() };
    let for_people = !command.json && !command.csv;
    if for_people {
        print_codebook(out, &codebook)?;
    }
    let mut written = Ok(());
    corpus::run(&sources, &old_tagger, &options, |outcome| {
        written = comparison.add(out, outcome, for_people);
        written.is_ok()
    });
    written?;
    if command.csv {
        write_csv(&mut *out, &comparison.table, CsvOptions::default())?;
    } else if command.json {
        let json = comparison.json(&codebook);
        writeln!(out, "{json:#}")?;
    } else {
        comparison.print_summary(out)?;
    }
    for failure in &comparison.failures {
        writeln!(io::stderr(), "failed: {failure}")?;
    }
    Ok(ExitCode::from(u8::from(!comparison.failures.is_empty())))
}

/// Both codebooks are weighed alike, so that only their own differences show.
fn tagger(taxonomy: &Taxonomy, model: Option<&Path>) -> Result<Tagger, Failure> {
    let tagger = Tagger::new(taxonomy);
    match model {
        Some(path) => Ok(tagger.with_scorer(&read_scorer(path)?)),
        None => Ok(tagger),
    }
}

impl Comparison<'_> {
    fn add(
        &mut self,
        out: &mut impl Write,
        outcome: corpus::Outcome,
        for_people: bool,
    ) -> io::Result<()> {
        let mut old = match outcome.result {
            Ok(tagged) => tagged,
            Err(failure) => {
                self.failures.push(format!("{}: {}", outcome.name, failure.message));
                return Ok(());
            }
        };
        let mut new = self.new.tag(old.document.clone());
        let asked =
            |issue: &String| self.command.codes.is_empty() || self.command.codes.contains(issue);
        old.tags.retain(|tag| asked(&tag.issue));
        new.tags.retain(|tag| asked(&tag.issue));
        let changes = changes(&old, &new);
        self.counter.add(&old, &new, &changes);
        if for_people {
            changes
                .iter()
                .try_for_each(|change| print_change(out, &outcome.name, &old.document, change))?;
        } else {
            self.table.rows.extend(change_rows(&outcome.name, &old.document, &changes));
        }
        Ok(())
    }

    fn json(&self, codebook: &CodebookChanges) -> serde_json::Value {
        let row = |row: &Vec<Cell>| -> serde_json::Map<String, serde_json::Value> {
            let columns = self.table.columns.iter().map(|column| column.name.clone());
            columns.zip(row.iter().map(|cell| serde_json::json!(cell))).collect()
        };
        serde_json::json!({
            "reports": self.counter.documents,
            "reports_changed": self.counter.changed_documents,
            "failed": self.failures.len(),
            "codebook": codebook,
            "issues": self.counter.issues(),
            "changes": self.table.rows.iter().map(row).collect::<Vec<_>>(),
        })
    }

    fn print_summary(&self, out: &mut impl Write) -> io::Result<()> {
        let issues = self.counter.issues();
        let width = issues.iter().map(|row| row.issue.len()).max().unwrap_or(0).max(5);
        if !issues.is_empty() {
            writeln!(out, "{:<width$}  added  removed  assertion  rule  reports with it", "issue")?;
        }
        for row in &issues {
            writeln!(
                out,
                "{:<width$}  {:>5}  {:>7}  {:>9}  {:>4}  {} → {}",
                row.issue,
                row.added,
                row.removed,
                row.assertion,
                row.rule,
                row.reports_before,
                row.reports_after
            )?;
        }
        writeln!(
            out,
            "{} of {} reports have tags that differ; {} failed",
            self.counter.changed_documents,
            self.counter.documents,
            self.failures.len()
        )
    }
}

fn print_codebook(out: &mut impl Write, found: &CodebookChanges) -> io::Result<()> {
    let cues = if found.cues_changed { vec!["changed".to_owned()] } else { Vec::new() };
    let parts = [
        ("issues added", &found.issues_added),
        ("issues removed", &found.issues_removed),
        ("issues described otherwise", &found.issues_changed),
        ("rules added", &found.rules_added),
        ("rules removed", &found.rules_removed),
        ("rules changed", &found.rules_changed),
        ("word lists changed", &found.lists_changed),
        ("cues", &cues),
    ];
    let mut any = false;
    for (what, names) in parts.into_iter().filter(|(_, names)| !names.is_empty()) {
        any = true;
        writeln!(out, "{what}: {}", names.join(", "))?;
    }
    if !any {
        writeln!(out, "the two codebooks say the same")?;
    }
    writeln!(out)
}

fn print_change(
    out: &mut impl Write,
    name: &str,
    document: &Document,
    change: &TagChange,
) -> io::Result<()> {
    let Some(tag) = change.tag() else { return Ok(()) };
    let (sign, what) = match (change.kind, &change.old, &change.new) {
        (ChangeKind::Added, _, _) => ('+', format!("{} by {}", tag.assertion, tag.rule)),
        (ChangeKind::Removed, _, _) => ('-', format!("{} by {}", tag.assertion, tag.rule)),
        (_, Some(old), Some(new)) if change.kind == ChangeKind::Assertion => {
            let cue = new.cue.as_ref().map(|cue| document.text.slice(cue.span));
            let cue = cue.map_or_else(String::new, |cue| format!(", cue “{cue}”"));
            ('~', format!("{} → {} by {}{cue}", old.assertion, new.assertion, new.rule))
        }
        (_, Some(old), Some(new)) => {
            ('~', format!("{}, {} → {}", new.assertion, old.rule, new.rule))
        }
        _ => ('~', tag.assertion.to_string()),
    };
    writeln!(out, "{sign} {}: {what}\n  {name}, {}", tag.issue, place_of(document, tag))?;
    print_quote(out, document, tag, Style::new(), WIDTH)?;
    writeln!(out)
}
