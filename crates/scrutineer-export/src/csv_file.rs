//! CSV by RFC 4180, UTF-8.

use std::io::{self, Write};
use std::path::Path;

use scrutineer::table::{Cell, Column, Table};

use crate::cell::{neutralised, shown};
use crate::whole_file::WholeFile;

/// How CSV is written.
#[derive(Clone, Copy, Debug)]
pub struct CsvOptions {
    /// Whether text cells that a spreadsheet would run as a formula get an apostrophe in front.
    pub neutralise: bool,
    /// Whether the file begins with a byte order mark, by which Excel tells UTF-8.
    pub byte_order_mark: bool,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { neutralise: true, byte_order_mark: false }
    }
}

/// A CSV file that is written row by row.
pub struct CsvFile {
    writer: csv::Writer<WholeFile>,
    options: CsvOptions,
}

impl CsvFile {
    /// Begins the file at `target` with its header.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(target: &Path, columns: &[Column], options: CsvOptions) -> io::Result<Self> {
        let mut file = WholeFile::create(target)?;
        if options.byte_order_mark {
            file.write_all(b"\xef\xbb\xbf")?;
        }
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(columns.iter().map(|column| &column.name)).map_err(io_error)?;
        Ok(Self { writer, options })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn write(&mut self, row: &[Cell]) -> io::Result<()> {
        write_row(&mut self.writer, row, self.options)
    }

    /// Hands over the file, whole but without its name.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn into_file(self) -> io::Result<WholeFile> {
        self.writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// As [`WholeFile::finish`].
    pub fn finish(self) -> io::Result<()> {
        self.into_file()?.finish()
    }
}

/// Writes a whole table to `out`.
///
/// # Errors
/// When `out` refuses.
pub fn write_csv(out: impl Write, table: &Table, options: CsvOptions) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(table.columns.iter().map(|column| &column.name)).map_err(io_error)?;
    for row in &table.rows {
        write_row(&mut writer, row, options)?;
    }
    writer.flush()
}

fn write_row<W: Write>(
    writer: &mut csv::Writer<W>,
    row: &[Cell],
    options: CsvOptions,
) -> io::Result<()> {
    for cell in row {
        let text = shown(cell);
        match cell {
            Cell::Text(text) if options.neutralise => {
                writer.write_field(neutralised(text).as_bytes())
            }
            _ => writer.write_field(text.as_bytes()),
        }
        .map_err(io_error)?;
    }
    writer.write_record(None::<&[u8]>).map_err(io_error)
}

/// The error below a CSV error, whose kind tells a broken pipe from a full disk; `?` alone would lose it.
pub(crate) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
