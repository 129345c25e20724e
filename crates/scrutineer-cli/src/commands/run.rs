//! `scrutineer run`: a collection in, a folder of evidence out.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use scrutineer::{Assertion, corpus};
use scrutineer_export::report::{self, HtmlReport};
use scrutineer_export::{CsvOptions, ParquetTables, QdpxFile, QdpxOptions, Results, XlsxFile};

use super::inputs::Collection;
use crate::args::Run;
use crate::failure::Failure;

pub(crate) fn run(command: &Run) -> Result<ExitCode, Failure> {
    let collection = Collection::open(&command.inputs)?;
    let csv = CsvOptions { neutralise: !command.raw_cells, byte_order_mark: command.excel };
    let refuse = |error: io::Error| {
        Failure::new(format!(
            "{}: results cannot be written: {error}; choose another folder with --out",
            command.out.display()
        ))
    };
    let assertions = assertions(&command.formats.qdpx_assertions)?;
    let tool = concat!("scrutineer ", env!("CARGO_PKG_VERSION"));
    let results = Results::create(&command.out, &collection.metadata(), csv).map_err(refuse)?;
    let mut results = results.without_duplicates(command.dedupe);
    push_writers(&mut results, command, &collection, tool, assertions).map_err(refuse)?;
    let interrupted = on_interrupt()?;
    let bar = progress_bar(collection.sources.len());
    let mut written = Ok(());
    corpus::run(&collection.sources, &collection.tagger, &collection.options, |outcome| {
        if interrupted.load(Ordering::Relaxed) {
            return false;
        }
        written = results.add(&outcome, collection.tagger.taxonomy());
        bar.inc(1);
        written.is_ok()
    });
    bar.finish_and_clear();
    written.map_err(refuse)?;
    if interrupted.load(Ordering::Relaxed) {
        // Results that are not finished vanish with their temporary names.
        return Err(Failure::new("interrupted; the results of earlier runs are untouched"));
    }
    report_unused(&collection)?;
    let (read, failed, findings) = (results.read(), results.failed(), results.findings());
    let manifest =
        results.finish(tool, collection.tagger.taxonomy(), options_of(command)).map_err(refuse)?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{read} reports read, {failed} failed, {findings} findings; results in {}",
        command.out.display()
    )?;
    match manifest.duplicates {
        0 => {}
        number if command.dedupe => {
            writeln!(out, "{number} duplicates left out of counts; documents.csv names them")?;
        }
        number => writeln!(
            out,
            "{number} of them duplicates, which documents.csv names; --dedupe leaves them out of counts"
        )?,
    }
    if failed > 0 {
        writeln!(out, "reasons are in {}", command.out.join("failures.csv").display())?;
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// Adds the formats that were asked for.
fn push_writers(
    results: &mut Results,
    command: &Run,
    collection: &Collection,
    tool: &str,
    assertions: BTreeSet<Assertion>,
) -> io::Result<()> {
    let (out, metadata) = (&command.out, collection.metadata());
    if command.formats.xlsx {
        results.push(Box::new(XlsxFile::create(out, &metadata, &collection.sources)?));
    }
    if command.formats.parquet {
        results.push(Box::new(ParquetTables::create(out, &metadata)?));
    }
    if command.formats.html {
        results.push(Box::new(HtmlReport::create(out, report::BOUND)?));
    }
    if command.formats.qdpx {
        let taxonomy = collection.tagger.taxonomy();
        let options = QdpxOptions { assertions };
        results.push(Box::new(QdpxFile::create(out, taxonomy, &metadata, tool, options)?));
    }
    Ok(())
}

fn assertions(names: &[String]) -> Result<BTreeSet<Assertion>, Failure> {
    names
        .iter()
        .map(|name| {
            Assertion::parse(name).ok_or_else(|| {
                let known = Assertion::ALL.map(Assertion::as_str).join(", ");
                Failure::new(format!("there is no assertion `{name}`; use some of {known}"))
            })
        })
        .collect()
}

/// What changes results; threads do not.
fn options_of(command: &Run) -> serde_json::Value {
    serde_json::json!({
        "pdf_reader": format!("{:?}", command.inputs.reading.pdf_reader).to_lowercase(),
        "timeout_seconds": command.inputs.reading.timeout,
        "ocr": format!("{:?}", command.inputs.reading.ocr).to_lowercase(),
        "ocr_language": command.inputs.reading.ocr_language,
        "compare_readers": command.inputs.reading.compare_readers,
        "max_memory_mb": command.inputs.reading.max_memory,
        "neutralise_cells": !command.raw_cells,
        "catalogue": command.inputs.catalogue.is_some(),
        "dedupe": command.dedupe,
        "rules_only": command.inputs.tagging.rules_only,
        "scorer_only": command.inputs.tagging.scorer_only,
        "own_model": command.inputs.tagging.model.is_some(),
        "min_strength": command.inputs.tagging.min_strength,
        "byte_order_mark": command.excel,
        "qdpx_assertions": command.formats.qdpx.then_some(&command.formats.qdpx_assertions),
        "text_column": command.inputs.table.text_column,
        "id_column": command.inputs.table.id_column,
    })
}

/// A flag that Ctrl-C sets; the second Ctrl-C ends at once.
fn on_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .map_err(|error| Failure::new(format!("Ctrl-C cannot be handled: {error}")))?;
    Ok(flag)
}

/// On a terminal only: a pipe or a log gets no moving bar.
fn progress_bar(files: usize) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} reports, {eta} left");
    ProgressBar::new(files as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn report_unused(collection: &Collection) -> Result<(), Failure> {
    let names: Vec<&str> = collection.sources.iter().map(corpus::Source::name).collect();
    let unused = collection.options.catalogue.unused(&names);
    if !unused.is_empty() {
        let shown = unused.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        writeln!(
            io::stderr(),
            "warning: {} files of the catalogue are not among the reports: {shown}{}",
            unused.len(),
            if unused.len() > 5 { " …" } else { "" }
        )?;
    }
    Ok(())
}
