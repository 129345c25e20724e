//! What each fuzz target does with its bytes. The test `fuzz_regressions` replays kept inputs through the same functions.
//!
//! A reader catches panics and turns them into an error, so a caught panic is looked for and made one again.

#![allow(dead_code, reason = "each fuzz target is a program of its own and uses one function")]

use std::io::{Cursor, Write};

use refi_qda::{read_codebook, read_project, write_project};
use scrutineer::exchange::{CodedOptions, read_coded_project, skeleton};
use scrutineer::extract::{self, ExtractErrorKind, Extraction, ReadOptions};
use scrutineer::taxonomy::{Phrase, SourceFile};
use scrutineer::{Document, Tagger, Taxonomy};
use scrutineer_export::{TextColumns, read_texts};
use tempfile::NamedTempFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A target: its name, and what it does with bytes.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// Every target, named as the folders of `corpus/` and `regressions/` are.
pub(crate) const TARGETS: [Target; 13] = [
    ("pdf", pdf),
    ("docx", docx),
    ("odt", odt),
    ("rtf", rtf),
    ("html", html),
    ("email", email),
    ("markdown", markdown),
    ("text", text),
    ("archive", archive),
    ("taxonomy", taxonomy),
    ("phrase", phrase),
    ("qdpx", qdpx),
    ("table", table),
];

/// Reads `bytes` as a file called `name`, and makes a document of what was read.
fn read(bytes: &[u8], name: &str) {
    let options = ReadOptions {
        max_unpacked_bytes: 16 << 20,
        time_limit: Some(std::time::Duration::from_secs(10)),
        ..ReadOptions::for_file(name)
    };
    match extract::read(bytes, &options) {
        Ok(extraction) => recognise(&extraction),
        Err(error) => {
            assert_ne!(error.kind(), ExtractErrorKind::ParserFailed, "{name}: {error}");
            assert!(!error.to_string().is_empty());
        }
    }
}

fn recognise(extraction: &Extraction) {
    let document = Document::new(extraction);
    for block in &document.blocks {
        let _ = document.text.code_points(block.span);
    }
}

/// A container of stored parts, so that a change of a byte reaches the reader behind the container.
fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer
            .start_file(*name, stored)
            .and_then(|()| Ok(writer.write_all(bytes)?))
            .expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// A PDF.
pub(crate) fn pdf(bytes: &[u8]) {
    read(bytes, "any.pdf");
}

/// What stands between two parts of a container in the bytes of a fuzz input.
const BETWEEN_PARTS: &[u8] = b"<?part?>";

/// The parts of a fuzz input, named in this order; names without a part are left out.
fn parts<'a>(bytes: &'a [u8], names: &[&'static str]) -> Vec<(&'static str, &'a [u8])> {
    let mut rest = bytes;
    let mut parts = Vec::new();
    for name in names {
        let end = rest.windows(BETWEEN_PARTS.len()).position(|window| window == BETWEEN_PARTS);
        parts.push((*name, &rest[..end.unwrap_or(rest.len())]));
        let Some(end) = end else { break };
        rest = &rest[end + BETWEEN_PARTS.len()..];
    }
    parts
}

/// Parts of a DOCX, or the whole container when the bytes are one.
pub(crate) fn docx(bytes: &[u8]) {
    if bytes.starts_with(b"PK") {
        return read(bytes, "any.docx");
    }
    let names =
        ["word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml"];
    let kind: &[u8] = b"<Types/>";
    let parts = [vec![("[Content_Types].xml", kind)], parts(bytes, &names)].concat();
    read(&container(&parts), "any.docx");
}

/// Parts of an ODT, or the whole container when the bytes are one.
pub(crate) fn odt(bytes: &[u8]) {
    if bytes.starts_with(b"PK") {
        return read(bytes, "any.odt");
    }
    let kind: &[u8] = b"application/vnd.oasis.opendocument.text";
    let parts = [vec![("mimetype", kind)], parts(bytes, &["content.xml", "styles.xml"])].concat();
    read(&container(&parts), "any.odt");
}

/// Rich Text Format.
pub(crate) fn rtf(bytes: &[u8]) {
    read(&[b"{\\rtf1 ", bytes].concat(), "any.rtf");
}

