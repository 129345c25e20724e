//! A scan made from a page whose text is known: painted, laid on the glass crookedly, with noise.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::tesseract::Tesseract;
use super::{OcrMode, OcrOptions};
use crate::extract::pdf::hayro::{HayroSource, open};
use crate::extract::pdf::limits::Watch;
use crate::extract::pdf::page::{PageSource, Picture};
use crate::extract::pdf::tests::pages;
use crate::extract::pdf::{PdfOptions, read};
use crate::extract::{ExtractErrorKind, Extraction, PageFlag};

const SAMPLE: &str = "corpus-samples/reports/scr-child-t-harrowmere-2012.pdf";
/// A page of running text.
const PAGE: usize = 5;

fn sample() -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read(root.join(SAMPLE)).expect("a sample")
}

fn options(mode: OcrMode) -> PdfOptions {
    PdfOptions { ocr: OcrOptions { mode, ..OcrOptions::default() }, ..PdfOptions::default() }
}

/// The picture turned by one degree, darker and with noise.
fn scanned(page: &Picture) -> Picture {
    let (sine, cosine) = 1.0_f32.to_radians().sin_cos();
    let (width, height) = (i32::from(page.width), i32::from(page.height));
    let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
    let at = |x: i32, y: i32| {
        let inside = (0..width).contains(&x) && (0..height).contains(&y);
        if inside { f32::from(page.grey[(y * width + x) as usize]) } else { 255.0 }
    };
    let mut seed = 1_u32;
    let grey = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| {
        let (dx, dy) = (x as f32 - middle_x, y as f32 - middle_y);
        let (u, v) = (middle_x + cosine * dx + sine * dy, middle_y - sine * dx + cosine * dy);
        let (left, top) = (u.floor(), v.floor());
        let (right, low) = (u - left, v - top);
        let corner = |i, j| at(left as i32 + i, top as i32 + j);
        let upper = corner(0, 0) * (1.0 - right) + corner(1, 0) * right;
        let lower = corner(0, 1) * (1.0 - right) + corner(1, 1) * right;
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (seed >> 24) as f32 / 255.0 * 50.0 - 25.0;
        (20.0 + 0.85 * (upper * (1.0 - low) + lower * low) + noise).clamp(0.0, 255.0) as u8
    });
    Picture { grey: grey.collect(), ..page.clone() }
}

/// A PDF whose only page is the picture, with `stamp` printed on it.
fn as_pdf(picture: &Picture, stamp: &str) -> Vec<u8> {
    let (width, height) = (picture.width, picture.height);
    let [wide, high] = [width, height].map(|side| f32::from(side) * 72.0 / picture.dpi);
    let content = format!("q {wide} 0 0 {high} 0 0 cm /I Do Q BT /F 9 Tf 20 20 Td ({stamp}) Tj ET");
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> /Font << /F {font} >> >> >>\nendobj\n\
         4 0 obj\n<< /Length {} >>\nstream\n{content}\nendstream\nendobj\n\
         5 0 obj\n<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length {} >>\nstream\n",
        content.len(),
        picture.grey.len()
    );
    let tail = "\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF";
    [head.as_bytes(), &picture.grey, tail.as_bytes()].concat()
}

fn letters<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<char> {
    let texts: Vec<&str> = texts.flat_map(str::split_whitespace).collect();
    texts.join(" ").chars().collect()
}

fn letters_of(extraction: &Extraction) -> Vec<char> {
    letters(extraction.blocks.iter().map(|block| block.text.as_str()))
}

/// 1 − edit distance / length.
fn similarity(a: &[char], b: &[char]) -> f64 {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = (before + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            before = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    1.0 - row[b.len()] as f64 / a.len().max(b.len()).max(1) as f64
}

/// The words of one page of `pdf` line by line, and a scan of it at 200 dots an inch.
fn scan_of(pdf: Vec<u8>, index: usize, stamp: &str) -> (Vec<u8>, Vec<char>) {
    let pdf = open(pdf).expect("a sample");
    let mut source = HayroSource::new(&pdf, Watch::new(None));
    // Running head and page number too, which a single page does not give away.
    let page = source.page(index).expect("a page");
    let mut lines: Vec<_> = page.runs.iter().collect();
    lines.sort_by(|a, b| {
        a.baseline.total_cmp(&b.baseline).then(a.area.left.total_cmp(&b.area.left))
    });
    let truth = letters(lines.iter().map(|run| run.text.as_str()));
    let picture = source.picture(index, 200.0).expect("a picture");
    assert!(picture.grey.iter().filter(|&&grey| grey < 128).count() > 10_000, "text is painted");
    (as_pdf(&scanned(&picture), stamp), truth)
}

fn scan() -> (Vec<u8>, Vec<char>) {
    scan_of(sample(), PAGE - 1, "")
}

/// Whether tesseract is there; a test that goes without it says so, and fails where everything is required.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn can_recognise(test: &str) -> bool {
    let found = Tesseract::find().is_some();
    if !found {
        let required = std::env::var_os("SCRUTINEER_REQUIRE").is_some_and(|value| value == "all");
        assert!(!required, "{}", super::MISSING);
        eprintln!("SKIPPED {test}: {}", super::MISSING);
    }
    found
}

