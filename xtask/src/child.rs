//! Outside programs under measure: processor time, peak memory, how they ended.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a program may use before it is ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    pub(crate) time: Duration,
    /// Resident memory in bytes.
    pub(crate) memory: u64,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// By itself, with this code.
    Code(i32),
    /// By a signal or an abort.
    Crash,
    Hang,
    OverMemory,
}

#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) end: End,
    pub(crate) output: String,
    /// Processor time of the process and what it started, start-up included.
    pub(crate) cpu: Duration,
}

/// Runs `command` to its end or to the end of `patience`.
pub(crate) fn measured(command: &mut Command, patience: Patience) -> io::Result<Measured> {
    let before = children_cpu()?;
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(
            |error| io::Error::new(error.kind(), format!("{:?}: {error}", command.get_program())),
        )?;
    let mut pipe = child.stdout.take().ok_or_else(|| io::Error::other("no pipe"))?;
    let reading = thread::spawn(move || {
        let mut output = Vec::new();
        // What a killed program wrote is of no interest.
        let _ = pipe.read_to_end(&mut output);
        output
    });
    let end = wait(&mut child, patience)?;
    let output = reading.join().unwrap_or_default();
    let cpu = children_cpu()?.saturating_sub(before);
    Ok(Measured { end, output: String::from_utf8_lossy(&output).into_owned(), cpu })
}

fn wait(child: &mut Child, patience: Patience) -> io::Result<End> {
    let begun = Instant::now();
    let over = loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code().map_or(End::Crash, End::Code));
        }
        if begun.elapsed() > patience.time {
            break End::Hang;
        }
        if resident(child.id()) > patience.memory {
            break End::OverMemory;
        }
        thread::sleep(Duration::from_millis(2));
    };
    child.kill()?;
    child.wait()?;
    Ok(over)
}

/// Processor time of all children that have ended.
#[cfg(unix)]
pub(crate) fn children_cpu() -> io::Result<Duration> {
    usage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN)
}

/// Processor time of this process.
#[cfg(unix)]
pub(crate) fn own_cpu() -> io::Result<Duration> {
    usage(nix::sys::resource::UsageWho::RUSAGE_SELF)
}

#[cfg(unix)]
fn usage(who: nix::sys::resource::UsageWho) -> io::Result<Duration> {
    use nix::sys::time::TimeValLike;

    let usage = nix::sys::resource::getrusage(who)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(u64::try_from(micros).unwrap_or_default()))
}

#[cfg(not(unix))]
pub(crate) fn children_cpu() -> io::Result<Duration> {
    Err(io::Error::other("processor time is measured on Unix systems only"))
}

#[cfg(not(unix))]
pub(crate) fn own_cpu() -> io::Result<Duration> {
    children_cpu()
}

/// Resident memory in bytes; 0 where the system does not tell.
fn resident(id: u32) -> u64 {
    number(&format!("/proc/{id}/status"), "VmRSS:") << 10
}

/// Memory of a process and all below it in bytes, pages that several share counted once; 0 where the system does not tell.
fn memory_of_tree(id: u32) -> u64 {
    let own = number(&format!("/proc/{id}/smaps_rollup"), "Pss:") << 10;
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{id}/task")) else { return own };
    let children = tasks
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let below = children.flat_map(|list| {
        list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>()
    });
    own + below.map(memory_of_tree).sum::<u64>()
}

/// The number after `name` in a file of the system.
fn number(file: &str, name: &str) -> u64 {
    let content = std::fs::read_to_string(file).unwrap_or_default();
    let line = content.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// How a whole run went: how it ended, how long it took, and the most memory that it and its workers held, in bytes.
#[derive(Debug)]
pub(crate) struct WholeRun {
    pub(crate) status: ExitStatus,
    pub(crate) time: Duration,
    pub(crate) memory: u64,
}

/// Runs `scrutineer run` over `folder` into `out` with more `options`.
pub(crate) fn whole_run(
    program: &Path,
    folder: &Path,
    out: &Path,
    options: &[&str],
) -> io::Result<WholeRun> {
    let begun = Instant::now();
    let mut child = Command::new(program)
        .arg("run")
        .arg(folder)
        .arg("--out")
        .arg(out)
        .args(options)
        .stdout(Stdio::null())
        .spawn()?;
    let mut memory = 0;
    loop {
        memory = memory_of_tree(child.id()).max(memory);
        if let Some(status) = child.try_wait()? {
            return Ok(WholeRun { status, time: begun.elapsed(), memory });
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// The program `scrutineer` beside this one.
pub(crate) fn scrutineer() -> Result<std::path::PathBuf, Box<dyn std::error::Error>> {
    let own = std::env::current_exe()?;
    let name = format!("scrutineer{}", std::env::consts::EXE_SUFFIX);
    let program = own.parent().unwrap_or(Path::new(".")).join(name);
    if program.is_file() {
        return Ok(program);
    }
    Err(format!(
        "{} is missing: build it first with `cargo build -p scrutineer-cli`",
        program.display()
    )
    .into())
}
