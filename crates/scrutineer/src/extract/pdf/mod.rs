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
pub mod ocr;
mod order;
pub mod page;
mod place;
mod plain;
mod quality;
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
use self::ocr::OcrOptions;
use self::plain::PlainSource;
use super::{ExtractError, ExtractErrorKind, Extraction, Progress};

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
    /// Which pages are read by optical character recognition.
    pub ocr: OcrOptions,
    /// Time that recognition of each page may take beyond the deadline.
    pub page_limit: Option<Duration>,
    /// Called before each page that is recognised.
    pub progress: Option<Progress>,
    /// Whether words are compared with those of the second reader, which costs several times the reading.
    pub compare_readers: bool,
}

impl Default for PdfOptions {
    fn default() -> Self {
        Self {
            reader: PdfReader::default(),
            use_structure: true,
            deadline: None,
            ocr: OcrOptions::default(),
            page_limit: None,
            progress: None,
            compare_readers: false,
        }
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
    let (owned, mut settings) = (bytes.to_vec(), options.clone());
    let (steps, outer) = (sender.clone(), settings.progress.take());
    settings.progress = Some(Progress::new(move || {
        // Nobody waits any more when the deadline has passed.
        let _ = steps.send(Message::Step);
        outer.iter().for_each(Progress::call);
    }));
    let spawned =
        thread::Builder::new().name("pdf".into()).stack_size(STACK_BYTES).spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| read_here(owned, &settings)));
            // Nobody waits any more when the deadline has passed.
            let _ = sender.send(Message::Done(outcome.unwrap_or_else(|_| Err(parser_failed()))));
        });
    if spawned.is_err() {
        let message = "no thread could be started to read the PDF; try again with fewer at once";
        return Err(ExtractError::new(ExtractErrorKind::Limit, message));
    }
    let mut deadline = options.deadline;
    loop {
        let message = match deadline {
            None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now());
                receiver.recv_timeout(left + GRACE)
            }
        };
        match message {
            Ok(Message::Step) => {
                deadline = deadline.and(options.page_limit).map(|limit| Instant::now() + limit);
            }
            Ok(Message::Done(result)) => return result,
            Err(RecvTimeoutError::Timeout) => return Err(Stopped::Deadline.into()),
            Err(RecvTimeoutError::Disconnected) => return Err(parser_failed()),
        }
    }
}

/// What the parsing thread says.
enum Message {
    /// Recognition of a page begins: the clock starts again.
    Step,
    Done(Result<Extraction, ExtractError>),
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
            let second = options.compare_readers.then(|| PlainSource::open(&bytes, watch));
            let pdf = hayro::open(bytes)?;
            let mut source = HayroSource::new(&pdf, watch);
            read::extraction(&mut source, second.map(|second| second.ok()), options)
        }
        PdfReader::PdfExtract => {
            read::extraction(&mut PlainSource::open(&bytes, watch)?, None, options)
        }
    }
}