#[test]
#[expect(clippy::print_stderr, reason = "the figure is of interest")]
fn a_crooked_noisy_scan_is_read() {
    if !can_recognise("a_crooked_noisy_scan_is_read") {
        return;
    }
    let (pdf, truth) = scan();
    let read = read(&pdf, &options(OcrMode::Auto)).expect("a scan");
    let similarity = similarity(&truth, &letters_of(&read));
    assert!(similarity >= 0.95, "{similarity}: {:?}", read.blocks);
    assert_eq!(read.pages[0].flags, [PageFlag::Ocr]);
    assert!(read.warnings[0].starts_with("page 1: read by OCR (tesseract "), "{:?}", read.warnings);
    eprintln!("character similarity of the scan: {similarity:.3}");
}

/// A ruled table of three columns, and below it text in two columns.
fn table_and_columns() -> Vec<u8> {
    let rows = [
        ["Date", "Agency", "What was recorded"],
        ["12 March", "Health visiting", "Nobody answered the door"],
        ["19 March", "Police", "Neighbour reported shouting"],
        ["2 April", "Primary school", "Absent without explanation"],
        ["30 April", "Social care", "Assessment was not finished"],
    ];
    let columns = [
        [
            "The review found that agencies worked",
            "apart from each other. Records were not",
            "shared until the conference that was held",
            "in the following summer, by which time the",
            "family had moved to another county.",
        ],
        [
            "Managers were unaware of the delay,",
            "because supervision had been cancelled",
            "four times in a row, and nobody asked",
            "what the child wanted or who else was",
            "living at the address of the family.",
        ],
    ];
    let (lefts, top, high) = ([60, 170, 310, 540], 760, 28);
    let mut content = "1 w\n".to_owned();
    for line in 0..=rows.len() {
        let y = top - high * line;
        content += &format!("{} {y} m {} {y} l S\n", lefts[0], lefts[3]);
    }
    for x in lefts {
        content += &format!("{x} {top} m {x} {} l S\n", top - high * rows.len());
    }
    let mut show = |x: usize, y: usize, text: &str| {
        content += &format!("BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n");
    };
    for (row, cells) in rows.iter().enumerate() {
        for (x, cell) in lefts.iter().zip(cells) {
            show(x + 6, top - high * row - 19, cell);
        }
    }
    for (x, lines) in [60, 320].iter().zip(columns) {
        for (row, line) in lines.iter().cycle().take(20).enumerate() {
            show(*x, 560 - 16 * row, line);
        }
    }
    pages(&[content])
}

#[test]
fn ruled_tables_and_columns_are_read_from_a_scan() {
    if !can_recognise("ruled_tables_and_columns_are_read_from_a_scan") {
        return;
    }
    let (pdf, truth) = scan_of(table_and_columns(), 0, "");
    let read = read(&pdf, &options(OcrMode::Auto)).expect("a scan");
    let text: String = letters_of(&read).into_iter().collect();
    let found: Vec<&str> = text.split(' ').collect();
    let truth: String = truth.into_iter().collect();
    let words: Vec<&str> = truth.split(' ').collect();
    let missed: Vec<&&str> = words.iter().filter(|word| !found.contains(word)).collect();
    assert!(missed.len() * 20 < words.len(), "{missed:?} of {words:?}: {text}");
    let column =
        "agencies worked apart from each other. Records were not shared until the conference";
    assert!(text.contains(column), "the left column is read for itself: {text}");
    let row = "12 March Health visiting Nobody answered the door";
    assert!(text.contains(row), "rows of the table are kept: {text}");
}

#[test]
fn a_scan_with_a_stamp_is_still_a_scan() {
    let (pdf, _) = scan_of(sample(), PAGE - 1, "Page 5 of 40");
    let unread = read(&pdf, &options(OcrMode::Never));
    assert_eq!(unread.unwrap_err().kind(), ExtractErrorKind::NoText);
    let (pdf, truth) = scan_of(sample(), PAGE - 1, "Received by the board office");
    let unread = read(&pdf, &options(OcrMode::Never)).expect("a stamp");
    assert_eq!(unread.pages[0].flags, [PageFlag::NoText]);
    if can_recognise("a_scan_with_a_stamp_is_still_a_scan") {
        let read = read(&pdf, &options(OcrMode::Auto)).expect("a scan");
        assert_eq!(read.pages[0].flags, [PageFlag::Ocr]);
        let similarity = similarity(&truth, &letters_of(&read));
        assert!(similarity >= 0.93, "{similarity}: {:?}", read.blocks);
    }
}

#[test]
fn a_scan_is_refused_with_advice_when_ocr_is_not_wanted() {
    let (pdf, _) = scan();
    let error = read(&pdf, &options(OcrMode::Never)).unwrap_err();
    assert_eq!(error.kind(), ExtractErrorKind::NoText);
    assert!(error.to_string().contains("run OCR first"), "{error}");
}

#[test]
fn no_program_is_found_on_an_empty_path() {
    assert!(Tesseract::find_in(OsStr::new("/nowhere")).is_none());
    assert!(super::MISSING.contains("apt install tesseract-ocr"));
}

#[test]
fn a_language_without_data_is_refused_by_name() {
    let Some(program) = Tesseract::find() else { return };
    assert!(program.check_language("eng").is_ok());
    let error = program.check_language("eng+xyz").unwrap_err();
    assert!(error.to_string().contains("`xyz`") && error.to_string().contains("eng"), "{error}");
}
