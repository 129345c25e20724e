//! Report by issue, 0 or 1: the form that statistics programs want.

use super::found::counted;
use super::{Cell, Column, Found};
use crate::taxonomy::Taxonomy;

/// Columns of the matrix: `document`, then each counted issue by its id.
pub fn matrix_columns(taxonomy: &Taxonomy) -> Vec<Column> {
    let mut columns = vec![Column::text("document")];
    columns.extend(counted(taxonomy).map(|issue| Column::integer(issue.id.as_str())));
    columns
}

/// The row of a report that was read: 1 where it shows the issue, as in counts.
pub fn matrix_row(name: &str, found: &Found, taxonomy: &Taxonomy) -> Vec<Cell> {
    let found = found.issues();
    let mut row = vec![Cell::from(name)];
    row.extend(
        counted(taxonomy).enumerate().map(|(at, _)| Cell::Integer(found.contains(&at).into())),
    );
    row
}
