//! `scrutineer briefing`: a collection in, a draft on one issue out.

use std::io::{self, Cursor, Write};
use std::path::Path;
use std::process::ExitCode;

use scrutineer::corpus;
use scrutineer_export::WholeFile;
use scrutineer_export::briefing::{Briefing, BriefingFormat};

use super::inputs::Collection;
use crate::args;
use crate::failure::Failure;

pub(crate) fn run(command: &args::Briefing) -> Result<ExitCode, Failure> {
    let format = format_of(command)?;
    let collection = Collection::open(&command.inputs)?;
    let taxonomy = collection.tagger.taxonomy();
    let briefing = Briefing::new(&command.issue, taxonomy).map_err(Failure::new)?;
    let mut briefing = briefing.without_duplicates(command.dedupe);
    corpus::run(&collection.sources, &collection.tagger, &collection.options, |outcome| {
        briefing.add(&outcome, taxonomy);
        true
    });
    let tool = concat!("scrutineer ", env!("CARGO_PKG_VERSION"));
    if command.output == Path::new("-") {
        let mut held = Cursor::new(Vec::new());
        briefing.write(format, tool, taxonomy, &mut held)?;
        io::stdout().lock().write_all(held.get_ref())?;
    } else {
        write_file(command, &briefing, |file| briefing.write(format, tool, taxonomy, file))?;
    }
    for name in briefing.failed() {
        writeln!(io::stderr(), "failed: {name} (`run` says why)")?;
    }
    Ok(ExitCode::from(u8::from(!briefing.failed().is_empty())))
}

fn write_file(
    command: &args::Briefing,
    briefing: &Briefing,
    content: impl FnOnce(&mut WholeFile) -> io::Result<()>,
) -> Result<(), Failure> {
    let written = WholeFile::create(&command.output).and_then(|mut file| {
        content(&mut file)?;
        file.finish()
    });
    written.map_err(|error| {
        Failure::new(format!("{}: cannot be written: {error}", command.output.display()))
    })?;
    writeln!(
        io::stdout(),
        "{} reports read; draft in {}",
        briefing.read(),
        command.output.display()
    )?;
    Ok(())
}

fn format_of(command: &args::Briefing) -> Result<BriefingFormat, Failure> {
    let ending = command.output.extension().and_then(|ending| ending.to_str());
    let ending = ending.map(str::to_ascii_lowercase);
    match (command.format, ending.as_deref()) {
        (Some(args::BriefingFormat::Html), _) | (None, Some("html" | "htm")) => {
            Ok(BriefingFormat::Html)
        }
        (Some(args::BriefingFormat::Docx), _) | (None, Some("docx")) => Ok(BriefingFormat::Docx),
        (Some(args::BriefingFormat::Markdown), _) | (None, Some("md" | "markdown")) => {
            Ok(BriefingFormat::Markdown)
        }
        (None, _) => Err(Failure::new(format!(
            "{}: say what to write with --format html, docx or markdown, or by an ending .html, .docx or .md",
            command.output.display()
        ))),
    }
}
