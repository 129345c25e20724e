//! JSON lines: one object a row, keys in the order of the columns.

use std::io::{self, Write};
use std::path::Path;

use scrutineer::table::{Cell, Column};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::whole_file::WholeFile;

/// A file of JSON lines that is written row by row.
pub struct JsonlFile {
    file: WholeFile,
    columns: Vec<String>,
}

struct Row<'a> {
    columns: &'a [String],
    cells: &'a [Cell],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            map.serialize_entry(column, cell)?;
        }
        map.end()
    }
}

impl JsonlFile {
    /// Begins the file at `target`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(target: &Path, columns: &[Column]) -> io::Result<Self> {
        let columns = columns.iter().map(|column| column.name.clone()).collect();
        Ok(Self { file: WholeFile::create(target)?, columns })
    }

    /// Appends a row; unknown values are `null`, so that every line has every key.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn write(&mut self, cells: &[Cell]) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, &Row { columns: &self.columns, cells })?;
        self.file.write_all(b"\n")
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// As [`WholeFile::finish`].
    pub fn finish(self) -> io::Result<()> {
        self.file.finish()
    }
}
