//! `scrutineer tag`: one report, quoted lines with carets.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use scrutineer::table::{tag_columns, tag_rows};
use scrutineer::{Assertion, Document, Span, Tagged};

use super::inputs::read_document;
use super::{build_tagger, check_codes};
use crate::args::{ColourChoice, Tag};
use crate::failure::Failure;

pub(crate) fn run(command: &Tag) -> Result<ExitCode, Failure> {
    let tagger = build_tagger(&command.tagging)?;
    check_codes(&command.codes, tagger.taxonomy())?;
    let document = read_document(&command.file, &command.reading)?;
    let mut tagged = tagger.tag(document);
    tagged.tags.retain(|tag| {
        (command.codes.is_empty() || command.codes.contains(&tag.issue))
            && (command.all || tag.is_finding(&tagged.document))
    });
    let mut out = io::stdout().lock();
    if command.json {
        let columns = tag_columns(&[]);
        for row in tag_rows(&command.file.display().to_string(), &tagged, tagger.taxonomy(), &[]) {
            let object: serde_json::Map<String, serde_json::Value> = columns
                .iter()
                .zip(row)
                .filter_map(|(column, cell)| {
                    Some((column.name.clone(), serde_json::to_value(cell).ok()?))
                })
                .collect();
            writeln!(out, "{}", serde_json::Value::Object(object))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let colours = Colours::new(command.color);
    let width = 100;
    for tag in &tagged.tags {
        print_tag(&mut out, &tagged, tag, &colours, width)?;
    }
    let passages: std::collections::BTreeSet<usize> =
        tagged.tags.iter().map(|tag| tag.block).collect();
    writeln!(out, "{} tags in {} passages", tagged.tags.len(), passages.len())?;
    Ok(ExitCode::SUCCESS)
}

/// Styles that are empty when nothing is to be coloured.
struct Colours {
    issue: Style,
    caret: Style,
    faint: Style,
}

impl Colours {
    fn new(choice: ColourChoice) -> Self {
        let on = match choice {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => {
                io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
            }
        };
        if !on {
            return Self { issue: Style::new(), caret: Style::new(), faint: Style::new() };
        }
        Self {
            issue: Style::new().bold(),
            caret: Style::new().fg_color(Some(AnsiColor::Red.into())).bold(),
            faint: Style::new().dimmed(),
        }
    }
}

fn print_tag(
    out: &mut impl Write,
    tagged: &Tagged,
    tag: &scrutineer::Tag,
    colours: &Colours,
    width: usize,
) -> io::Result<()> {
    let document = &tagged.document;
    let (issue, caret, faint) = (colours.issue, colours.caret, colours.faint);
    write!(out, "{issue}{}{issue:#}", tag.issue)?;
    if tag.assertion != Assertion::Asserted {
        write!(out, " [{}]", tag.assertion)?;
    }
    writeln!(out, " {faint}{}{faint:#}", place_of(document, tag))?;
    print_quote(out, document, tag, caret, width)?;
    let cue = tag.cue.as_ref().map(|cue| {
        let kind = serde_json::to_value(cue.kind).ok();
        let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
        format!(", cue “{}” ({kind})", document.text.slice(cue.span))
    });
    writeln!(
        out,
        "  {faint}= {}, voice {}, strength {:.2}{}{faint:#}\n",
        tag.rule,
        tag.voice,
        tag.strength,
        cue.unwrap_or_default()
    )
}

/// Paragraph, page and section of a tag, as far as known.
pub(crate) fn place_of(document: &Document, tag: &scrutineer::Tag) -> String {
    let mut place = Vec::new();
    if let Some(number) = &document.blocks[tag.block].number {
        place.push(format!("para {number}"));
    }
    let page = document.text.page_at(tag.quote.start);
    if page > 0 {
        place.push(format!("page {page}"));
    }
    place.push(format!("{} section", tag.role(document)));
    place.join(", ")
}

/// The quoted sentence, with carets in style `caret` below the evidence.
pub(crate) fn print_quote(
    out: &mut impl Write,
    document: &Document,
    tag: &scrutineer::Tag,
    caret: Style,
    width: usize,
) -> io::Result<()> {
    for line in wrap(document.text.slice(tag.quote), width) {
        let start = tag.quote.start + line.start;
        let text = &document.text.as_str()[start..start + line.len()];
        writeln!(out, "  | {text}")?;
        let marks = carets(text, start, &tag.evidence);
        if !marks.trim().is_empty() {
            writeln!(out, "  | {caret}{}{caret:#}", marks.trim_end())?;
        }
    }
    Ok(())
}

/// Byte ranges of lines of at most `width` characters, broken at spaces.
fn wrap(text: &str, width: usize) -> Vec<Span> {
    let mut lines = Vec::new();
    let (mut start, mut last_space, mut count) = (0, None, 0);
    for (at, c) in text.char_indices() {
        if c == ' ' {
            last_space = Some(at);
        }
        count += 1;
        if count > width
            && let Some(space) = last_space.take()
        {
            lines.push(Span::new(start, space));
            start = space + 1;
            count = text[start..at + c.len_utf8()].chars().count();
        }
    }
    lines.push(Span::new(start, text.len()));
    lines
}

fn carets(line: &str, start: usize, evidence: &[Span]) -> String {
    line.char_indices()
        .map(|(at, _)| {
            let inside =
                evidence.iter().any(|span| span.start <= start + at && start + at < span.end);
            if inside { '^' } else { ' ' }
        })
        .collect()
}
