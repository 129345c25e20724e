//! The worker's side: read orders, answer them, end with the pool.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::{process, thread};

use super::frame::{Reply, next_order, send_reply};
use super::limits;
use crate::extract::options::Progress;
use crate::extract::{ExtractError, ExtractErrorKind, Reader};

/// Serves as a worker on standard input and output, reading with `reader`, until the pool goes away.
///
/// Ends the process by itself when the other side is gone, even in the middle of a file.
///
/// # Errors
/// When standard output cannot be taken over or written to.
pub fn serve(reader: &dyn Reader) -> io::Result<()> {
    let output: Arc<Mutex<Output>> = Arc::new(Mutex::new(take_output()?));
    let (sender, orders) = sync_channel(0);
    thread::Builder::new().name("orders".into()).spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            match next_order(&mut input) {
                Ok(Some(order)) => {
                    if sender.send(order).is_err() {
                        process::exit(1);
                    }
                }
                // Nobody waits for an answer any more, so whatever is being read is read for nothing.
                Ok(None) => process::exit(0),
                Err(error) => {
                    let fault = if error.kind() == io::ErrorKind::OutOfMemory {
                        NO_ROOM.to_owned()
                    } else {
                        error.to_string()
                    };
                    // The pool quotes it.
                    let _ = writeln!(io::stderr(), "{fault}");
                    process::exit(1);
                }
            }
        }
    })?;
    while let Ok((mut order, bytes)) = orders.recv() {
        limits::set(order.max_memory, order.options.time_limit);
        let alive = Arc::clone(&output);
        let (max_memory, time_limit) = (order.max_memory, order.options.time_limit);
        order.options.progress = Some(Progress::new(move || {
            limits::set(max_memory, time_limit);
            // When the pool is gone the thread above ends the process.
            let _ = reply(&alive, &Reply::Alive);
        }));
        let result = catch_unwind(AssertUnwindSafe(|| reader.read(&bytes, &order.options)));
        let result = result.unwrap_or_else(|_| Err(panicked()));
        reply(&output, &Reply::Done(result))?;
    }
    Ok(())
}

/// What the pool takes for the memory limit, as it does what Rust writes when memory cannot be had.
const NO_ROOM: &str = "memory allocation of the file itself failed";

type Output = Box<dyn Write + Send>;

fn reply(output: &Mutex<Output>, reply: &Reply) -> io::Result<()> {
    send_reply(&mut *output.lock().unwrap_or_else(PoisonError::into_inner), reply)
}

fn panicked() -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::ParserFailed,
        "the reader of this format failed on the file; open it in another program, save it again and retry",
    )
}

/// Standard output for the replies alone: what a parser prints goes to standard error from here on.
#[cfg(unix)]
fn take_output() -> io::Result<Output> {
    let own = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
    rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
    Ok(Box::new(io::BufWriter::with_capacity(1 << 16, std::fs::File::from(own))))
}

/// What a parser prints would spoil a reply here, which costs its document.
#[cfg(not(unix))]
fn take_output() -> io::Result<Output> {
    Ok(Box::new(io::BufWriter::with_capacity(1 << 16, io::stdout())))
}
