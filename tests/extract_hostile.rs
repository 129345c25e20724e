//! Damaged, hostile and absurd files: each gives blocks or an error that says what to do, never a panic.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::{fs, iter};

use proptest::prelude::*;
use scrutineer::extract::archive::members;
use scrutineer::extract::{self, ExtractError, ExtractErrorKind, ReadOptions};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const BODY: &str = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/extract")
}

/// Name and bytes of every fixture that needs no outside program.
fn samples() -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(fixtures()).into_iter().flatten().flatten();
    let mut samples: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            !["py", "blocks", "doc"].iter().any(|e| path.extension().is_some_and(|x| x == *e))
        })
        .filter_map(|path| {
            Some((path.file_name()?.to_string_lossy().into_owned(), fs::read(&path).ok()?))
        })
        .collect();
    samples.sort();
    samples
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer
            .start_file(*name, options)
            .and_then(|()| Ok(writer.write_all(bytes)?))
            .expect("zip in memory");
    }
    writer.finish().expect("zip in memory").into_inner()
}

fn docx(document: &str) -> Vec<u8> {
    zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

fn error(bytes: &[u8]) -> ExtractError {
    extract::read(bytes, &ReadOptions::default()).expect_err("an error")
}

/// A panic inside a reader is caught by `read`, so it must be looked for here.
fn assert_no_panic(bytes: &[u8], name: &str) {
    if let Err(error) = extract::read(bytes, &ReadOptions::for_file(name)) {
        assert_ne!(error.kind(), ExtractErrorKind::ParserFailed, "{name}");
    }
}

#[test]
fn errors_say_what_is_wrong_and_what_to_do() {
    let utf16 = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let ole = |stream: &str| [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), utf16(stream)].concat();
    let workbook = zipped(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>")]);
    let cases: Vec<(&str, Vec<u8>, ExtractErrorKind, &str)> = vec![
        ("no bytes", vec![], ExtractErrorKind::Empty, "the file is empty"),
        ("blank", b" \n\n ".to_vec(), ExtractErrorKind::NoText, "no text"),
        (
            "junk",
            (0..=255).cycle().take(2000).collect(),
            ExtractErrorKind::UnknownFormat,
            "convert it",
        ),
        (
            "picture",
            b"\x89PNG\r\n\x1a\n....".to_vec(),
            ExtractErrorKind::UnknownFormat,
            "picture (PNG)",
        ),
        ("password", ole("EncryptedPackage"), ExtractErrorKind::Encrypted, "save it without one"),
        ("old workbook", ole("Workbook"), ExtractErrorKind::UnknownFormat, "save it as DOCX"),
        ("workbook", workbook, ExtractErrorKind::UnknownFormat, "Excel"),
        (
            "torn zip",
            b"PK\x03\x04 torn".to_vec(),
            ExtractErrorKind::Damaged,
            "download or save the file again",
        ),
        (
            "no document",
            zipped(&[("word/x.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>")]),
            ExtractErrorKind::Damaged,
            "is missing",
        ),
        (
            "torn XML",
            docx("<w:document><w:body><w:p>"),
            ExtractErrorKind::Damaged,
            "word/document.xml",
        ),
        (
            "empty DOCX",
            docx(&format!("{BODY}</w:body></w:document>")),
            ExtractErrorKind::NoText,
            "OCR",
        ),
        (
            "archive",
            zipped(&[("a.txt", b"a")]),
            ExtractErrorKind::UnknownFormat,
            "members one by one",
        ),
        (
            "other XML",
            b"<?xml version='1.0'?><feed/>".to_vec(),
            ExtractErrorKind::UnknownFormat,
            "XML of a kind",
        ),
    ];
    for (name, bytes, kind, said) in cases {
        let error = error(&bytes);
        assert_eq!(error.kind(), kind, "{name}: {error}");
        assert!(error.to_string().contains(said), "{name}: {error}");
    }
}

#[test]
fn a_broken_file_with_a_document_name_is_called_damaged() {
    let junk: Vec<u8> = (0..=255).cycle().take(2000).collect();
    let error = extract::read(&junk, &ReadOptions::for_file("report.DOCX")).expect_err("junk");
    assert_eq!(error.kind(), ExtractErrorKind::Damaged);
}

#[test]
fn a_text_named_docx_is_read_as_the_text_that_it_is() {
    let read = extract::read(b"Plain words.", &ReadOptions::for_file("report.docx")).expect("text");
    assert_eq!(read.blocks[0].text, "Plain words.");
}

#[test]
fn limits_refuse_and_name_themselves() {
    let small = ReadOptions { max_bytes: 10, ..ReadOptions::default() };
    let refused = extract::read(b"more than ten bytes", &small).expect_err("too large");
    assert_eq!(refused.kind(), ExtractErrorKind::TooLarge);
    assert!(refused.to_string().contains("19 bytes"), "{refused}");

    let text = "A paragraph. ".repeat(10_000);
    let long =
        docx(&format!("{BODY}<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"));
    let tight = ReadOptions { max_unpacked_bytes: 50_000, ..ReadOptions::default() };
    let refused = extract::read(&long, &tight).expect_err("too large");
    assert_eq!(refused.kind(), ExtractErrorKind::TooLarge, "{refused}");
    assert!(extract::read(&long, &ReadOptions::default()).is_ok());
}

#[test]
fn bombs_are_defused() {
    let zeros = vec![b' '; 20 << 20];
    let bomb = zipped(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", &zeros)]);
    let refused = error(&bomb);
    assert_eq!(refused.kind(), ExtractErrorKind::TooLarge, "{refused}");
    assert!(refused.to_string().contains("zip bomb"), "{refused}");

    let deep = format!(
        "{BODY}{}{}</w:body></w:document>",
        "<w:sdt>".repeat(5000),
        "</w:sdt>".repeat(5000)
    );
    assert_eq!(error(&docx(&deep)).kind(), ExtractErrorKind::Damaged);
    // Entities are not expanded, so that they cannot multiply.
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>"#.to_owned() + BODY;
    let laughs =
        docx(&(laughs + "<w:p><w:r><w:t>said &b;.</w:t></w:r></w:p></w:body></w:document>"));
    let read = extract::read(&laughs, &ReadOptions::default()).expect("text");
    assert_eq!(read.blocks[0].text, "said .");

    let page = format!("<html><body>{}x", "<div>".repeat(100_000));
    assert_eq!(error(page.as_bytes()).kind(), ExtractErrorKind::Damaged);
    let reopened = format!("<html><body><p>{}{}", "<b id=1>".repeat(1500), "<p>x".repeat(50_000));
    assert_eq!(error(reopened.as_bytes()).kind(), ExtractErrorKind::TooLarge);
    let nested = format!("<html><body>{}deep{}", "<div>".repeat(1900), "</div>".repeat(1900));
    let read = extract::read(nested.as_bytes(), &ReadOptions::default()).expect("text");
    assert_eq!(read.blocks[0].text, "deep");

    let groups = format!("{{\\rtf1 {}x", "{".repeat(100_000));
    assert_eq!(error(groups.as_bytes()).kind(), ExtractErrorKind::Damaged);
    let quotes = format!("# A\n\n# B\n\n[x](http://x)\n\n{}deep", "> ".repeat(5_000));
    assert_no_panic(quotes.as_bytes(), "quotes.md");
}

#[test]
fn archives_give_their_members() {
    let bytes = fs::read(fixtures().join("archive.zip")).expect("fixture");
    let found: Vec<_> = members(&bytes, &ReadOptions::default()).expect("archive").collect();
    let names: Vec<_> = found.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["reports/one.txt", "reports/notes.docx", "inner.zip/two.txt"]);
    for member in found {
        let content = member.content.expect("content");
        assert!(extract::read(&content, &ReadOptions::for_file(member.name)).is_ok());
    }
}

#[test]
fn hostile_archives_end() {
    let nest = |levels: usize| {
        (0..levels).fold(b"text".to_vec(), |inner, n| {
            let name = if n == 0 { "a.txt" } else { "a.zip" };
            zipped(&[(name, &inner)])
        })
    };
    let two_inside = nest(3);
    let found: Vec<_> = members(&two_inside, &ReadOptions::default()).expect("archive").collect();
    assert_eq!(found[0].name, "a.zip/a.zip/a.txt");
    let too_deep = nest(4);
    let found: Vec<_> = members(&too_deep, &ReadOptions::default()).expect("archive").collect();
    let refused = found[0].content.as_ref().expect_err("too deep");
    assert_eq!(refused.kind(), ExtractErrorKind::TooLarge);

    // The member that passes the limit is the last.
    let big = vec![b'x'; 40_000];
    let archive = zipped(&[("1", b"one"), ("2", &big), ("3", b"three")]);
    let tight = ReadOptions { max_unpacked_bytes: 30_000, ..ReadOptions::default() };
    let found: Vec<_> = members(&archive, &tight).expect("archive").collect();
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].content.as_ref().expect_err("limit").kind(), ExtractErrorKind::TooLarge);

    // A damaged member spoils itself only.
    let mut archive = zipped(&[("1", &b"one ".repeat(100)), ("2", b"two")]);
    let data =
        archive.windows(5).position(|w| w[0] == b'1' && w[1] != b'2').expect("local header") + 3;
    archive[data] ^= 0xFF;
    let found: Vec<_> = members(&archive, &ReadOptions::default()).expect("archive").collect();
    assert!(found[0].content.is_err());
    assert_eq!(found[1].content.as_deref(), Ok(b"two".as_slice()));
}

