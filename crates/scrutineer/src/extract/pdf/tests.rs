//! Whole documents, small ones written here and real ones that lie beside the repository.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{PdfOptions, PdfReader, read};
use crate::extract::{ExtractErrorKind, PageFlag, RawKind};

/// Numbers the objects from 1 (the catalog) and leaves the cross-reference table to be rebuilt.
fn document(objects: &[String]) -> Vec<u8> {
    let bodies: Vec<String> = (1..)
        .zip(objects)
        .map(|(number, body)| format!("{number} 0 obj\n{body}\nendobj\n"))
        .collect();
    format!("%PDF-1.7\n{}trailer\n<< /Root 1 0 R >>\n%%EOF", bodies.concat()).into_bytes()
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// Lines of `(size, x, y, text)` as a content stream.
fn painted(lines: &[(u32, u32, u32, &str)]) -> String {
    let shown = lines
        .iter()
        .map(|(size, x, y, text)| format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"));
    shown.collect()
}

/// A document of A4 pages in Helvetica.
pub(super) fn pages(contents: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Count {} /Kids [{}] /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> >>",
            contents.len(),
            kids.join(" ")
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    for (index, content) in contents.iter().enumerate() {
        objects.push(format!("<< /Type /Page /Parent 2 0 R /Contents {} 0 R >>", 5 + 2 * index));
        objects.push(stream(content));
    }
    document(&objects)
}

fn kind_of(bytes: &[u8]) -> Option<ExtractErrorKind> {
    read(bytes, &PdfOptions::default()).err().map(|error| error.kind())
}

#[test]
fn what_cannot_be_read_says_why() {
    assert_eq!(kind_of(b""), Some(ExtractErrorKind::Empty));
    assert_eq!(kind_of(b"%PDF-1.7 and then nothing of use"), Some(ExtractErrorKind::Damaged));
    let error = read(
        &pages(&["q BI /W 1 /H 1 /BPC 8 /CS /G ID \u{1} EI Q".into()]),
        &PdfOptions::default(),
    );
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ExtractErrorKind::NoText);
    assert!(error.to_string().contains("run OCR"), "{error}");
}

#[test]
fn a_deadline_that_has_passed_ends_the_reading() {
    let late = PdfOptions { deadline: Some(Instant::now()), ..PdfOptions::default() };
    let bytes = pages(&[painted(&[(11, 70, 700, "Text")])]);
    assert_eq!(read(&bytes, &late).unwrap_err().kind(), ExtractErrorKind::Limit);
}

#[test]
fn a_page_without_text_among_others_is_flagged() {
    let picture = "q BI /W 1 /H 1 /BPC 8 /CS /G ID \u{1} EI Q".to_owned();
    let read = read(&pages(&[painted(&[(11, 70, 700, "Text")]), picture]), &PdfOptions::default());
    let extraction = read.unwrap();
    assert_eq!(extraction.pages[1].flags, [PageFlag::NoText]);
    assert_eq!(extraction.warnings, ["page 2: images without text, or with hardly any (a scan?)"]);
}

#[test]
fn an_untagged_report_has_headings_paragraphs_and_no_heads() {
    let body = |page: usize, lines: &[(u32, u32, u32, &str)]| {
        let foot = format!("BT /F1 9 Tf 1 0 0 1 250 30 Tm (Child T page {page}) Tj ET\n");
        painted(lines) + &foot
    };
    let contents = [
        body(
            1,
            &[
                (16, 70, 760, "4 Narrative"),
                (11, 70, 730, "4.1"),
                (11, 110, 730, "The health visitor saw the baby at home and wrote that all was"),
                (11, 110, 716, "well. Nobody asked who else lived there, and the multi-"),
                (11, 110, 702, "agency meeting that was due in March did not take place until"),
                (11, 110, 688, "the summer, when the family had moved to another area and"),
            ],
        ),
        body(
            2,
            &[
                (11, 110, 760, "had no social worker."),
                (11, 70, 730, "4.2"),
                (11, 110, 730, "The police were called twice."),
            ],
        ),
        body(3, &[(11, 70, 760, "4.3"), (11, 110, 760, "The file was closed.")]),
    ];
    let extraction = read(&pages(&contents), &PdfOptions::default()).unwrap();
    let blocks: Vec<_> = extraction.blocks.iter().map(|b| (b.kind, b.text.as_str())).collect();
    assert_eq!(
        blocks,
        [
            (RawKind::Heading(1), "4 Narrative"),
            (
                RawKind::Paragraph,
                "4.1 The health visitor saw the baby at home and wrote that all was well. Nobody \
                 asked who else lived there, and the multi-\nagency meeting that was due in March \
                 did not take place until the summer, when the family had moved to another area \
                 and had no social worker."
            ),
            (RawKind::Paragraph, "4.2 The police were called twice."),
            (RawKind::Paragraph, "4.3 The file was closed."),
        ]
    );
    let (offset, page) = extraction.blocks[1].page_breaks[0];
    assert_eq!((&extraction.blocks[1].text[offset..], page), ("had no social worker.", 2));
}

#[test]
fn bold_type_of_unnamed_weight_makes_a_heading() {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R \
                /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>";
    let content = "BT /F2 11 Tf 70 740 Td (Good practice) Tj ET\n".to_owned()
        + &painted(&[
            (11, 70, 720, "The dental practice manager noticed that Helena had stopped singing"),
            (11, 70, 706, "and asked her in private whether she was safe."),
        ]);
    let font = |name| format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [5 0 R] >>".to_owned(),
        font("Helvetica"),
        font("Helvetica-Bold"),
        page.to_owned(),
        stream(&content),
    ];
    let extraction = read(&document(&objects), &PdfOptions::default()).unwrap();
    let kinds: Vec<_> = extraction.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(kinds, [RawKind::Heading(1), RawKind::Paragraph]);
}

