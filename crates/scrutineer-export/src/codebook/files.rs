//! Sheets to taxonomy files, with the cell that each line was made from.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{
    CUE_PHRASES, CUES_SHEET, EXAMPLES, FAMILIES, ISSUES, LAYOUTS, LISTS, PHRASES, Place, QUESTIONS,
    RULES, Row, Sheets,
};
use super::error::SheetError;

/// A taxonomy file and where its lines come from.
#[derive(Debug, Default)]
pub(super) struct MadeFile {
    pub(super) name: String,
    pub(super) content: String,
    pub(super) places: Vec<Option<Place>>,
}

impl MadeFile {
    fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    fn line(&mut self, text: &str, place: Option<Place>) {
        self.content.push_str(text);
        self.content.push('\n');
        self.places.push(place);
    }

    /// A heading of a table, with an empty line above.
    fn table(&mut self, heading: &str, place: Place) {
        if !self.content.is_empty() {
            self.line("", None);
        }
        self.line(heading, Some(place));
    }

    fn string(&mut self, key: &str, text: &str, place: Place) {
        self.line(&format!("{key} = {}", quoted(text)), Some(place));
    }

    /// A list with a line an entry; nothing when there is no entry.
    fn list(&mut self, key: &str, entries: &[(&str, Place)], from: Place) {
        if entries.is_empty() {
            return;
        }
        self.line(&format!("{key} = ["), Some(from));
        for (entry, place) in entries {
            self.line(&format!("  {},", quoted(entry)), Some(*place));
        }
        self.line("]", None);
    }
}

/// A basic string of TOML, on one line. JSON escapes the same characters but one.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

/// What is looked up by issue and rule.
type ByRule<'a> = BTreeMap<(&'a str, &'a str), Vec<&'a Row>>;

struct Maker<'a> {
    sheets: &'a Sheets,
    errors: Vec<SheetError>,
    questions: BTreeMap<&'a str, Vec<&'a Row>>,
    rules: BTreeMap<&'a str, Vec<&'a Row>>,
    phrases: ByRule<'a>,
    examples: ByRule<'a>,
}

/// Makes one file for word lists, one for cues, and one for each run of issues of a family.
pub(super) fn files_of(sheets: &Sheets) -> Result<Vec<MadeFile>, Vec<SheetError>> {
    let mut maker = Maker {
        sheets,
        errors: Vec::new(),
        questions: by_first(&sheets.rows[QUESTIONS]),
        rules: by_first(&sheets.rows[RULES]),
        phrases: by_rule(&sheets.rows[PHRASES]),
        examples: by_rule(&sheets.rows[EXAMPLES]),
    };
    maker.refuse_strays();
    let mut files = Vec::new();
    files.extend(maker.lists());
    files.extend(maker.cues());
    files.extend(maker.families());
    if maker.errors.is_empty() { Ok(files) } else { Err(maker.errors) }
}

fn by_first(rows: &[Row]) -> BTreeMap<&str, Vec<&Row>> {
    let mut found: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        found.entry(&row.cells[0]).or_default().push(row);
    }
    found
}

fn by_rule(rows: &[Row]) -> ByRule<'_> {
    let mut found = ByRule::new();
    for row in rows {
        found.entry((&row.cells[0], &row.cells[1])).or_default().push(row);
    }
    found
}

fn place(sheet: usize, row: &Row, column: usize) -> Place {
    Place { sheet, row: row.number, column }
}

impl<'a> Maker<'a> {
    fn fault(&mut self, place: Place, message: String) {
        let cell = self.sheets.cell(place).filter(|cell| !cell.is_empty()).map(str::to_owned);
        self.errors.push(SheetError { cell, ..SheetError::new(self.sheets.place(place), message) });
    }

