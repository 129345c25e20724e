//! A catalogue of reports: columns that are joined to documents by file name.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Rows of a catalogue by file name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    columns: Vec<String>,
    rows: BTreeMap<String, BTreeMap<String, String>>,
}

/// Why a catalogue cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub struct CatalogueError {
    message: String,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CatalogueError {}

/// Names under which the column of file names is looked for.
const FILE_COLUMNS: [&str; 6] = ["file", "filename", "file_name", "document", "name", "report"];

impl Catalogue {
    /// Reads a CSV file (comma, semicolon or tab) whose first row names the columns, one of them `file`.
    ///
    /// # Errors
    /// When the file cannot be read, or has no column of file names.
    pub fn from_path(path: &Path) -> Result<Self, CatalogueError> {
        let content = std::fs::read(path).map_err(|error| CatalogueError {
            message: format!("{}: cannot be read: {error}", path.display()),
        })?;
        Self::from_csv(&content)
            .map_err(|error| CatalogueError { message: format!("{}: {error}", path.display()) })
    }

    /// Reads CSV bytes, as [`Self::from_path`] does.
    ///
    /// # Errors
    /// When a row cannot be read, or there is no column of file names.
    pub fn from_csv(content: &[u8]) -> Result<Self, CatalogueError> {
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        let delimiter = delimiter_of(content);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(content);
        let fault = |message: String| CatalogueError { message };
        let columns: Vec<String> = reader
            .headers()
            .map_err(|error| fault(error.to_string()))?
            .iter()
            .map(|name| name.trim().to_owned())
            .collect();
        let Some(key) =
            columns.iter().position(|name| FILE_COLUMNS.contains(&name.to_lowercase().as_str()))
        else {
            return Err(fault(format!(
                "no column names the files; call one `file` (found: {})",
                columns.join(", ")
            )));
        };
        let mut rows = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|error| fault(error.to_string()))?;
            let Some(file) = record.get(key).map(str::trim).filter(|file| !file.is_empty()) else {
                continue;
            };
            let row = columns
                .iter()
                .enumerate()
                .filter(|&(at, _)| at != key)
                .filter_map(|(at, name)| Some((name.clone(), record.get(at)?.trim().to_owned())))
                .filter(|(_, value)| !value.is_empty())
                .collect();
            rows.insert(file.to_owned(), row);
        }
        let columns = columns
            .into_iter()
            .enumerate()
            .filter(|&(at, _)| at != key)
            .map(|(_, name)| name)
            .collect();
        Ok(Self { columns, rows })
    }

    /// The columns that it adds, in their order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The row for a document: by its whole name, else by file name, else by file name without its ending.
    pub fn columns_for(&self, name: &str, file_name: &str) -> BTreeMap<String, String> {
        let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
        [name, file_name, stem]
            .iter()
            .find_map(|key| self.rows.get(*key))
            .cloned()
            .unwrap_or_default()
    }

    /// Files in the catalogue that are not among `names`: probably misspelt.
    pub fn unused<'a>(&'a self, names: &[&str]) -> Vec<&'a str> {
        let file_names: Vec<&str> =
            names.iter().map(|name| name.rsplit('/').next().unwrap_or(name)).collect();
        self.rows
            .keys()
            .map(String::as_str)
            .filter(|key| {
                !names.contains(key)
                    && !file_names.iter().any(|name| {
                        name == key || name.rsplit_once('.').is_some_and(|(stem, _)| stem == *key)
                    })
            })
            .collect()
    }
}

/// What parts the cells of a CSV file: comma, semicolon or tab, whichever its first line has most of.
pub fn delimiter_of(content: &[u8]) -> u8 {
    let head = content.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |mark: u8| head.iter().filter(|&&byte| byte == mark).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|&mark| (count(mark), mark == b',')).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_by_name_and_says_what_is_unused() {
        let catalogue =
            Catalogue::from_csv("\u{feff}file;year\na.pdf;2012\nb;2013\nc.pdf;2014\n".as_bytes())
                .unwrap();
        assert_eq!(catalogue.columns(), ["year"]);
        assert_eq!(catalogue.columns_for("x/a.pdf", "a.pdf")["year"], "2012");
        assert_eq!(catalogue.columns_for("b.docx", "b.docx")["year"], "2013");
        assert_eq!(catalogue.unused(&["x/a.pdf", "b.docx"]), ["c.pdf"]);
        assert!(
            Catalogue::from_csv(b"year\n2012\n")
                .unwrap_err()
                .to_string()
                .contains("call one `file`")
        );
    }
}
