//! Issue by year or area: n and % of each group, N above.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};
use scrutineer::table::{Cell, Table};

use super::sheet::{Formats, Look, SHEET_COLUMNS, Shortfall, fitted, write_cell};

/// Columns before the groups: issue, label, family.
const FIXED: u16 = 3;
/// Rows of heads: groups, N, n and %.
pub(super) const HEADS: u32 = 3;

/// Name of the sheet of a column.
pub(super) fn sheet_name(column: &str) -> String {
    format!("By {column}")
}

/// Figures of a group: reports in it, and n and share by issue.
#[derive(Default)]
struct Group {
    reports: Option<Cell>,
    issues: BTreeMap<String, (Cell, Cell)>,
}

/// Writes `crossed`, which are counts by issue and `by`, beside the counts of all reports.
pub(super) fn write(
    sheet: &mut Worksheet,
    by: &str,
    all: &Table,
    crossed: &Table,
    formats: &Formats,
    shortfall: &mut Shortfall,
) -> Result<(), XlsxError> {
    let mut groups: Vec<(String, Group)> = vec![("All reports".to_owned(), Group::default())];
    gather(all, None, &mut groups);
    gather(crossed, Some(by), &mut groups);
    let room = (SHEET_COLUMNS - usize::from(FIXED)) / 2;
    if groups.len() > room {
        shortfall.groups.insert(sheet_name(by), (groups.len() - room) as u64);
        groups.truncate(room);
    }
    for (column, name) in (0..FIXED).zip(["issue", "label", "family"]) {
        for row in 0..HEADS - 1 {
            sheet.write_blank(row, column, &formats.head)?;
        }
        sheet.write_string_with_format(HEADS - 1, column, name, &formats.head)?;
    }
    sheet.set_column_width(0, 36)?;
    sheet.set_column_width(1, 50)?;
    sheet.set_column_width(2, 22)?;
    sheet.set_freeze_panes(HEADS, FIXED)?;
    for (column, (name, group)) in (FIXED..).step_by(2).zip(&groups) {
        sheet.merge_range(0, column, 0, column + 1, fitted(name), &formats.group)?;
        sheet.write_string_with_format(1, column, "N", &formats.head_number)?;
        if let Some(Cell::Integer(reports)) = group.reports {
            sheet.write_number_with_format(1, column + 1, reports as f64, &formats.head_number)?;
        } else {
            sheet.write_number_with_format(1, column + 1, 0, &formats.head_number)?;
        }
        sheet.write_string_with_format(2, column, "n", &formats.head_number)?;
        sheet.write_string_with_format(2, column + 1, "%", &formats.head_number)?;
        sheet.set_column_range_width(column, column + 1, 7)?;
    }
    let fixed: Vec<usize> =
        ["issue", "label", "family"].iter().filter_map(|name| position(all, name)).collect();
    for (row, line) in (HEADS..).zip(&all.rows) {
        for (column, &at) in (0_u16..).zip(&fixed) {
            write_cell(sheet, (row, column), &line[at], Look::Text, formats, shortfall)?;
        }
        let Some(Cell::Text(issue)) = line.first() else { continue };
        for (column, (_, group)) in (FIXED..).step_by(2).zip(&groups) {
            if let Some((n, share)) = group.issues.get(issue) {
                write_cell(sheet, (row, column), n, Look::Integer, formats, shortfall)?;
                write_cell(sheet, (row, column + 1), share, Look::Share, formats, shortfall)?;
            }
        }
    }
    Ok(())
}

fn position(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.name == name)
}

/// Sorts the rows of counts into groups; without `by` all rows are those of the first group.
fn gather(table: &Table, by: Option<&str>, groups: &mut Vec<(String, Group)>) {
    // A metadata column can have the name of a column of counts, but stands before them.
    let find = |name: &str| table.columns.iter().rposition(|column| column.name == name);
    let (Some(with), Some(reports), Some(share)) =
        (find("reports_with"), find("reports"), find("share"))
    else {
        return;
    };
    let group_at = by.and_then(|by| position(table, by));
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for row in &table.rows {
        let Some(Cell::Text(issue)) = row.first() else { continue };
        let place = match group_at.map(|at| &row[at]) {
            Some(Cell::Text(name)) => *places.entry(name.clone()).or_insert_with(|| {
                groups.push((name.clone(), Group::default()));
                groups.len() - 1
            }),
            _ => 0,
        };
        let group = &mut groups[place].1;
        group.reports = Some(row[reports].clone());
        group.issues.insert(issue.clone(), (row[with].clone(), row[share].clone()));
    }
}