    /// Rows that belong to nothing would be lost.
    fn refuse_strays(&mut self) {
        let sheets = self.sheets;
        let families: BTreeSet<&str> =
            sheets.rows[FAMILIES].iter().map(|row| row.cells[0].as_str()).collect();
        for row in &sheets.rows[ISSUES] {
            if !families.contains(row.cells[2].as_str()) {
                self.fault(
                    place(ISSUES, row, 2),
                    "there is no such family; name one of the sheet families, or add it there"
                        .into(),
                );
            }
        }
        let issues: BTreeSet<&str> =
            sheets.rows[ISSUES].iter().map(|row| row.cells[0].as_str()).collect();
        for sheet in [QUESTIONS, RULES] {
            for row in &sheets.rows[sheet] {
                if !issues.contains(row.cells[0].as_str()) {
                    self.fault(
                        place(sheet, row, 0),
                        "there is no such issue in the sheet issues; correct the id, or remove the row".into(),
                    );
                }
            }
        }
        let rules: BTreeSet<(&str, &str)> = sheets.rows[RULES]
            .iter()
            .map(|row| (row.cells[0].as_str(), row.cells[1].as_str()))
            .collect();
        for sheet in [PHRASES, EXAMPLES] {
            for row in &sheets.rows[sheet] {
                if !rules.contains(&(&row.cells[0], &row.cells[1])) {
                    self.fault(
                        place(sheet, row, 1),
                        format!(
                            "issue `{}` has no such rule in the sheet rules; correct the id, or remove the row",
                            row.cells[0]
                        ),
                    );
                }
            }
        }
        let cues: BTreeSet<&str> =
            sheets.rows[CUES_SHEET].iter().map(|row| row.cells[0].as_str()).collect();
        for row in &sheets.rows[CUE_PHRASES] {
            if !cues.contains(row.cells[0].as_str()) {
                self.fault(
                    place(CUE_PHRASES, row, 0),
                    "there is no such cue in the sheet cues; correct the number, or remove the row"
                        .into(),
                );
            }
        }
        self.refuse_other_choices();
    }

    /// Values that a column does not know; the loader would stop at the first of them.
    fn refuse_other_choices(&mut self) {
        for (sheet, layout) in LAYOUTS.iter().enumerate() {
            for (column, layout) in layout.columns.iter().enumerate() {
                // What a row of phrases or examples is for must be said; elsewhere an empty cell means the default.
                let needed = [PHRASES, EXAMPLES].contains(&sheet);
                for row in &self.sheets.rows[sheet] {
                    let cell = row.cells[column].to_lowercase();
                    if !layout.choices.is_empty()
                        && (needed || !cell.is_empty())
                        && !layout.choices.contains(&cell.as_str())
                    {
                        let choices = layout.choices.join(", ");
                        self.fault(place(sheet, row, column), format!("must be one of {choices}"));
                    }
                }
            }
        }
    }

    fn lists(&self) -> Option<MadeFile> {
        let rows = &self.sheets.rows[LISTS];
        let first = rows.first()?;
        let mut file = MadeFile::new("_lists.toml");
        file.table("[lists]", place(LISTS, first, 0));
        for (name, rows) in by_first(rows) {
            let from = place(LISTS, rows[0], 0);
            let entries: Vec<_> = rows
                .iter()
                .filter(|row| !row.cells[1].is_empty())
                .map(|row| (row.cells[1].as_str(), place(LISTS, row, 1)))
                .collect();
            if entries.is_empty() {
                file.line(&format!("{} = []", quoted(name)), Some(from));
            }
            file.list(&quoted(name), &entries, from);
        }
        Some(file)
    }

    fn cues(&mut self) -> Option<MadeFile> {
        let sheets = self.sheets;
        let rows = &sheets.rows[CUES_SHEET];
        rows.first()?;
        let phrases = by_first(&sheets.rows[CUE_PHRASES]);
        let mut numbers = BTreeSet::new();
        let mut file = MadeFile::new("_cues.toml");
        for row in rows {
            let at = |column| place(CUES_SHEET, row, column);
            if !numbers.insert(row.cells[0].as_str()) {
                self.fault(at(0), "this number stands twice; give each cue its own".into());
            }
            file.table("[[cue]]", at(0));
            file.string("kind", &row.cells[1], at(1));
            self.string_unless_empty(&mut file, "direction", row, at(2));
            if !row.cells[3].is_empty() {
                match row.cells[3].parse::<u8>() {
                    Ok(reach) => file.line(&format!("reach = {reach}"), Some(at(3))),
                    Err(_) => self.fault(at(3), "must be a whole number from 0 to 255".into()),
                }
            }
            self.yes_or_no(&mut file, "crosses", row, at(4));
            let found: Vec<_> = phrases
                .get(row.cells[0].as_str())
                .into_iter()
                .flatten()
                .map(|row| (row.cells[1].as_str(), place(CUE_PHRASES, row, 1)))
                .collect();
            if found.is_empty() {
                file.line("find = []", Some(at(0)));
            }
            file.list("find", &found, at(0));
        }
        Some(file)
    }

    fn string_unless_empty(&self, file: &mut MadeFile, key: &str, row: &Row, at: Place) {
        if !row.cells[at.column].is_empty() {
            file.string(key, &row.cells[at.column], at);
        }
    }

    fn yes_or_no(&self, file: &mut MadeFile, key: &str, row: &Row, at: Place) {
        // Anything else has been told already.
        let value = row.cells[at.column].to_lowercase();
        if ["true", "false"].contains(&value.as_str()) {
            file.line(&format!("{key} = {value}"), Some(at));
        }
    }

