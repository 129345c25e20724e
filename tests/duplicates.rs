//! The same report twice, and a summary beside its report: said in documents.csv, left out of counts on request.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{root, rows, run, scrutineer};
use tempfile::{TempDir, tempdir};

const REPORT: &str = "scr-child-w-wexenham-2015.txt";

/// A report, a copy of it with another first line, its middle as a summary, and another report.
fn collection() -> (TempDir, PathBuf) {
    let work = tempdir().expect("a folder");
    let folder = work.path().join("reports");
    fs::create_dir_all(&folder).expect("a folder");
    let samples = root().join("corpus-samples/reports");
    let report = fs::read_to_string(samples.join(REPORT)).expect("a sample");
    let lines: Vec<&str> = report.lines().collect();
    let summary = lines[lines.len() / 3..lines.len() * 2 / 3].join("\n");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a report");
    write("a summary.txt", &summary);
    write("b report.txt", &report);
    write("c copy.txt", &format!("Corrected in May.\n\n{report}"));
    let other = "cspr-siblings-ab-stennerdale-2020.txt";
    fs::copy(samples.join(other), folder.join("d other.txt")).expect("a sample");
    (work, folder)
}

fn counts(out: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    rows(&out.join("counts.csv")).into_iter().map(|row| (row["issue"].clone(), row)).collect()
}

