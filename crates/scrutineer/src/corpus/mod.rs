//! Many files in parallel, results in input order, no more documents in memory than a few per thread.

mod catalogue;
mod ordered;
mod source;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use catalogue::{Catalogue, CatalogueError, delimiter_of};
pub use source::{Source, SourceError, gather};

use crate::duplicate::Sketch;
use crate::extract::{self, ExtractErrorKind, InProcess, ReadOptions, Reader};
use crate::tag::{Tagged, Tagger};
use crate::{Document, Text};

/// How a corpus is read.
#[derive(Clone, Debug)]
pub struct CorpusOptions {
    /// Limits and hints for the readers.
    pub read: ReadOptions,
    /// Where files are read: in this process by default; a
    /// [`WorkerPool`](crate::extract::worker::WorkerPool) reads where a hostile file does no harm.
    pub reader: Arc<dyn Reader>,
    /// Columns to add to documents by file name.
    pub catalogue: Catalogue,
    /// Threads; 0 means one a core.
    pub threads: usize,
}

impl Default for CorpusOptions {
    fn default() -> Self {
        Self {
            read: ReadOptions::default(),
            reader: Arc::new(InProcess),
            catalogue: Catalogue::default(),
            threads: 0,
        }
    }
}

/// What came of one source.
#[derive(Debug)]
pub struct Outcome {
    /// Position among the sources, from 0.
    pub index: usize,
    /// Name of the source, as in outputs.
    pub name: String,
    /// SHA-256 of the bytes, hex; empty when they could not be read.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// By which reports that share text are found; empty when there is no document.
    pub sketch: Sketch,
    /// The tagged document, or why there is none.
    pub result: Result<Tagged, Failure>,
}

/// Why a source gave no document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Kebab-case kind, as in failures.csv.
    pub kind: String,
    /// A sentence that says what to do.
    pub message: String,
}

/// Reads one source into a document without tagging it.
///
/// # Errors
/// When its bytes cannot be had or read.
pub fn read_source(source: &Source, options: &CorpusOptions) -> Result<Document, Failure> {
    let bytes = load(source, options)?;
    document_of(source, &bytes, options)
}

/// Tags every source and calls `deliver` with the outcomes in input order; a `false` from it stops the run.
///
/// A source that fails is an outcome like any other. At most four documents a thread are held at once.
pub fn run(
    sources: &[Source],
    tagger: &Tagger,
    options: &CorpusOptions,
    deliver: impl FnMut(Outcome) -> bool,
) {
    ordered::for_each(
        sources.len(),
        options.threads,
        |index| process(index, &sources[index], tagger, options),
        deliver,
    );
}

fn process(index: usize, source: &Source, tagger: &Tagger, options: &CorpusOptions) -> Outcome {
    let mut outcome = Outcome {
        index,
        name: source.name().to_owned(),
        sha256: String::new(),
        bytes: 0,
        sketch: Sketch::default(),
        result: Err(Failure { kind: String::new(), message: String::new() }),
    };
    outcome.result = load(source, options).and_then(|bytes| {
        outcome.bytes = bytes.len() as u64;
        outcome.sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let document = document_of(source, &bytes, options)?;
        drop(bytes);
        outcome.sketch = Sketch::of(document.text.as_str());
        Ok(tagger.tag(document))
    });
    outcome
}

fn load(source: &Source, options: &CorpusOptions) -> Result<Vec<u8>, Failure> {
    source.load(&options.read)
}

fn document_of(
    source: &Source,
    bytes: &[u8],
    options: &CorpusOptions,
) -> Result<Document, Failure> {
    if let Some(refused) = source.refused() {
        return Err(refused.clone());
    }
    // The text of a row is in memory already, and nothing in it can end the process: no worker is needed.
    let extraction = match source.row() {
        Some(row) => extract::read_plain(&row.text, &options.read),
        None => {
            let file_name = Some(source.file_name().to_owned());
            options.reader.read(bytes, &ReadOptions { file_name, ..options.read.clone() })
        }
    }
    .map_err(|error| Failure {
        kind: error.kind().as_str().to_owned(),
        message: error.to_string(),
    })?;
    let mut document = Document::new(&extraction);
    if document.text.as_str().is_empty() {
        let kind = ExtractErrorKind::NoText.as_str().to_owned();
        return Err(Failure { kind, message: "the file holds no text".to_owned() });
    }
    let mut columns = source.row().map(|row| row.columns.clone()).unwrap_or_default();
    columns.extend(options.catalogue.columns_for(source.name(), source.file_name()));
    document.metadata.catalogue = columns;
    Ok(document)
}

/// A document from plain text, for callers that have text already.
pub fn document_from_text(text: &str) -> Document {
    Document::from_text(Text::plain(text))
}
