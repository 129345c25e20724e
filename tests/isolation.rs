//! Worker processes: whatever a reader does to itself costs one document, with the right reason, and the next is read.
//!
//! This program is its own worker, with a reader that does what the file says. It has no test harness, which would
//! write on the worker's standard output.

#![allow(clippy::print_stdout, reason = "it reports as the usual test harness does")]

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scrutineer::extract::worker::{WorkerPool, serve};
use scrutineer::extract::{
    self, ExtractError, ExtractErrorKind, Extraction, InProcess, Progress, RawBlock, ReadOptions,
    Reader,
};

const WORKER: &str = "--worker-of-the-test";

/// Does what the first word of the file says.
#[derive(Debug)]
struct Obedient;

impl Reader for Obedient {
    fn read(&self, bytes: &[u8], options: &ReadOptions) -> Result<Extraction, ExtractError> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        match text.split(' ').next().unwrap_or_default() {
            "panic" => panic!("as asked"),
            "hang" => loop {
                std::thread::sleep(Duration::from_secs(1));
            },
            "spin" => loop {
                std::hint::spin_loop();
            },
            "memory" => {
                let mut kept: Vec<Vec<u8>> = Vec::new();
                loop {
                    kept.push(vec![1; 1 << 24]);
                    std::hint::black_box(&kept);
                }
            }
            "stack" => {
                std::hint::black_box(deeper(1));
            }
            "abort" => std::process::abort(),
            "exit" => std::process::exit(7),
            "killed" => {
                let _ = std::process::Command::new("kill")
                    .args(["-9", &std::process::id().to_string()])
                    .status();
                std::thread::sleep(Duration::from_secs(5));
            }
            "print" => {
                let _ = std::io::stdout().write_all(b"a parser that chats on standard output\n");
                let _ = std::io::stdout().flush();
            }
            "slow" => {
                for _ in 0..4 {
                    std::thread::sleep(Duration::from_millis(1200));
                    options.progress.as_ref().expect("a worker has one").call();
                }
            }
            _ => return extract::read(bytes, options),
        }
        let blocks = vec![RawBlock { text, ..RawBlock::default() }];
        Ok(Extraction { blocks, ..Extraction::default() })
    }
}

#[allow(unconditional_recursion, reason = "that is what is asked for")]
fn deeper(depth: u64) -> u64 {
    let weight = std::hint::black_box([depth; 64]);
    deeper(weight[0] + 1) + weight[63]
}

fn pool() -> WorkerPool {
    WorkerPool::of_this_program(WORKER, Some(1 << 30)).expect("this program")
}

fn options(seconds: u64) -> ReadOptions {
    ReadOptions { time_limit: Some(Duration::from_secs(seconds)), ..ReadOptions::default() }
}

/// Reads a file that does harm, then one that does not, by the same pool.
fn failure_of(pool: &WorkerPool, file: &str, seconds: u64) -> ExtractError {
    let error = pool.read(file.as_bytes(), &options(seconds)).expect_err(file);
    let next = pool.read(b"The panel met twice.", &options(60)).expect("the next file is read");
    assert_eq!(next.blocks[0].text, "The panel met twice.");
    error
}

fn assert_failure(file: &str, seconds: u64, kind: ExtractErrorKind, words: &str) {
    let error = failure_of(&pool(), file, seconds);
    assert_eq!(error.kind(), kind, "{file}: {error}");
    assert!(error.to_string().contains(words), "{file}: `{words}` is not in: {error}");
}

fn a_panic() {
    assert_failure("panic", 60, ExtractErrorKind::ParserFailed, "failed on the file");
}

