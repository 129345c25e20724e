//! Results as tables: rows of typed cells with named columns, ready for any writer.

mod cooccurrence;
mod counts;
mod documents;
mod found;
mod matrix;
mod saturation;
mod tags;
mod wilson;

use serde::Serialize;

pub use cooccurrence::Cooccurrence;
pub use counts::{Contribution, CountKey, Counter};
pub use documents::{document_columns, document_row, failure_columns, failure_row, overlap_cells};
pub use found::Found;
pub use matrix::{matrix_columns, matrix_row};
pub use saturation::Saturation;
pub use tags::{tag_columns, tag_rows};
pub use wilson::wilson_interval;

/// A named column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// snake_case name.
    pub name: String,
    /// What its cells hold.
    pub kind: ColumnKind,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing known.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
}

/// A whole table in memory.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Column {
    /// A column of text.
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: ColumnKind::Text }
    }

    /// A column of whole numbers.
    pub fn integer(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: ColumnKind::Integer }
    }

    /// A column of numbers.
    pub fn number(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: ColumnKind::Number }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::from(number as u64)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// `number` rounded to `digits` after the point, so that files do not differ in the last bit.
pub(crate) fn rounded(number: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (number * scale).round() / scale
}
