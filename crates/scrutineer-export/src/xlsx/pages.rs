//! Sheets that are not plain tables: matrix heads, curve, codebook, about.

use rust_xlsxwriter::{Chart, ChartType, Worksheet, XlsxError};
use scrutineer::table::{Cell, Column, ColumnKind};
use scrutineer::taxonomy::{IssueKind, Taxonomy};

use super::sheet::{
    CELL_UNITS, Formats, Look, SHEET_LINKS, SHEET_ROWS, Shortfall, fit_height, write_cell,
    write_heads,
};
use crate::writer::RunEnd;

/// Width of the columns of tables whose text is wrapped.
pub(super) const WRAPPED: f64 = 70.0;

/// Width of a column of a table, in characters.
pub(super) fn width(name: &str, kind: ColumnKind) -> f64 {
    match (name, kind) {
        ("quote" | "reason", _) => WRAPPED,
        ("label" | "label_a" | "label_b", _) => 50.0,
        ("document" | "title", _) => 42.0,
        ("issue" | "issue_a" | "issue_b" | "body" | "rule", _) => 36.0,
        ("passage" | "evidence", _) => 30.0,
        ("family" | "section" | "cue" | "flagged_pages" | "warnings", _) => 22.0,
        ("level", _) => 10.0,
        (_, ColumnKind::Text) => 15.0,
        // Room for the arrow of the filter beside the name.
        (name, _) => (name.chars().count() as f64 + 4.0).max(9.0),
    }
}

/// Heads of the matrix, upright, because there is a column for every issue.
pub(super) fn matrix_heads(
    sheet: &mut Worksheet,
    columns: &[Column],
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 40)?;
    if let Ok(last @ 1..) = u16::try_from(columns.len().saturating_sub(1)) {
        sheet.set_column_range_width(1, last, 4)?;
    }
    sheet.set_row_height(0, 210)?;
    sheet.set_freeze_panes(1, 1)?;
    for (at, column) in (0_u16..).zip(columns) {
        let format = if at == 0 { &formats.head } else { &formats.head_upright };
        sheet.write_string_with_format(0, at, &column.name, format)?;
    }
    Ok(())
}

/// The saturation curve beside its table of `rows` rows.
pub(super) fn curve(sheet: &mut Worksheet, rows: usize) -> Result<(), XlsxError> {
    let Ok(last @ 1..) = u32::try_from(rows) else { return Ok(()) };
    let name = super::SATURATION;
    let mut chart = Chart::new(ChartType::Line);
    chart.title().set_name("Issues found as reports are added");
    chart.x_axis().set_name("reports");
    chart.y_axis().set_name("issues");
    for (column, label) in [(4, "in this order"), (5, "mean of all orders")] {
        chart
            .add_series()
            .set_name(label)
            .set_categories((name, 1, 0, last, 0))
            .set_values((name, 1, column, last, column));
    }
    chart.set_width(720).set_height(380);
    sheet.insert_chart(1, 7, &chart)?;
    Ok(())
}

const CODEBOOK_COLUMNS: [(&str, f64, Look); 11] = [
    ("issue", 38.0, Look::Text),
    ("label", 40.0, Look::Wrap),
    ("family", 34.0, Look::Text),
    ("stage", 15.0, Look::Text),
    ("kind", 13.0, Look::Text),
    ("parent", 24.0, Look::Text),
    ("counted", 11.0, Look::Text),
    ("definition", 60.0, Look::Wrap),
    ("use_when", 60.0, Look::Wrap),
    ("not_use", 60.0, Look::Wrap),
    ("questions", 60.0, Look::Wrap),
];

/// Rows of the sheet Codebook, in the order of the taxonomy.
pub(super) fn codebook(taxonomy: &Taxonomy) -> Vec<Vec<Cell>> {
    taxonomy
        .issues
        .iter()
        .map(|issue| {
            let kind = match issue.kind {
                IssueKind::Issue => "issue",
                IssueKind::Circumstance => "circumstance",
                IssueKind::Reason => "reason",
                IssueKind::Solution => "solution",
                IssueKind::Caveat => "caveat",
                IssueKind::Positive => "positive",
            };
            [
                issue.id.as_str(),
                &issue.label,
                taxonomy.family_label(&issue.family),
                &issue.stage,
                kind,
                issue.parent.as_deref().unwrap_or_default(),
                if issue.counted { "yes" } else { "no" },
                &issue.definition,
                &issue.use_when,
                &issue.not_use,
                &issue.questions.join("\n"),
            ]
            .map(Cell::from)
            .to_vec()
        })
        .collect()
}

pub(super) fn write_codebook(
    sheet: &mut Worksheet,
    rows: &[Vec<Cell>],
    formats: &Formats,
    shortfall: &mut Shortfall,
) -> Result<(), XlsxError> {
    for (at, (_, width, _)) in (0_u16..).zip(CODEBOOK_COLUMNS) {
        sheet.set_column_width(at, width)?;
    }
    write_heads(sheet, 0, CODEBOOK_COLUMNS.iter().map(|&(name, _, look)| (name, look)), formats)?;
    sheet.set_freeze_panes(1, 2)?;
    for (row, cells) in (1_u32..).zip(rows) {
        let wrapped = cells.iter().zip(CODEBOOK_COLUMNS).filter_map(|(cell, (_, width, look))| {
            let Cell::Text(text) = cell else { return None };
            (look == Look::Wrap).then_some((text.as_str(), width))
        });
        fit_height(sheet, row, wrapped)?;
        for ((column, cell), (_, _, look)) in (0_u16..).zip(cells).zip(CODEBOOK_COLUMNS) {
            write_cell(sheet, (row, column), cell, look, formats, shortfall)?;
        }
    }
    let last = u32::try_from(rows.len()).unwrap_or(1).max(1);
    sheet.autofilter(0, 0, last, CODEBOOK_COLUMNS.len() as u16 - 1)?;
    Ok(())
}