fn over_time() {
    let begun = Instant::now();
    assert_failure("hang", 1, ExtractErrorKind::Limit, "time limit of 1 second");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[cfg(unix)]
fn over_processor_time() {
    // The wall clock of the pool and the limit of the system are close; either ends it.
    let error = failure_of(&pool(), "spin", 1);
    assert_eq!(error.kind(), ExtractErrorKind::Limit, "{error}");
}

#[cfg(target_os = "linux")]
fn over_memory() {
    assert_failure("memory", 60, ExtractErrorKind::Limit, "memory limit of 1024 MB");
}

#[cfg(unix)]
fn stack_overflow() {
    assert_failure("stack", 60, ExtractErrorKind::ParserFailed, "ran out of stack");
}

#[cfg(unix)]
fn signals() {
    assert_failure("killed", 60, ExtractErrorKind::WorkerDied, "killed (SIGKILL)");
    assert_failure("abort", 60, ExtractErrorKind::WorkerDied, "signal 6 (SIGABRT)");
}

fn an_end_without_an_answer() {
    assert_failure("exit", 60, ExtractErrorKind::WorkerDied, "without an answer");
}

#[cfg(unix)]
fn chatter_on_standard_output_spoils_nothing() {
    let read = pool().read(b"print this", &options(60)).expect("read");
    assert_eq!(read.blocks[0].text, "print this");
}

/// Each step begins the time limit anew: together they take longer than it.
fn steps_have_time_of_their_own() {
    let read = pool().read(b"slow file", &options(1)).expect("read");
    assert_eq!(read.blocks[0].text, "slow file");
}

/// One process reads many files, and threads that ask at once get one each.
fn workers_are_reused() {
    let pool = Arc::new(pool());
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for number in 0..200 {
                    let text = format!("Paragraph {number} of the report.");
                    let read = pool.read(text.as_bytes(), &options(60)).expect("read");
                    assert_eq!(read.blocks[0].text, text);
                }
            });
        }
    });
    // Six hundred starts of a process would take much longer.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

fn errors_and_warnings_arrive_as_in_the_process() {
    for file in ["", "\u{0}\u{1}\u{2}", "%PDF-1.7 nothing", "PK\u{3}\u{4}"] {
        let here = InProcess.read(file.as_bytes(), &options(60));
        assert_eq!(pool().read(file.as_bytes(), &options(60)), here, "{file:?}");
    }
    let small = ReadOptions { max_bytes: 3, ..options(60) };
    assert_eq!(pool().read(b"four", &small), InProcess.read(b"four", &small));
}

fn a_program_that_cannot_be_started() {
    let pool = WorkerPool::new("/nowhere/at/all", [], None);
    let error = pool.read(b"text", &options(60)).expect_err("no program");
    assert!(error.to_string().contains("no process could be started"), "{error}");
}

fn a_step_can_be_called() {
    let (sender, steps) = std::sync::mpsc::channel();
    Progress::new(move || sender.send(()).expect("somebody counts")).call();
    assert_eq!(steps.iter().count(), 1);
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some(WORKER) {
        serve(&Obedient).expect("a pool at the other end");
        return;
    }
    let mut tests: Vec<(&str, fn())> = vec![
        ("a_panic", a_panic),
        ("over_time", over_time),
        ("an_end_without_an_answer", an_end_without_an_answer),
        ("steps_have_time_of_their_own", steps_have_time_of_their_own),
        ("workers_are_reused", workers_are_reused),
        (
            "errors_and_warnings_arrive_as_in_the_process",
            errors_and_warnings_arrive_as_in_the_process,
        ),
        ("a_program_that_cannot_be_started", a_program_that_cannot_be_started),
        ("a_step_can_be_called", a_step_can_be_called),
    ];
    #[cfg(unix)]
    tests.extend([
        ("over_processor_time", over_processor_time as fn()),
        ("stack_overflow", stack_overflow),
        ("signals", signals),
        ("chatter_on_standard_output_spoils_nothing", chatter_on_standard_output_spoils_nothing),
    ]);
    #[cfg(target_os = "linux")]
    tests.push(("over_memory", over_memory));
    // As the usual harness does: words after the program's name choose tests, flags are for the harness.
    let chosen: Vec<String> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let run: Vec<_> = tests
        .iter()
        .filter(|(name, _)| {
            chosen.is_empty() || chosen.iter().any(|word| name.contains(word.as_str()))
        })
        .map(|&(name, test)| (name, std::thread::Builder::new().name(name.to_owned()).spawn(test)))
        .collect();
    let (mut passed, mut failed) = (0, 0);
    for (name, running) in run {
        let ok = running.expect("a thread").join().is_ok();
        println!("test {name} ... {}", if ok { "ok" } else { "FAILED" });
        if ok { passed += 1 } else { failed += 1 }
    }
    let result = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {result}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out"
    );
    std::process::exit(i32::from(failed > 0));
}
