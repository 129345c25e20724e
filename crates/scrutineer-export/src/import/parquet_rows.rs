//! Parquet: a row a document.

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::{ImportError, Rows, shown_number};

pub(super) fn read(bytes: Vec<u8>) -> Result<Rows, ImportError> {
    let damaged = |error: parquet::errors::ParquetError| {
        ImportError::new(format!(
            "cannot be read as Parquet ({error}); write it again with compression snappy, gzip, lz4 or none"
        ))
    };
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).map_err(damaged)?;
    let schema = reader.metadata().file_metadata().schema().clone();
    let names: Vec<String> =
        schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    // The index that pandas keeps is no column of the table.
    let kept: Vec<usize> =
        (0..names.len()).filter(|&at| !names[at].starts_with("__index_level_")).collect();
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None).map_err(damaged)? {
        let row = row.map_err(damaged)?;
        let cells: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        rows.push(
            kept.iter().map(|&at| cells.get(at).map_or_else(String::new, |c| shown(c))).collect(),
        );
    }
    Ok(Rows { columns: kept.iter().map(|&at| names[at].clone()).collect(), rows })
}

fn shown(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        // Some programs write text without saying that it is text.
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Float(number) => shown_number(f64::from(*number)),
        Field::Double(number) => shown_number(*number),
        other => other.to_string(),
    }
}
