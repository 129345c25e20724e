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
    /// Begun with the first report, because its columns are those of the taxonomy.
    matrix: Option<CsvFile>,
    cooccurrence: Cooccurrence,
    saturation: Saturation,
}

impl EvidenceFiles {
    pub(crate) fn new(folder: &Path, options: CsvOptions) -> Self {
        Self {
            folder: folder.to_owned(),
            options,
            matrix: None,
            cooccurrence: Cooccurrence::default(),
            saturation: Saturation::default(),
        }
    }

    fn begin_matrix(&self, taxonomy: &Taxonomy) -> io::Result<CsvFile> {
        CsvFile::create(&self.folder.join("matrix.csv"), &matrix_columns(taxonomy), self.options)
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
    fn add(&mut self, outcome: &Outcome, taxonomy: &Taxonomy) -> io::Result<()> {
        let Ok(tagged) = &outcome.result else { return Ok(()) };
        let mut matrix = match self.matrix.take() {
            Some(matrix) => matrix,
            None => self.begin_matrix(taxonomy)?,
        };
        matrix.write(&matrix_row(&outcome.name, tagged, taxonomy))?;
        self.matrix = Some(matrix);
        self.cooccurrence.add(tagged, taxonomy);
        self.saturation.add(&outcome.name, tagged, taxonomy);
        Ok(())
    }

    fn finish(mut self: Box<Self>, end: &RunEnd<'_>) -> io::Result<Vec<WholeFile>> {
        let matrix = match self.matrix.take() {
            Some(matrix) => matrix,
            None => self.begin_matrix(end.taxonomy)?,
        };
        Ok(vec![
            matrix.into_file()?,
            self.whole("cooccurrence.csv", &self.cooccurrence.table(end.taxonomy))?,
            self.whole("saturation.csv", &self.saturation.table())?,
        ])
    }
}
