//! The folder that a run writes.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use scrutineer::corpus::Outcome;
use scrutineer::duplicate::Overlaps;
use scrutineer::table::{
    Contribution, CountKey, Counter, Found, document_columns, document_row, failure_columns,
    failure_row, overlap_cells, tag_columns, tag_rows,
};
use scrutineer::taxonomy::Taxonomy;
use serde::Serialize;

use crate::csv_file::{CsvFile, CsvOptions, write_csv};
use crate::evidence_files::EvidenceFiles;
use crate::jsonl_file::JsonlFile;
use crate::whole_file::{WholeFile, remove_leftovers};
use crate::writer::{ReadReport, RunEnd, Writer};

/// The results of a run while they are being written; documents go in one by one, and of each only its row, its counts
/// and its sketch are kept.
pub struct Results {
    folder: PathBuf,
    options: CsvOptions,
    metadata: Vec<String>,
    tags: CsvFile,
    tag_lines: JsonlFile,
    documents: CsvFile,
    failures: CsvFile,
    counter: Counter,
    reports: Vec<ReadReport>,
    /// What each of the reports adds to the counts.
    contributions: Vec<Contribution>,
    overlaps: Overlaps,
    dedupe: bool,
    inputs: Vec<ManifestInput>,
    failed: u64,
    tag_count: u64,
    finding_count: u64,
    writers: Vec<Box<dyn Writer>>,
}

/// What run.json says: enough to repeat the run and to check what it read.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// Program and version.
    pub tool: String,
    /// SHA-256 of the taxonomy's files.
    pub taxonomy_fingerprint: String,
    /// What was typed that changes results; no thread count, no time.
    pub options: serde_json::Value,
    /// Documents read.
    pub documents: u64,
    /// Documents that repeat another one; with the option `dedupe` they are in no count.
    pub duplicates: u64,
    /// Sources that failed.
    pub failures: u64,
    /// Tags written.
    pub tags: u64,
    /// Asserted tags outside excluded sections.
    pub findings: u64,
    /// What counts can and cannot say.
    pub note: &'static str,
    /// Every source in order.
    pub inputs: Vec<ManifestInput>,
}

/// One source of a run.
#[derive(Clone, Debug, Serialize)]
pub struct ManifestInput {
    /// Its name in the tables.
    pub name: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// "read" or the kind of failure.
    pub outcome: String,
}

const NOTE: &str = "Counts measure what reviewers wrote, not what happened: an issue that is not mentioned is not an issue that was absent.";

