//! A briefing as a Word file (Office Open XML, ECMA-376).
//!
//! Six kinds of paragraph and one kind of table are needed. Crates that write DOCX bring image codecs and an older zip and XML
//! reader beside ours; the parts below are a page of markup and go through the zip writer that reads DOCX elsewhere. What
//! people edit are named styles, so that a house style can be laid over the draft.

use std::io::{self, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::block::Block;
use crate::markup::{e, put};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Writes the file to `out`. No date goes in: the same briefing gives the same bytes.
pub(super) fn docx(title: &str, blocks: &[Block], out: impl Write + Seek) -> io::Result<()> {
    let mut zip = ZipWriter::new(out);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let parts = [
        ("[Content_Types].xml", include_str!("docx/content-types.xml").to_owned()),
        ("_rels/.rels", include_str!("docx/package-rels.xml").to_owned()),
        ("docProps/core.xml", core(title)),
        ("word/document.xml", document(blocks)),
        ("word/_rels/document.xml.rels", include_str!("docx/document-rels.xml").to_owned()),
        ("word/styles.xml", include_str!("docx/styles.xml").to_owned()),
        ("word/numbering.xml", include_str!("docx/numbering.xml").to_owned()),
        ("word/settings.xml", include_str!("docx/settings.xml").to_owned()),
        ("word/footer1.xml", include_str!("docx/footer.xml").to_owned()),
    ];
    for (name, content) in parts {
        zip.start_file(name, options)?;
        zip.write_all(DECLARATION.as_bytes())?;
        zip.write_all(content.as_bytes())?;
    }
    zip.finish()?.flush()
}

fn core(title: &str) -> String {
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:language>en-GB</dc:language></cp:coreProperties>",
        e(title)
    )
}

fn document(blocks: &[Block]) -> String {
    let mut out = format!(
        "<w:document xmlns:w=\"{NAMESPACE}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>"
    );
    for (at, block) in blocks.iter().enumerate() {
        // What leads to a quotation or a table stays on its page.
        let leads = matches!(blocks.get(at + 1), Some(Block::Quote { .. } | Block::Table(..)));
        match block {
            Block::Title(text) => {
                paragraph(&mut out, "Subtitle", "", "Practice briefing");
                paragraph(&mut out, "Title", "", text);
            }
            Block::Heading(level, text) => {
                paragraph(&mut out, &format!("Heading{level}"), "<w:keepNext/>", text);
            }
            Block::Text(text) => {
                paragraph(&mut out, "BodyText", if leads { "<w:keepNext/>" } else { "" }, text);
            }
            Block::Note(text) => paragraph(&mut out, "EditorNote", "", text),
            Block::Quote { words, source } => {
                paragraph(&mut out, "Quote", "", words);
                paragraph(&mut out, "QuoteSource", "", source);
            }
            Block::Items(items) => list(&mut out, 1, items),
            Block::Numbered(items) => list(&mut out, 2, items),
            Block::Table(head, rows) => table(&mut out, head, rows),
        }
    }
    out.push_str("<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1304\" w:right=\"1304\" w:bottom=\"1304\" w:left=\"1304\" w:header=\"624\" w:footer=\"624\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>");
    out
}

/// A paragraph in a named style; `properties` go beside the style.
fn paragraph(out: &mut String, style: &str, properties: &str, text: &str) {
    put!(
        out,
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        e(text)
    );
}

fn list(out: &mut String, numbering: u8, items: &[String]) {
    let properties =
        format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{numbering}\"/></w:numPr>");
    for item in items {
        paragraph(out, "ListParagraph", &properties, item);
    }
}

/// Widths of the columns in twentieths of a point: those of text share what figures leave.
fn widths(columns: usize) -> Vec<usize> {
    const PAGE: usize = 9298;
    match columns {
        4 => vec![3900, 3200, 1000, 1198],
        _ => vec![PAGE / columns.max(1); columns],
    }
}

fn table(out: &mut String, head: &[String], rows: &[Vec<String>]) {
    let widths = widths(head.len());
    out.push_str("<w:tbl><w:tblPr><w:tblStyle w:val=\"PlainTable\"/><w:tblW w:w=\"9298\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblLook w:firstRow=\"1\"/></w:tblPr><w:tblGrid>");
    for width in &widths {
        put!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid>");
    let mut line = |cells: &[String], properties: &str, style: &str| {
        put!(out, "<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>");
        for (cell, width) in cells.iter().zip(&widths) {
            put!(out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>");
            paragraph(out, style, "", cell);
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    };
    line(head, "<w:tblHeader/>", "TableHead");
    for row in rows {
        line(row, "", "TableText");
    }
    out.push_str("</w:tbl>");
    // Word wants a paragraph after a table.
    out.push_str("<w:p><w:pPr><w:pStyle w:val=\"BodyText\"/></w:pPr></w:p>");
}
