//! The format of a file from its content; the name only breaks ties.

use std::borrow::Cow;

use super::error::{ExtractError, ExtractErrorKind};
use super::options::ReadOptions;
use super::{Format, archive, decode};

/// As much of a file as is looked at to tell text from junk.
const SAMPLE: usize = 64 << 10;

const OLE_MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Tells the format of `bytes`.
pub(super) fn format(bytes: &[u8], options: &ReadOptions) -> Result<Format, ExtractError> {
    let start = &bytes[..bytes.len().min(1024)];
    if contains(start, b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_format(bytes);
    }
    if bytes.starts_with(OLE_MAGIC) {
        return ole_format(bytes);
    }
    if let Some((_, what)) = KNOWN_STRANGERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(unknown(format!(
            "the file is {what}, not a report; convert it to PDF, DOCX or text"
        )));
    }
    let sample = decode::text(char_boundary(bytes, SAMPLE)).text;
    if is_junk(&sample) {
        return Err(junk(options));
    }
    text_format(&sample, options)
}

/// Formats that are often met among reports by mistake.
const KNOWN_STRANGERS: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xFF\xD8\xFF", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xBC\xAF", "a 7-Zip archive"),
    (b"\x1F\x8B", "packed with gzip"),
    (b"SQLite format 3", "a database"),
];

fn zip_format(bytes: &[u8]) -> Result<Format, ExtractError> {
    let mut archive = archive::open(Cow::Borrowed(bytes))?;
    if archive.index_for_name("mimetype").is_some() {
        let options = ReadOptions { max_unpacked_bytes: 4096, ..ReadOptions::default() };
        let index = archive.index_for_name("mimetype").unwrap_or_default();
        let mime = archive::read_member(&mut archive, index, &mut archive::Budget::new(&options));
        let mime = mime.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
        match mime.as_deref().unwrap_or_default() {
            m if m.starts_with("application/vnd.oasis.opendocument.text") => {
                return Ok(Format::Odt);
            }
            m if m.starts_with("application/vnd.oasis.opendocument") => {
                return Err(unknown(
                    "the file is an OpenDocument spreadsheet, drawing or presentation; save it as text (.odt) or PDF",
                ));
            }
            "application/epub+zip" => {
                return Err(unknown("the file is an e-book (EPUB); convert it to DOCX or HTML"));
            }
            _ => {}
        }
    }
    let names: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .map(|name| name.replace('\\', "/").to_lowercase())
        .collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let has_folder = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    if has("[content_types].xml") {
        if has_folder("word/") {
            return Ok(Format::Docx);
        }
        if has_folder("xl/") || has_folder("ppt/") {
            return Err(unknown(
                "the file is an Excel workbook or a PowerPoint presentation; save its text as DOCX, PDF or CSV",
            ));
        }
    }
    if has("word/document.xml") {
        return Ok(Format::Docx);
    }
    if has("content.xml") && has("meta-inf/manifest.xml") {
        return Ok(Format::Odt);
    }
    Ok(Format::Zip)
}

/// The old binary container holds Word 97 files, and the new ones that have a password.
fn ole_format(bytes: &[u8]) -> Result<Format, ExtractError> {
    let names_stream = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(bytes, &wide)
    };
    if names_stream("EncryptedPackage") {
        return Err(ExtractError::new(
            ExtractErrorKind::Encrypted,
            "the document is protected by a password; open it in Word and save it without one",
        ));
    }
    if names_stream("WordDocument") {
        return Ok(Format::Doc);
    }
    Err(unknown("the file is an old Office file but no Word document; save it as DOCX or PDF"))
}

