//! Codings read back: coded passages, and the tags of a run, which a person may have corrected.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::BufReader;
use std::path::Path;

use scrutineer::agree::{Coding, Extent};
use scrutineer::evaluate::{GoldLabel, GoldPassage, read_gold};
use scrutineer::exchange::{CodedOptions, read_coded_project};
use scrutineer::{Assertion, Taxonomy};

/// Why a coding cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodingError(String);

impl fmt::Display for CodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CodingError {}

/// Reads a coding: a file of coded passages (JSON lines), a project that people coded in another program (.qdpx),
/// tags.csv or tags.jsonl of a run, or the folder of a run.
///
/// A tags table holds only passages with a tag. The folder of a run also tells how many passages there were.
///
/// # Errors
/// When the file is none of these, or a row cannot be read.
pub fn read_coding(path: &Path) -> Result<Coding, CodingError> {
    let name = path.display().to_string();
    if path.is_dir() {
        let passages = tags_of_csv(&path.join("tags.csv"))?;
        let total = passages_of_run(&path.join("documents.csv"))?;
        return Ok(Coding { name, passages, extent: Extent::Total(total) });
    }
    let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if is_csv {
        return Ok(Coding { name, passages: tags_of_csv(path)?, extent: Extent::Unknown });
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("qdpx")) {
        return Ok(Coding { name, passages: of_project(path)?, extent: Extent::Listed });
    }
    let content = read(path)?;
    if first_keys(&content).is_some_and(|row| row.contains_key("issue")) {
        return Ok(Coding {
            name,
            passages: tags_of_jsonl(path, &content)?,
            extent: Extent::Unknown,
        });
    }
    let passages = read_gold(&content).map_err(|error| fault(path, error))?;
    Ok(Coding { name, passages, extent: Extent::Listed })
}

/// Passages of a coded project. Codes keep their names in kebab case when the built-in taxonomy lacks them: two people
/// can agree on codes of their own.
fn of_project(path: &Path) -> Result<Vec<GoldPassage>, CodingError> {
    let file = fs::File::open(path).map_err(|error| fault(path, error))?;
    let options = CodedOptions { keep_unknown: true, ..CodedOptions::default() };
    let coded = read_coded_project(BufReader::new(file), Taxonomy::builtin(), &options);
    Ok(coded.map_err(|error| fault(path, error))?.passages)
}

fn fault(path: &Path, error: impl fmt::Display) -> CodingError {
    CodingError(format!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Result<String, CodingError> {
    let bytes = fs::read(path).map_err(|error| fault(path, error))?;
    let content = String::from_utf8(bytes).map_err(|_| {
        fault(path, "is not UTF-8 text; give coded passages (JSON lines), tags.csv, tags.jsonl or the folder of a run")
    })?;
    Ok(content.trim_start_matches('\u{feff}').to_owned())
}

type Object = serde_json::Map<String, serde_json::Value>;

fn first_keys(content: &str) -> Option<Object> {
    serde_json::from_str(content.lines().find(|line| !line.trim().is_empty())?).ok()
}

/// Columns that a tags table must have.
const NEEDED: [&str; 4] = ["document", "issue", "assertion", "passage"];

/// Rows of tags gathered by passage, in the order of their first tags.
#[derive(Default)]
struct Gatherer {
    passages: Vec<GoldPassage>,
    places: BTreeMap<(String, String), usize>,
}

impl Gatherer {
    /// Takes in one row, told by the names of its columns.
    fn add<'a>(&mut self, cell: impl Fn(&str) -> &'a str) -> Result<(), String> {
        let (document, issue, passage) = (cell("document"), cell("issue"), cell("passage"));
        for (name, value) in [("document", document), ("issue", issue), ("passage", passage)] {
            if value.is_empty() {
                return Err(format!("column {name} is empty"));
            }
        }
        let assertion = Assertion::parse(cell("assertion")).ok_or_else(|| {
            let names = Assertion::ALL.map(Assertion::as_str).join(", ");
            format!("column assertion says `{}`; it must be one of {names}", cell("assertion"))
        })?;
        let key = (document.to_owned(), passage.to_owned());
        let at = *self.places.entry(key).or_insert_with(|| {
            self.passages.push(GoldPassage {
                // A tags table has no names of passages: document and words stand for one.
                id: format!("{document}: {passage}"),
                section: cell("role").to_owned(),
                text: passage.to_owned(),
                labels: Vec::new(),
            });
            self.passages.len() - 1
        });
        self.passages[at].labels.push(GoldLabel {
            code: issue.to_owned(),
            assertion,
            quote: cell("quote").to_owned(),
            disputed: false,
        });
        Ok(())
    }
}

fn tags_of_jsonl(path: &Path, content: &str) -> Result<Vec<GoldPassage>, CodingError> {
    let mut gatherer = Gatherer::default();
    for (at, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let told = |error: String| fault(path, format!("line {}: {error}", at + 1));
        let row: Object = serde_json::from_str(line).map_err(|error| told(error.to_string()))?;
        gatherer
            .add(|name| row.get(name).and_then(serde_json::Value::as_str).unwrap_or_default())
            .map_err(told)?;
    }
    Ok(gatherer.passages)
}

/// The columns and records of a CSV file with the row of each, guards against formulas taken off.
struct Records {
    header: csv::StringRecord,
    rows: Vec<(usize, csv::StringRecord)>,
}

impl Records {
    fn read(path: &Path, needed: &[&str]) -> Result<Self, CodingError> {
        let content = read(path)?;
        let mut reader = csv::Reader::from_reader(content.as_bytes());
        let header = reader.headers().map_err(|error| fault(path, error))?.clone();
        for name in needed {
            if !header.iter().any(|column| column == *name) {
                return Err(fault(
                    path,
                    format!(
                        "has no column `{name}`; it must be a table that `scrutineer run` wrote"
                    ),
                ));
            }
        }
        let rows = reader
            .records()
            .enumerate()
            .map(|(at, record)| Ok((at + 2, record.map_err(|error| fault(path, error))?)))
            .collect::<Result<_, _>>()?;
        Ok(Self { header, rows })
    }

    fn cell<'a>(&self, row: &'a csv::StringRecord, name: &str) -> &'a str {
        let at = self.header.iter().position(|column| column == name);
        let cell = at.and_then(|at| row.get(at)).unwrap_or_default();
        match cell.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
            _ => cell,
        }
    }
}

fn tags_of_csv(path: &Path) -> Result<Vec<GoldPassage>, CodingError> {
    let records = Records::read(path, &NEEDED)?;
    let mut gatherer = Gatherer::default();
    for (number, row) in &records.rows {
        gatherer
            .add(|name| records.cell(row, name))
            .map_err(|error| fault(path, format!("row {number}: {error}")))?;
    }
    Ok(gatherer.passages)
}

fn passages_of_run(path: &Path) -> Result<u64, CodingError> {
    let records = Records::read(path, &["passages"])?;
    let mut total = 0;
    for (number, row) in &records.rows {
        total += records.cell(row, "passages").parse::<u64>().map_err(|error| {
            fault(path, format!("row {number}: column passages is no whole number ({error})"))
        })?;
    }
    Ok(total)
}
