//! One row a tag.

use super::{Cell, Column, rounded};
use crate::extract::{PageFlag, PageInfo};
use crate::tag::{Tag, Tagged};
use crate::taxonomy::Taxonomy;

/// Columns of the tags table; `metadata` are the columns of the documents that are repeated for each tag.
pub fn tag_columns(metadata: &[String]) -> Vec<Column> {
    let mut columns = vec![Column::text("document")];
    columns.extend(metadata.iter().map(Column::text));
    columns.extend(
        ["issue", "label", "family", "stage", "assertion", "voice", "section", "role", "paragraph"]
            .map(Column::text),
    );
    columns.push(Column::integer("page"));
    columns.push(Column::text("ocr"));
    columns.extend(["quote", "evidence", "passage"].map(Column::text));
    columns.extend(["start", "end"].map(Column::integer));
    columns.extend(["rule", "cue"].map(Column::text));
    columns.push(Column::number("strength"));
    columns.push(Column::text("key"));
    columns
}

/// Rows of the tags of one document, named `name`.
///
/// `start` and `end` are the quote in Unicode code points of the document's text; `evidence` holds the words that
/// rules matched, joined by " … ".
pub fn tag_rows(
    name: &str,
    tagged: &Tagged,
    taxonomy: &Taxonomy,
    metadata: &[String],
) -> Vec<Vec<Cell>> {
    let known = tagged.document.metadata.columns();
    let of_document: Vec<Cell> = metadata
        .iter()
        .map(|column| known.get(column).map_or(Cell::Empty, |value| Cell::from(value.as_str())))
        .collect();
    tagged.tags.iter().map(|tag| tag_row(name, tagged, tag, taxonomy, &of_document)).collect()
}

fn tag_row(
    name: &str,
    tagged: &Tagged,
    tag: &Tag,
    taxonomy: &Taxonomy,
    of_document: &[Cell],
) -> Vec<Cell> {
    let document = &tagged.document;
    let text = &document.text;
    let block = &document.blocks[tag.block];
    let section = &document.sections[block.section];
    let issue = taxonomy.issue(&tag.issue);
    let evidence: Vec<&str> = tag.evidence.iter().map(|&span| text.slice(span)).collect();
    let page = text.page_at(tag.quote.start);
    let (start, end) = text.code_points(tag.quote);
    let mut row = vec![Cell::from(name)];
    row.extend_from_slice(of_document);
    row.push(tag.issue.as_str().into());
    row.push(issue.map_or(Cell::Empty, |issue| issue.label.as_str().into()));
    row.push(issue.map_or(Cell::Empty, |issue| issue.family.as_str().into()));
    row.push(issue.map_or(Cell::Empty, |issue| issue.stage.as_str().into()));
    row.push(tag.assertion.as_str().into());
    row.push(tag.voice.as_str().into());
    row.push(section.title.as_str().into());
    row.push(section.role.as_str().into());
    row.push(block.number.as_deref().unwrap_or_default().into());
    row.push(if page == 0 { Cell::Empty } else { u64::from(page).into() });
    let recognised = |info: &PageInfo| info.number == page && info.flags.contains(&PageFlag::Ocr);
    row.push(if document.pages.iter().any(recognised) { "yes".into() } else { Cell::Empty });
    row.push(text.slice(tag.quote).into());
    row.push(evidence.join(" … ").into());
    row.push(text.slice(block.span).into());
    row.push(start.into());
    row.push(end.into());
    row.push(tag.rule.as_str().into());
    row.push(tag.cue.as_ref().map_or(Cell::Empty, |cue| text.slice(cue.span).into()));
    row.push(rounded(tag.strength, 3).into());
    row.push(tag.key.as_str().into());
    row
}
