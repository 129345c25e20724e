//! What is wrong with a codebook's sheets, by sheet, row and column.

use std::fmt;

use scrutineer::taxonomy::TaxonomyError;

use super::cells::Sheets;
use super::files::{MadeFile, quoted};

/// A fault in a codebook's sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetError {
    /// File, sheet, row and column, as far as known.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
    /// What the cell says, when that helps.
    pub cell: Option<String>,
    /// Characters of the cell to point at: the first, and how many.
    pub at: Option<(usize, usize)>,
}

/// Characters of a cell that are shown before and after a fault.
const SHOWN: usize = 50;

impl SheetError {
    pub(super) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), cell: None, at: None }
    }
}

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        let Some(cell) = &self.cell else { return Ok(()) };
        let (start, length) = self.at.unwrap_or_default();
        let skipped = start.saturating_sub(SHOWN);
        let shown: String = cell
            .chars()
            .skip(skipped)
            .take(2 * SHOWN)
            .map(|c| if c == '\n' { ' ' } else { c })
            .collect();
        write!(f, "\n  | {shown}")?;
        if self.at.is_some() {
            write!(f, "\n  | {}{}", " ".repeat(start - skipped), "^".repeat(length.max(1)))?;
        }
        Ok(())
    }
}

impl std::error::Error for SheetError {}

/// An error of the loader, told by the cell that its line was made from.
pub(super) fn placed(sheets: &Sheets, files: &[MadeFile], error: &TaxonomyError) -> SheetError {
    let message = match &error.help {
        Some(help) => format!("{} ({help})", error.message),
        None => error.message.clone(),
    };
    let place = files
        .iter()
        .find(|file| file.name == error.file)
        .and_then(|file| *file.places.get(error.line.checked_sub(1)?)?);
    let Some(place) = place else { return SheetError::new(sheets.source.clone(), message) };
    let cell = sheets.cell(place).unwrap_or_default().to_owned();
    // The cell stands in quotation marks in its line; escapes before the fault would shift it.
    let start = error
        .line_text
        .find('"')
        .and_then(|quote| (error.column - 1).checked_sub(error.line_text[..=quote].chars().count()))
        .filter(|&start| {
            quoted(&cell).chars().count() == cell.chars().count() + 2
                && start < cell.chars().count()
        });
    let at = start.map(|start| (start, error.length));
    SheetError { place: sheets.place(place), message, cell: (!cell.is_empty()).then_some(cell), at }
}