fn text_format(sample: &str, options: &ReadOptions) -> Result<Format, ExtractError> {
    let start = sample.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with("{\\rtf") {
        return Ok(Format::Rtf);
    }
    let head = head_of(start, 4096).to_ascii_lowercase();
    if head.starts_with('<') {
        if head.contains("<office:document") {
            return Ok(Format::Odt);
        }
        if head.contains("<w:worddocument") || head.contains("<pkg:package") {
            return Err(unknown(
                "the file is Word XML in one piece; open it in Word and save it as .docx",
            ));
        }
    }
    if is_mail(start, options.name_ends_in(&["eml", "mht", "mhtml"])) {
        return Ok(Format::Email);
    }
    let named_html = options.name_ends_in(&["html", "htm", "xhtml"]);
    if is_html(&head, named_html) {
        return Ok(Format::Html);
    }
    if head.starts_with("<?xml") {
        return Err(unknown(
            "the file is XML of a kind that is not read; convert it to HTML, DOCX or text",
        ));
    }
    if options.name_ends_in(&["md", "markdown"]) || is_unmistakable_markdown(start) {
        return Ok(Format::Markdown);
    }
    Ok(Format::Text)
}

fn is_html(head: &str, named_html: bool) -> bool {
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return true;
    }
    let tags =
        ["<html", "<head", "<body", "<div", "<p>", "<p ", "<h1", "<h2", "<ul", "<table", "<span"];
    let found = tags.iter().filter(|tag| head.contains(*tag)).count();
    // Text about HTML mentions a tag; a page begins with one, or with a comment or declaration.
    (head.starts_with('<') && found >= 1 && !head.starts_with("<?xml")
        || head.contains("<html") && found >= 2)
        || named_html && found >= 1
}

fn is_mail(start: &str, named_mail: bool) -> bool {
    let machine =
        ["mime-version", "message-id", "received", "return-path", "content-type", "x-mailer"];
    let (mut known, mut written_by_machine) = (0, false);
    for line in start.lines().take(60) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        let name = name.to_ascii_lowercase();
        if name.contains(' ') {
            break;
        }
        written_by_machine |= machine.contains(&name.as_str());
        known += usize::from(
            ["from", "to", "subject", "date"].contains(&name.as_str()) || written_by_machine,
        );
    }
    known >= 2 && (written_by_machine || named_mail)
}

/// Headings together with something that only Markdown has; a text report may well begin a line with "# ".
fn is_unmistakable_markdown(start: &str) -> bool {
    let headings = start
        .lines()
        .filter(|line| {
            let text = line.trim_start_matches('#');
            let level = line.len() - text.len();
            (1..=6).contains(&level) && text.starts_with(' ') && text.trim().len() > 1
        })
        .count();
    let others = ["](http", "](#", "\n```", "**", "\n|---", "\n| ---", "[^1]"];
    headings >= 2 && others.iter().any(|sign| start.contains(sign))
}

fn is_junk(sample: &str) -> bool {
    let (mut all, mut strange) = (0_usize, 0_usize);
    for c in sample.chars() {
        all += 1;
        let known =
            matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{b}' | '\u{1a}' | '\u{1b}' | '\u{85}');
        strange += usize::from((c.is_control() || c == '\u{fffd}') && !known);
    }
    strange > 2 + all / 50
}

fn junk(options: &ReadOptions) -> ExtractError {
    // The name promises a document, so what lies there is a broken one.
    if options.name_ends_in(&["docx", "odt", "docm", "doc", "pdf", "rtf"]) {
        return ExtractError::new(
            ExtractErrorKind::Damaged,
            "the file is not what its name says and cannot be read; it may be damaged, so download or save it again",
        );
    }
    unknown("the file is neither a known format nor text; convert it to PDF, DOCX or text")
}

fn unknown(message: impl Into<String>) -> ExtractError {
    ExtractError::new(ExtractErrorKind::UnknownFormat, message)
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// The first `limit` bytes, without half a character at the end.
fn char_boundary(bytes: &[u8], limit: usize) -> &[u8] {
    if bytes.len() <= limit {
        return bytes;
    }
    let end = (limit - 4..=limit).rev().find(|&at| bytes[at] & 0xC0 != 0x80).unwrap_or(limit);
    &bytes[..end & !1]
}

fn head_of(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}
