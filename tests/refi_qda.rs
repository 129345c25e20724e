//! Projects and codebooks of the exchange format: written, checked by other programs, read back; and files of other
//! programs with all that is odd about them.

mod common;
#[path = "common/hard_project.rs"]
mod hard_project;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::process::Command;

use hard_project::{by_ada, guid, hard_project};
use proptest::prelude::*;
use refi_qda::{
    Case, Code, CodeBook, Coding, Color, Note, PlainTextSelection, Project, ProjectWriter,
    ReadError, ReadOptions, TextSource, User, Value, Variable, VariableType, VariableValue,
    WriteError, read_codebook, read_project, write_codebook, write_project,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn bytes_of(project: &Project) -> Vec<u8> {
    write_project(Cursor::new(Vec::new()), project).expect("a sound project").into_inner()
}

fn read(bytes: Vec<u8>) -> (Project, Vec<String>) {
    let imported = read_project(Cursor::new(bytes), &ReadOptions::default()).expect("a project");
    (imported.content, imported.warnings)
}

/// A container of files as another program might make it.
fn container(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("memory");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

#[test]
fn a_hard_project_comes_back_with_the_words_that_were_selected() {
    let project = hard_project();
    let bytes = bytes_of(&project);
    assert_eq!(bytes, bytes_of(&project), "the same project gives the same bytes");
    let written = write_project(Cursor::new(Vec::new()), &project).unwrap();
    let at_its_end = read_project(written, &ReadOptions::default()).unwrap().content;
    assert_eq!(at_its_end, read(bytes.clone()).0);
    let (back, warnings) = read(bytes);
    assert_eq!(warnings, Vec::<String>::new());
    let clean =
        |text: &str| text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    for (source, original) in back.sources.iter().zip(&project.sources) {
        assert_eq!(source.text, clean(&original.text));
        for (selection, original) in source.selections.iter().zip(&original.selections) {
            assert_eq!(source.quote(selection), clean(&original.name));
            assert_eq!(selection.codings, original.codings);
        }
    }
    let mut expected = project;
    for (source, back) in expected.sources.iter_mut().zip(&back.sources) {
        source.text.clone_from(&back.text);
        for (selection, back) in source.selections.iter_mut().zip(&back.selections) {
            (selection.start, selection.end) = (back.start, back.end);
        }
    }
    assert_eq!(back, expected);
}

/// `check_qdpx.py` validates against the schema and the rules that a schema cannot express; Python counts code points
/// by itself.
#[test]
fn another_program_finds_the_project_valid_and_the_quotes_in_place() {
    let Some(checker) = common::shared("refi-qda/check_qdpx.py") else { return };
    if !common::require_python(&["lxml"], "pip install lxml") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (project, book) = (folder.path().join("hard.qdpx"), folder.path().join("hard.qdc"));
    std::fs::write(&project, bytes_of(&hard_project())).unwrap();
    std::fs::write(&book, write_codebook(Vec::new(), &hard_project().code_book).unwrap()).unwrap();
    let checked = Command::new("python3").arg(&checker).args([&project, &book]).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success() && !said.contains("warn"), "{said}");
    let quotes: BTreeMap<String, String> = hard_project()
        .sources
        .iter()
        .flat_map(|source| &source.selections)
        .map(|selection| {
            let quote = selection.name.replace("\r\n", "\n").replace('\r', "\n");
            (selection.guid.to_string(), quote)
        })
        .collect();
    let expected = folder.path().join("quotes.json");
    std::fs::write(&expected, serde_json::to_string(&quotes).unwrap()).unwrap();
    let script = common::root().join("tests/python/qdpx_quotes.py");
    let ran = Command::new("python3").arg(script).args([&project, &expected]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(
        String::from_utf8_lossy(&ran.stdout).trim(),
        format!("{} selections agree", quotes.len())
    );
}

#[test]
fn broken_data_are_refused() {
    let refused = |change: &dyn Fn(&mut Project)| {
        let mut project = hard_project();
        change(&mut project);
        write_project(Cursor::new(Vec::new()), &project).map(|_| ()).unwrap_err()
    };
    let error = refused(&|project| project.sources[5].selections[0].end = 29);
    assert!(matches!(error, WriteError::OutsideText(_, 0, 29, 28)), "{error}");
    let error =
        refused(&|project| project.sources[0].selections[0].codings[0].code = guid("Folder"));
    assert!(matches!(error, WriteError::NotCodable(_)), "{error}");
    let error = refused(&|project| project.sources[0].selections[0].codings[0].code = guid("Ada"));
    assert!(matches!(error, WriteError::MissingTarget(_, "code")), "{error}");
    let error = refused(&|project| project.sources[1].guid = project.sources[0].guid);
    assert!(matches!(error, WriteError::DuplicateGuid(_)), "{error}");
    let error = refused(&|project| {
        project.sources[0].creation.date_time = Some("yesterday".to_owned());
    });
    assert!(matches!(error, WriteError::BadValue("dateTime", _)), "{error}");
    let error = refused(&|project| {
        project.sources[0].values[0].value = Some(Value::Float(f64::NAN));
    });
    assert!(matches!(error, WriteError::BadValue("decimal number", _)), "{error}");
    let error = refused(&|project| {
        project.cases =
            vec![Case { guid: guid("case"), sources: vec![guid("none")], ..Case::default() }];
    });
    assert!(matches!(error, WriteError::MissingTarget(_, "source")), "{error}");
    assert!(matches!(write_codebook(Vec::new(), &CodeBook::default()), Err(WriteError::NoCodes)));
}

#[test]
fn a_spool_on_disk_gives_the_same_bytes() {
    let project = hard_project();
    let head = Project { sources: Vec::new(), ..project.clone() };
    let spool = tempfile::tempfile().unwrap();
    let mut writer = ProjectWriter::new(Cursor::new(Vec::new()), spool, head).unwrap();
    project.sources.iter().for_each(|source| writer.add(source).unwrap());
    writer.describe(project.description.clone());
    assert_eq!(writer.finish().unwrap().into_inner(), bytes_of(&project));
}

const HEAD: &str = r#"<Users><User guid="{5C94BC9E-DB8C-4F1D-9CD6-E900C7440860}" name="Ben"/></Users>
<CodeBook><Codes><Code guid="2dfba8c9-59f5-4424-99d6-ea9bce18134b" name="Delay" isCodable="true" color="rgb(1,2,3)"/></Codes></CodeBook>"#;

/// One coded passage, `start..end`, of a text that stands at `path`.
fn one_selection(origin: &str, path: &str, name: &str, start: usize, end: usize) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<q:Project xmlns:q="urn:QDA-XML:project:1.0" name="p" origin="{origin}">{}
<q:Sources><q:TextSource guid="76414714-63c4-4a25-a47e-66fef80bd52e" name="t" plainTextPath="{path}">
<q:PlainTextSelection guid="08cbced0-d736-44c8-8fd6-eb4d29fe46c5" name="{name}" startPosition="{start}" endPosition="{end}" creatingUser="5c94bc9e-db8c-4f1d-9cd6-e900c7440860">
<q:Description/><q:Coding guid="76414714-63c4-4a25-a47e-66fef80bd52f"><q:CodeRef targetGUID="2DFBA8C9-59F5-4424-99D6-EA9BCE18134B"/></q:Coding>
</q:PlainTextSelection></q:TextSource></q:Sources></q:Project>"#,
        HEAD.replace('<', "<q:").replace("<q:/", "</q:"),
    )
}

