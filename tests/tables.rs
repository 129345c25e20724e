//! Tables in and out: workbook, Parquet, matrix, co-occurrence and saturation against the CSV files; texts that are rows of a table.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{program, require, require_python, root, rows, run, samples, scrutineer};
use tempfile::tempdir;

/// What a spreadsheet would run if it were a formula.
const FORMULA: &str = "=HYPERLINK(\"http://example.org\",\"open\")";

/// The samples, a report with a sentence that looks like a formula, and a file that fails; a catalogue with a formula and a date.
fn collection(work: &Path) -> (PathBuf, PathBuf) {
    let reports = work.join("reports");
    fs::create_dir_all(&reports).expect("a file");
    for file in common::files_below(&samples().join("reports")) {
        fs::copy(&file, reports.join(file.file_name().expect("a file"))).expect("a file");
    }
    let text = format!(
        "{FORMULA} showed that the health visitor did not escalate her concern about the decision.\n"
    );
    fs::write(reports.join("formula #1 & 50%.txt"), text).expect("a file");
    fs::write(reports.join("empty.pdf"), "").expect("a file");
    let mut catalogue = fs::read_to_string(samples().join("catalogue.csv")).expect("a file");
    catalogue
        .push_str("formula #1 & 50%.txt,=1+1,SCR,\"=cmd|' /C calc'!A0\",Board,2012-02-29,007,,\n");
    let path = work.join("catalogue.csv");
    fs::write(&path, catalogue).expect("a file");
    (reports, path)
}

fn run_all(reports: &Path, catalogue: &Path, out: &Path, threads: &str) {
    let catalogue = catalogue.to_str().expect("a path");
    let more = ["--xlsx", "--parquet", "--catalogue", catalogue, "--threads", threads];
    let ran = run(reports, out, &more);
    assert_eq!(ran.code, Some(1), "one file fails: {}", ran.stderr);
}

