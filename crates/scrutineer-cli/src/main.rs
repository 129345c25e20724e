//! The command line: what was typed → what it means → run → what the eye sees.

mod args;
mod commands;
mod failure;

use std::process::ExitCode;

use clap::Parser;
use scrutineer::extract::InProcess;
use scrutineer::extract::worker::serve;

use args::{Args, Command};

fn main() -> ExitCode {
    // Before anything else: a worker speaks its own language on standard input and output.
    if std::env::args_os().nth(1).is_some_and(|arg| arg == commands::inputs::WORKER) {
        return serve(&InProcess).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
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
