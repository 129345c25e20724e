//! Inputs as typed to what the library runs on.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use scrutineer::corpus::{Catalogue, CorpusOptions, Source, gather, read_source};
use scrutineer::extract::pdf::PdfReader;
use scrutineer::extract::pdf::ocr::{OcrMode, OcrOptions};
use scrutineer::extract::worker::WorkerPool;
use scrutineer::extract::{ReadOptions, Reader};
use scrutineer::{Document, Tagger};

use super::{build_tagger, text_tables};
use crate::args::{Inputs, OcrChoice, PdfReaderChoice, Reading};
use crate::failure::Failure;

/// Everything that a command over a collection needs.
pub(crate) struct Collection {
    pub sources: Vec<Source>,
    pub options: CorpusOptions,
    pub tagger: Tagger,
    /// Columns of the tables that the reports are rows of.
    row_columns: Vec<String>,
}

/// Columns that documents have beside those of a catalogue.
const FOUND_COLUMNS: [&str; 7] =
    ["title", "review_type", "body", "subject", "year", "year_source", "incident_year"];

impl Collection {
    /// Lists the files and compiles the taxonomy.
    pub(crate) fn open(inputs: &Inputs) -> Result<Self, Failure> {
        let catalogue = match &inputs.catalogue {
            Some(path) => {
                Catalogue::from_path(path).map_err(|error| Failure::new(error.to_string()))?
            }
            None => Catalogue::default(),
        };
        let read = read_options(&inputs.reading);
        let (sources, row_columns) = match text_tables::open(inputs)? {
            Some(texts) => (texts.sources, texts.columns),
            None => {
                let sources = gather(&inputs.paths, &read)
                    .map_err(|error| Failure::new(error.to_string()))?;
                (sources, Vec::new())
            }
        };
        let reader = reader(&inputs.reading)?;
        let options = CorpusOptions { read, reader, catalogue, threads: inputs.threads };
        let collection =
            Self { sources, options, tagger: build_tagger(&inputs.tagging)?, row_columns };
        text_tables::check_metadata(&collection.metadata())?;
        Ok(collection)
    }

    /// Metadata columns of the documents: what front matter gives, then those of a table of texts, then the catalogue's own.
    pub(crate) fn metadata(&self) -> Vec<String> {
        let mut columns: Vec<String> = FOUND_COLUMNS.map(str::to_owned).to_vec();
        for column in self.row_columns.iter().chain(self.options.catalogue.columns()) {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        columns
    }
}

pub(crate) fn read_options(reading: &Reading) -> ReadOptions {
    ReadOptions {
        time_limit: Some(Duration::from_secs(reading.timeout)),
        pdf_reader: match reading.pdf_reader {
            PdfReaderChoice::Hayro => PdfReader::Hayro,
            PdfReaderChoice::PdfExtract => PdfReader::PdfExtract,
        },
        ocr: OcrOptions {
            mode: match reading.ocr {
                OcrChoice::Auto => OcrMode::Auto,
                OcrChoice::Always => OcrMode::Always,
                OcrChoice::Never => OcrMode::Never,
            },
            language: reading.ocr_language.clone(),
        },
        compare_readers: reading.compare_readers,
        ..ReadOptions::default()
    }
}

/// The argument by which the program calls itself to read files, and nothing else.
pub(crate) const WORKER: &str = "--worker-process";

/// Files are read in processes of their own, so that none can end or hold up the command.
pub(crate) fn reader(reading: &Reading) -> Result<Arc<dyn Reader>, Failure> {
    let pool = WorkerPool::of_this_program(WORKER, Some(reading.max_memory << 20));
    let pool =
        pool.map_err(|error| Failure::new(format!("the program cannot find itself: {error}")));
    Ok(Arc::new(pool?))
}

/// Reads one report; `-` is text on standard input.
pub(crate) fn read_document(file: &Path, reading: &Reading) -> Result<Document, Failure> {
    let read = read_options(reading);
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().take(read.max_bytes + 1).read_to_end(&mut bytes)?;
        let extraction = reader(reading)?
            .read(&bytes, &read)
            .map_err(|error| Failure::new(format!("standard input: {error}")))?;
        return Ok(Document::new(&extraction));
    }
    let reader = reader(reading)?;
    let options = CorpusOptions { read, reader, ..CorpusOptions::default() };
    let sources = gather(&[file.to_owned()], &options.read)
        .map_err(|error| Failure::new(error.to_string()))?;
    let [source] = sources.as_slice() else {
        return Err(Failure::new(format!(
            "{}: holds {} files; this command reads one report (`run` reads collections)",
            file.display(),
            sources.len()
        )));
    };
    read_source(source, &options)
        .map_err(|failure| Failure::new(format!("{}: {}", file.display(), failure.message)))
}
