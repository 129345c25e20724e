//! Codebooks as sheets: what a spreadsheet editor gets is all there is, and comes back as it was.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scrutineer::Taxonomy;
use scrutineer::taxonomy::{Builtin, STARTER, SourceFile};
use scrutineer_export::codebook::{
    SheetError, TaxonomyFile, read_codebook_csv, read_codebook_xlsx, write_codebook_csv,
    write_codebook_xlsx, write_taxonomy_files,
};
use tempfile::{TempDir, tempdir};

fn taxonomy(content: &str) -> Taxonomy {
    let file = SourceFile { name: "t.toml", content };
    Taxonomy::from_files(&[file], Some(Taxonomy::base()))
        .unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn assert_same(one: &Taxonomy, other: &Taxonomy) {
    assert_eq!(one.issues.len(), other.issues.len());
    for (one, other) in one.issues.iter().zip(&other.issues) {
        assert_eq!(one, other);
    }
    assert_eq!(one.families, other.families);
    assert_eq!(one.lists, other.lists);
    assert_eq!(one.cues, other.cues);
}

/// Writes the files into a folder and loads them as a person's own taxonomy.
fn loaded(files: &[TaxonomyFile]) -> Taxonomy {
    let folder = tempdir().expect("a folder");
    write_taxonomy_files(files, folder.path()).expect("the files");
    Taxonomy::from_path(folder.path(), Some(Taxonomy::base()))
        .unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn told(errors: Vec<SheetError>) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Everything that the model can hold, with text that formats like to spoil.
const ODD: &str = r##"
[family]
id = "first"
label = "=First, \"quoted\"; with, commas"

[lists]
empty = []
own = ["alpha", "beta gamm*", "{parent}"]
parent = ["override*"]

[[issue]]
id = "one"
label = "'=looks like a formula"
family = "elsewhere"
definition = "Two lines\nwith a \ttab and umlauts äöü, 日本, 👪, _x0041_ and <b>&amp;</b>"
use = " spaces at both ends "
not_use = "-1"
questions = ["+Why?", "'quoted'", "Line\nbreak?"]
counted = false
kind = "reason"
parent = "two"

[[issue]]
id = "two"
label = "007"
stage = "ongoing"
definition = "1-2"
kind = "circumstance"

[[issue.rule]]
id = "1"
find = ["{own} … drift*", "it's (late|too late)"]
with = ["{parent}"]
without = ["(a|b c) …{12} ending"]
valence = "practice"
scope = "window"
strength = "weak"
assertion = "procedural"
section_in = ["finding", "analysis"]
section_not_in = ["excluded"]
examples = ["@He **said** so.", "TRUE", "1E5"]
counterexamples = ["'", "''=", "=SUM(A1)"]

[[issue.rule]]
id = "second"
find = ["drift*"]

[[cue]]
kind = "absent"
direction = "backward"
reach = 3
crosses = true
find = ["is no more", "gone"]

[[cue]]
kind = "terminator"
find = ["but"]
"##;

fn every_taxonomy() -> Vec<(String, Taxonomy)> {
    let mut all: Vec<(String, Taxonomy)> = Builtin::all()
        .iter()
        .map(|builtin| (builtin.name.to_owned(), builtin.taxonomy().clone()))
        .collect();
    all.push(("starter".to_owned(), taxonomy(STARTER.content)));
    all.push(("odd".to_owned(), taxonomy(ODD)));
    all
}

#[test]
fn csv_and_workbook_come_back_as_they_were() {
    for (name, taxonomy) in every_taxonomy() {
        // The large one takes seconds each time.
        let lents = [Some(Taxonomy::base()), None];
        for lent in lents.into_iter().take(if name == "practice-issues" { 1 } else { 2 }) {
            let folder = tempdir().unwrap();
            write_codebook_csv(&taxonomy, lent, folder.path()).unwrap();
            let from_csv =
                read_codebook_csv(folder.path()).unwrap_or_else(|e| panic!("{}", told(e)));
            assert_same(&loaded(&from_csv), &taxonomy);
            let book = folder.path().join("book.xlsx");
            write_codebook_xlsx(&taxonomy, lent, &book).unwrap();
            let from_book = read_codebook_xlsx(&book).unwrap_or_else(|e| panic!("{}", told(e)));
            assert_eq!(from_book, from_csv, "{name}: the workbook and the CSV files differ");
            let first = fs::read(&book).unwrap();
            write_codebook_xlsx(&taxonomy, lent, &book).unwrap();
            assert_eq!(fs::read(&book).unwrap(), first, "{name}: not the same bytes");
        }
    }
}

#[test]
fn lists_and_cues_that_every_codebook_has_are_left_out_unless_asked_for() {
    let folder = tempdir().unwrap();
    let lines = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap().lines().count();
    write_codebook_csv(Taxonomy::builtin(), Some(Taxonomy::base()), folder.path()).unwrap();
    let own = lines("lists.csv");
    assert_eq!(lines("cues.csv"), 1);
    write_codebook_csv(Taxonomy::builtin(), None, folder.path()).unwrap();
    assert!(lines("lists.csv") > own && lines("cues.csv") > 10);
}

/// A program that has nothing in common with ours reads the workbook and saves it again.
#[test]
fn a_workbook_survives_libreoffice() {
    if !common::require("soffice", "apt-get install libreoffice-calc") {
        return;
    }
    let folder = tempdir().unwrap();
    let book = folder.path().join("book.xlsx");
    let odd = taxonomy(ODD);
    write_codebook_xlsx(&odd, None, &book).unwrap();
    let saved = folder.path().join("saved");
    let profile =
        format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let output = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&saved)
        .arg(&book)
        .output()
        .unwrap();
    let again = saved.join("book.xlsx");
    if !again.exists() {
        // LibreOffice without its spreadsheet part starts, but converts nothing.
        let there = common::missing(
            "the spreadsheet part of LibreOffice",
            "apt-get install libreoffice-calc",
        );
        assert!(!there, "{output:?}");
        return;
    }
    let files = read_codebook_xlsx(&again).unwrap_or_else(|e| panic!("{}", told(e)));
    assert_same(&loaded(&files), &odd);
}

/// A folder of CSV files of the starter, with one file changed.
fn spoiled(name: &str, change: impl Fn(String) -> String) -> (TempDir, PathBuf) {
    let folder = tempdir().expect("a folder");
    let sheets = folder.path().join("sheets");
    write_codebook_csv(&taxonomy(STARTER.content), Some(Taxonomy::base()), &sheets)
        .expect("sheets");
    let path = sheets.join(name);
    let content = fs::read_to_string(&path).unwrap_or_default();
    fs::write(&path, change(content)).expect("the sheet");
    (folder, sheets)
}

fn fault_in(name: &str, change: impl Fn(String) -> String) -> String {
    let (_folder, sheets) = spoiled(name, change);
    told(read_codebook_csv(&sheets).expect_err("a fault"))
        .replace(&sheets.display().to_string(), "sheets")
        .replace('\\', "/")
}

#[test]
fn faults_are_told_by_sheet_row_and_column() {
    let cases: [(&str, &str, &str, &str); 11] = [
        (
            "phrases.csv",
            "(not|never)",
            "(not|never",
            "sheets/phrases.csv, row 2, column phrase: this bracket is never closed",
        ),
        (
            "phrases.csv",
            "{landlord}",
            "{landlort}",
            "sheets/phrases.csv, row 2, column phrase: there is no word list `landlort` (did you mean {landlord}?)",
        ),
        (
            "phrases.csv",
            "eviction-not-shared,not-told,find",
            "eviction-not-shared,not-told,finds",
            "sheets/phrases.csv, row 2, column part: must be one of find, with, without",
        ),
        (
            "phrases.csv",
            "housing-plan-weak,plan,find",
            "housing-plan-weak,plans,find",
            "column rule: issue `housing-plan-weak` has no such rule",
        ),
        (
            "rules.csv",
            "practice",
            "practise",
            "sheets/rules.csv, row 4, column valence: must be one of problem, practice",
        ),
        (
            "issues.csv",
            ",housing-and-money,",
            ",housing,",
            "sheets/issues.csv, row 2, column family: there is no such family",
        ),
        ("issues.csv", "true", "maybe", "column counted: must be one of true, false"),
        (
            "issues.csv",
            "eviction-not-shared,Eviction",
            "temporary-housing-moves,x,housing-and-money,,,,d,,,\neviction-not-shared,Eviction",
            "issue `temporary-housing-moves` is defined already",
        ),
        (
            "examples.csv",
            "sentence",
            "sentences",
            "sheets/examples.csv, row 1: column `sentences` is not known",
        ),
        ("example.csv", "", "issue,rule\n", "sheets/example.csv: sheet `example` is not known"),
        (
            "rules.csv",
            "passage,strong,,,",
            "passage,strong,,findings,",
            "sheets/rules.csv, row 3, column section_in: there is no section role `findings`; did you mean finding?",
        ),
    ];
    for (name, from, to, expected) in cases {
        let found = fault_in(name, |content| {
            if from.is_empty() {
                return to.to_owned();
            }
            assert!(content.contains(from), "{name} does not hold {from}:\n{content}");
            content.replacen(from, to, 1)
        });
        assert!(found.contains(expected), "expected: {expected}\nfound: {found}");
    }
    let carets =
        fault_in("phrases.csv", |content| content.replacen("(not|never)", "(not|never", 1));
    assert!(
        carets.contains("  | {landlord} … (not|never … (told"),
        "the cell is not shown:\n{carets}"
    );
    assert!(carets.contains("\n  |              ^"), "carets are missing:\n{carets}");
}

#[test]
fn an_editor_may_keep_notes_and_use_semicolons() {
    let (_folder, sheets) = spoiled("notes on housing.csv", |_| "anything,at all\n".to_owned());
    let families = sheets.join("families.csv");
    fs::write(&families, "note;label;id\r\nours;Housing and money;housing-and-money\r\n").unwrap();
    let files = read_codebook_csv(&sheets).unwrap_or_else(|e| panic!("{}", told(e)));
    assert_same(&loaded(&files), &taxonomy(STARTER.content));
}

#[test]
fn nothing_is_written_over() {
    let folder = tempdir().unwrap();
    let files = [TaxonomyFile { name: "a.toml".to_owned(), content: String::new() }];
    write_taxonomy_files(&files, folder.path()).unwrap();
    let error = write_taxonomy_files(&files, folder.path()).unwrap_err();
    assert!(error.to_string().contains("choose a new folder"), "{error}");
    assert!(
        told(read_codebook_xlsx(Path::new("no-such.xlsx")).unwrap_err()).contains("no-such.xlsx")
    );
}