    /// Files in the order of the issues. A family is declared in the file of its first issues; families and issues
    /// keep their order, so families that would come too late are declared in files of their own before.
    fn families(&mut self) -> Vec<MadeFile> {
        let sheets = self.sheets;
        let declared: Vec<&Row> =
            sheets.rows[FAMILIES].iter().filter(|row| !row.cells[1].is_empty()).collect();
        let mut next = 0;
        let mut files: Vec<MadeFile> = Vec::new();
        let issues = &sheets.rows[ISSUES];
        let mut start = 0;
        while start < issues.len() {
            let family = issues[start].cells[2].as_str();
            let length = issues[start..].iter().take_while(|row| row.cells[2] == family).count();
            let own = declared[next..].iter().position(|row| row.cells[0] == family);
            if let Some(own) = own {
                for row in &declared[next..next + own] {
                    let mut file = numbered(&files, &row.cells[0]);
                    declare(&mut file, row);
                    files.push(file);
                }
            }
            let mut file = numbered(&files, family);
            if let Some(own) = own {
                declare(&mut file, declared[next + own]);
                next += own + 1;
            }
            for row in &issues[start..start + length] {
                self.issue(&mut file, row, own.is_none());
            }
            files.push(file);
            start += length;
        }
        for row in &declared[next..] {
            let mut file = numbered(&files, &row.cells[0]);
            declare(&mut file, row);
            files.push(file);
        }
        files
    }

    fn issue(&mut self, file: &mut MadeFile, row: &'a Row, name_family: bool) {
        let at = |column| place(ISSUES, row, column);
        file.table("[[issue]]", at(0));
        file.string("id", &row.cells[0], at(0));
        file.string("label", &row.cells[1], at(1));
        if name_family {
            file.string("family", &row.cells[2], at(2));
        }
        self.string_unless_empty(file, "stage", row, at(3));
        self.string_unless_empty(file, "kind", row, at(4));
        self.string_unless_empty(file, "parent", row, at(5));
        file.string("definition", &row.cells[6], at(6));
        self.string_unless_empty(file, "use", row, at(7));
        self.string_unless_empty(file, "not_use", row, at(8));
        let questions: Vec<_> = self
            .questions
            .get(row.cells[0].as_str())
            .into_iter()
            .flatten()
            .map(|row| (row.cells[1].as_str(), place(QUESTIONS, row, 1)))
            .collect();
        file.list("questions", &questions, at(0));
        self.yes_or_no(file, "counted", row, at(9));
        for rule in self.rules.get(row.cells[0].as_str()).cloned().unwrap_or_default() {
            self.rule(file, rule);
        }
    }

    fn rule(&mut self, file: &mut MadeFile, row: &'a Row) {
        let at = |column| place(RULES, row, column);
        file.table("[[issue.rule]]", at(1));
        file.string("id", &row.cells[1], at(1));
        let key = (row.cells[0].as_str(), row.cells[1].as_str());
        let of = |rows: &ByRule<'a>, sheet: usize, kind: &str| -> Vec<(&'a str, Place)> {
            rows.get(&key)
                .into_iter()
                .flatten()
                .filter(|row| row.cells[2] == kind)
                .map(|row| (row.cells[3].as_str(), place(sheet, row, 3)))
                .collect()
        };
        let find = of(&self.phrases, PHRASES, "find");
        if find.is_empty() {
            file.line("find = []", Some(at(1)));
        }
        file.list("find", &find, at(1));
        for part in ["with", "without"] {
            file.list(part, &of(&self.phrases, PHRASES, part), at(1));
        }
        for (column, key) in [(2, "valence"), (3, "scope"), (4, "strength"), (5, "assertion")] {
            self.string_unless_empty(file, key, row, at(column));
        }
        for (column, key) in [(6, "section_in"), (7, "section_not_in")] {
            let roles: Vec<String> = row.cells[column]
                .split(',')
                .map(str::trim)
                .filter(|role| !role.is_empty())
                .map(quoted)
                .collect();
            if !roles.is_empty() {
                file.line(&format!("{key} = [{}]", roles.join(", ")), Some(at(column)));
            }
        }
        file.list("examples", &of(&self.examples, EXAMPLES, "example"), at(1));
        file.list("counterexamples", &of(&self.examples, EXAMPLES, "counterexample"), at(1));
    }
}

/// The next file of a family. Folders are read in the order of the names, so these begin with a number.
fn numbered(before: &[MadeFile], family: &str) -> MadeFile {
    let safe: String = family
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' })
        .take(60)
        .collect();
    MadeFile::new(format!("{:03}-{safe}.toml", before.len() + 1))
}

fn declare(file: &mut MadeFile, row: &Row) {
    file.table("[family]", place(FAMILIES, row, 0));
    file.string("id", &row.cells[0], place(FAMILIES, row, 0));
    file.string("label", &row.cells[1], place(FAMILIES, row, 1));
}
