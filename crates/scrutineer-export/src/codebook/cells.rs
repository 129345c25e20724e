//! The sheets of a codebook: their names, columns and rows.

use super::error::SheetError;

/// A sheet's layout.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) name: &'static str,
    pub(super) columns: &'static [Column],
    /// Whether a codebook cannot do without it.
    pub(super) needed: bool,
}

/// A column's layout.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    /// What a cell may say, for lists to choose from; anything when empty.
    pub(super) choices: &'static [&'static str],
    /// Whether white space at the ends is part of what is said.
    pub(super) prose: bool,
    /// Characters that fit in a line on the screen.
    pub(super) width: u8,
}

const fn name(name: &'static str, width: u8) -> Column {
    Column { name, choices: &[], prose: false, width }
}

const fn prose(name: &'static str, width: u8) -> Column {
    Column { name, choices: &[], prose: true, width }
}

const fn choice(name: &'static str, choices: &'static [&'static str]) -> Column {
    Column { name, choices, prose: false, width: 14 }
}

const YES_NO: &[&str] = &["true", "false"];
const KINDS: &[&str] = &["issue", "circumstance", "reason", "solution", "caveat", "positive"];
const ASSERTIONS: &[&str] = &[
    "asserted",
    "negated",
    "hypothetical",
    "recommended",
    "good-practice",
    "procedural",
    "reported-view",
    "question",
];
const CUES: &[&str] = &[
    "absent",
    "poor",
    "good",
    "clear",
    "denial",
    "recommended",
    "judged",
    "hypothetical",
    "procedural",
    "reported",
    "good-practice",
    "terminator",
    "pseudo",
    "voice-practitioner",
    "voice-family",
    "voice-document",
];

pub(super) const FAMILIES: usize = 0;
pub(super) const ISSUES: usize = 1;
pub(super) const QUESTIONS: usize = 2;
pub(super) const RULES: usize = 3;
pub(super) const PHRASES: usize = 4;
pub(super) const EXAMPLES: usize = 5;
pub(super) const LISTS: usize = 6;
pub(super) const CUES_SHEET: usize = 7;
pub(super) const CUE_PHRASES: usize = 8;

/// Every sheet, in the order in which a person reads them.
pub(super) const LAYOUTS: [Layout; 9] = [
    Layout { name: "families", columns: &[name("id", 30), prose("label", 50)], needed: true },
    Layout {
        name: "issues",
        columns: &[
            name("id", 34),
            prose("label", 40),
            name("family", 26),
            name("stage", 16),
            choice("kind", KINDS),
            name("parent", 26),
            prose("definition", 60),
            prose("use", 50),
            prose("not_use", 50),
            choice("counted", YES_NO),
        ],
        needed: true,
    },
    Layout {
        name: "questions",
        columns: &[name("issue", 34), prose("question", 80)],
        needed: false,
    },
    Layout {
        name: "rules",
        columns: &[
            name("issue", 34),
            name("id", 26),
            choice("valence", &["problem", "practice"]),
            choice("scope", &["sentence", "window", "passage"]),
            choice("strength", &["strong", "weak"]),
            choice("assertion", ASSERTIONS),
            name("section_in", 20),
            name("section_not_in", 20),
        ],
        needed: true,
    },
    Layout {
        name: "phrases",
        columns: &[
            name("issue", 34),
            name("rule", 26),
            choice("part", &["find", "with", "without"]),
            prose("phrase", 90),
        ],
        needed: true,
    },
    Layout {
        name: "examples",
        columns: &[
            name("issue", 34),
            name("rule", 26),
            choice("kind", &["example", "counterexample"]),
            prose("sentence", 90),
        ],
        needed: false,
    },
    Layout { name: "lists", columns: &[name("list", 26), prose("entry", 90)], needed: false },
    Layout {
        name: "cues",
        columns: &[
            name("cue", 8),
            choice("kind", CUES),
            choice("direction", &["forward", "backward", "either"]),
            name("reach", 8),
            choice("crosses", YES_NO),
        ],
        needed: false,
    },
    Layout { name: "cue_phrases", columns: &[name("cue", 8), prose("phrase", 90)], needed: false },
];

/// One row of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Row in its file, from 1; the header is row 1.
    pub(super) number: usize,
    /// A cell a column, in the order of the layout.
    pub(super) cells: Vec<String>,
}