impl Results {
    /// Begins to write into `folder`, which is made if needed. `metadata` names the columns of documents.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn create(folder: &Path, metadata: &[String], options: CsvOptions) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        remove_leftovers(folder)?;
        let csv = |name: &str, columns: &[scrutineer::table::Column]| {
            CsvFile::create(&folder.join(name), columns, options)
        };
        Ok(Self {
            folder: folder.to_owned(),
            options,
            metadata: metadata.to_vec(),
            tags: csv("tags.csv", &tag_columns(metadata))?,
            tag_lines: JsonlFile::create(&folder.join("tags.jsonl"), &tag_columns(metadata))?,
            documents: csv("documents.csv", &document_columns(metadata))?,
            failures: csv("failures.csv", &failure_columns())?,
            counter: Counter::new(&[CountKey::Issue]),
            reports: Vec::new(),
            contributions: Vec::new(),
            overlaps: Overlaps::default(),
            dedupe: false,
            inputs: Vec::new(),
            failed: 0,
            tag_count: 0,
            finding_count: 0,
            writers: vec![Box::new(EvidenceFiles::new(folder, options))],
        })
    }

    /// Adds a further format, which gets every outcome that is added from now on.
    pub fn push(&mut self, writer: Box<dyn Writer>) {
        self.writers.push(writer);
    }

    /// Leaves documents that repeat another one out of the counts; they keep their rows and tags.
    pub fn without_duplicates(mut self, dedupe: bool) -> Self {
        self.dedupe = dedupe;
        self
    }

    /// Adds one outcome.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn add(&mut self, outcome: &Outcome, taxonomy: &Taxonomy) -> io::Result<()> {
        for writer in &mut self.writers {
            writer.add(outcome, taxonomy)?;
        }
        let said = match &outcome.result {
            Ok(tagged) => {
                for row in tag_rows(&outcome.name, tagged, taxonomy, &self.metadata) {
                    self.tags.write(&row)?;
                    self.tag_lines.write(&row)?;
                }
                self.reports.push(ReadReport {
                    name: outcome.name.clone(),
                    row: document_row(outcome, tagged, &self.metadata),
                    found: Found::of(tagged, taxonomy),
                    duplicate_of: None,
                    counted: true,
                });
                self.contributions.push(self.counter.contribution(tagged, taxonomy));
                self.overlaps.add(outcome.sketch.clone());
                self.tag_count += tagged.tags.len() as u64;
                self.finding_count +=
                    tagged.tags.iter().filter(|tag| tag.is_finding(&tagged.document)).count()
                        as u64;
                "read".to_owned()
            }
            Err(failure) => {
                self.failures.write(&failure_row(outcome, failure))?;
                self.failed += 1;
                failure.kind.clone()
            }
        };
        self.inputs.push(ManifestInput {
            name: outcome.name.clone(),
            sha256: outcome.sha256.clone(),
            bytes: outcome.bytes,
            outcome: said,
        });
        Ok(())
    }

    /// Sources that failed so far.
    pub fn failed(&self) -> u64 {
        self.failed
    }

    /// Documents read so far.
    pub fn read(&self) -> u64 {
        self.reports.len() as u64
    }

    /// Asserted tags outside excluded sections so far.
    pub fn findings(&self) -> u64 {
        self.finding_count
    }

    /// Writes counts and manifest and gives every file its name.
    ///
    /// # Errors
    /// When the disk is full or a target is locked by another program; files not yet renamed keep their old content.
    pub fn finish(
        mut self,
        tool: &str,
        taxonomy: &Taxonomy,
        options: serde_json::Value,
    ) -> io::Result<Manifest> {
        let duplicates = self.settle_duplicates()?;
        let mut counts = WholeFile::create(&self.folder.join("counts.csv"))?;
        if self.options.byte_order_mark {
            counts.write_all(b"\xef\xbb\xbf")?;
        }
        let table = self.counter.table(taxonomy);
        write_csv(&mut counts, &table, self.options)?;
        let manifest = Manifest {
            tool: tool.to_owned(),
            taxonomy_fingerprint: taxonomy.fingerprint.clone(),
            options,
            documents: self.reports.len() as u64,
            duplicates,
            failures: self.failed,
            tags: self.tag_count,
            findings: self.finding_count,
            note: NOTE,
            inputs: self.inputs,
        };
        let mut run = WholeFile::create(&self.folder.join("run.json"))?;
        serde_json::to_writer_pretty(&mut run, &manifest)?;
        run.write_all(b"\n")?;
        let end = RunEnd { manifest: &manifest, taxonomy, counts: &table, reports: &self.reports };
        let mut further = Vec::new();
        for writer in self.writers {
            further.extend(writer.finish(&end)?);
        }
        for file in further {
            file.finish()?;
        }
        self.tags.finish()?;
        self.tag_lines.finish()?;
        self.documents.finish()?;
        self.failures.finish()?;
        counts.finish()?;
        run.finish()?;
        Ok(manifest)
    }

    /// Completes the rows of documents and adds up counts, now that all documents are known; gives the number of duplicates.
    fn settle_duplicates(&mut self) -> io::Result<u64> {
        let overlaps = self.overlaps.find();
        let names: Vec<String> = self.reports.iter().map(|report| report.name.clone()).collect();
        let mut duplicates = 0;
        for ((report, contribution), overlap) in
            self.reports.iter_mut().zip(&self.contributions).zip(&overlaps)
        {
            report.row.extend(overlap_cells(overlap, &names));
            self.documents.write(&report.row)?;
            duplicates += u64::from(overlap.duplicate_of.is_some());
            report.duplicate_of = overlap.duplicate_of;
            report.counted = !self.dedupe || overlap.duplicate_of.is_none();
            if report.counted {
                self.counter.apply(contribution);
            }
        }
        Ok(duplicates)
    }
}
