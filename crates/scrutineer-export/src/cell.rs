//! Cells as text.

use std::borrow::Cow;

use scrutineer::table::Cell;

/// The text of a cell, as CSV and people read it; empty when nothing is known.
pub(crate) fn shown(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Integer(number) => Cow::Owned(number.to_string()),
        Cell::Number(number) => Cow::Owned(number.to_string()),
    }
}

/// `text` with an apostrophe in front when a spreadsheet would run it as a formula
/// (OWASP, "CSV Injection": cells that begin with `=`, `+`, `-`, `@`, tab or carriage return).
pub fn neutralised(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
