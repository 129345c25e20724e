//! What ends a command early.

use std::io::{self, Write};
use std::process::ExitCode;

/// Why a command could not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A sentence for people; exit code 2.
    Message(String),
    /// Nobody reads the output any more, as in `scrutineer … | head`: success.
    BrokenPipe,
}

impl Failure {
    /// A failure with a message.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Message(message.into())
    }

    /// Tells the person, and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Self::Message(message) => {
                // When even standard error is gone there is nobody left to tell.
                let _ = writeln!(io::stderr(), "error: {message}");
                ExitCode::from(2)
            }
            Self::BrokenPipe => ExitCode::SUCCESS,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::Message(error.to_string())
        }
    }
}
