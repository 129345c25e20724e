//! Measurements and chores of the project. `cargo xtask` lists them; each command is one file.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod measures;
mod pdf_truth;

use std::process::ExitCode;

/// What a command gives back: an error is a sentence for people.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Commands: name, how to call it, what runs it with the arguments after its name.
const COMMANDS: [(&str, &str, fn(&[String]) -> Outcome); 1] = [(
    "pdf-truth",
    "DIR [--untagged] [--repair] [--pdf-extract] | --blocks FILE | --words FILE: our PDF reader against known text",
    pdf_truth::run,
)];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
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
