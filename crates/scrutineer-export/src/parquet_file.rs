//! Parquet: the tables by column, with types, for pandas, R, DuckDB and the like.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use scrutineer::corpus::Outcome;
use scrutineer::table::{Cell, Column, ColumnKind, document_columns, tag_columns, tag_rows};
use scrutineer::taxonomy::Taxonomy;

use crate::whole_file::WholeFile;
use crate::writer::{RunEnd, Writer};

/// Rows that are held before they become a row group; with passages of two thousand characters about 40 MB.
const GROUP: usize = 16_384;

/// A Parquet file that is written row by row. Text is UTF-8, whole numbers are 64 bits, numbers doubles;
/// every column may be null, which means not known.
pub struct ParquetFile {
    writer: SerializedFileWriter<WholeFile>,
    kinds: Vec<ColumnKind>,
    held: Vec<Vec<Cell>>,
}

impl ParquetFile {
    /// Begins the file at `target`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(target: &Path, columns: &[Column]) -> io::Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(io_error)?;
        let schema =
            Type::group_type_builder("schema").with_fields(fields).build().map_err(io_error)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(concat!("scrutineer ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = WholeFile::create(target)?;
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
            .map_err(io_error)?;
        let kinds = columns.iter().map(|column| column.kind).collect();
        Ok(Self { writer, kinds, held: Vec::new() })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn write(&mut self, row: Vec<Cell>) -> io::Result<()> {
        self.held.push(row);
        if self.held.len() >= GROUP { self.write_group() } else { Ok(()) }
    }

    /// Hands over the file, whole but without its name.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn into_file(mut self) -> io::Result<WholeFile> {
        if !self.held.is_empty() {
            self.write_group()?;
        }
        self.writer.into_inner().map_err(io_error)
    }

    fn write_group(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.held);
        group(&mut self.writer, &self.kinds, &rows).map_err(io_error)
    }
}

fn group(
    writer: &mut SerializedFileWriter<WholeFile>,
    kinds: &[ColumnKind],
    rows: &[Vec<Cell>],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    let mut at = 0;
    while let Some(mut column) = group.next_column()? {
        let cells = || rows.iter().map(|row| row.get(at).unwrap_or(&Cell::Empty));
        match kinds.get(at) {
            Some(ColumnKind::Integer) => {
                let (values, levels) = column_of(cells(), integer);
                column.typed::<Int64Type>().write_batch(&values, Some(&levels), None)?;
            }
            Some(ColumnKind::Number) => {
                let (values, levels) = column_of(cells(), number);
                column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
            }
            _ => {
                let (values, levels) = column_of(cells(), text);
                column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
            }
        }
        column.close()?;
        at += 1;
    }
    group.close().map(|_| ())
}

/// Values that are known, and for each row 1 where one is and 0 where none is (Parquet's definition levels).
fn column_of<'a, T>(
    cells: impl Iterator<Item = &'a Cell>,
    value: impl Fn(&'a Cell) -> Option<T>,
) -> (Vec<T>, Vec<i16>) {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let known = value(cell);
        levels.push(i16::from(known.is_some()));
        values.extend(known);
    }
    (values, levels)
}

fn integer(cell: &Cell) -> Option<i64> {
    if let Cell::Integer(number) = cell { Some(*number) } else { None }
}

fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Integer(number) => Some(*number as f64),
        _ => None,
    }
}

fn text(cell: &Cell) -> Option<ByteArray> {
    if let Cell::Text(text) = cell { Some(text.as_str().into()) } else { None }
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        ColumnKind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Integer => (PhysicalType::INT64, None),
        ColumnKind::Number => (PhysicalType::DOUBLE, None),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
        .map(Arc::new)
}

/// The error below a Parquet error where there is one, because its kind tells a full disk.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

/// tags.parquet, documents.parquet and counts.parquet, with the values of the CSV files.
pub struct ParquetTables {
    folder: PathBuf,
    metadata: Vec<String>,
    tags: ParquetFile,
    documents: ParquetFile,
}

impl ParquetTables {
    /// Begins to write into `folder`, which exists. `metadata` names the columns of documents.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(folder: &Path, metadata: &[String]) -> io::Result<Self> {
        let file =
            |name: &str, columns: &[Column]| ParquetFile::create(&folder.join(name), columns);
        Ok(Self {
            folder: folder.to_owned(),
            metadata: metadata.to_vec(),
            tags: file("tags.parquet", &tag_columns(metadata))?,
            documents: file("documents.parquet", &document_columns(metadata))?,
        })
    }
}

impl Writer for ParquetTables {
    fn add(&mut self, outcome: &Outcome, taxonomy: &Taxonomy) -> io::Result<()> {
        let Ok(tagged) = &outcome.result else { return Ok(()) };
        for row in tag_rows(&outcome.name, tagged, taxonomy, &self.metadata) {
            self.tags.write(row)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, end: &RunEnd<'_>) -> io::Result<Vec<WholeFile>> {
        for report in end.reports {
            self.documents.write(report.row.clone())?;
        }
        let counts = self.folder.join("counts.parquet");
        let mut counts = ParquetFile::create(&counts, &end.counts.columns)?;
        for row in &end.counts.rows {
            counts.write(row.clone())?;
        }
        Ok(vec![self.tags.into_file()?, self.documents.into_file()?, counts.into_file()?])
    }
}