#[test]
fn duplicates_are_said_and_counted_unless_asked_otherwise() {
    let (work, folder) = collection();
    let out = work.path().join("out");
    let ran = run(&folder, &out, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let documents = rows(&out.join("documents.csv"));
    let said: Vec<[&str; 2]> = documents
        .iter()
        .map(|row| [row["duplicate_of"].as_str(), row["overlaps_with"].as_str()])
        .collect();
    assert_eq!(
        said,
        [
            ["b report.txt", "b report.txt"],
            ["", "c copy.txt"],
            ["b report.txt", "b report.txt"],
            ["", ""]
        ]
    );
    let share = |at: usize| documents[at]["overlap_share"].parse::<f64>().unwrap();
    assert!(share(0) > 0.9 && share(1) > 0.9 && share(2) > 0.9, "{documents:#?}");
    assert_eq!(documents[3]["overlap_share"], "");
    assert!(ran.stdout.contains("2 of them duplicates"), "{}", ran.stdout);
    assert!(counts(&out).values().all(|row| row["reports"] == "4"));

    let once = work.path().join("once");
    let ran = run(&folder, &once, &["--dedupe"]);
    assert!(ran.stdout.contains("2 duplicates left out of counts"), "{}", ran.stdout);
    // What is said of the documents and their tags is the same; only counts differ.
    for file in ["documents.csv", "tags.csv"] {
        assert_eq!(fs::read(out.join(file)).unwrap(), fs::read(once.join(file)).unwrap(), "{file}");
    }
    let (all, kept) = (counts(&out), counts(&once));
    assert!(kept.values().all(|row| row["reports"] == "2"));
    let number = |row: &BTreeMap<String, String>| row["reports_with"].parse::<u32>().unwrap();
    assert!(kept.iter().all(|(issue, row)| number(row) <= 2 && number(row) <= number(&all[issue])));
    assert!(kept.values().any(|row| number(row) > 0));
    for (folder, reports) in [(&out, 4), (&once, 2)] {
        assert_eq!(rows(&folder.join("saturation.csv")).len(), reports);
        let pairs = rows(&folder.join("cooccurrence.csv"));
        let mut pairs = pairs.iter().filter(|row| row["level"] == "report").peekable();
        assert!(pairs.peek().is_some() && pairs.all(|row| row["total"] == reports.to_string()));
    }
    let matrix = rows(&once.join("matrix.csv"));
    let names: Vec<&str> = matrix.iter().map(|row| row["document"].as_str()).collect();
    assert_eq!(names, ["b report.txt", "d other.txt"]);
    let manifest = fs::read_to_string(once.join("run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!((&manifest["documents"], &manifest["duplicates"]), (&4.into(), &2.into()));
    assert_eq!(manifest["options"]["dedupe"], true);
}

#[test]
fn count_leaves_duplicates_out_too() {
    let (_work, folder) = collection();
    for (flag, reports) in [(None, "4"), (Some("--dedupe"), "2")] {
        let mut args = vec!["count", folder.to_str().unwrap(), "--csv"];
        args.extend(flag);
        let ran = scrutineer(&args);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let mut lines = ran.stdout.lines();
        let at = lines.next().unwrap().split(',').position(|name| name == "reports").unwrap();
        let row: Vec<&str> = lines.next().expect("a code that is found").split(',').collect();
        assert_eq!(row[at], reports, "{row:?}");
        for table in ["--matrix", "--saturation"] {
            args.push(table);
            let ran = scrutineer(&args);
            args.pop();
            let rows = ran.stdout.lines().count() - 1;
            assert_eq!(rows.to_string(), reports, "{table}: {}{}", ran.stdout, ran.stderr);
        }
    }
}

/// Every figure of the HTML report is one of what is counted; the reports themselves are all there.
#[test]
fn the_html_report_leaves_duplicates_out_of_figures_and_marks_them() {
    let (work, folder) = collection();
    let html = |name: &str, more: &[&str]| {
        let out = work.path().join(name);
        let mut args = vec!["--html"];
        args.extend(more);
        let ran = run(&folder, &out, &args);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        (fs::read_to_string(out.join("report.html")).unwrap(), counts(&out), out)
    };
    let (all, _, _) = html("all", &[]);
    let (kept, figures, out) = html("kept", &["--dedupe"]);
    for (page, reports) in [(&all, 4), (&kept, 2)] {
        assert!(page.contains(&format!("<h1>Practice issues in {reports} reviews</h1>")));
        assert_eq!(page.matches("<template id=\"t-report-").count(), 4, "all are shown");
        assert_eq!(page.matches("This report repeats <a href=\"#report-1\">").count(), 2);
    }
    assert!(
        all.contains("2 reports repeat another one, and are shown and counted here all the same")
    );
    assert!(kept.contains("2 reports repeat another one: left out of every figure"));
    assert_eq!(kept.matches("repeats another, not counted").count(), 2);
    assert_eq!(kept.matches(" data-uncounted").count(), 2);
    // Shares, the bars, the map and the heads of the sections have the denominator of counts.csv.
    let mut compared = 0;
    for (issue, row) in &figures {
        let at = format!("id=\"issue-{issue}\" ");
        let Some((_, rest)) = kept.split_once(&at) else { continue };
        let summary = rest.split("</summary>").next().unwrap();
        assert!(summary.ends_with(&format!("{} of 2</span>", row["reports_with"])), "{summary}");
        compared += 1;
    }
    assert!(compared > 80);
    assert!(!kept.contains("of 4 reports") && !kept.contains("<span data-total>4 "));
    let quoted =
        |page: &str, report: usize| page.matches(&format!("<li data-r=\"{report}\"")).count();
    for (report, counts) in [(0, false), (1, true), (2, false), (3, true)] {
        assert!(quoted(&all, report) > 0, "{report}");
        assert_eq!(quoted(&kept, report) > 0, counts, "{report}");
    }
    if common::has_browser() {
        common::browse(&out.join("report.html"));
    }
}

#[test]
fn a_briefing_leaves_duplicates_out_too() {
    let (work, folder) = collection();
    let briefing = |more: &[&str]| {
        let file = work.path().join("b.md");
        let mut args = vec!["briefing", "no-escalation", folder.to_str().unwrap(), "-o"];
        args.push(file.to_str().unwrap());
        args.extend(more);
        let ran = scrutineer(&args);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        fs::read_to_string(file).unwrap()
    };
    let (all, kept) = (briefing(&[]), briefing(&["--dedupe"]));
    let csv = work.path().join("out");
    run(&folder, &csv, &["--dedupe"]);
    let with = &counts(&csv)["no-escalation"]["reports_with"];
    assert!(kept.contains(&format!("It was found in {with} of 2 reports")), "{kept}");
    assert!(all.contains(" of 4 reports"), "{all}");
    assert!(all.contains("Counted although they repeat another report"), "{all}");
    let said = "Left out of counts and quotations because they repeat another report, or stand inside it: a summary.txt repeats b report.txt; c copy.txt repeats b report.txt.";
    assert!(kept.contains(said), "{kept}");
    let sources = kept.split("## Sources").nth(1).unwrap();
    let listed =
        |name: &str| sources.lines().any(|line| line.starts_with('|') && line.contains(name));
    assert!(
        listed("b report.txt") && !listed("c copy.txt") && !listed("a summary.txt"),
        "{sources}"
    );
    assert!(!kept.contains(" of 4"), "{kept}");
}
