//! PDF to blocks: glyphs to runs, runs to lines or to the structure tree, both to paragraphs.
//!
//! Parsing happens inside this process, on a thread of its own. A panic of the parser is caught and
//! a deadline is kept, yet no library can take back a stack overflow or memory that a hostile file
//! makes its parser ask for: read files that nobody vouches for in a worker process.

mod device;
mod draft;
mod furniture;
mod hayro;
mod heading;
mod ink;
mod join;
mod layout;
mod limits;
mod line;
mod order;
pub mod page;
mod place;
mod plain;
mod read;
pub mod role;
mod run;
mod stitch;
mod strings;
pub mod structure;
mod tagged;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub use limits::Stopped;

use self::hayro::HayroSource;
use self::limits::{STACK_BYTES, Watch};
use self::plain::PlainSource;
use super::{ExtractError, ExtractErrorKind, Extraction};

/// Which program library parses the PDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PdfReader {
    /// hayro: positions, fonts and the structure tree.
    #[default]
    Hayro,
    /// pdf-extract: the text of pages only, as a second opinion.
    PdfExtract,
}

/// How a PDF is read.
#[derive(Clone, Debug)]
pub struct PdfOptions {
    /// The parser.
    pub reader: PdfReader,
    /// Whether the structure tree and its marks are believed where they cover a page.
    pub use_structure: bool,
    /// When to give up.
    pub deadline: Option<Instant>,
}

impl Default for PdfOptions {
    fn default() -> Self {
        Self { reader: PdfReader::default(), use_structure: true, deadline: None }
    }
}

/// Time past the deadline in which the parser may come back by itself.
const GRACE: Duration = Duration::from_millis(250);

/// Reads a PDF.
///
/// # Errors
/// When there are no bytes, no pages, no text on any page, a password is needed, the deadline
/// passes or the parser fails. After the deadline a parser that hangs is left behind on its thread.
pub fn read(bytes: &[u8], options: &PdfOptions) -> Result<Extraction, ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::new(ExtractErrorKind::Empty, "the file is empty"));
    }
    let (sender, receiver) = channel();
    let (owned, settings) = (bytes.to_vec(), options.clone());
    let spawned =
        thread::Builder::new().name("pdf".into()).stack_size(STACK_BYTES).spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| read_here(owned, &settings)));
            // Nobody waits any more when the deadline has passed.
            let _ = sender.send(outcome.unwrap_or_else(|_| Err(parser_failed())));
        });
    if spawned.is_err() {
        let message = "no thread could be started to read the PDF; try again with fewer at once";
        return Err(ExtractError::new(ExtractErrorKind::Limit, message));
    }
    let outcome = match options.deadline {
        None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        Some(deadline) => {
            let left = deadline.saturating_duration_since(Instant::now());
            receiver.recv_timeout(left + GRACE)
        }
    };
    match outcome {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err(Stopped::Deadline.into()),
        Err(RecvTimeoutError::Disconnected) => Err(parser_failed()),
    }
}

fn parser_failed() -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::ParserFailed,
        "the PDF parser failed on this file; other files are not affected",
    )
}

fn read_here(bytes: Vec<u8>, options: &PdfOptions) -> Result<Extraction, ExtractError> {
    let watch = Watch::new(options.deadline);
    match options.reader {
        PdfReader::Hayro => {
            let pdf = hayro::open(bytes)?;
            read::extraction(&mut HayroSource::new(&pdf, watch), options)
        }
        PdfReader::PdfExtract => read::extraction(&mut PlainSource::open(&bytes, watch)?, options),
    }
}
