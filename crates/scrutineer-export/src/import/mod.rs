//! Tables of texts: each row of a CSV, JSON, XLSX or Parquet file is a document.

mod delimited;
mod json;
mod parquet_rows;
mod spreadsheet;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use scrutineer::corpus::Source;

/// The largest table that is read, in bytes as it lies on the disk: its texts are held in memory.
const MAX_BYTES: u64 = 1 << 30;

/// Which columns of a table are what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextColumns {
    /// The column that holds the texts.
    pub text: String,
    /// The column that names the documents; without one they are named by table and row.
    pub id: Option<String>,
    /// The sheet of a workbook; the first one when left out.
    pub sheet: Option<String>,
}

/// A table of texts.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// A source a row, in the order of the rows.
    pub sources: Vec<Source>,
    /// The columns that become metadata: all but the text and the id, in the order of the table.
    pub columns: Vec<String>,
}

/// Why a table of texts cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    message: String,
}

impl ImportError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ImportError {}

/// Names and rows of a table, every cell as text; empty text is an empty cell.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Whether the name of a file says that it is a table.
pub fn is_table_name(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| {
        ["csv", "tsv", "jsonl", "ndjson", "xlsx", "xls", "ods", "parquet"]
            .contains(&extension.as_str())
    })
}

/// Reads a table of texts; its format is told from the content, CSV and JSON lines by the first character.
///
/// A row without text stays a source, and fails as a document of the run: nothing is passed over in silence.
///
/// # Errors
/// When the file cannot be read, has no such columns or no rows, or two rows have one id. The message says what to do.
pub fn read_texts(path: &Path, choice: &TextColumns) -> Result<Texts, ImportError> {
    let named = |error: ImportError| ImportError::new(format!("{}: {error}", path.display()));
    let table = rows_of(path, choice.sheet.as_deref()).map_err(named)?;
    texts(path, table, choice).map_err(named)
}