/// The words that were selected, after reading.
fn selected(files: &[(&str, &[u8])]) -> (String, Vec<String>) {
    let (project, warnings) = read(container(files));
    let source = &project.sources[0];
    let selection = &source.selections[0];
    assert_eq!(selection.codings[0].code, project.code_book.codes[0].guid);
    assert_eq!(selection.creation.user, Some(project.users[0].guid));
    (source.quote(selection).to_owned(), warnings)
}

#[test]
fn names_and_paths_of_other_programs() {
    let text = b"One two three.";
    for (qde, folder, path) in [
        ("project.qde", "sources/", "internal://A.txt"),
        ("project.qde", "Sources/", "internal://a.TXT"),
        ("My study.qde", "sources/", "internal://A.txt"),
        ("Project.QDE", "Sources\\", "relative:///A.txt"),
        ("export/project.qde", "export/sources/", "A.txt"),
    ] {
        let xml = one_selection("NVivo", path, "two", 4, 7);
        let file = format!("{folder}A.txt");
        let files: [(&str, &[u8]); 3] =
            [("__MACOSX/._x.qde", b"\0"), (qde, xml.as_bytes()), (&file, text)];
        let (words, warnings) = selected(&files);
        assert_eq!(words, "two", "{qde} {folder} {path}");
        assert!(warnings.iter().any(|w| w.contains("colours")), "{warnings:?}");
    }
}

