//! Report by issue, 0 or 1: the form that statistics programs want.

use super::found::{counted, found_in, issues_of};
use super::{Cell, Column};
use crate::tag::Tagged;
use crate::taxonomy::Taxonomy;

/// Columns of the matrix: `document`, then each counted issue by its id.
pub fn matrix_columns(taxonomy: &Taxonomy) -> Vec<Column> {
    let mut columns = vec![Column::text("document")];
    columns.extend(counted(taxonomy).map(|issue| Column::integer(issue.id.as_str())));
    columns
}

/// The row of a report that was read: 1 where it shows the issue, as in counts.
pub fn matrix_row(name: &str, tagged: &Tagged, taxonomy: &Taxonomy) -> Vec<Cell> {
    let found = issues_of(&found_in(tagged, taxonomy));
    let mut row = vec![Cell::from(name)];
    row.extend(
        counted(taxonomy).enumerate().map(|(at, _)| Cell::Integer(found.contains(&at).into())),
    );
    row
}
