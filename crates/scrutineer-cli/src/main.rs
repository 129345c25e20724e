//! The command line: what was typed → what it means → run → what the eye sees.

mod args;
mod commands;
mod failure;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use failure::Failure;

fn main() -> ExitCode {
    let args = Args::parse();
    let result = match &args.command {
        Command::Evaluate(command) => commands::evaluate::run(command),
        Command::Taxonomy(command) => commands::taxonomy::run(command),
    };
    match result {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
