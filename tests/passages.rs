//! How passages are read: what they assert, where sentences end, what sections are for. The cases are data, in `tests/passages`.
//!
//! A file of `assertion/` holds one target and, for each assertion, sentences that a coder would read so; `none` means that the
//! practice is named without any word on how it was. Cases that come out wrong today stand in `known_wrong.toml` with
//! what comes instead, so that an improvement shows as well as a step back. `SNAPSHOTS=overwrite cargo test --test passages`
//! writes that file anew; read the difference: a line that appears is a step back.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use scrutineer::document::Role;
use scrutineer::extract::{RawBlock, RawKind};
use scrutineer::taxonomy::SourceFile;
use scrutineer::{Assertion, Document, Tagger, Taxonomy, Text};
use serde::Deserialize;

/// Sentences that each assertion must have at least.
const SENTENCES: usize = 20;

fn folder() -> PathBuf {
    common::root().join("tests/passages")
}

fn content(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// One target: its issue, and sentences by assertion.
#[derive(Deserialize)]
struct Target {
    issue: String,
    #[serde(flatten)]
    sentences: BTreeMap<String, Vec<String>>,
}

fn targets() -> Vec<Target> {
    common::files_below(&folder().join("assertion"))
        .iter()
        .map(|path| {
            let content = fs::read_to_string(path).expect("a file of cases");
            toml::from_str(&content).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect()
}

fn tagger() -> Tagger {
    let content = content("taxonomy.toml");
    let file = SourceFile { name: "tests/passages/taxonomy.toml", content: &content };
    let taxonomy = Taxonomy::from_files(&[file], Some(Taxonomy::base()));
    Tagger::new(&taxonomy.unwrap_or_else(|errors| panic!("{}", errors[0])))
}

/// What `sentence` asserts about `issue` in a finding: a name of an assertion, several with `+`, or "none".
fn read(tagger: &Tagger, issue: &str, sentence: &str) -> String {
    let tagged = tagger.tag(Document::passage(sentence, Role::Finding));
    let found: Vec<&str> = tagged
        .tags
        .iter()
        .filter(|tag| tag.issue == issue)
        .map(|tag| tag.assertion.as_str())
        .collect();
    if found.is_empty() { "none".to_owned() } else { found.join("+") }
}

/// Compares what comes out wrong with `known_wrong.toml`: sentence, what comes, what should.
fn compare(table: &str, wrong: &BTreeMap<String, String>, all: usize) {
    let mut file: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(&content("known_wrong.toml")).expect("known_wrong.toml");
    if env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        file.insert(table.to_owned(), wrong.clone());
        let head = "# Cases of tests/passages that come out wrong today: \"case\" = \"what comes (what should come)\".\n# Written by SNAPSHOTS=overwrite cargo test --test passages -- --test-threads 1\n";
        let mut text = head.to_owned();
        for (table, cases) in &file {
            let _ = write!(text, "\n[{table}]\n");
            for (case, came) in cases {
                let _ = writeln!(text, "{} = {}", quoted(case), quoted(came));
            }
        }
        fs::write(folder().join("known_wrong.toml"), text).expect("known_wrong.toml");
    }
    let known = file.get(table).cloned().unwrap_or_default();
    let mut report = String::new();
    for (case, came) in wrong {
        match known.get(case) {
            None => _ = writeln!(report, "was right, now {came}: {case}"),
            Some(before) if before != came => {
                _ = writeln!(report, "was {before}, now {came}: {case}");
            }
            Some(_) => {}
        }
    }
    for case in known.keys().filter(|case| !wrong.contains_key(*case)) {
        _ = writeln!(report, "now right (or gone): take it out of known_wrong.toml: {case}");
    }
    common::say(&format!("{table}: {} of {all} cases right", all - wrong.len()));
    assert!(report.is_empty(), "{table} differs from known_wrong.toml:\n{report}");
}

/// A TOML string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[test]
fn assertions() {
    let tagger = tagger();
    let (mut wrong, mut all) = (BTreeMap::new(), 0);
    for target in targets() {
        for (expected, sentences) in &target.sentences {
            assert!(expected == "none" || Assertion::parse(expected).is_some(), "{expected}");
            for sentence in sentences {
                all += 1;
                let came = read(&tagger, &target.issue, sentence);
                if came != *expected {
                    let case = format!("{}: {sentence}", target.issue);
                    wrong.insert(case, format!("{came} ({expected})"));
                }
            }
        }
    }
    compare("assertion", &wrong, all);
}

#[test]
fn every_assertion_has_enough_sentences() {
    for assertion in Assertion::ALL {
        let count: usize = targets()
            .iter()
            .filter_map(|target| target.sentences.get(assertion.as_str()))
            .map(Vec::len)
            .sum();
        assert!(count >= SENTENCES, "{assertion} has {count} sentences");
    }
}

/// The place in the report decides over the words: the same sentence in a zone that asserts nothing.
#[test]
fn section_roles_change_what_is_asserted() {
    let tagger = tagger();
    for target in targets() {
        for sentence in &target.sentences["asserted"] {
            for role in Role::ALL {
                let tagged = tagger.tag(Document::passage(sentence, role));
                let asserted = tagged.tags.iter().any(|tag| tag.assertion == Assertion::Asserted);
                assert!(!(asserted && role.is_excluded()), "asserted in {role}: {sentence}");
                if role.is_furniture() {
                    assert!(tagged.tags.is_empty(), "tagged in {role}: {sentence}");
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct SentenceCases {
    case: Vec<SentenceCase>,
}

#[derive(Deserialize)]
struct SentenceCase {
    text: String,
    is: Vec<String>,
}

#[test]
fn sentences() {
    let cases: SentenceCases = toml::from_str(&content("sentences.toml")).unwrap();
    let mut wrong = BTreeMap::new();
    for case in &cases.case {
        let document = Document::from_text(Text::plain(&case.text));
        let found: Vec<&str> =
            document.sentences.iter().map(|sentence| document.text.slice(sentence.span)).collect();
        if found != case.is {
            wrong.insert(
                case.text.clone(),
                format!("{} ({})", found.join(" | "), case.is.join(" | ")),
            );
        }
    }
    compare("sentences", &wrong, cases.case.len());
}

#[derive(Deserialize)]
struct SectionCases {
    titles: BTreeMap<String, Vec<String>>,
}

#[test]
fn section_titles() {
    let cases: SectionCases = toml::from_str(&content("sections.toml")).unwrap();
    let (mut wrong, mut all) = (BTreeMap::new(), 0);
    for (expected, titles) in &cases.titles {
        assert!(Role::parse(expected).is_some(), "{expected}");
        for title in titles {
            all += 1;
            let blocks = [
                RawBlock::new(RawKind::Heading(1), "Introduction", 1),
                RawBlock::new(
                    RawKind::Paragraph,
                    "This report is about a child who lived in the town with two brothers.",
                    1,
                ),
                RawBlock::new(RawKind::Heading(1), title.as_str(), 2),
                RawBlock::new(
                    RawKind::Paragraph,
                    "The panel met in the town hall on four days in the spring of that year.",
                    2,
                ),
            ];
            let document = Document::from_text(Text::from_blocks(&blocks));
            let came = document.role_of(document.blocks.last().unwrap()).as_str();
            if came != expected {
                wrong.insert(title.clone(), format!("{came} ({expected})"));
            }
        }
    }
    compare("sections", &wrong, all);
}

/// Roles of a whole report in plain text, where nothing but shape and words tells a heading.
#[test]
fn sections_of_a_plain_text() {
    let report = "Harrowmere Safeguarding Children Board\n\nSerious Case Review: Child T\n\nAuthor: Ann Oakshade\n\n\
        CONTENTS\n\n1 Introduction ........ 3\n\n2 Terms of reference ........ 4\n\n3 Analysis ........ 5\n\n\
        1 INTRODUCTION\n\n1.1 Child T lived in Harrowmere with a mother and two brothers and went to the school in the same street.\n\n\
        2 TERMS OF REFERENCE\n\n2.1 Did agencies escalate their concerns?\n\n2.2 Whether supervision was sufficient.\n\n\
        3 ANALYSIS\n\n3.1 The school did not escalate its concern about the decision, and nobody asked why it had not.\n\n\
        4 RECOMMENDATIONS\n\n4.1 The Board should ensure that concerns are escalated within five working days in every case.\n";
    let read =
        scrutineer::extract::read(report.as_bytes(), &scrutineer::extract::ReadOptions::default())
            .unwrap();
    let document = Document::new(&read);
    let role = |words: &str| {
        let block =
            document.blocks.iter().find(|block| document.text.slice(block.span).contains(words));
        document.role_of(block.unwrap_or_else(|| panic!("{words} is not there"))).as_str()
    };
    assert_eq!(role("Author: Ann"), "front-matter");
    assert_eq!(role("2 Terms of reference 4"), "contents");
    assert_eq!(role("Did agencies"), "terms-of-reference");
    assert_eq!(role("Whether supervision"), "terms-of-reference");
    assert_eq!(role("did not escalate its concern"), "analysis");
    assert_eq!(role("The Board should"), "recommendation");
    assert!(document.excluded_share() > 0.2 && document.excluded_share() < 0.8);
}

/// A heading that would exclude nearly the whole of a report is not believed.
#[test]
fn a_cover_line_does_not_exclude_the_report() {
    let heading = |level, words: &str| RawBlock::new(RawKind::Heading(level), words, 1);
    let mut blocks = vec![
        heading(1, "Review of Dunmere"),
        heading(1, "Membership of the group: two reviewers of other towns"),
    ];
    for theme in ["Work with families", "Work in schools", "Work in hospitals"] {
        blocks.push(heading(2, theme));
        for at in 0..30 {
            let words = format!(
                "{theme} was looked at in sample {at}, and nobody there had asked the children what they thought of it."
            );
            blocks.push(RawBlock::new(RawKind::Paragraph, words.as_str(), 2));
        }
    }
    let document = Document::from_text(Text::from_blocks(&blocks));
    assert!(document.excluded_share() < 0.1, "{}", document.excluded_share());
    let method = Document::from_text(Text::from_blocks(&blocks[..8]));
    assert!(method.excluded_share() > 0.5, "a short paper may be all one zone");
}