/// What a figure of the workbook rests on.
const EXPLAINED: [(&str, &str); 6] = [
    (
        "Reports with an issue",
        "A report is counted once for an issue, however often it says so: at least one finding, which is a passage that asserts the issue outside contents, terms of reference, method, glossary and references. For a positive code: at least one good-practice tag.",
    ),
    (
        "N",
        "Reports that were read. Files that failed are in no N; they stand on the sheet Failures.",
    ),
    (
        "Interval",
        "95 % Wilson interval: the chance of the draw only. It knows nothing of tagging errors, and reviews are no random sample of cases.",
    ),
    (
        "Passages",
        "A report repeats itself, in analysis, findings and summary: a number of passages is never a number of events.",
    ),
    (
        "Co-occurrence",
        "Level report: both issues anywhere in one report. Level passage: both in one passage; its total is the passages in which something could be found. Lift above 1: more often together than chance would have it; with few reports it says little.",
    ),
    (
        "Tags are proposals",
        "Read the quote before a tag is cited. The columns rule, evidence and cue say why it was given.",
    ),
];

pub(super) fn about(
    sheet: &mut Worksheet,
    end: &RunEnd<'_>,
    crossed: &[&str],
    formats: &Formats,
    shortfall: &Shortfall,
) -> Result<(), XlsxError> {
    sheet.set_screen_gridlines(false);
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 110)?;
    let manifest = end.manifest;
    let mut lines: Vec<(String, Cell)> = vec![
        ("Program".to_owned(), manifest.tool.as_str().into()),
        ("Taxonomy fingerprint".to_owned(), manifest.taxonomy_fingerprint.as_str().into()),
        ("Reports read".to_owned(), manifest.documents.into()),
        ("Reports that repeat another".to_owned(), manifest.duplicates.into()),
        ("Files that failed".to_owned(), manifest.failures.into()),
    ];
    if let serde_json::Value::Object(options) = &manifest.options {
        for (name, value) in options.iter().filter(|(_, value)| !value.is_null()) {
            let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            lines.push((format!("Option {name}"), shown.into()));
        }
    }
    sheet.write_string_with_format(0, 0, "About this workbook", &formats.title)?;
    sheet.set_row_height(0, 24)?;
    sheet.merge_range(1, 0, 1, 1, manifest.note, &formats.warning)?;
    sheet.set_row_height(1, 34)?;
    let mut row = 3;
    let mut unused = Shortfall::default();
    let explained = EXPLAINED.iter().map(|&(name, what)| (name.to_owned(), Cell::from(what)));
    let limits = limits(crossed, shortfall);
    for (title, lines) in [
        ("What was run", lines),
        ("How to read the figures", explained.collect()),
        ("What the workbook leaves out", limits),
    ] {
        sheet.write_string_with_format(row, 0, title, &formats.section)?;
        sheet.write_blank(row, 1, &formats.section)?;
        row += 1;
        for (name, value) in lines {
            let look = Look::Wrap;
            write_cell(sheet, (row, 0), &Cell::from(name), look, formats, &mut unused)?;
            match &value {
                Cell::Integer(number) => {
                    let figure = *number as f64;
                    sheet.write_number_with_format(row, 1, figure, &formats.left_number)?;
                }
                cell => {
                    if let Cell::Text(text) = cell {
                        fit_height(sheet, row, std::iter::once((text.as_str(), 110.0)))?;
                    }
                    write_cell(sheet, (row, 1), cell, look, formats, &mut unused)?;
                }
            }
            row += 1;
        }
        row += 1;
    }
    Ok(())
}

fn limits(crossed: &[&str], shortfall: &Shortfall) -> Vec<(String, Cell)> {
    let mut lines: Vec<(String, Cell)> = Vec::new();
    let mut say = |name: &str, what: String| lines.push((name.to_owned(), what.into()));
    if shortfall.cut_cells > 0 {
        say(
            "Long cells",
            format!(
                "{} cells are cut at {CELL_UNITS} characters, the most that Excel holds; the CSV files have them whole.",
                shortfall.cut_cells
            ),
        );
    }
    for (sheet, rows) in &shortfall.rows {
        say(
            "Rows",
            format!(
                "{rows} rows did not fit on the sheet {sheet}, which holds {SHEET_ROWS}; the CSV file has them."
            ),
        );
    }
    if shortfall.unlinked > 0 {
        say(
            "Links",
            format!(
                "{} document names have no link: Excel holds {SHEET_LINKS} on a sheet, and none of more than 2,080 characters.",
                shortfall.unlinked
            ),
        );
    }
    for (sheet, groups) in &shortfall.groups {
        say(
            "Groups",
            format!(
                "{groups} groups did not fit on the sheet {sheet}; `scrutineer count --by` prints them all."
            ),
        );
    }
    if !crossed.contains(&"area") {
        say(
            "By area",
            "The reports have no column area; a catalogue (--catalogue) can give them one."
                .to_owned(),
        );
    }
    if lines.is_empty() {
        let what = "Every row and every cell of the CSV files is here in full.";
        lines.push(("Nothing".to_owned(), what.into()));
    }
    lines
}