#[test]
fn marks_line_ends_and_units_of_other_programs() {
    // What is selected is always “three”.
    let cases: [(&str, &str, &str, usize, usize); 8] = [
        ("QualCoder", "\u{feff}One\ntwo\nthree", "three", 8, 13),
        ("QualCoder", "\u{feff}One\ntwo\nthree", "three", 9, 14),
        ("NVivo Windows", "One\r\ntwo\r\nthree", "three", 10, 15),
        ("NVivo Windows", "One\r\ntwo\r\nthree", "", 10, 15),
        ("ATLAS.ti 23", "One\r\ntwo\r\nthree", "", 8, 13),
        ("Unknown", "One\r\ntwo\r\nthree", "three", 8, 13),
        ("Unknown", "🙂ne two three", "thr...", 8, 13),
        ("Unknown", "🙂ne two three", "three", 9, 14),
    ];
    for (origin, text, name, start, end) in cases {
        let xml = one_selection(origin, "internal://A.txt", name, start, end);
        let marked = format!("\u{feff}{xml}");
        let (words, warnings) =
            selected(&[("project.qde", marked.as_bytes()), ("sources/A.txt", text.as_bytes())]);
        assert_eq!(words, "three", "{origin} {text:?} {start}..{end}: {warnings:?}");
    }
}

#[test]
fn utf16_projects_and_texts() {
    let utf16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xfeff_u16).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let xml = utf16(&one_selection("x", "internal://A.txt", "", 2, 5));
    let text = utf16("é two");
    assert_eq!(selected(&[("project.qde", &xml), ("sources/A.txt", &text)]).0, "two");
}

