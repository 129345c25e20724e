//! CSV: comma, semicolon or tab, in any encoding.

use scrutineer::corpus::delimiter_of;

use super::{ImportError, Rows};

pub(super) fn read(text: &str) -> Result<Rows, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter_of(text.as_bytes()))
        .has_headers(true)
        .from_reader(text.as_bytes());
    let columns = reader
        .headers()
        .map_err(|error| ImportError::new(error.to_string()))?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect::<Vec<_>>();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| fault(&error, columns.len()))?;
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok(Rows { columns, rows })
}

fn fault(error: &csv::Error, columns: usize) -> ImportError {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, len, .. } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            ImportError::new(format!(
                "the row that begins on line {line} has {len} cells and the head {columns}; put quotation marks around cells that hold commas or line ends"
            ))
        }
        _ => ImportError::new(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_line_ends_are_kept() {
        let read = read("\u{feff}id;text\r\n1;\"Two\nlines; \"\"quoted\"\"\"\r\n").unwrap();
        assert_eq!(read.columns, ["id", "text"]);
        assert_eq!(read.rows, [["1", "Two\nlines; \"quoted\""]]);
    }

    #[test]
    fn a_row_of_another_length_is_named_by_its_line() {
        let fault = read("id,text\n1,One, two.\n").unwrap_err().to_string();
        assert!(fault.contains("line 2 has 3 cells and the head 2"), "{fault}");
    }
}