fn python(script: &Path, args: &[&str]) -> String {
    let output = Command::new("python3").arg(script).args(args).output().expect("python3");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn workbook_and_parquet_hold_the_figures_of_the_csv() {
    let work = tempdir().unwrap();
    let (reports, catalogue) = collection(work.path());
    let out = work.path().join("out");
    run_all(&reports, &catalogue, &out, "0");
    let tags = rows(&out.join("tags.csv"));
    assert!(
        tags.iter().any(|row| row["quote"].starts_with("'=HYPERLINK(")),
        "a quote is a formula"
    );
    let script = root().join("tests/tables.py");
    for how in ["openpyxl", "calc", "pandas", "duckdb"] {
        let there = match how {
            "calc" => {
                require_python(&["openpyxl"], "pip install openpyxl")
                    && require("localc", "apt-get install libreoffice-calc")
            }
            "pandas" => require_python(&["pandas", "pyarrow"], "pip install pandas pyarrow"),
            module => require_python(&[module], &format!("pip install {module}")),
        };
        if there {
            let said = python(&script, &[out.to_str().unwrap(), how]);
            assert!(said.contains("cells are the same"), "{said}");
        }
    }
}

#[test]
fn workbook_and_parquet_are_identical_whatever_the_threads() {
    let work = tempdir().unwrap();
    let (reports, catalogue) = collection(work.path());
    let mut first: Option<Vec<Vec<u8>>> = None;
    for (name, threads) in [("a", "1"), ("b", "2"), ("c", "2")] {
        let out = work.path().join(name);
        run_all(&reports, &catalogue, &out, threads);
        let names = ["results.xlsx", "tags.parquet", "documents.parquet", "counts.parquet"];
        let found: Vec<Vec<u8>> = names.map(|name| fs::read(out.join(name)).unwrap()).to_vec();
        let expected = first.get_or_insert_with(|| found.clone());
        for ((name, found), expected) in names.iter().zip(&found).zip(expected) {
            assert!(found == expected, "{name} differs with {threads} threads");
        }
    }
}

/// Counts, co-occurrence in reports and saturation added up anew from the matrix.
#[test]
fn the_tables_agree_with_each_other() {
    let out = tempdir().unwrap();
    assert_eq!(run(&samples().join("reports"), out.path(), &[]).code, Some(0));
    let table = |name: &str| rows(&out.path().join(name));
    let matrix = table("matrix.csv");
    let shown: Vec<BTreeSet<&str>> = matrix
        .iter()
        .map(|row| {
            let ones = row.iter().filter(|(name, cell)| *name != "document" && *cell == "1");
            ones.map(|(name, _)| name.as_str()).collect()
        })
        .collect();
    let with = |issues: &[&str]| {
        shown.iter().filter(|report| issues.iter().all(|issue| report.contains(issue))).count()
    };
    for row in table("counts.csv") {
        assert_eq!(row["reports_with"], with(&[&row["issue"]]).to_string(), "{}", row["issue"]);
    }
    let pairs = table("cooccurrence.csv");
    let in_reports: BTreeMap<_, _> = pairs
        .iter()
        .filter(|row| row["level"] == "report")
        .map(|row| ((row["issue_a"].as_str(), row["issue_b"].as_str()), row))
        .collect();
    let mut expected = 0;
    let issues: BTreeSet<&str> = shown.iter().flatten().copied().collect();
    for a in &issues {
        for b in issues.iter().filter(|b| *b > a) {
            let both = with(&[a, b]);
            expected += usize::from(both > 0);
            let row = in_reports.get(&(*a, *b)).or_else(|| in_reports.get(&(*b, *a)));
            assert_eq!(row.map(|row| row["both"].clone()), (both > 0).then(|| both.to_string()));
            if let Some(row) = row {
                let by_chance = (with(&[a]) * with(&[b])) as f64 / shown.len() as f64;
                let lift: f64 = row["lift"].parse().unwrap();
                assert!((lift - both as f64 / by_chance).abs() < 1e-3, "{a} {b}");
            }
        }
    }
    assert_eq!(in_reports.len(), expected);
    // A passage with both issues, as tags.csv has them.
    let mut passages: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for row in table("tags.csv") {
        if row["assertion"] == "asserted" {
            let place = (row["document"].clone(), row["passage"].clone());
            passages.entry(place).or_default().insert(row["issue"].clone());
        }
    }
    let in_passages = pairs.iter().filter(|row| row["level"] == "passage");
    let mut checked = 0;
    for row in in_passages
        .filter(|row| row["issue_a"] != "good-practice" && row["issue_b"] != "good-practice")
    {
        let both = passages
            .values()
            .filter(|issues| issues.contains(&row["issue_a"]) && issues.contains(&row["issue_b"]))
            .count();
        assert_eq!(row["both"], both.to_string(), "{} {}", row["issue_a"], row["issue_b"]);
        checked += 1;
    }
    assert!(checked > 10, "{checked} pairs in passages");
    let mut seen = BTreeSet::new();
    let curve = table("saturation.csv");
    for (row, report) in curve.iter().zip(&shown) {
        let new = report.difference(&seen).count();
        seen.extend(report.iter().copied());
        let found = ["issues", "new_issues", "issues_so_far"].map(|name| row[name].clone());
        assert_eq!(found, [report.len(), new, seen.len()].map(|count| count.to_string()));
    }
    let last = curve.last().unwrap();
    assert_eq!(last["issues_so_far"], last["expected_issues"], "all orders end at all issues");
}

#[test]
fn a_failed_file_is_in_no_total() {
    let work = tempdir().unwrap();
    let (reports, _) = collection(work.path());
    let read = (fs::read_dir(&reports).unwrap().count() - 1).to_string();
    let count = |table: &str| {
        let ran = scrutineer(["count", reports.to_str().unwrap(), table, "--csv"]);
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        ran.stdout
    };
    let pairs = count("--cooccurrence");
    let first: Vec<&str> = pairs.lines().nth(1).unwrap().split(',').collect();
    assert_eq!((first[0], first[first.len() - 4]), ("report", read.as_str()));
    assert_eq!((count("--matrix").lines().count() - 1).to_string(), read);
    let curve = count("--saturation");
    assert!(curve.lines().last().unwrap().starts_with(&format!("{read},")), "{curve}");
}

const TEXTS: [(&str, &str, &str); 3] = [
    (
        "Child A",
        "The health visitor did not escalate her concern,\n\"as she saw it\", about the decision.",
        "2012",
    ),
    ("Child B", "<p>There was no evidence of supervision of the social worker; 4 < 5.</p>", "2013"),
    ("Child C", "Family Môr were not seen. Information was not shared with the school.", ""),
];

fn tags_of(table: &Path, more: &[&str]) -> Vec<BTreeMap<String, String>> {
    let out = tempdir().expect("a folder");
    let mut args = vec!["--text-column", "text", "--id-column", "name"];
    args.extend(more);
    let ran = run(table, out.path(), &args);
    assert_eq!(ran.code, Some(0), "{}: {}", table.display(), ran.stderr);
    let documents = rows(&out.path().join("documents.csv"));
    let known: Vec<_> =
        documents.iter().map(|row| (row["document"].as_str(), row["year"].as_str())).collect();
    assert_eq!(known, TEXTS.map(|(name, _, year)| (name, year)), "{}", table.display());
    rows(&out.path().join("tags.csv"))
}

/// One table in four formats gives one set of tags; a text that looks like HTML is still text.
#[test]
fn each_row_of_a_table_is_a_report() {
    let work = tempdir().unwrap();
    let lines: String = TEXTS
        .iter()
        .map(|(name, text, year)| {
            let year = year.parse::<u16>().ok();
            format!("{}\n", serde_json::json!({ "name": name, "text": text, "year": year }))
        })
        .collect();
    let jsonl = work.path().join("texts.jsonl");
    fs::write(&jsonl, lines).unwrap();
    let mut csv = "\u{feff}name;text;year\r\n".to_owned();
    for (name, text, year) in TEXTS {
        csv.push_str(&format!("{name};\"{}\";{year}\r\n", text.replace('"', "\"\"")));
    }
    let semicolons = work.path().join("texts.csv");
    fs::write(&semicolons, csv).unwrap();
    let expected = tags_of(&jsonl, &[]);
    assert!(expected.len() >= 3, "{expected:?}");
    assert!(expected.iter().any(|row| row["passage"].contains("<p>")), "plain text stays plain");
    assert_eq!(tags_of(&semicolons, &[]), expected);
    if require_python(&["pandas", "pyarrow", "openpyxl"], "pip install pandas pyarrow openpyxl") {
        let script = work.path().join("make.py");
        fs::write(
            &script,
            "import sys, pandas\ntable = pandas.read_json(sys.argv[1], lines=True)\ntable['year'] = table['year'].astype('Int64')\ntable.to_parquet(sys.argv[2])\nwith pandas.ExcelWriter(sys.argv[3]) as book:\n    pandas.DataFrame({'a': [1]}).to_excel(book, sheet_name='Notes', index=False)\n    table.to_excel(book, sheet_name='Texts', index=False)\n",
        )
        .unwrap();
        let (parquet, xlsx) = (work.path().join("texts.parquet"), work.path().join("texts.xlsx"));
        let paths = [&jsonl, &parquet, &xlsx].map(|path| path.to_str().unwrap());
        python(&script, &paths);
        assert_eq!(tags_of(&parquet, &[]), expected);
        assert_eq!(tags_of(&xlsx, &["--sheet", "Texts"]), expected);
        let ran = run(&xlsx, &work.path().join("out"), &["--text-column", "text"]);
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.stderr.contains("there is no column `text`; the columns are: a"),
            "{}",
            ran.stderr
        );
        let ran =
            run(&xlsx, &work.path().join("out"), &["--text-column", "text", "--sheet", "Text"]);
        assert!(ran.stderr.contains("the sheets are: Notes, Texts"), "{}", ran.stderr);
    }
}