/// HTML.
pub(crate) fn html(bytes: &[u8]) {
    read(bytes, "any.html");
}

/// A message: what follows its first two headers.
pub(crate) fn email(bytes: &[u8]) {
    read(&[b"MIME-Version: 1.0\nFrom: a\n", bytes].concat(), "any.eml");
}

/// Markdown.
pub(crate) fn markdown(bytes: &[u8]) {
    read(bytes, "any.md");
}

/// Plain text in any encoding.
pub(crate) fn text(bytes: &[u8]) {
    read(bytes, "any.txt");
}

/// A zip archive and each of its members.
pub(crate) fn archive(bytes: &[u8]) {
    let options = ReadOptions { max_unpacked_bytes: 16 << 20, ..ReadOptions::default() };
    if let Ok(members) = extract::archive::members(bytes, &options) {
        for member in members {
            if let Ok(content) = member.content {
                read(&content, &member.name);
            }
        }
    }
}

/// A taxonomy file, compiled and run when it is sound.
pub(crate) fn taxonomy(bytes: &[u8]) {
    let Ok(content) = std::str::from_utf8(bytes) else { return };
    let file = SourceFile { name: "any.toml", content };
    match Taxonomy::from_files(&[file], Some(Taxonomy::base())) {
        Ok(taxonomy) => {
            let passage = "The health visitor did not escalate her concern about the decision.";
            Tagger::new(&taxonomy)
                .tag(Document::passage(passage, scrutineer::document::Role::Finding));
        }
        Err(errors) => errors.iter().for_each(|error| assert!(!error.to_string().is_empty())),
    }
}

/// A phrase.
pub(crate) fn phrase(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    match Phrase::parse(source) {
        Ok(phrase) => assert_eq!(phrase.as_str(), source),
        Err(error) => assert!(source.is_char_boundary(error.at), "{error:?}"),
    }
}

/// The project file of a REFI-QDA project with one text, or the whole container when the bytes are one.
pub(crate) fn qdpx(bytes: &[u8]) {
    let limits = refi_qda::ReadOptions { max_unpacked_bytes: 16 << 20, max_entries: 1000 };
    let text = "\u{feff}One 🙂.\r\nTwo \u{2018}words\u{2019}.".as_bytes();
    let whole = if bytes.starts_with(b"PK") {
        bytes.to_vec()
    } else {
        container(&[("project.qde", bytes), ("sources/a.txt", text)])
    };
    if let Ok(imported) = read_project(Cursor::new(&whole), &limits) {
        for source in &imported.content.sources {
            let length = source.text.chars().count();
            for selection in &source.selections {
                assert!(selection.start <= selection.end && selection.end <= length);
            }
        }
        // What can be written is read back with the same texts.
        if let Ok(written) = write_project(Cursor::new(Vec::new()), &imported.content) {
            let again = read_project(written, &limits).expect("our own project").content;
            let texts = |project: &refi_qda::Project| -> Vec<String> {
                project.sources.iter().map(|source| source.text.clone()).collect()
            };
            assert_eq!(texts(&again), texts(&imported.content));
        }
    }
    let options = CodedOptions { keep_unknown: true, ..CodedOptions::default() };
    let _ = read_coded_project(Cursor::new(&whole), Taxonomy::builtin(), &options);
    if let Ok(book) = read_codebook(bytes, &limits) {
        let skeleton = skeleton(&book.content);
        let files: Vec<SourceFile<'_>> =
            skeleton.files.iter().map(|(name, content)| SourceFile { name, content }).collect();
        assert!(Taxonomy::from_files(&files, Some(Taxonomy::base())).is_ok());
    }
}

/// A table of texts: a workbook, a Parquet file, JSON lines or CSV, told by the content.
pub(crate) fn table(bytes: &[u8]) {
    let mut file = NamedTempFile::new().expect("a folder for temporary files");
    file.write_all(bytes).expect("room on the disk");
    for name in ["text", "A"] {
        let columns = TextColumns { text: name.to_owned(), ..TextColumns::default() };
        match read_texts(file.path(), &columns) {
            Ok(texts) => assert!(!texts.sources.is_empty()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
