//! A codebook as a folder of CSV files, a file a sheet.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use scrutineer::Taxonomy;

use super::cells::{LAYOUTS, Sheets, sheet_of};
use super::error::SheetError;
use super::{TaxonomyFile, files_of, fill};
use crate::csv_file::io_error;
use crate::whole_file::WholeFile;

/// Signs by which a spreadsheet takes a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// `text` with an apostrophe in front where a spreadsheet would run it, or where it begins so already: unlike
/// [`crate::neutralised`] this can be undone.
fn guarded(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(FORMULA) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// Writes `taxonomy` into `folder` as CSV files with a byte order mark, by which spreadsheets tell UTF-8. Word lists
/// and cues that `lent` has alike are left out.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_codebook_csv(
    taxonomy: &Taxonomy,
    lent: Option<&Taxonomy>,
    folder: &Path,
) -> io::Result<()> {
    let sheets = fill::sheets_of(taxonomy, lent);
    fs::create_dir_all(folder)?;
    let mut written = Vec::with_capacity(LAYOUTS.len());
    for (layout, rows) in LAYOUTS.iter().zip(&sheets.rows) {
        let mut file = WholeFile::create(&folder.join(format!("{}.csv", layout.name)))?;
        file.write_all(b"\xef\xbb\xbf")?;
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(layout.columns.iter().map(|column| column.name)).map_err(io_error)?;
        for row in rows {
            for cell in &row.cells {
                writer.write_field(guarded(cell).as_bytes()).map_err(io_error)?;
            }
            writer.write_record(None::<&[u8]>).map_err(io_error)?;
        }
        written.push(writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?);
    }
    written.into_iter().try_for_each(WholeFile::finish)
}

/// Reads a codebook from a folder of CSV files and makes taxonomy files of it.
///
/// # Errors
/// Every fault found, by file, row and column.
pub fn read_codebook_csv(folder: &Path) -> Result<Vec<TaxonomyFile>, Vec<SheetError>> {
    let name = folder.display().to_string();
    let mut sheets = Sheets { source: name.clone(), apart: true, ..Sheets::default() };
    let mut errors = Vec::new();
    let mut found = [false; LAYOUTS.len()];
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map_err(|error| vec![SheetError::new(&name, format!("cannot be listed: {error}"))])?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    paths.sort();
    for path in paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match sheet_of(&stem) {
            Err(message) => errors.push(SheetError::new(path.display().to_string(), message)),
            Ok(None) => {}
            Ok(Some(sheet)) => {
                found[sheet] = true;
                if let Err(error) = read_sheet(&path, sheet, &mut sheets, &mut errors) {
                    errors.push(error);
                }
            }
        }
    }
    for (layout, _) in LAYOUTS.iter().zip(found).filter(|(layout, found)| layout.needed && !found) {
        errors.push(SheetError::new(
            &name,
            format!(
                "holds no {}.csv; `scrutineer taxonomy export` shows what is needed",
                layout.name
            ),
        ));
    }
    if errors.is_empty() { files_of(&sheets) } else { Err(errors) }
}

fn read_sheet(
    path: &Path,
    sheet: usize,
    sheets: &mut Sheets,
    errors: &mut Vec<SheetError>,
) -> Result<(), SheetError> {
    let named = |message: String| SheetError::new(path.display().to_string(), message);
    let bytes = fs::read(path).map_err(|error| named(format!("cannot be read: {error}")))?;
    let content = std::str::from_utf8(&bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count();
        named(format!("line {line} is not UTF-8; save the file as “CSV UTF-8”"))
    })?;
    let content = content.trim_start_matches('\u{feff}');
    let header = content.lines().next().unwrap_or_default();
    // Spreadsheets of some countries write semicolons.
    let separator = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|&separator| {
            (header.bytes().filter(|&byte| byte == separator).count(), separator == b',')
        })
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(content.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| named(error.to_string()))?;
        records.push(record.iter().map(|cell| unguarded(cell).to_owned()).collect::<Vec<_>>());
    }
    let mut rows = records.into_iter();
    let header = rows.next().unwrap_or_default();
    let rows: Vec<(usize, Vec<String>)> =
        rows.enumerate().map(|(at, cells)| (at + 2, cells)).collect();
    for (number, cells) in rows.iter().filter(|(_, cells)| cells.len() > header.len()) {
        errors.push(named(format!(
            "row {number} has {} cells, the header {}; put quotation marks round cells with commas",
            cells.len(),
            header.len()
        )));
    }
    sheets.fill(sheet, &header, rows.into_iter(), errors);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_come_off_again() {
        for text in ["=1", "'=1", "''-x", "it's", "'tis", "", "'", "\tx", "@a", "plain"] {
            let written = guarded(text);
            assert!(!written.starts_with(FORMULA), "{written}");
            assert_eq!(unguarded(&written), text);
        }
    }
}
