//! XLSX, XLS and ODS: the first row of a sheet names the columns.

use std::io::Cursor;

use calamine::{Data, Reader, Sheets, open_workbook_auto_from_rs};

use super::{ImportError, Rows, shown_number};

pub(super) fn read(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Rows, ImportError> {
    let damaged = |error: calamine::Error| {
        ImportError::new(format!(
            "cannot be read as a spreadsheet ({error}); save it as XLSX or CSV"
        ))
    };
    let mut book: Sheets<Cursor<Vec<u8>>> =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(damaged)?;
    let names = book.sheet_names();
    let name = match sheet {
        Some(sheet) if names.iter().any(|name| name == sheet) => sheet.to_owned(),
        Some(sheet) => {
            return Err(ImportError::new(format!(
                "there is no sheet `{sheet}`; the sheets are: {}",
                names.join(", ")
            )));
        }
        None => names.first().cloned().ok_or_else(|| ImportError::new("it has no sheets"))?,
    };
    let range = book.worksheet_range(&name).map_err(damaged)?;
    let mut lines = range.rows();
    let Some(head) = lines.next() else {
        return Err(ImportError::new(format!("the sheet `{name}` is empty")));
    };
    // Columns without a name hold notes beside the table.
    let kept: Vec<usize> =
        (0..head.len()).filter(|&at| !shown(&head[at]).trim().is_empty()).collect();
    let cells = |line: &[Data]| -> Vec<String> {
        kept.iter().map(|&at| line.get(at).map_or_else(String::new, shown)).collect()
    };
    let columns = cells(head).iter().map(|name| name.trim().to_owned()).collect();
    // Formats reach below the last row; lines without any content are none.
    let rows = lines.map(cells).filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    Ok(Rows { columns, rows })
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => shown_number(*number),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        Data::DateTime(duration) => shown_number(duration.as_f64()),
        Data::Error(error) => error.to_string(),
    }
}
