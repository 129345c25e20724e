//! One row a document, and one a failure.

use super::{Cell, Column, rounded};
use crate::corpus::{Failure, Outcome};
use crate::tag::Tagged;

/// Columns of the documents table.
pub fn document_columns(metadata: &[String]) -> Vec<Column> {
    let mut columns = vec![Column::text("document"), Column::text("format")];
    columns.extend(metadata.iter().map(Column::text));
    columns.extend(["pages", "words", "passages"].map(Column::integer));
    columns.push(Column::number("excluded_share"));
    columns.extend(["tags", "findings"].map(Column::integer));
    columns.extend(["flagged_pages", "warnings", "sha256"].map(Column::text));
    columns.push(Column::integer("bytes"));
    columns
}

/// The row of a document that was read.
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