fn rows_of(path: &Path, sheet: Option<&str>) -> Result<Rows, ImportError> {
    let unreadable = |error: std::io::Error| ImportError::new(format!("cannot be read: {error}"));
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > MAX_BYTES {
        let (size, limit) = (size >> 20, MAX_BYTES >> 20);
        return Err(ImportError::new(format!(
            "the table has {size} MB, more than the limit of {limit} MB; split it into several files"
        )));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    // The readers are other people's code on other people's files: a panic is a damaged file, not the end of the program.
    let read = catch_unwind(AssertUnwindSafe(|| read_rows(bytes, path, sheet)));
    read.unwrap_or_else(|_| {
        Err(ImportError::new("the table is damaged; open it where it was made and save it again"))
    })
}

fn read_rows(bytes: Vec<u8>, path: &Path, sheet: Option<&str>) -> Result<Rows, ImportError> {
    if bytes.is_empty() {
        return Err(ImportError::new("the file is empty"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return spreadsheet::read(bytes, sheet);
    }
    if sheet.is_some() {
        return Err(ImportError::new("only workbooks have sheets; leave out --sheet"));
    }
    if bytes.starts_with(b"PAR1") {
        return parquet_rows::read(bytes);
    }
    let is_json = path.extension().is_some_and(|extension| {
        ["json", "jsonl", "ndjson"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    });
    let text = scrutineer::extract::decoded(&bytes);
    if is_json || text.trim_start().starts_with(['{', '[']) {
        json::read(&text)
    } else {
        delimited::read(&text)
    }
}

fn texts(path: &Path, table: Rows, choice: &TextColumns) -> Result<Texts, ImportError> {
    let columns = &table.columns;
    if let Some(name) = columns
        .iter()
        .enumerate()
        .find_map(|(at, name)| columns[..at].contains(name).then_some(name))
    {
        return Err(ImportError::new(format!("two columns are called `{name}`; rename one")));
    }
    let text_at = position(columns, &choice.text)?;
    let id_at = choice.id.as_deref().map(|id| position(columns, id)).transpose()?;
    if table.rows.is_empty() {
        return Err(ImportError::new("the table has a head and no rows"));
    }
    let metadata: Vec<usize> =
        (0..columns.len()).filter(|&at| at != text_at && Some(at) != id_at).collect();
    let table_name =
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut sources = Vec::with_capacity(table.rows.len());
    for (number, mut row) in (1_usize..).zip(table.rows) {
        row.resize(columns.len(), String::new());
        let id = id_at.map(|at| row[at].trim().to_owned());
        let name = match id {
            None => format!("{table_name}/{number}"),
            Some(id) if id.is_empty() => {
                return Err(ImportError::new(format!(
                    "row {number} has no `{}`; give it one, or leave out --id-column",
                    columns[id_at.unwrap_or_default()]
                )));
            }
            Some(id) => id,
        };
        if let Some(first) = seen.insert(name.clone(), number) {
            return Err(ImportError::new(format!(
                "rows {first} and {number} are both called `{name}`; ids must differ"
            )));
        }
        let known = metadata
            .iter()
            .map(|&at| (columns[at].clone(), row[at].trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let text = std::mem::take(&mut row[text_at]);
        sources.push(Source::from_row(path, name, text, known));
    }
    Ok(Texts { sources, columns: metadata.iter().map(|&at| columns[at].clone()).collect() })
}

fn position(columns: &[String], name: &str) -> Result<usize, ImportError> {
    if let Some(at) = columns.iter().position(|column| column == name) {
        return Ok(at);
    }
    let near = columns.iter().find(|column| column.to_lowercase() == name.to_lowercase());
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(ImportError::new(format!(
        "there is no column `{name}`; the columns are: {}{hint}",
        columns.join(", ")
    )))
}

/// A whole number without a point, as spreadsheets show it.
fn shown_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[&str], rows: &[&[&str]]) -> Rows {
        let owned = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect();
        Rows { columns: owned(columns), rows: rows.iter().map(|row| owned(row)).collect() }
    }

    fn choice(text: &str, id: Option<&str>) -> TextColumns {
        TextColumns { text: text.to_owned(), id: id.map(str::to_owned), sheet: None }
    }

    fn refused(table: Rows, choice: &TextColumns) -> String {
        texts(Path::new("t.csv"), table, choice).unwrap_err().to_string()
    }

    #[test]
    fn rows_are_named_by_id_or_number() {
        let made = || table(&["id", "text", "year"], &[&["a", "One.", "2012"], &["b", "Two.", ""]]);
        let read = texts(Path::new("x/t.csv"), made(), &choice("text", Some("id"))).unwrap();
        assert_eq!(read.columns, ["year"]);
        assert_eq!(read.sources.iter().map(Source::name).collect::<Vec<_>>(), ["a", "b"]);
        let read = texts(Path::new("x/t.csv"), made(), &choice("text", None)).unwrap();
        assert_eq!(read.columns, ["id", "year"]);
        assert_eq!(
            read.sources.iter().map(Source::name).collect::<Vec<_>>(),
            ["t.csv/1", "t.csv/2"]
        );
    }

    #[test]
    fn faults_say_what_to_do() {
        let made = || table(&["id", "Text"], &[&["a", "One."], &["a", "Two."]]);
        assert_eq!(
            refused(made(), &choice("text", None)),
            "there is no column `text`; the columns are: id, Text; did you mean `Text`?"
        );
        assert!(
            refused(made(), &choice("Text", Some("id")))
                .contains("rows 1 and 2 are both called `a`")
        );
        assert!(refused(table(&["id", "Text"], &[]), &choice("Text", None)).contains("no rows"));
        assert!(
            refused(table(&["a", "a"], &[&["", ""]]), &choice("a", None)).contains("two columns")
        );
        let blank = table(&["id", "Text"], &[&[" ", "One."]]);
        assert!(refused(blank, &choice("Text", Some("id"))).contains("row 1 has no `id`"));
    }
}
