//! The HTML report: whole, the same every time, safe against what texts hold, usable in a browser, bounded in size.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{browse, has_browser, run, samples};
use scrutineer::corpus::{self, CorpusOptions, gather};
use scrutineer::{Scorer, Tagger, Taxonomy};
use scrutineer_export::report::HtmlReport;
use scrutineer_export::{CsvOptions, Results};
use tempfile::{TempDir, tempdir};

fn catalogue() -> String {
    samples().join("catalogue.csv").display().to_string()
}

/// The sample reports with `--html`.
fn sample_report(more: &[&str]) -> TempDir {
    let out = tempdir().expect("a folder");
    let catalogue = catalogue();
    let mut args = vec!["--html", "--catalogue", catalogue.as_str()];
    args.extend(more);
    let ran = run(&samples().join("reports"), out.path(), &args);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    out
}

/// Reports whose file name, title, heading and sentences try to become markup.
fn hostile_reports(folder: &Path) {
    let name = "\"><img src=x onerror=alert(1)>.txt";
    let text = "Serious Case Review: <script>alert('title')</script> \"><img src=x onerror=alert(2)>\n\n\
        Published by the Board in March 2019\n\n\
        1. Findings of <svg onload=alert(3)> the review\n\n\
        1.1 The health visitor did not escalate her concern about the decision </template><script>alert(4)</script> to a senior manager.\n\n\
        1.2 Professionals showed a lack of professional curiosity about \"><img src=x onerror=alert(5)> the father.\n";
    fs::write(folder.join(name), text).expect("a written file");
    fs::write(folder.join("broken\"><img src=x onerror=alert(6)>.pdf"), b"%PDF-1.7 no more")
        .expect("a written file");
}

#[test]
fn the_report_is_one_file_and_the_same_whatever_the_thread_count() {
    let (one, four) = (sample_report(&["--threads", "1"]), sample_report(&["--threads", "4"]));
    let read = |folder: &TempDir| fs::read(folder.path().join("report.html")).unwrap();
    assert!(read(&one) == read(&four), "the report depends on the number of threads");
    assert!(!one.path().join("report").exists(), "a small report is one file");
    let html = String::from_utf8(read(&one)).unwrap();
    assert!(html.contains("Content-Security-Policy") && html.contains("default-src 'none'"));
    for fetched in ["src=", "@import", "url(", "<link", " style=", " onclick="] {
        assert!(!html.contains(fetched), "the report holds {fetched}");
    }
    let reports = fs::read_to_string(one.path().join("documents.csv")).unwrap().lines().count() - 1;
    assert_eq!(html.matches("<template id=\"t-report-").count(), reports);
    // Every tag is quoted, and its sentence can be found in its report.
    let tags = common::rows(&one.path().join("tags.csv"));
    assert_eq!(html.matches("<li data-r=\"").count(), tags.len());
    for number in ["m0-0", "m3-2"] {
        assert!(html.contains(&format!("id=\"{number}\"")), "{number}");
    }
}

#[test]
fn figures_agree_with_the_counts_table() {
    let out = sample_report(&[]);
    let html = fs::read_to_string(out.path().join("report.html")).unwrap();
    let mut compared = 0;
    for row in common::rows(&out.path().join("counts.csv")) {
        let at = format!("<details class=\"leaf\" id=\"issue-{}\" ", row["issue"]);
        // Codes below an issue have no section of their own.
        let Some((_, rest)) = html.split_once(&at) else { continue };
        let wanted = format!("{} of {}</span>", row["reports_with"], row["reports"]);
        let summary = rest.split("</summary>").next().unwrap();
        assert!(summary.ends_with(&wanted), "{}: {summary}", row["issue"]);
        compared += 1;
    }
    assert_eq!(compared, 83);
}

#[test]
fn what_a_text_holds_stays_text() {
    let (folder, out) = (tempdir().unwrap(), tempdir().unwrap());
    hostile_reports(folder.path());
    let ran = run(folder.path(), out.path(), &["--html"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let html = fs::read_to_string(out.path().join("report.html")).unwrap();
    assert!(html.contains("alert(4)"), "the sentence is quoted");
    assert!(html.contains("alert(6)"), "the file that failed is named");
    assert_eq!(html.matches("<script").count(), 2, "data and program, nothing else");
    assert!(!html.contains("<img") && !html.contains("<svg onload"));
    assert_eq!(html.matches("</template>").count(), html.matches("<template").count());
    if has_browser() {
        browse(&out.path().join("report.html"));
    }
}

#[test]
fn the_report_works_in_a_browser() {
    if has_browser() {
        browse(&sample_report(&[]).path().join("report.html"));
    }
}

/// The sample reports as a report of several files: `bound` bytes each.
fn bounded(out: &Path, bound: u64) -> Vec<PathBuf> {
    let options = CorpusOptions::default();
    // Without the PDFs, which take longest to read and are run five times here.
    let files: Vec<PathBuf> = common::files_below(&samples().join("reports"))
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ending| ending != "pdf"))
        .collect();
    let sources = gather(&files, &options.read).expect("sample reports");
    let tagger = Tagger::new(Taxonomy::builtin()).with_scorer(Scorer::builtin());
    let metadata = ["title", "year"].map(str::to_owned);
    let mut results =
        Results::create(out, &metadata, CsvOptions::default()).expect("a written file");
    results.push(Box::new(HtmlReport::create(out, bound).expect("a written file")));
    corpus::run(&sources, &tagger, &options, |outcome| {
        results.add(&outcome, tagger.taxonomy()).expect("a written file");
        true
    });
    results.finish("test", tagger.taxonomy(), serde_json::Value::Null).expect("a written file");
    let report = out.join("report");
    let mut files = if report.exists() { common::files_below(&report) } else { Vec::new() };
    files.push(out.join("report.html"));
    files
}

#[test]
fn a_report_that_is_too_large_becomes_several_files_within_the_bound() {
    let out = tempdir().unwrap();
    let whole = bounded(out.path(), u64::MAX);
    assert_eq!(whole.len(), 1);
    let size = fs::metadata(&whole[0]).unwrap().len();
    assert_eq!(bounded(out.path(), size).len(), 1, "exactly as large as the bound is within it");
    const BOUND: u64 = 200_000;
    assert!(size > BOUND);
    let files = bounded(out.path(), BOUND);
    assert!(files.len() > 2, "{files:?}");
    for file in &files {
        let size = fs::metadata(file).unwrap().len();
        let alone = fs::read_to_string(file).unwrap().matches("<template").count() == 1;
        assert!(size <= BOUND || alone, "{}: {size}", file.display());
    }
    let parts: String =
        files.iter().map(|file| fs::read_to_string(file).unwrap()).collect::<Vec<_>>().concat();
    let single = {
        let other = tempdir().unwrap();
        fs::read_to_string(&bounded(other.path(), u64::MAX)[0]).unwrap()
    };
    for mark in ["<template id=\"t-", "<li data-r=\"", "<mark "] {
        assert_eq!(parts.matches(mark).count(), single.matches(mark).count(), "{mark}");
    }
    if has_browser() {
        browse(&out.path().join("report.html"));
    }
    // A later, smaller report leaves no part of the larger one behind.
    assert_eq!(bounded(out.path(), u64::MAX).len(), 1);
    assert!(!out.path().join("report").exists());
}
