//! What every further format of a run's results does, each in a file of its own.

use std::io;

use scrutineer::corpus::Outcome;
use scrutineer::table::{Cell, Found, Table};
use scrutineer::taxonomy::Taxonomy;

use crate::results::Manifest;
use crate::whole_file::WholeFile;

/// Writes one format (a workbook, a report, a project file …) while a run goes on.
///
/// [`crate::Results`] hands every outcome to every writer, in input order, and drops it afterwards: a writer keeps
/// only what its format needs, or writes at once into a [`WholeFile`]. A writer that is dropped without
/// [`Writer::finish`] leaves nothing behind, because a `WholeFile` has no name until its end.
pub trait Writer {
    /// Adds one outcome: a tagged document or a failure.
    ///
    /// # Errors
    /// When the disk is full. The run stops, and no file of any format gets its name.
    fn add(&mut self, outcome: &Outcome, taxonomy: &Taxonomy) -> io::Result<()>;

    /// Completes the content of every file of the format and hands the files over, still without a name.
    ///
    /// They get their names together with all other results, once the content of all is on the disk.
    ///
    /// # Errors
    /// When the disk is full.
    fn finish(self: Box<Self>, end: &RunEnd<'_>) -> io::Result<Vec<WholeFile>>;
}

/// What is known when the last document is in.
#[derive(Clone, Copy, Debug)]
pub struct RunEnd<'a> {
    /// What run.json says: program, fingerprint, options, totals, inputs.
    pub manifest: &'a Manifest,
    /// The codebook of the run.
    pub taxonomy: &'a Taxonomy,
    /// The table counts.csv.
    pub counts: &'a Table,
    /// Every report that was read, in input order.
    pub reports: &'a [ReadReport],
}

impl<'a> RunEnd<'a> {
    /// Reports that stand in counts and other figures: all, or with the option `dedupe` those that repeat no other.
    pub fn counted(&self) -> impl Iterator<Item = &'a ReadReport> + use<'a> {
        self.reports.iter().filter(|report| report.counted)
    }
}

/// What is kept of a report that was read until it is known which reports repeat others.
#[derive(Clone, Debug)]
pub struct ReadReport {
    /// Its name in the tables.
    pub name: String,
    /// Its row in documents.csv.
    pub row: Vec<Cell>,
    /// The issues that it shows.
    pub found: Found,
    /// Number of the report that it repeats, by position among the reports that were read.
    pub duplicate_of: Option<usize>,
    /// Whether it stands in counts and other figures.
    pub counted: bool,
}
