//! One row a document, and one a failure.

use super::{Cell, Column, rounded};
use crate::corpus::{Failure, Outcome};
use crate::duplicate::Overlap;
use crate::extract::PageFlag;
use crate::tag::Tagged;

/// Columns of the documents table.
pub fn document_columns(metadata: &[String]) -> Vec<Column> {
    let mut columns = vec![Column::text("document"), Column::text("format")];
    columns.extend(metadata.iter().map(Column::text));
    columns.extend(["pages", "ocr_pages", "words", "passages"].map(Column::integer));
    columns.push(Column::number("excluded_share"));
    columns.extend(["tags", "findings"].map(Column::integer));
    columns.extend(["flagged_pages", "warnings", "sha256"].map(Column::text));
    columns.push(Column::integer("bytes"));
    columns.extend(["duplicate_of", "overlaps_with"].map(Column::text));
    columns.push(Column::number("overlap_share"));
    columns
}

/// The row of a document that was read, up to the last three columns: those are known at the end of a run
/// ([`overlap_cells`]).
pub fn document_row(outcome: &Outcome, tagged: &Tagged, metadata: &[String]) -> Vec<Cell> {
    let document = &tagged.document;
    let known = document.metadata.columns();
    let format = serde_json::to_value(document.format).ok();
    let flagged: Vec<String> = document
        .pages
        .iter()
        .filter(|page| !page.flags.is_empty())
        .map(|page| {
            let flags: Vec<String> = page
                .flags
                .iter()
                .filter_map(|flag| serde_json::to_value(flag).ok()?.as_str().map(str::to_owned))
                .collect();
            format!("{}: {}", page.number, flags.join(" "))
        })
        .collect();
    let findings = tagged.tags.iter().filter(|tag| tag.is_finding(document)).count();
    let mut row = vec![
        Cell::from(outcome.name.as_str()),
        format.as_ref().and_then(|value| value.as_str()).unwrap_or_default().into(),
    ];
    row.extend(
        metadata
            .iter()
            .map(|column| known.get(column).map_or(Cell::Empty, |value| value.as_str().into())),
    );
    row.push(if document.pages.is_empty() { Cell::Empty } else { document.pages.len().into() });
    let recognised =
        document.pages.iter().filter(|page| page.flags.contains(&PageFlag::Ocr)).count();
    row.push(if document.pages.is_empty() { Cell::Empty } else { recognised.into() });
    row.push(document.text.as_str().split_whitespace().count().into());
    row.push(document.blocks.len().into());
    row.push(rounded(document.excluded_share(), 3).into());
    row.push(tagged.tags.len().into());
    row.push(findings.into());
    row.push(flagged.join("; ").into());
    row.push(document.warnings.join("; ").into());
    row.push(outcome.sha256.as_str().into());
    row.push(outcome.bytes.into());
    row
}

/// The last three cells of the row of a document; `names` are the documents that were read, in the order in which
/// overlaps were found.
pub fn overlap_cells(overlap: &Overlap, names: &[String]) -> [Cell; 3] {
    let name = |at: usize| names.get(at).map_or(Cell::Empty, |name| Cell::from(name.as_str()));
    [
        overlap.duplicate_of.map_or(Cell::Empty, name),
        overlap.most_in.map_or(Cell::Empty, |(at, _)| name(at)),
        overlap.most_in.map_or(Cell::Empty, |(_, share)| rounded(share, 2).into()),
    ]
}

/// Columns of the failures table.
pub fn failure_columns() -> Vec<Column> {
    ["document", "kind", "reason", "sha256"].map(Column::text).to_vec()
}

/// The row of a source that gave no document.
pub fn failure_row(outcome: &Outcome, failure: &Failure) -> Vec<Cell> {
    vec![
        outcome.name.as_str().into(),
        failure.kind.as_str().into(),
        failure.message.as_str().into(),
        outcome.sha256.as_str().into(),
    ]
}
