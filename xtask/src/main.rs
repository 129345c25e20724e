//! Measurements and chores of the project. `cargo xtask` lists them; each command is one file.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod accuracy;
mod bench_pdf;
mod child;
mod formats;
mod measures;
mod memory;
mod mutants;
mod pdf_truth;
mod workers;

use std::process::ExitCode;

/// What a command gives back: an error is a sentence for people.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A command: name, how to call it, what runs it with the arguments after its name.
type Command = (&'static str, &'static str, fn(&[String]) -> Outcome);

const COMMANDS: [Command; 8] = [
    (
        "accuracy",
        "[FILE.jsonl …]: rules, scorer and both against coded passages, and whether strengths mean what they say",
        accuracy::run,
    ),
    (
        "bench-pdf",
        "[DIR] [--torture DIR]: our PDF reader beside pdftotext and mutool: time, words, order, headings; hostile files",
        bench_pdf::run,
    ),
    (
        bench_pdf::READ,
        "FILE [--untagged]: pages, headings and text of one PDF, as the bench reads it",
        bench_pdf::read_one,
    ),
    (
        "formats",
        "DIR [ROUNDS] [RATIO] [LIMIT-MB]: time and memory of a run with every format beside CSV only",
        formats::run,
    ),
    ("memory", "DIR [COPIES] [LIMIT-MB]: most memory of a whole run with its workers", memory::run),
    (
        "mutants",
        "DIR [--files]: words still read of damaged PDFs, by our reader, pdftotext and mutool",
        mutants::run,
    ),
    (
        "pdf-truth",
        "DIR [--untagged] [--parted] [--diff] [--pdf-extract] | --blocks FILE | --words FILE: our PDF reader against known text",
        pdf_truth::run,
    ),
    (
        "workers",
        "DIR [ROUNDS] [THREADS]: what worker processes cost against reading in the process",
        workers::run,
    ),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|arg| arg == workers::WORKER) {
        return workers::work().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let named = args.first().and_then(|name| COMMANDS.iter().find(|(known, ..)| known == name));
    let Some((name, _, command)) = named else {
        eprintln!("usage: cargo xtask COMMAND …");
        COMMANDS.iter().for_each(|(name, usage, _)| eprintln!("  {name} {usage}"));
        return ExitCode::from(2);
    };
    match command(&args[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}