#[test]
fn truncated_files_are_errors_or_shorter_texts() {
    for (name, bytes) in samples() {
        let step = (bytes.len() / 40).max(1);
        for length in
            (0..bytes.len()).step_by(step).chain(bytes.len().saturating_sub(30)..bytes.len())
        {
            assert_no_panic(&bytes[..length], &name);
        }
        let packed = bytes.starts_with(b"PK");
        let half = extract::read(&bytes[..bytes.len() / 2], &ReadOptions::for_file(name.clone()));
        if packed {
            let kind = half.as_ref().expect_err("half a container").kind();
            assert_eq!(kind, ExtractErrorKind::Damaged, "{name}");
        }
    }
}

#[test]
fn a_long_text_is_read_in_reasonable_time() {
    let paragraph = "4.12 The health visitor told the panel that nobody had asked the child what she\nthought of it, and that the record was silent.\n\n";
    let long: String = iter::repeat_n(paragraph, 80_000).collect();
    let start = std::time::Instant::now();
    let read = extract::read(long.as_bytes(), &ReadOptions::default()).expect("text");
    assert_eq!(read.blocks.len(), 80_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// The fixture with one of its XML parts changed, so that changes reach the reader behind the zip's checksums.
fn with_changed_part(bytes: &[u8], part: usize, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return bytes.to_vec() };
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("fixture");
        let name = file.name().expect("fixture").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("fixture");
        files.push((name, content));
    }
    let xml: Vec<usize> = (0..files.len()).filter(|&n| files[n].0.ends_with(".xml")).collect();
    if let Some(&index) = xml.get(part % xml.len().max(1)) {
        change(&mut files[index].1);
    }
    let files: Vec<_> =
        files.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zipped(&files)
}

