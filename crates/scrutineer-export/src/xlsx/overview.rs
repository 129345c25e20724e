//! The first sheet: what the collection is and what stands out.

use rust_xlsxwriter::{
    Color, ConditionalFormatDataBar, ConditionalFormatType, Url, Worksheet, XlsxError,
};
use scrutineer::table::{Cell, Table};
use scrutineer::taxonomy::IssueKind;

use super::cross;
use super::sheet::{Formats, Look, Shortfall, write_cell, write_heads};
use crate::writer::RunEnd;

/// Issues that are listed.
const LISTED: usize = 20;

/// Columns of the list: name in the counts, head, look.
const COLUMNS: [(&str, &str, Look); 7] = [
    ("label", "Issue", Look::Text),
    ("family", "Family", Look::Text),
    ("reports_with", "Reports with it (n)", Look::Integer),
    ("reports", "Reports (N)", Look::Integer),
    ("share", "n / N", Look::Share),
    ("share_low", "95 % from", Look::Share),
    ("share_high", "95 % to", Look::Share),
];

pub(super) fn write(
    sheet: &mut Worksheet,
    end: &RunEnd<'_>,
    counts: &Table,
    crossed: &[&str],
    formats: &Formats,
) -> Result<(), XlsxError> {
    let manifest = end.manifest;
    sheet.set_screen_gridlines(false);
    for (column, width) in (0_u16..).zip([52, 30, 18, 17, 10, 10, 10]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_string_with_format(0, 0, "What the reviews say", &formats.title)?;
    sheet.set_row_height(0, 24)?;
    sheet.merge_range(1, 0, 1, 6, manifest.note, &formats.faint)?;
    sheet.set_row_height(1, 18)?;
    let at = |name: &str| counts.columns.iter().position(|column| column.name == name);
    let number = |row: &[Cell], name: &str| match at(name).map(|at| &row[at]) {
        Some(Cell::Integer(number)) => *number,
        _ => 0,
    };
    // Reasons and solutions stand below their issue, and good practice is no issue: sheet Counts has them all.
    let is_issue = |row: &[Cell]| match at("issue").map(|at| &row[at]) {
        Some(Cell::Text(id)) => end
            .taxonomy
            .issue(id)
            .is_some_and(|issue| matches!(issue.kind, IssueKind::Issue | IssueKind::Circumstance)),
        _ => false,
    };
    let issues: Vec<&Vec<Cell>> = counts.rows.iter().filter(|row| is_issue(row)).collect();
    let mut found: Vec<&Vec<Cell>> =
        issues.iter().copied().filter(|row| number(row, "reports_with") > 0).collect();
    let counted = end.counted().count() as u64;
    let left_out = manifest.documents - counted;
    let mut facts = if left_out == 0 {
        vec![("Reports read (N of every share)", counted)]
    } else {
        vec![
            ("Reports counted (N of every share)", counted),
            ("Reports that repeat another and are in no share", left_out),
        ]
    };
    let (findings, tags) = if left_out == 0 {
        ("Findings: passages that assert an issue", "Tags of every assertion")
    } else {
        (
            "Findings: passages that assert an issue, in all reports",
            "Tags of every assertion, in all reports",
        )
    };
    facts.extend([
        ("Files that failed and are in no figure", manifest.failures),
        (findings, manifest.findings),
        (tags, manifest.tags),
        ("Issues found in at least one report", found.len() as u64),
        ("Issues of the codebook", issues.len() as u64),
    ]);
    let mut row = 3;
    let mut unused = Shortfall::default();
    for (name, figure) in facts {
        write_cell(sheet, (row, 0), &Cell::from(name), Look::Text, formats, &mut unused)?;
        sheet.write_number_with_format(row, 1, figure as f64, &formats.left_number)?;
        row += 1;
    }
    row += 1;
    let title = format!("Issues in most reports (the first {})", found.len().min(LISTED));
    section(sheet, row, &title, formats)?;
    row += 1;
    write_heads(sheet, row, COLUMNS.iter().map(|&(_, head, look)| (head, look)), formats)?;
    row += 1;
    // A stable sort: issues of one frequency keep the order of the codebook.
    found.sort_by_key(|row| std::cmp::Reverse(number(row, "reports_with")));
    let first = row;
    for line in found.iter().take(LISTED) {
        for (column, (name, _, look)) in (0_u16..).zip(COLUMNS) {
            let Some(at) = at(name) else { continue };
            let cell = match &line[at] {
                Cell::Text(family) if name == "family" => end.taxonomy.family_label(family).into(),
                cell => cell.clone(),
            };
            write_cell(sheet, (row, column), &cell, look, formats, &mut unused)?;
        }
        row += 1;
    }
    if row > first {
        let bar = ConditionalFormatDataBar::new()
            .set_fill_color(Color::RGB(0x9F_C3_D9))
            .set_solid_fill(true)
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, 1);
        sheet.add_conditional_format(first, 4, row - 1, 4, &bar)?;
    }
    row += 1;
    section(sheet, row, "Sheets", formats)?;
    row += 1;
    for (name, what) in sheets(crossed) {
        let link = Url::new(format!("internal:'{name}'!A1"));
        sheet.write_url_with_options(row, 0, link, name.as_str(), "", Some(&formats.link))?;
        sheet.merge_range(row, 1, row, 6, &what, &formats.faint)?;
        row += 1;
    }
    Ok(())
}

/// A line with a rule below it, across the columns of the sheet.
fn section(
    sheet: &mut Worksheet,
    row: u32,
    title: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 0, title, &formats.section)?;
    for column in 1..COLUMNS.len() as u16 {
        sheet.write_blank(row, column, &formats.section)?;
    }
    Ok(())
}

fn sheets(crossed: &[&str]) -> Vec<(String, String)> {
    let mut sheets = vec![(
        super::COUNTS.to_owned(),
        "each issue: reports with it, share and interval, passages by assertion (counts.csv)"
            .to_owned(),
    )];
    sheets.extend(crossed.iter().map(|name| {
        (cross::sheet_name(name), format!("the same by {name}: n and % of the N reports of each"))
    }));
    sheets.extend(
        [
            (super::MATRIX, "report by issue, 1 where the report shows it (matrix.csv)"),
            (
                super::TAGS,
                "every tagged passage with quote and place (tags.csv, columns for reading first)",
            ),
            (
                super::COOCCURRENCE,
                "pairs of issues in one report and in one passage (cooccurrence.csv)",
            ),
            (super::SATURATION, "how many new issues each further report adds (saturation.csv)"),
            (super::REPORTS, "the reports that were read (documents.csv)"),
            (super::CODEBOOK, "what each issue means"),
            (super::FAILURES, "files that could not be read, and why (failures.csv)"),
            (super::ABOUT, "version, codebook, options, and what counts cannot say"),
        ]
        .map(|(name, what)| (name.to_owned(), what.to_owned())),
    );
    sheets
}