#[test]
fn the_structure_tree_orders_and_names_and_artifacts_go() {
    let content = "/P <</MCID 1>> BDC BT /F1 11 Tf 70 700 Td (She was not seen alone.) Tj ET EMC\n\
         /Artifact BMC BT /F1 11 Tf 70 400 Td (DRAFT) Tj ET EMC\n\
         /Span <</MCID 2 /ActualText (m)>> BDC BT /F1 11 Tf 70 680 Td (rn) Tj ET EMC\n\
         /H2 <</MCID 0>> BDC BT /F1 11 Tf 70 720 Td (Findings) Tj ET EMC\n";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 6 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [4 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
         /Resources << /Font << /F1 3 0 R >> >> >>"
            .to_owned(),
        stream(content),
        "<< /Type /StructTreeRoot /K [7 0 R 8 0 R] /RoleMap << /Head /H2 >> >>".to_owned(),
        "<< /S /Head /Pg 4 0 R /K 0 /P 6 0 R >>".to_owned(),
        "<< /S /P /Pg 4 0 R /K [1 << /Type /MCR /MCID 2 >>] /P 6 0 R >>".to_owned(),
    ];
    let extraction = read(&document(&objects), &PdfOptions::default()).unwrap();
    let blocks: Vec<_> = extraction.blocks.iter().map(|b| (b.kind, b.text.as_str())).collect();
    assert_eq!(
        blocks,
        [(RawKind::Heading(2), "Findings"), (RawKind::Paragraph, "She was not seen alone. m"),]
    );
}

/// Files too large for the repository: `SCRUTINEER_SHARED`, else `../shared` beside the workspace.
fn shared(folder: &str) -> Option<Vec<PathBuf>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let root = std::env::var_os("SCRUTINEER_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let entries = std::fs::read_dir(root.join("pdf").join(folder)).ok()?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    files.sort();
    Some(files)
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn real_reports_lose_no_words_with_or_without_the_tree() {
    let Some(files) = shared("reports") else {
        eprintln!("skipped: no folder pdf/reports under SCRUTINEER_SHARED");
        return;
    };
    for file in files.iter().step_by(12) {
        let bytes = std::fs::read(file).unwrap();
        let letters = |use_structure| {
            let options = PdfOptions { use_structure, ..PdfOptions::default() };
            let blocks = read(&bytes, &options).unwrap().blocks;
            let chars = blocks.iter().flat_map(|block| block.text.chars());
            chars.filter(|c| c.is_alphabetic()).count() as f64
        };
        let ratio = letters(false) / letters(true);
        assert!((0.99..1.01).contains(&ratio), "{} {ratio}", file.display());
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn hostile_files_neither_panic_nor_hang() {
    let Some(files) = shared("torture") else {
        eprintln!("skipped: no folder pdf/torture under SCRUTINEER_SHARED");
        return;
    };
    for file in
        files.iter().filter(|f| f.to_string_lossy().contains("h_")).chain(files.iter().step_by(9))
    {
        let bytes = std::fs::read(file).unwrap();
        let begun = Instant::now();
        let deadline = Some(begun + Duration::from_secs(5));
        let outcome = read(&bytes, &PdfOptions { deadline, ..PdfOptions::default() });
        let kind = outcome.err().map(|error| error.kind());
        assert_ne!(kind, Some(ExtractErrorKind::ParserFailed), "{}", file.display());
        assert!(begun.elapsed() < Duration::from_secs(6), "{}", file.display());
    }
}

#[test]
fn the_second_reader_yields_paragraphs_too() {
    let options = PdfOptions { reader: PdfReader::PdfExtract, ..PdfOptions::default() };
    // This reader does not rebuild a missing cross-reference table: an error, not a panic.
    let outcome = read(&pages(&[painted(&[(11, 70, 700, "Text")])]), &options);
    assert!(outcome.is_err());
}
