//! `scrutineer text`: what was read.

use std::io::{self, Write};
use std::process::ExitCode;

use scrutineer::Document;
use scrutineer::document::BlockKind;

use super::inputs::read_document;
use crate::args::{Text, TextFormat};
use crate::failure::Failure;

pub(crate) fn run(command: &Text) -> Result<ExitCode, Failure> {
    let document = read_document(&command.file, &command.reading)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    if command.quality {
        print_quality(&mut out, &document)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    match command.format {
        TextFormat::Text => writeln!(out, "{}", document.text.as_str())?,
        TextFormat::Roles => print_roles(&mut out, &document)?,
        TextFormat::Markdown => print_markdown(&mut out, &document)?,
        TextFormat::Json => writeln!(out, "{}", json(&document))?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn name_of(kind: BlockKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|kind| kind.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn print_roles(out: &mut impl Write, document: &Document) -> io::Result<()> {
    for block in &document.blocks {
        let page = if block.page == 0 { String::new() } else { format!("p{} ", block.page) };
        let number =
            block.number.as_deref().map_or_else(String::new, |number| format!("{number} "));
        writeln!(
            out,
            "[{} {}] {page}{number}{}",
            document.role_of(block),
            name_of(block.kind),
            document.text.slice(block.body)
        )?;
    }
    writeln!(out, "excluded share {:.2}", document.excluded_share())
}

fn print_markdown(out: &mut impl Write, document: &Document) -> io::Result<()> {
    for block in &document.blocks {
        let text = document.text.slice(block.span);
        match block.kind {
            BlockKind::Heading => {
                let level = usize::from(document.sections[block.section].level).clamp(1, 6);
                writeln!(out, "{} {text}\n", "#".repeat(level))?;
            }
            BlockKind::ListItem => writeln!(out, "- {text}\n")?,
            BlockKind::Quotation => writeln!(out, "> {text}\n")?,
            _ => writeln!(out, "{text}\n")?,
        }
    }
    Ok(())
}

fn json(document: &Document) -> serde_json::Value {
    let blocks: Vec<_> = document
        .blocks
        .iter()
        .map(|block| {
            let (start, end) = document.text.code_points(block.span);
            serde_json::json!({
                "kind": block.kind, "number": block.number, "page": block.page, "section": block.section,
                "role": document.role_of(block), "start": start, "end": end,
                "text": document.text.slice(block.span),
            })
        })
        .collect();
    let sections: Vec<_> = document
        .sections
        .iter()
        .map(|section| serde_json::json!({"title": section.title, "level": section.level, "role": section.role}))
        .collect();
    serde_json::json!({
        "format": document.format,
        "metadata": document.metadata.columns(),
        "excluded_share": document.excluded_share(),
        "warnings": document.warnings,
        "pages": document.pages,
        "sections": sections,
        "blocks": blocks,
    })
}

fn print_quality(out: &mut impl Write, document: &Document) -> io::Result<()> {
    let flagged: Vec<_> = document.pages.iter().filter(|page| !page.flags.is_empty()).collect();
    writeln!(out, "{} pages, {} with doubts", document.pages.len(), flagged.len())?;
    for page in flagged {
        let flags: Vec<String> = page
            .flags
            .iter()
            .filter_map(|flag| serde_json::to_value(flag).ok()?.as_str().map(str::to_owned))
            .collect();
        writeln!(out, "page {}: {}", page.number, flags.join(", "))?;
    }
    for warning in &document.warnings {
        writeln!(out, "{warning}")?;
    }
    writeln!(out, "excluded share {:.2}", document.excluded_share())
}