#[test]
fn faulty_tables_say_what_to_do() {
    let work = tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = work.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let texts = file("texts.csv", b"id,Body,pages\n1,One.,3\n");
    let head = file("head.csv", b"id,text\n");
    let empty = file("empty.csv", b"");
    let book = file("book.xlsx", b"PK\x03\x04 not a workbook");
    let columns = file("texts.parquet", b"PAR1 not columns PAR1");
    let cases: [(&Path, &[&str], &str); 8] = [
        (&texts, &[], "name the column that holds the texts with --text-column"),
        (
            &texts,
            &["--text-column", "text"],
            "there is no column `text`; the columns are: id, Body, pages",
        ),
        (&texts, &["--text-column", "Body"], "the results have a column `pages` of their own"),
        (&head, &["--text-column", "text"], "a head and no rows"),
        (&empty, &["--text-column", "text"], "the file is empty"),
        (&book, &["--text-column", "text"], "cannot be read as a spreadsheet"),
        (&columns, &["--text-column", "text"], "cannot be read as Parquet"),
        (work.path(), &["--text-column", "text"], "this is a folder"),
    ];
    for (path, more, expected) in cases {
        let out = work.path().join("out");
        let ran = run(path, &out, more);
        assert_eq!(ran.code, Some(2), "{}: {}", path.display(), ran.stdout);
        assert!(
            ran.stderr.contains(expected) && !ran.stderr.contains("panicked"),
            "{}",
            ran.stderr
        );
        assert!(!out.exists(), "nothing is written");
    }
    let blank = file("blank.csv", b"id,text\na,Nobody escalated the matter.\nb, \n");
    let out = work.path().join("out");
    let ran = run(&blank, &out, &["--text-column", "text", "--id-column", "id"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let failures = rows(&out.join("failures.csv"));
    assert_eq!((failures[0]["document"].as_str(), failures[0]["kind"].as_str()), ("b", "no-text"));
}

/// A disk that fills up and a target that cannot be replaced: a message, exit code 2, and the old files as they were.
#[cfg(unix)]
#[test]
fn write_errors_leave_the_old_files() {
    let work = tempdir().unwrap();
    let out = work.path().join("out");
    let reports = samples().join("reports");
    assert_eq!(run(&reports, &out, &["--xlsx", "--parquet", "--rules-only"]).code, Some(0));
    let content = |out: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        common::files_below(out)
            .into_iter()
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect()
    };
    let old = content(&out);
    // Files may grow to so many blocks of 512 bytes; without the trap the signal would end the program.
    for blocks in ["1", "40", "300", "600"] {
        let ran = Command::new("sh")
            .args([
                "-c",
                "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"",
                "sh",
                blocks,
                program(),
            ])
            .args([
                "run",
                reports.to_str().unwrap(),
                "--out",
                out.to_str().unwrap(),
                "--xlsx",
                "--parquet",
            ])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{blocks}: {said}");
        assert!(said.contains("results cannot be written"), "{blocks}: {said}");
        assert!(content(&out) == old, "the old files are as they were");
    }
    fs::remove_file(out.join("results.xlsx")).unwrap();
    fs::create_dir(out.join("results.xlsx")).unwrap();
    let ran = run(&reports, &out, &["--xlsx"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("results.xlsx is a folder; move it away"), "{}", ran.stderr);
}

/// Names in the first column of the table below `## heading` of docs/TABLES.md, in order; `*metadata*` stands for itself.
fn documented(heading: &str) -> Vec<String> {
    let docs = fs::read_to_string(root().join("docs/TABLES.md")).expect("a file");
    let section = docs
        .split("\n## ")
        .find(|section| section.lines().next() == Some(heading))
        .unwrap_or_else(|| panic!("docs/TABLES.md has no section {heading}"));
    // The first table of the section; the line below its head begins with a dash.
    let lines = section.lines().skip_while(|line| !line.starts_with('|'));
    let lines = lines.take_while(|line| line.starts_with('|'));
    let cells = lines.filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    cells
        .skip(1)
        .flat_map(|cell| cell.split(", "))
        .map(|name| name.trim_matches('`').to_owned())
        .collect()
}

#[test]
fn every_column_and_option_is_documented_in_its_order() {
    let work = tempdir().unwrap();
    let (reports, out) = (work.path().join("reports"), work.path().join("out"));
    fs::create_dir(&reports).unwrap();
    fs::write(reports.join("a.txt"), "The nurse did not escalate her concern.\n").unwrap();
    let ran = run(&reports, &out, &["--qdpx"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let header = |file: &str| -> Vec<String> {
        let text = fs::read_to_string(out.join(file)).unwrap();
        text.lines().next().unwrap().split(',').map(str::to_owned).collect()
    };
    let metadata = documented("Metadata columns");
    for (file, heading) in [
        ("tags.csv", "tags.csv and tags.jsonl"),
        ("documents.csv", "documents.csv"),
        ("failures.csv", "failures.csv"),
        ("counts.csv", "counts.csv"),
        ("cooccurrence.csv", "cooccurrence.csv"),
        ("saturation.csv", "saturation.csv"),
    ] {
        let told: Vec<String> = documented(heading)
            .into_iter()
            .flat_map(|name| if name == "*metadata*" { metadata.clone() } else { vec![name] })
            .collect();
        assert_eq!(header(file), told, "{file}");
    }
    let manifest = fs::read_to_string(out.join("run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let told = documented("run.json");
    let docs = fs::read_to_string(root().join("docs/TABLES.md")).unwrap();
    for (key, value) in manifest.as_object().unwrap() {
        assert!(told.contains(key), "{key} of run.json is not in docs/TABLES.md");
        if key == "options" {
            for option in value.as_object().unwrap().keys() {
                assert!(docs.contains(&format!("`{option}`")), "the option {option}");
            }
        }
    }
}

/// Counts crossed by two columns are those that a person would make by hand from documents.csv and tags.csv.
#[test]
fn counts_are_crossed_by_two_columns() {
    let out = tempdir().unwrap();
    let catalogue = samples().join("catalogue.csv").display().to_string();
    let reports = samples().join("reports").display().to_string();
    let ran = run(&samples().join("reports"), out.path(), &["--catalogue", catalogue.as_str()]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let mut groups: BTreeMap<[String; 2], BTreeSet<String>> = BTreeMap::new();
    let mut of = BTreeMap::new();
    for row in rows(&out.path().join("documents.csv")) {
        let group = [row["review_type"].clone(), row["area"].clone()];
        groups.entry(group.clone()).or_default().insert(row["document"].clone());
        of.insert(row["document"].clone(), group);
    }
    let mut with: BTreeMap<(String, [String; 2]), BTreeSet<String>> = BTreeMap::new();
    for row in rows(&out.path().join("tags.csv")) {
        let counts = if row["issue"] == "good-practice" { "good-practice" } else { "asserted" };
        if row["assertion"] == counts {
            let key = (row["issue"].clone(), of[&row["document"]].clone());
            with.entry(key).or_default().insert(row["document"].clone());
        }
    }
    let args = ["count", reports.as_str(), "--catalogue", catalogue.as_str(), "--csv", "--by"];
    let ran = scrutineer(args.into_iter().chain(["issue,review_type,area"]));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let file = out.path().join("crossed.csv");
    fs::write(&file, &ran.stdout).unwrap();
    let (mut compared, mut found) = (0, 0);
    for row in rows(&file) {
        let group = [row["review_type"].clone(), row["area"].clone()];
        assert_eq!(row["reports"], groups[&group].len().to_string(), "{row:?}");
        let by_hand = with.get(&(row["issue"].clone(), group)).map_or(0, BTreeSet::len);
        assert_eq!(row["reports_with"], by_hand.to_string(), "{row:?}");
        compared += 1;
        found += by_hand;
    }
    assert!(compared > 100, "{compared}");
    let counted = rows(&out.path().join("counts.csv"));
    let all: usize = counted.iter().map(|row| row["reports_with"].parse::<usize>().unwrap()).sum();
    assert_eq!(found, all, "every report is in one group");
}
