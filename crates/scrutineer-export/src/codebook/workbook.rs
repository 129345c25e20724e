//! A codebook as a workbook.

use std::io::Write;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError,
};
use scrutineer::Taxonomy;

use super::cells::{LAYOUTS, Place, Sheets, sheet_of};
use super::error::SheetError;
use super::{TaxonomyFile, files_of, fill};
use crate::whole_file::WholeFile;

/// Rows that a choice list covers, so that rows added below have it too.
const CHOICE_ROWS: u32 = 20_000;

/// Writes `taxonomy` as a workbook: a sheet a kind of thing, cells as text, lists to choose from. Word lists and cues
/// that `lent` has alike are left out.
///
/// # Errors
/// When a cell does not fit into a workbook (Excel holds 32,767 characters), or the file cannot be written.
pub fn write_codebook_xlsx(
    taxonomy: &Taxonomy,
    lent: Option<&Taxonomy>,
    target: &Path,
) -> Result<(), SheetError> {
    let mut sheets = fill::sheets_of(taxonomy, lent);
    sheets.source = target.display().to_string();
    let bytes = workbook_of(&sheets)?;
    let failed = |error: std::io::Error| {
        SheetError::new(&sheets.source, format!("cannot be written: {error}"))
    };
    let mut file = WholeFile::create(target).map_err(failed)?;
    file.write_all(&bytes).map_err(failed)?;
    file.finish().map_err(failed)
}

fn workbook_of(sheets: &Sheets) -> Result<Vec<u8>, SheetError> {
    let failed = |error: XlsxError| SheetError::new(&sheets.source, error.to_string());
    let mut workbook = Workbook::new();
    // No time of day: the same codebook gives the same bytes.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&fixed));
    let head = Format::new().set_bold();
    // Cells are text, so that a spreadsheet makes no date of an entry that looks like one.
    let text = Format::new().set_num_format("@").set_align(FormatAlign::Top);
    let wrapped = text.clone().set_text_wrap();
    for (number, (layout, rows)) in LAYOUTS.iter().zip(&sheets.rows).enumerate() {
        let page = workbook.add_worksheet();
        page.set_name(layout.name).map_err(failed)?;
        page.set_freeze_panes(1, 0).map_err(failed)?;
        for (column, at) in layout.columns.iter().zip(0..) {
            let format = if column.prose { &wrapped } else { &text };
            page.set_column_format(at, format).map_err(failed)?;
            page.set_column_width(at, f64::from(column.width)).map_err(failed)?;
            page.write_string_with_format(0, at, column.name, &head).map_err(failed)?;
            if !column.choices.is_empty() {
                let choices = DataValidation::new()
                    .allow_list_strings(column.choices)
                    .map_err(failed)?
                    .ignore_blank(true);
                page.add_data_validation(1, at, CHOICE_ROWS, at, &choices).map_err(failed)?;
            }
        }
        for (row, line) in rows.iter().zip(1..) {
            for (at, (cell, column)) in row.cells.iter().zip(layout.columns).enumerate() {
                let format = if column.prose { &wrapped } else { &text };
                if cell.is_empty() {
                    continue;
                }
                let column = u16::try_from(at).unwrap_or(u16::MAX);
                page.write_string_with_format(line, column, cell, format).map_err(|error| {
                    let place = Place { sheet: number, row: row.number, column: at };
                    SheetError::new(sheets.place(place), error.to_string())
                })?;
            }
        }
    }
    workbook.save_to_buffer().map_err(failed)
}

/// Reads a codebook from a workbook and makes taxonomy files of it.
///
/// # Errors
/// Every fault found, by sheet, row and column.
pub fn read_codebook_xlsx(path: &Path) -> Result<Vec<TaxonomyFile>, Vec<SheetError>> {
    let name = path.display().to_string();
    let mut workbook: Xlsx<_> = open_workbook(path).map_err(|error: calamine::XlsxError| {
        vec![SheetError::new(&name, format!("is no workbook that can be read: {error}"))]
    })?;
    let mut sheets = Sheets { source: name.clone(), ..Sheets::default() };
    let mut errors = Vec::new();
    let mut found = [false; LAYOUTS.len()];
    for title in workbook.sheet_names() {
        let sheet = match sheet_of(&title) {
            Ok(Some(sheet)) => sheet,
            Ok(None) => continue,
            Err(message) => {
                errors.push(SheetError::new(&name, message));
                continue;
            }
        };
        found[sheet] = true;
        match workbook.worksheet_range(&title) {
            Ok(range) => read_sheet(&range, sheet, &mut sheets, &mut errors),
            Err(error) => errors.push(SheetError::new(
                sheets.sheet_name(sheet),
                format!("cannot be read: {error}"),
            )),
        }
    }
    for (layout, _) in LAYOUTS.iter().zip(found).filter(|(layout, found)| layout.needed && !found) {
        errors.push(SheetError::new(
            &name,
            format!(
                "has no sheet {}; `scrutineer taxonomy export` shows what is needed",
                layout.name
            ),
        ));
    }
    if errors.is_empty() { files_of(&sheets) } else { Err(errors) }
}

fn read_sheet(
    range: &calamine::Range<Data>,
    sheet: usize,
    sheets: &mut Sheets,
    errors: &mut Vec<SheetError>,
) {
    let Some((last_row, last_column)) = range.end() else {
        sheets.fill(sheet, &[], std::iter::empty(), errors);
        return;
    };
    let mut rows = Vec::new();
    for row in 0..=last_row {
        let mut cells = Vec::new();
        for column in 0..=last_column {
            let place =
                || format!("{}, row {}, column {}", sheets.sheet_name(sheet), row + 1, column + 1);
            cells.push(match range.get_value((row, column)) {
                None | Some(Data::Empty) => String::new(),
                Some(Data::String(text)) => text.clone(),
                Some(Data::Bool(value)) => value.to_string(),
                Some(Data::Int(number)) => number.to_string(),
                Some(Data::Float(number)) => number.to_string(),
                Some(Data::DateTime(_) | Data::DateTimeIso(_) | Data::DurationIso(_)) => {
                    errors.push(SheetError::new(
                        place(),
                        "the spreadsheet made a date of this cell; format it as text and type it again",
                    ));
                    String::new()
                }
                Some(other) => {
                    errors.push(SheetError::new(
                        place(),
                        format!("holds {other}, not text; type what it should say"),
                    ));
                    String::new()
                }
            });
        }
        rows.push((row as usize + 1, cells));
    }
    let mut rows = rows.into_iter();
    let header = rows.next().map(|(_, cells)| cells).unwrap_or_default();
    sheets.fill(sheet, &header, rows, errors);
}
