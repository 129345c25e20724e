//! Every fixture file against the blocks that a person expects to see in it.
//!
//! Beside `x.docx` lies `x.docx.blocks`: one line a block, `kind|page|number|text`, then the document's
//! properties and warnings. `SNAPSHOTS=overwrite cargo test --test extract` writes them anew; read the
//! difference before it is committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use scrutineer::extract::{
    self, ExtractErrorKind, Extraction, Format, RawBlock, RawKind, ReadOptions,
};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/extract")
}

fn read_fixture(name: &str) -> Extraction {
    let bytes = fs::read(fixtures().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    extract::read(&bytes, &ReadOptions::for_file(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn kind(kind: RawKind) -> String {
    match kind {
        RawKind::Paragraph => "paragraph".into(),
        RawKind::Heading(level) => format!("heading {level}"),
        RawKind::ListItem => "item".into(),
        RawKind::Quotation => "quotation".into(),
        RawKind::Cell { row_start: true } => "row".into(),
        RawKind::Cell { row_start: false } => "cell".into(),
        RawKind::Footnote => "footnote".into(),
        RawKind::Caption => "caption".into(),
        RawKind::Contents => "contents".into(),
    }
}

/// The text with the pages that begin inside it as `⟦4⟧`.
fn text(block: &RawBlock) -> String {
    let mut out = String::new();
    let mut from = 0;
    for &(at, page) in &block.page_breaks {
        let _ = write!(out, "{}⟦{page}⟧", &block.text[from..at]);
        from = at;
    }
    out.push_str(&block.text[from..]);
    out.replace('\n', "\\n").replace('\t', "\\t")
}

fn show(extraction: &Extraction) -> String {
    let mut out = String::new();
    for block in &extraction.blocks {
        let number = block.number.as_deref().unwrap_or_default();
        let _ = writeln!(out, "{}|{}|{number}|{}", kind(block.kind), block.page, text(block));
    }
    let _ = writeln!(out, "pages: {}", extraction.pages.len());
    for (name, value) in &extraction.properties {
        let _ = writeln!(out, "{name}: {value}");
    }
    for warning in &extraction.warnings {
        let _ = writeln!(out, "warning: {warning}");
    }
    out
}

#[test]
fn every_fixture_gives_its_blocks() {
    let mut files: Vec<PathBuf> =
        fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let overwrite = env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let mut wrong = String::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let skipped = ["py", "blocks", "zip", "doc"];
        if skipped.iter().any(|extension| file.extension().is_some_and(|e| e == *extension)) {
            continue;
        }
        let shown = show(&read_fixture(&name));
        let snapshot = file.with_file_name(format!("{name}.blocks"));
        if overwrite {
            fs::write(&snapshot, &shown).unwrap();
        }
        let expected = fs::read_to_string(&snapshot).unwrap_or_default();
        if shown != expected {
            let _ = writeln!(wrong, "==== {name}: expected\n{expected}---- got\n{shown}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn formats_are_told_by_content_alone() {
    let cases = [
        ("numbering.docx", Format::Docx),
        ("numbering.odt", Format::Odt),
        ("numbering.rtf", Format::Rtf),
        ("notes.doc", Format::Doc),
        ("archive.zip", Format::Zip),
        ("page.html", Format::Html),
        ("message.eml", Format::Email),
        ("wrapped.txt", Format::Text),
    ];
    for (name, format) in cases {
        let bytes = fs::read(fixtures().join(name)).unwrap();
        let told = extract::format_of(&bytes, &ReadOptions::default());
        assert_eq!(told, Ok(format), "{name}");
        let misnamed = extract::format_of(&bytes, &ReadOptions::for_file("report.pdf"));
        assert_eq!(misnamed, Ok(format), "{name} named report.pdf");
    }
}

#[test]
fn an_old_word_file_is_converted_or_the_error_says_how() {
    let bytes = fs::read(fixtures().join("notes.doc")).unwrap();
    match extract::read(&bytes, &ReadOptions::default()) {
        Ok(read) => assert!(read.blocks.iter().any(|block| block.text == "The board met twice.")),
        Err(error) => {
            assert_eq!(error.kind(), ExtractErrorKind::ProgramMissing);
            assert!(error.to_string().contains("save as .docx"));
        }
    }
}

/// White space and typed bullets apart, the formats of one report hold the same paragraphs.
#[test]
fn one_report_in_several_formats_gives_the_same_paragraphs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus-samples/five-formats");
    let Ok(entries) = fs::read_dir(&folder) else { return };
    let mut readings: Vec<(String, Vec<String>)> = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".pdf") {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let read = extract::read(&bytes, &ReadOptions::for_file(&name)).unwrap();
        let texts = read.blocks.iter();
        let texts =
            texts.map(|b| b.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        readings.push((name, texts));
    }
    for (name, texts) in &readings[1..] {
        let (first, expected) = &readings[0];
        let differs = texts.iter().zip(expected).position(|(a, b)| a != b);
        if let Some(at) = differs {
            panic!("{name} and {first} differ at {at}: {:?} and {:?}", texts[at], expected[at]);
        }
        assert_eq!(texts.len(), expected.len(), "{name} and {first}");
    }
}
