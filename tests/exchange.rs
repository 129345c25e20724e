//! A run as a project for other programs, their codebooks as taxonomies, their coding as gold passages.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Ran, root, rows, run, samples, scrutineer, without_guard};
use refi_qda::{
    Code, CodeBook, Coding, Creation, Guid, PlainTextSelection, Project, ReadOptions, TextSource,
    User, Value, read_codebook, read_project, write_project,
};
use scrutineer::document::Role;
use tempfile::{TempDir, tempdir};

fn run_to_project(inputs: &Path, more: &[&str]) -> (TempDir, Project) {
    let out = tempdir().expect("a folder");
    let ran = run(inputs, out.path(), &[&["--qdpx"], more].concat());
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let project = project_at(&out.path().join("results.qdpx"));
    (out, project)
}

fn project_at(path: &Path) -> Project {
    let imported =
        read_project(fs::File::open(path).expect("sound"), &ReadOptions::default()).expect("sound");
    assert_eq!(imported.warnings, Vec::<String>::new());
    imported.content
}

/// The value of a source's variable.
fn value(project: &Project, source: &TextSource, name: &str) -> String {
    let variable = project.variables.iter().find(|v| v.name == name).expect("a variable").guid;
    match source.values.iter().find(|value| value.variable == variable).map(|v| &v.value) {
        Some(Some(Value::Text(text))) => text.clone(),
        other => panic!("{name} of {}: {other:?}", source.name),
    }
}

/// (file, start, end, code) of every coding.
type Places = BTreeSet<(String, usize, usize, String)>;

fn codings(project: &Project) -> Places {
    let mut ids = BTreeMap::new();
    project.code_book.for_each(|code, _| {
        let id = code.description.lines().find_map(|line| line.strip_prefix("Id: "));
        ids.insert(code.guid, id.expect("an id").to_owned());
    });
    let mut places = Places::new();
    for source in &project.sources {
        let document = value(project, source, "document");
        for selection in &source.selections {
            for coding in &selection.codings {
                let code = ids[&coding.code].clone();
                let place = (document.clone(), selection.start, selection.end, code);
                assert!(places.insert(place), "coded twice: {}", source.quote(selection));
                assert_eq!(coding.creation.user, Some(project.users[0].guid));
            }
        }
    }
    places
}

/// The same of the rows of tags.csv that `wanted` takes, with their quotes.
fn tags(
    out: &Path,
    wanted: impl Fn(&str) -> bool,
) -> BTreeMap<(String, usize, usize, String), String> {
    let number = |text: &str| text.parse().expect("a number");
    rows(&out.join("tags.csv"))
        .into_iter()
        .filter(|row| {
            wanted(&row["assertion"]) && !Role::parse(&row["role"]).expect("a role").is_excluded()
        })
        .map(|row| {
            let place = (
                without_guard(&row["document"]).to_owned(),
                number(&row["start"]),
                number(&row["end"]),
                row["issue"].clone(),
            );
            (place, without_guard(&row["quote"]).to_owned())
        })
        .collect()
}

