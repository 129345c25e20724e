//! One row a change.

use super::TagChange;
use crate::Document;
use crate::table::{Cell, Column};
use crate::tag::Tag;

/// Columns of the table of changes.
pub fn change_columns() -> Vec<Column> {
    let mut columns: Vec<Column> =
        ["document", "issue", "change", "section", "role", "paragraph"].map(Column::text).to_vec();
    columns.push(Column::integer("page"));
    columns.extend(
        ["old_assertion", "new_assertion", "old_rule", "new_rule", "old_evidence", "new_evidence"]
            .map(Column::text),
    );
    columns.extend(["quote", "passage"].map(Column::text));
    columns
}

/// Rows of the changes in one document, named `name`.
pub fn change_rows(name: &str, document: &Document, changes: &[TagChange]) -> Vec<Vec<Cell>> {
    changes.iter().filter_map(|change| row(name, document, change)).collect()
}

fn row(name: &str, document: &Document, change: &TagChange) -> Option<Vec<Cell>> {
    let tag = change.tag()?;
    let text = &document.text;
    let block = &document.blocks[tag.block];
    let section = &document.sections[block.section];
    let page = text.page_at(tag.quote.start);
    let both = |value: &dyn Fn(&Tag) -> String| {
        [&change.old, &change.new]
            .map(|tag| Cell::from(tag.as_ref().map(value).unwrap_or_default()))
    };
    let evidence = |tag: &Tag| {
        tag.evidence.iter().map(|&span| text.slice(span)).collect::<Vec<_>>().join(" … ")
    };
    let mut row = vec![
        Cell::from(name),
        tag.issue.as_str().into(),
        change.kind.as_str().into(),
        section.title.as_str().into(),
        section.role.as_str().into(),
        block.number.as_deref().unwrap_or_default().into(),
        if page == 0 { Cell::Empty } else { u64::from(page).into() },
    ];
    row.extend(both(&|tag| tag.assertion.as_str().to_owned()));
    row.extend(both(&|tag| tag.rule.clone()));
    row.extend(both(&evidence));
    row.push(text.slice(tag.quote).into());
    row.push(text.slice(block.span).into());
    Some(row)
}
