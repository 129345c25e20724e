//! The pool's side: start workers, give them files, end those that pass a limit.

use std::ffi::OsString;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::death;
use super::frame::{Order, Reply, next_reply, send_order};
use super::limits;
use crate::extract::{ExtractError, ExtractErrorKind, Extraction, ReadOptions, Reader, check_size};

/// Processes that read files, as many as there are threads that ask at once. See the [module](super).
#[derive(Debug)]
pub struct WorkerPool {
    program: PathBuf,
    args: Vec<OsString>,
    max_memory: Option<u64>,
    idle: Mutex<Vec<Worker>>,
}

/// Time past the limit in which a worker may say itself that it took too long.
const GRACE: Duration = Duration::from_secs(2);
/// Time that a worker which closed its output may take to end.
const LAST_BREATH: Duration = Duration::from_secs(2);
/// How much of what a worker writes to standard error is kept.
const LAST_WORDS: usize = 4096;

impl WorkerPool {
    /// A pool of processes of `program`, called with `args`, which must answer by [`serve`](super::serve).
    ///
    /// `max_memory` is the address space of each in bytes; below some 300 MB little can be read.
    pub fn new(
        program: impl Into<PathBuf>,
        args: impl IntoIterator<Item = OsString>,
        max_memory: Option<u64>,
    ) -> Self {
        Self {
            program: program.into(),
            args: args.into_iter().collect(),
            max_memory,
            idle: Mutex::default(),
        }
    }

    /// A pool of processes of the running program, called with `arg` alone.
    ///
    /// # Errors
    /// When the system does not say where the program lies.
    pub fn of_this_program(arg: &str, max_memory: Option<u64>) -> io::Result<Self> {
        // This name stays right when the file is replaced during a run.
        let own = PathBuf::from("/proc/self/exe");
        let program = if own.exists() { own } else { std::env::current_exe()? };
        Ok(Self::new(program, [OsString::from(arg)], max_memory))
    }

    /// An idle worker that still lives, or a new one.
    fn worker(&self) -> io::Result<Worker> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut worker) = idle else { return Worker::start(&self.program, &self.args) };
            if matches!(worker.child.try_wait(), Ok(None)) {
                return Ok(worker);
            }
        }
    }
}

impl Reader for WorkerPool {
    fn read(&self, bytes: &[u8], options: &ReadOptions) -> Result<Extraction, ExtractError> {
        check_size(bytes, options)?;
        let mut worker = self.worker().map_err(|error| {
            ExtractError::new(
                ExtractErrorKind::Limit,
                format!(
                    "no process could be started to read the file: {error}; try with fewer threads"
                ),
            )
        })?;
        let order = Order { options: options.clone(), max_memory: self.max_memory };
        match worker.ask(&order, bytes) {
            Ok(result) => {
                // One that gave up may still be busy behind the answer.
                let spent = matches!(&result, Err(e) if e.kind() == ExtractErrorKind::Limit);
                if !spent {
                    self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                }
                result
            }
            Err(Lost::Late) => Err(death::too_slow(options.time_limit.unwrap_or_default())),
            Err(Lost::Silent) => {
                let (status, last_words) = worker.end();
                Err(match status {
                    Ok(status) => {
                        death::explain(status, &last_words, self.max_memory, options.time_limit)
                    }
                    Err(error) => ExtractError::new(
                        ExtractErrorKind::WorkerDied,
                        format!("the process that read the file was lost: {error}"),
                    ),
                })
            }
        }
    }
}

#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    errors: Option<JoinHandle<String>>,
}

/// Why there is no answer.
enum Lost {
    /// The time was up, and the worker was killed.
    Late,
    /// It closed its output or wrote what is no reply.
    Silent,
}

impl Worker {
    fn start(program: &PathBuf, args: &[OsString]) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own: Ctrl-C on the terminal must reach the run, which decides, and not the workers.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(errors)) = pipes else {
            return Err(io::Error::other("the process has no pipes"));
        };
        let errors = thread::Builder::new().name("last words".into()).spawn(|| tail(errors))?;
        Ok(Self { child, input, output: BufReader::new(output), errors: Some(errors) })
    }

    /// Sends one file and waits for its answer.
    fn ask(
        &mut self,
        order: &Order,
        bytes: &[u8],
    ) -> Result<Result<Extraction, ExtractError>, Lost> {
        let Self { child, input, output, .. } = self;
        let limit = order.options.time_limit.map(|limit| limit + GRACE);
        let (sender, replies) = channel();
        thread::scope(|scope| {
            // A worker that hangs takes no input and gives no output, so neither is waited for here.
            scope.spawn(move || {
                // A worker that dies early breaks the pipe; the reply that does not come tells.
                let _ = send_order(input, order, bytes);
                while let Ok(reply) = next_reply(output) {
                    let done = matches!(reply, Reply::Done(_));
                    if sender.send(reply).is_err() || done {
                        return;
                    }
                }
            });
            let mut deadline = limit.map(|limit| Instant::now() + limit);
            loop {
                let reply = match deadline {
                    None => replies.recv().map_err(|_| RecvTimeoutError::Disconnected),
                    Some(deadline) => {
                        replies.recv_timeout(deadline.saturating_duration_since(Instant::now()))
                    }
                };
                match reply {
                    Ok(Reply::Done(result)) => return Ok(result),
                    Ok(Reply::Alive) => deadline = limit.map(|limit| Instant::now() + limit),
                    Err(RecvTimeoutError::Timeout) => {
                        limits::kill(child);
                        return Err(Lost::Late);
                    }
                    Err(RecvTimeoutError::Disconnected) => return Err(Lost::Silent),
                }
            }
        })
    }

    /// Waits for its end, or brings it about, and gives how it ended and what it wrote last.
    fn end(mut self) -> (io::Result<ExitStatus>, String) {
        let patience = Instant::now() + LAST_BREATH;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < patience {
            thread::sleep(Duration::from_millis(2));
        }
        limits::kill(&mut self.child);
        let last_words = self.errors.take().and_then(|errors| errors.join().ok());
        (self.child.wait(), last_words.unwrap_or_default())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        limits::kill(&mut self.child);
    }
}

/// Reads to the end and keeps the last words.
fn tail(mut errors: ChildStderr) -> String {
    let mut kept = Vec::new();
    let mut chunk = [0; 1024];
    while let Ok(read @ 1..) = errors.read(&mut chunk) {
        kept.extend_from_slice(&chunk[..read]);
        kept.drain(..kept.len().saturating_sub(LAST_WORDS));
    }
    String::from_utf8_lossy(&kept).into_owned()
}