fn change(bytes: &mut Vec<u8>, edits: &[(usize, u8, u8)]) {
    for &(at, byte, kind) in edits {
        if bytes.is_empty() {
            return;
        }
        let at = at % bytes.len();
        match kind % 4 {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            2 => {
                bytes.remove(at);
            }
            // Repeat or drop a stretch: elements without their ends, ends without their starts.
            _ => {
                let to = (at + usize::from(byte)).min(bytes.len());
                let stretch: Vec<u8> = bytes.drain(at..to).collect();
                if byte % 2 == 0 {
                    bytes.splice(at..at, stretch.iter().chain(&stretch).copied());
                }
            }
        }
    }
}

fn edits() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_fixtures_never_panic(pick in any::<usize>(), edits in edits()) {
        let samples = samples();
        let (name, bytes) = &samples[pick % samples.len()];
        let mut bytes = bytes.clone();
        change(&mut bytes, &edits);
        assert_no_panic(&bytes, name);
    }

    #[test]
    fn changed_parts_never_panic(pick in any::<usize>(), part in any::<usize>(), edits in edits()) {
        let packed: Vec<_> = samples().into_iter().filter(|(_, bytes)| bytes.starts_with(b"PK")).collect();
        let (name, bytes) = &packed[pick % packed.len()];
        assert_no_panic(&with_changed_part(bytes, part, |content| change(content, &edits)), name);
    }

    #[test]
    fn changed_archives_never_panic(edits in edits()) {
        let mut bytes = fs::read(fixtures().join("archive.zip")).expect("fixture");
        change(&mut bytes, &edits);
        if let Ok(found) = members(&bytes, &ReadOptions::default()) {
            prop_assert!(found.take(100).count() < 100);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), start in 0_usize..8) {
        let starts: [&[u8]; 8] = [b"", b"{\\rtf1 ", b"<html><body>", b"PK\x03\x04", b"MIME-Version: 1\nFrom: a\n\n", b"<office:document>", b"# A\n# B\n**", b"\xFF\xFE"];
        assert_no_panic(&[starts[start], &bytes].concat(), "sample");
    }

    #[test]
    fn arbitrary_text_never_panics(text in "[-•.:(){}\\\\'#>|*_\\[\\]<&;a-cA-C0-2 \t\n\r\u{c}\u{a0}é’]{0,300}", start in 0_usize..6) {
        let starts = ["", "{\\rtf1 ", "<html><body><ol><li>", "# A\n\n# B\n\n[x](http://x)\n", "Contents\n\n", "a\u{c}b\u{c}"];
        assert_no_panic(format!("{}{text}", starts[start]).as_bytes(), "sample");
    }
}