#[test]
fn the_project_of_a_run_holds_every_finding_and_why() {
    let (out, project) = run_to_project(&samples().join("reports"), &[]);
    let findings = tags(out.path(), |assertion| assertion == "asserted");
    assert!(findings.len() > 100, "{}", findings.len());
    assert_eq!(codings(&project), findings.keys().cloned().collect());
    for source in &project.sources {
        let document = value(&project, source, "document");
        for selection in &source.selections {
            let quote = source.quote(selection);
            let issue = selection.description.split(':').next().unwrap().to_owned();
            let key = (document.clone(), selection.start, selection.end, issue);
            assert_eq!(quote, findings[&key]);
            assert!(quote.starts_with(selection.name.trim_end_matches('…')));
            for part in ["asserted; strength 0.", "; voice ", "; rule ", "; section "] {
                assert!(selection.description.contains(part), "{}", selection.description);
            }
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    let users: Vec<&str> = project.users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(users, [format!("scrutineer {version}")]);
    let child_t = project.sources.iter().find(|s| s.name.contains("child-t")).expect("a source");
    assert_eq!(value(&project, child_t, "review_type"), "scr");
    assert!(project.description.contains("Not in this project"), "{}", project.description);
    // Families hold issues, issues their reasons.
    let mut deepest = 0;
    project.code_book.for_each(|code, above| {
        assert_eq!(code.is_codable, !above.is_empty(), "{}", code.name);
        assert!(code.name.chars().count() <= 63, "{}", code.name);
        deepest = deepest.max(above.len());
    });
    assert_eq!(deepest, 2);
    let book = fs::File::open(out.path().join("codebook.qdc")).unwrap();
    let book = read_codebook(book, &ReadOptions::default()).unwrap().content;
    assert_eq!(book.codes, project.code_book.codes);
}

#[test]
fn a_project_is_the_same_whatever_the_number_of_threads() {
    let bytes = |threads: &str| {
        let (out, _) = run_to_project(&samples().join("five-formats"), &["--threads", threads]);
        ["results.qdpx", "codebook.qdc"].map(|name| fs::read(out.path().join(name)).unwrap())
    };
    assert!(bytes("1") == bytes("3"));
}

#[test]
fn assertions_are_chosen_and_misspelt_ones_refused() {
    let (out, project) = run_to_project(
        &samples().join("reports"),
        &["--qdpx-assertions", "recommended,good-practice"],
    );
    let chosen =
        tags(out.path(), |assertion| ["recommended", "good-practice"].contains(&assertion));
    assert!(!chosen.is_empty());
    assert_eq!(codings(&project), chosen.keys().cloned().collect());
    let ran =
        run(&samples().join("reports"), out.path(), &["--qdpx", "--qdpx-assertions", "assertd"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("no assertion `assertd`; use some of asserted"), "{}", ran.stderr);
}

/// Reports with all that moves positions between programs.
fn hard_reports() -> TempDir {
    let folder = tempdir().expect("a folder");
    let sentence = "The health visitor did not escalate her concern about the decision.";
    let texts = [
        (
            "a/report.txt",
            format!("Findings\r\n\r\n4.1 🙂🙂 {sentence} 👩‍👩‍👧\r\n\r\n4.2 {sentence}\r\n"),
        ),
        (
            "b/report.txt",
            format!(
                "Findings\n\nZoe\u{308} and Rene\u{301}e a\u{323}\u{300} la carte. {sentence}\n"
            ),
        ),
        (
            "b/REPORT.txt",
            format!("\u{feff}Analysis\n\n‘Nobody,’ she said – “nobody” – asked… {sentence}\n"),
        ),
        (
            "c/report.txt",
            format!(
                "Findings\n\nThe child was never asked what he wanted, and nobody challenged the consultant. {sentence}\n"
            ),
        ),
    ];
    for (name, text) in texts {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("sound")).expect("sound");
        fs::write(path, text).expect("sound");
    }
    folder
}

/// Two projects: of the samples and of the hard reports.
fn projects() -> [(TempDir, Project); 2] {
    let hard = hard_reports();
    [run_to_project(&samples().join("reports"), &[]), run_to_project(hard.path(), &[])]
}

#[test]
fn python_finds_projects_valid_and_quotes_in_place() {
    let Some(checker) = common::shared("refi-qda/check_qdpx.py") else { return };
    if !common::require_python(&["lxml"], "pip install lxml") {
        return;
    }
    for (out, project) in projects() {
        let [qdpx, qdc] = ["results.qdpx", "codebook.qdc"].map(|name| out.path().join(name));
        let checked = Command::new("python3").arg(&checker).args([&qdpx, &qdc]).output().unwrap();
        let said = String::from_utf8_lossy(&checked.stdout);
        assert!(checked.status.success() && !said.contains("warn"), "{said}");
        let findings = tags(out.path(), |assertion| assertion == "asserted");
        let by_place: BTreeMap<(&str, usize, usize), &String> = findings
            .iter()
            .map(|((document, start, end, _), quote)| ((document.as_str(), *start, *end), quote))
            .collect();
        let mut quotes = BTreeMap::new();
        for source in &project.sources {
            let document = value(&project, source, "document");
            for selection in &source.selections {
                let quote = by_place[&(document.as_str(), selection.start, selection.end)];
                quotes.insert(selection.guid.to_string(), quote);
            }
        }
        assert!(quotes.len() >= 4, "{quotes:?}");
        let expected = out.path().join("quotes.json");
        fs::write(&expected, serde_json::to_string(&quotes).unwrap()).unwrap();
        let script = root().join("tests/python/qdpx_quotes.py");
        let ran = Command::new("python3").arg(script).args([&qdpx, &expected]).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
}

/// QualCoder is in no registry, so even where everything is required this test is run only with a copy of it.
fn qualcoder() -> Option<PathBuf> {
    let folder = std::env::var_os("SCRUTINEER_QUALCODER").map(PathBuf::from);
    if folder.is_none() {
        common::say(
            "SKIPPED QualCoder's importer: set SCRUTINEER_QUALCODER to a checkout of https://github.com/ccbogel/QualCoder",
        );
    }
    folder
}

#[test]
fn qualcoder_imports_every_coding_in_its_place() {
    let Some(qualcoder) = qualcoder() else { return };
    if !common::require("python3", "apt-get install python3") {
        return;
    }
    for (out, project) in projects() {
        let imported = Command::new("python3")
            .arg(root().join("tests/python/qualcoder_import.py"))
            .arg(&qualcoder)
            .arg(out.path().join("results.qdpx"))
            .output()
            .unwrap();
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
        let found: serde_json::Value = serde_json::from_slice(&imported.stdout).unwrap();
        let list = |key: &str| found[key].as_array().unwrap_or_else(|| panic!("{key}")).clone();
        assert!(list("orphans").is_empty() && list("annotations").is_empty());
        let mut names = BTreeMap::new();
        let (mut codes, mut folders) = (0, 0);
        project.code_book.for_each(|code, _| {
            names.insert(code.guid, code.name.clone());
            *(if code.is_codable { &mut codes } else { &mut folders }) += 1;
        });
        assert_eq!((list("codes").len(), list("categories").len()), (codes, folders));
        let mut expected = BTreeSet::new();
        for source in &project.sources {
            for selection in &source.selections {
                for coding in &selection.codings {
                    expected.insert((
                        source.name.clone(),
                        names[&coding.code].clone(),
                        selection.start as u64,
                        selection.end as u64,
                        source.quote(selection).to_owned(),
                        selection.description.clone(),
                        project.users[0].name.clone(),
                    ));
                }
            }
        }
        let text = |row: &serde_json::Value, key: &str| row[key].as_str().expect("text").to_owned();
        let number = |row: &serde_json::Value, key: &str| row[key].as_u64().expect("a number");
        let there: BTreeSet<_> = list("codings")
            .iter()
            .map(|row| {
                (
                    text(row, "source"),
                    text(row, "code"),
                    number(row, "pos0"),
                    number(row, "pos1"),
                    text(row, "quote"),
                    text(row, "memo"),
                    text(row, "coder"),
                )
            })
            .collect();
        assert_eq!(there, expected);
        assert_eq!(list("documents").len(), project.sources.len(), "{:?}", list("log"));
        let values: usize = project.sources.iter().map(|source| source.values.len()).sum();
        assert_eq!(list("attributes").len(), values);
        common::say(&format!(
            "QualCoder has {} codings in {} sources",
            there.len(),
            list("sources").len()
        ));
    }
}

#[test]
fn our_own_project_is_a_coding_that_agrees_with_us() {
    let (out, _) = run_to_project(&samples().join("reports"), &[]);
    let qdpx = out.path().join("results.qdpx");
    let evaluation = evaluate(&qdpx, &[]);
    let findings = tags(out.path(), |assertion| assertion == "asserted").len() as u64;
    let support = evaluation.1["micro"]["support"].as_u64().unwrap();
    // Two sentences of one paragraph with the same code are one label.
    assert!(support <= findings && support * 100 >= findings * 90, "{support} of {findings}");
    let f1 = evaluation.1["micro"]["f1"].as_f64().unwrap();
    // Not 1: a passage on its own lacks the headings and neighbours that a report gives it.
    assert!(f1 > 0.9, "{f1}");
}

fn evaluate(path: &Path, more: &[&str]) -> (Ran, serde_json::Value) {
    let args = ["evaluate", path.to_str().expect("sound"), "--json"];
    let ran = scrutineer(args.iter().chain(more));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let json = serde_json::from_str(&ran.stdout).expect("sound");
    (ran, json)
}

/// What two people coded in a program of theirs, with names of codes in several forms.
fn coded_by_people() -> Vec<u8> {
    let guid = |name: &str| Guid::from_name(&["people", name]);
    let code = |name: &str| Code {
        guid: guid(name),
        name: name.to_owned(),
        is_codable: true,
        ..Code::default()
    };
    let text = "Findings\nThe health visitor did not escalate her concern about the decision.\nMother was visited each week, and all went well in the home that spring and summer.\nNobody asked the boy what he wanted, and his wishes were not recorded at any time.\nThere was no chronology on the file.";
    let select = |who: &str, quote: &str, code: &str, description: &str| {
        let at = text.find(quote).expect("sound");
        let start = text[..at].chars().count();
        let name = format!("{who}{quote}{code}");
        PlainTextSelection {
            guid: guid(&name),
            name: quote.to_owned(),
            start,
            end: start + quote.chars().count(),
            description: description.to_owned(),
            codings: vec![Coding {
                guid: guid(&format!("coding{name}")),
                code: guid(code),
                ..Coding::default()
            }],
            creation: Creation { user: Some(guid(who)), date_time: None },
            ..PlainTextSelection::default()
        }
    };
    let source = |name: &str, selections| TextSource {
        guid: guid(name),
        name: name.to_owned(),
        text: text.to_owned(),
        selections,
        ..TextSource::default()
    };
    let project = Project {
        users: ["Ada", "Ben"].map(|name| User { guid: guid(name), name: name.to_owned() }).to_vec(),
        code_book: CodeBook {
            codes: [
                "no-escalation",
                "VOICE AND LIVED EXPERIENCE OF THE CHILD NOT HEARD",
                "no up-to-date chronology",
                "Good quotes",
            ]
            .map(code)
            .to_vec(),
            ..CodeBook::default()
        },
        sources: vec![
            source(
                "coded",
                vec![
                    // Into the next paragraph by a slip of the hand.
                    select(
                        "Ada",
                        "did not escalate her concern about the decision.\nMother",
                        "no-escalation",
                        "",
                    ),
                    select(
                        "Ada",
                        "his wishes were not recorded",
                        "VOICE AND LIVED EXPERIENCE OF THE CHILD NOT HEARD",
                        "my note",
                    ),
                    select(
                        "Ben",
                        "no chronology",
                        "no up-to-date chronology",
                        "chronology-lacking: recommended; strength 1",
                    ),
                    select("Ben", "Mother was visited", "Good quotes", ""),
                ],
            ),
            source("not yet", Vec::new()),
        ],
        ..Project::default()
    };
    write_project(Cursor::new(Vec::new()), &project).expect("sound").into_inner()
}

#[test]
fn what_people_coded_is_gold() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("coded.QDPX");
    fs::write(&path, coded_by_people()).unwrap();
    let label = scrutineer::Taxonomy::builtin().issue("voice-of-child-not-heard").unwrap();
    let supports = |json: &serde_json::Value| -> BTreeMap<String, u64> {
        let rows = json["codes"].as_array().unwrap().iter();
        rows.map(|row| (row["code"].as_str().unwrap().to_owned(), row["support"].as_u64().unwrap()))
            .filter(|(_, support)| *support > 0)
            .collect()
    };
    let (ran, json) = evaluate(&path, &[]);
    assert_eq!(json["passages"], 5, "a paragraph is a passage; what is not coded yet is left out");
    let expected = [("no-escalation", 1), (label.id.as_str(), 1)];
    let expected: BTreeMap<String, u64> =
        expected.into_iter().map(|(code, support)| (code.to_owned(), support)).collect();
    // The recommended label of Ben's is no finding.
    assert_eq!(supports(&json), expected, "{}", label.label);
    for part in ["Good quotes", "1 sources have no coding"] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    let (_, json) = evaluate(&path, &["--coders", "Ben"]);
    assert_eq!(supports(&json), BTreeMap::new());
    let ran = scrutineer(["evaluate", path.to_str().unwrap(), "--coders", "Cleo"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("coders are: Ada, Ben"), "{}", ran.stderr);
}

#[test]
fn two_projects_are_compared() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("coded.qdpx");
    fs::write(&path, coded_by_people()).unwrap();
    let path = path.to_str().unwrap();
    let ran = scrutineer(["agree", path, path, "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["passages"], 5);
    let codes: BTreeSet<&str> =
        json["codes"].as_array().unwrap().iter().filter_map(|row| row["code"].as_str()).collect();
    // A code that the taxonomy lacks is a code all the same when people are compared.
    assert!(codes.contains("good-quotes") && codes.contains("no-escalation"), "{codes:?}");
}

#[test]
fn codebooks_become_taxonomies_that_load() {
    let (out, _) = run_to_project(&samples().join("five-formats"), &[]);
    let folder = out.path().join("mine");
    for (input, target) in [("codebook.qdc", "mine"), ("results.qdpx", "other")] {
        let (input, target) = (out.path().join(input), out.path().join(target));
        let ran = scrutineer([
            "taxonomy".as_ref(),
            "import".as_ref(),
            input.as_os_str(),
            "-o".as_ref(),
            target.as_os_str(),
        ]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(ran.stdout.contains("no issue has rules yet"), "{}", ran.stdout);
        let mine = scrutineer(["taxonomy", "list", "--taxonomy", target.to_str().unwrap()]).stdout;
        let builtin = scrutineer(["taxonomy", "list"]).stdout;
        let sorted = |text: &str| -> BTreeSet<String> { text.lines().map(str::to_owned).collect() };
        assert_eq!(sorted(&mine), sorted(&builtin));
    }
    let again = scrutineer([
        "taxonomy".as_ref(),
        "import".as_ref(),
        out.path().join("codebook.qdc").as_os_str(),
        "--out".as_ref(),
        folder.as_os_str(),
    ]);
    assert_eq!(again.code, Some(2));
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    let tags = out.path().join("tags.csv");
    let wrong = scrutineer([
        "taxonomy".as_ref(),
        "import".as_ref(),
        tags.as_os_str(),
        "-o".as_ref(),
        folder.as_os_str(),
    ]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.starts_with("error: "), "{}", wrong.stderr);
}