/// The rows of every sheet, in the order of [`LAYOUTS`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sheets {
    /// The file or folder, and how a sheet of it is called in messages.
    pub(super) source: String,
    /// Whether each sheet is a file of its own.
    pub(super) apart: bool,
    pub(super) rows: [Vec<Row>; LAYOUTS.len()],
}

/// A cell, to point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) sheet: usize,
    pub(super) row: usize,
    pub(super) column: usize,
}

impl Sheets {
    /// Appends a row with the next number.
    pub(super) fn push(&mut self, sheet: usize, cells: Vec<String>) {
        let number = self.rows[sheet].len() + 2;
        self.rows[sheet].push(Row { number, cells });
    }

    /// "book.xlsx, sheet rules" or "book/rules.csv".
    pub(super) fn sheet_name(&self, sheet: usize) -> String {
        let name = LAYOUTS[sheet].name;
        if self.apart {
            format!("{}/{name}.csv", self.source.trim_end_matches(['/', '\\']))
        } else {
            format!("{}, sheet {name}", self.source)
        }
    }

    pub(super) fn place(&self, place: Place) -> String {
        let column = LAYOUTS[place.sheet].columns[place.column].name;
        format!("{}, row {}, column {column}", self.sheet_name(place.sheet), place.row)
    }

    /// What a cell says.
    pub(super) fn cell(&self, place: Place) -> Option<&str> {
        let row = self.rows[place.sheet].iter().find(|row| row.number == place.row)?;
        row.cells.get(place.column).map(String::as_str)
    }

    /// Takes in a sheet as it was read: the header, then rows of as many cells, with their numbers.
    pub(super) fn fill(
        &mut self,
        sheet: usize,
        header: &[String],
        rows: impl Iterator<Item = (usize, Vec<String>)>,
        errors: &mut Vec<SheetError>,
    ) {
        let columns = LAYOUTS[sheet].columns;
        let names: Vec<String> = header.iter().map(|cell| cell.trim().to_lowercase()).collect();
        let known = || columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        for (at, name) in names.iter().enumerate() {
            let fine = name.is_empty() || is_note(name) || columns.iter().any(|c| c.name == name);
            if !fine || !name.is_empty() && names[..at].contains(name) {
                let twice = if fine { "stands twice" } else { "is not known" };
                errors.push(SheetError::new(
                    format!("{}, row 1", self.sheet_name(sheet)),
                    format!(
                        "column `{name}` {twice}; there are {} (a column whose name begins with `note` is passed over)",
                        known()
                    ),
                ));
            }
        }
        let places: Vec<Option<usize>> =
            columns.iter().map(|column| names.iter().position(|n| n == column.name)).collect();
        for (column, _) in columns.iter().zip(&places).filter(|(_, place)| place.is_none()) {
            errors.push(SheetError::new(
                format!("{}, row 1", self.sheet_name(sheet)),
                format!("column `{}` is missing; there are {}", column.name, known()),
            ));
        }
        for (number, cells) in rows {
            let cells: Vec<String> = columns
                .iter()
                .zip(&places)
                .map(|(column, place)| {
                    let cell = place.and_then(|place| cells.get(place)).map_or("", String::as_str);
                    if column.prose { cell.to_owned() } else { cell.trim().to_owned() }
                })
                .collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                self.rows[sheet].push(Row { number, cells });
            }
        }
    }
}

/// Whether a sheet or column of that name is an editor's own.
pub(super) fn is_note(name: &str) -> bool {
    name.to_lowercase().starts_with("note")
}

/// The sheet of that name; `None` for an editor's own.
pub(super) fn sheet_of(name: &str) -> Result<Option<usize>, String> {
    let found = LAYOUTS.iter().position(|layout| layout.name.eq_ignore_ascii_case(name.trim()));
    if found.is_none() && !is_note(name) {
        let names = LAYOUTS.map(|layout| layout.name).join(", ");
        return Err(format!(
            "sheet `{name}` is not known; there are {names} (one whose name begins with `note` is passed over)"
        ));
    }
    Ok(found)
}
