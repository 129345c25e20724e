//! The command line: what was typed → what it means → run → what the eye sees.

mod args;
mod commands;
mod failure;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    let result = match &args.command {
        Command::Run(command) => commands::run::run(command),
        Command::Tag(command) => commands::tag::run(command),
        Command::Text(command) => commands::text::run(command),
        Command::Count(command) => commands::count::run(command),
        Command::Briefing(command) => commands::briefing::run(command),
        Command::Find(command) => commands::find::run(command),
        Command::Taxonomy(command) => commands::taxonomy::run(command),
        Command::Evaluate(command) => commands::evaluate::run(command),
        Command::Agree(command) => commands::agree::run(command),
        Command::Learn(command) => commands::learn::run(command),
        Command::Completions { shell } => commands::generated::completions(*shell),
        Command::Man => commands::generated::manual(),
    };
    match result {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
