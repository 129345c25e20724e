//! matrix.csv, cooccurrence.csv and saturation.csv.

use std::io;
use std::path::{Path, PathBuf};

use scrutineer::corpus::Outcome;
use scrutineer::table::{Cooccurrence, Saturation, Table, matrix_columns, matrix_row};
use scrutineer::taxonomy::Taxonomy;

use crate::csv_file::{CsvFile, CsvOptions};
use crate::whole_file::WholeFile;
use crate::writer::{RunEnd, Writer};

/// Writes the tables that relate issues to each other and to reports.
pub(crate) struct EvidenceFiles {
    folder: PathBuf,
    options: CsvOptions,
}

impl EvidenceFiles {
    pub(crate) fn new(folder: &Path, options: CsvOptions) -> Self {
        Self { folder: folder.to_owned(), options }
    }

    fn whole(&self, name: &str, table: &Table) -> io::Result<WholeFile> {
        let mut file = CsvFile::create(&self.folder.join(name), &table.columns, self.options)?;
        for row in &table.rows {
            file.write(row)?;
        }
        file.into_file()
    }
}

impl Writer for EvidenceFiles {
    /// Which reports stand in these tables is known at the end.
    fn add(&mut self, _: &Outcome, _: &Taxonomy) -> io::Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>, end: &RunEnd<'_>) -> io::Result<Vec<WholeFile>> {
        let matrix = self.folder.join("matrix.csv");
        let mut matrix = CsvFile::create(&matrix, &matrix_columns(end.taxonomy), self.options)?;
        let (mut pairs, mut curve) = (Cooccurrence::default(), Saturation::default());
        for report in end.counted() {
            matrix.write(&matrix_row(&report.name, &report.found, end.taxonomy))?;
            pairs.add(&report.found);
            curve.add(&report.name, &report.found);
        }
        Ok(vec![
            matrix.into_file()?,
            self.whole("cooccurrence.csv", &pairs.table(end.taxonomy))?,
            self.whole("saturation.csv", &curve.table())?,
        ])
    }
}