#[test]
fn pdf_sources_give_their_text_and_everything_else_a_warning() {
    let xml = format!(
        r#"<Project name="p">{HEAD}<Sources>
<PDFSource guid="11111111-1111-1111-1111-111111111111" name="r.pdf" path="internal://r.pdf">
<PDFSelection guid="11111111-1111-1111-1111-111111111113" page="0" firstX="1" firstY="1" secondX="2" secondY="2"/>
<Representation guid="11111111-1111-1111-1111-111111111112" plainTextPath="internal://r.txt">
<PlainTextSelection guid="11111111-1111-1111-1111-111111111114" startPosition="4" endPosition="7"/>
<PlainTextSelection guid="11111111-1111-1111-1111-111111111115" startPosition="4" endPosition="700"/>
<PlainTextSelection guid="11111111-1111-1111-1111-111111111116" startPosition="-4" endPosition="7"/>
</Representation><VariableValue><VariableRef targetGUID="v"/><IntegerValue>many</IntegerValue></VariableValue></PDFSource>
<PictureSource guid="11111111-1111-1111-1111-111111111117" path="internal://x.png"/>
<TextSource guid="11111111-1111-1111-1111-111111111118" name="gone" plainTextPath="internal://gone.txt"/>
<TextSource guid="11111111-1111-1111-1111-111111111119" name="held"><PlainTextContent>a&#13;&#10;&lt;b&gt; &unknown;</PlainTextContent></TextSource>
</Sources><Sets/><Links><Link/><Link/></Links></Project>"#
    );
    let (project, warnings) =
        read(container(&[("project.qde", xml.as_bytes()), ("sources/r.txt", b"One two.")]));
    assert_eq!(project.sources.len(), 2);
    let pdf = &project.sources[0];
    assert_eq!((pdf.name.as_str(), pdf.selections.len()), ("r.pdf", 2));
    assert_eq!(pdf.quote(&pdf.selections[0]), "two");
    assert_eq!(pdf.quote(&pdf.selections[1]), "two.");
    assert_eq!(pdf.values[0].value, Some(Value::Text("many".to_owned())));
    assert_eq!(project.sources[1].text, "a\n<b> ");
    let said = warnings.join("\n");
    for part in
        ["1 areas of PDF", "1 picture", "gone.txt", "past the end", "2 links", "sound start"]
    {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    assert!(!said.contains("sets"), "{said}");
}

#[test]
fn what_is_no_project_is_said() {
    let says = |bytes: Vec<u8>| {
        read_project(Cursor::new(bytes), &ReadOptions::default()).unwrap_err().to_string()
    };
    assert!(says(Vec::new()).contains("no REFI-QDA project"));
    assert!(says(b"SQLite format 3\0".to_vec()).contains("no REFI-QDA project"));
    assert!(says(b"PK\x03\x04 cut".to_vec()).contains("damaged"));
    assert!(says(container(&[("a.txt", b"x")])).contains("no project.qde"));
    let two = container(&[("a.qde", b"<Project/>"), ("b.qde", b"<Project/>")]);
    assert!(says(two).contains("2 project files"));
    assert!(
        says(container(&[("project.qde", b"<Project><Users>")])).contains("ends in the middle")
    );
    assert!(says(container(&[("project.qde", b"<Other/>")])).contains("not Project"));
    let deep = format!(
        "<Project><CodeBook><Codes>{}",
        "<Code guid='a' name='b' isCodable='true'>".repeat(1000)
    );
    assert!(says(container(&[("project.qde", deep.as_bytes())])).contains("nested deeper"));
    let error = read_codebook(&b"<Set/>"[..], &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("no REFI-QDA codebook"), "{error}");
}

/// A zip bomb is refused before it is in memory, however often a project names the same file.
#[test]
fn limits_hold() {
    let options = ReadOptions { max_unpacked_bytes: 1 << 20, max_entries: 10 };
    let refused = |files: &[(&str, &[u8])]| {
        matches!(read_project(Cursor::new(container(files)), &options), Err(ReadError::TooLarge(_)))
    };
    let zeros = vec![b' '; 2 << 20];
    assert!(refused(&[("project.qde", &zeros)]));
    let sources: String = (0..20)
        .map(|at| format!("<TextSource guid='{at}' plainTextPath='internal://a.txt'/>"))
        .collect();
    let xml = format!("<Project><Sources>{sources}</Sources></Project>");
    assert!(refused(&[("project.qde", xml.as_bytes()), ("sources/a.txt", &zeros[..100_000])]));
    let names: Vec<String> = (0..20).map(|at| format!("{at}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(refused(&files));
    assert!(matches!(read_codebook(&zeros[..], &options), Err(ReadError::TooLarge(_))));
}

#[test]
fn codebooks_come_back() {
    let mut book = hard_project().code_book;
    book.origin = "test".to_owned();
    let bytes = write_codebook(Vec::new(), &book).unwrap();
    assert_eq!(read_codebook(&bytes[..], &ReadOptions::default()).unwrap().content, book);
    // A project's codebook, and one without what the schema demands.
    let loose = "\u{feff}<CodeBook xmlns='urn:QDA-XML:codebook:1.0'><Codes><Code name='A'><Code name='B'/></Code></Codes><Sets/></CodeBook>";
    let loose = read_codebook(loose.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(loose.warnings, Vec::<String>::new());
    assert!(loose.content.codes[0].is_codable && loose.content.codes[0].codes[0].name == "B");
    let whole = format!("<Project origin='o'>{HEAD}</Project>");
    let whole = read_codebook(whole.as_bytes(), &ReadOptions::default()).unwrap().content;
    assert_eq!((whole.origin.as_str(), whole.codes[0].name.as_str()), ("o", "Delay"));
}

/// Text that XML can hold, of all widths.
fn words() -> impl Strategy<Value = String> {
    "[a-z<>&\"' \n\té“🙂\u{301}]{0,24}"
}

fn a_project() -> impl Strategy<Value = Project> {
    let span = (0..40_usize, 0..40_usize, words(), proptest::collection::vec(0..4_usize, 0..3));
    let source = (words(), words(), proptest::collection::vec(span, 0..5), any::<Option<i64>>());
    let numbers = (any::<i32>(), any::<bool>());
    (
        words(),
        proptest::collection::vec((words(), words(), any::<bool>()), 4),
        proptest::collection::vec(source, 0..4),
        numbers,
    )
        .prop_map(|(name, codes, sources, (number, yes))| {
            let mut nested = Vec::new();
            for (at, (name, description, coloured)) in codes.into_iter().enumerate() {
                let color = coloured.then_some(Color([at as u8, 255, 0]));
                let codes = std::mem::take(&mut nested);
                nested.push(Code {
                    guid: guid(&format!("code {at}")),
                    name,
                    is_codable: true,
                    color,
                    description,
                    note_refs: vec![guid("note")],
                    codes,
                });
            }
            let variables = VariableType::ALL.map(|kind| Variable {
                guid: guid(kind.as_str()),
                name: kind.as_str().to_owned(),
                kind,
                description: String::new(),
            });
            let values = |integer: Option<i64>| {
                let value = |kind: VariableType, value| VariableValue {
                    variable: guid(kind.as_str()),
                    value,
                };
                vec![
                    value(VariableType::Integer, integer.map(Value::Integer)),
                    value(VariableType::Boolean, Some(Value::Boolean(yes))),
                    value(VariableType::Float, Some(Value::Float(f64::from(number) / 8.0))),
                    value(VariableType::Date, Some(Value::Date("2024-02-29".to_owned()))),
                ]
            };
            let sources: Vec<TextSource> = sources
                .into_iter()
                .enumerate()
                .map(|(at, (name, text, spans, integer))| {
                    let length = text.chars().count();
                    let selections = spans.into_iter().enumerate().map(|(n, (a, b, d, codes))| {
                        let (a, b) = (a.min(length), b.min(length));
                        PlainTextSelection {
                            guid: guid(&format!("selection {at} {n}")),
                            name: d.clone(),
                            start: a.min(b),
                            end: a.max(b),
                            description: d,
                            codings: codes
                                .iter()
                                .enumerate()
                                .map(|(c, code)| Coding {
                                    guid: guid(&format!("coding {at} {n} {c}")),
                                    code: guid(&format!("code {code}")),
                                    creation: by_ada(),
                                    ..Coding::default()
                                })
                                .collect(),
                            note_refs: Vec::new(),
                            creation: by_ada(),
                        }
                    });
                    TextSource {
                        guid: guid(&format!("source {at}")),
                        // A reader names a source that has no name after its file.
                        name: format!("{at}{name}"),
                        selections: selections.collect(),
                        values: values(integer),
                        text,
                        ..TextSource::default()
                    }
                })
                .collect();
            let cases = vec![Case {
                guid: guid("case"),
                name: name.clone(),
                codes: vec![guid("code 0")],
                values: values(None),
                sources: sources.iter().map(|source| source.guid).collect(),
                ..Case::default()
            }];
            Project {
                name: name.clone(),
                users: vec![User { guid: guid("Ada"), name: name.clone() }],
                code_book: CodeBook { codes: nested, ..CodeBook::default() },
                variables: variables.to_vec(),
                cases,
                sources,
                notes: vec![Note { guid: guid("note"), text: name, ..Note::default() }],
                ..Project::default()
            }
        })
}

proptest! {
    /// What is written is read back the same, but for positions where a quote tells another way to count: the
    /// names here are not the words selected, and agree with nothing.
    #[test]
    fn every_project_comes_back(project in a_project()) {
        let bytes = bytes_of(&project);
        let imported = read_project(Cursor::new(bytes), &ReadOptions::default()).expect("a project");
        prop_assert_eq!(imported.content, project);
    }

    /// Any change of a byte gives a project or an error, never a panic.
    #[test]
    fn damaged_projects_end_in_words(at in 0..4000_usize, byte in any::<u8>()) {
        let mut bytes = bytes_of(&hard_project());
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Err(error) = read_project(Cursor::new(bytes), &ReadOptions::default()) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
