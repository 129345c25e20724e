//! How a worker ended, said so that a person can act on it.

use std::process::ExitStatus;
use std::time::Duration;

use crate::extract::{ExtractError, ExtractErrorKind};

/// The wall clock ran out.
pub(super) fn too_slow(limit: Duration) -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::Limit,
        format!(
            "reading took longer than the time limit of {} and was ended; allow more time (--timeout)",
            seconds(limit)
        ),
    )
}

/// What the end of the process and its last words mean.
pub(super) fn explain(
    status: ExitStatus,
    last_words: &str,
    max_memory: Option<u64>,
    time: Option<Duration>,
) -> ExtractError {
    let signal = signal_of(status);
    if last_words.contains("memory allocation of") {
        let limit = max_memory.map_or_else(
            || "more memory than there is".to_owned(),
            |bytes| format!("more than the memory limit of {} MB", bytes >> 20),
        );
        let message = format!(
            "reading needed {limit} and was ended; allow more (--max-memory), or save the file in another format"
        );
        return ExtractError::new(ExtractErrorKind::Limit, message);
    }
    if last_words.contains("overflowed its stack") || last_words.contains("stack overflow") {
        return ExtractError::new(
            ExtractErrorKind::ParserFailed,
            "the reader ran out of stack on this file, which is nested too deeply or made to do harm; save it again in another program",
        );
    }
    match (signal, time) {
        (Some(SIGXCPU), Some(limit)) => ExtractError::new(
            ExtractErrorKind::Limit,
            format!(
                "reading took more processor time than the limit of {} and was ended; allow more time (--timeout)",
                seconds(limit)
            ),
        ),
        (Some(SIGKILL), _) => ExtractError::new(
            ExtractErrorKind::WorkerDied,
            "the process that read the file was killed (SIGKILL), by a person or by the system for want of memory; read it again with fewer threads",
        ),
        (Some(number), _) => ExtractError::new(
            ExtractErrorKind::WorkerDied,
            format!(
                "the process that read the file died of signal {number}{}{}",
                signal_name(number),
                quoted(last_words)
            ),
        ),
        (None, _) => ExtractError::new(
            ExtractErrorKind::WorkerDied,
            format!(
                "the process that read the file ended without an answer ({status}){}",
                quoted(last_words)
            ),
        ),
    }
}

const SIGKILL: i32 = 9;
/// Linux and macOS agree on it.
const SIGXCPU: i32 = 24;

fn signal_name(number: i32) -> &'static str {
    match number {
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        8 => " (SIGFPE)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        _ => "",
    }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_status: ExitStatus) -> Option<i32> {
    None
}

/// The last line that the worker wrote, for who looks into it.
fn quoted(last_words: &str) -> String {
    let line = last_words.lines().map(str::trim).rfind(|line| !line.is_empty());
    line.map_or_else(String::new, |line| {
        format!("; its last words: {}", line.chars().take(200).collect::<String>())
    })
}

fn seconds(limit: Duration) -> String {
    match limit.as_secs() {
        1 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}
