//! A project as plain data, in the words of the standard.

use crate::Guid;

/// A project: who coded, with which codes, which sources, what they coded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Program and version that wrote it.
    pub origin: String,
    /// Everybody who created something in it.
    pub users: Vec<User>,
    /// Its codes.
    pub code_book: CodeBook,
    /// Variables that sources and cases have values of.
    pub variables: Vec<Variable>,
    /// Cases: units of analysis.
    pub cases: Vec<Case>,
    /// Texts with what is coded in them. The texts of PDF sources are among them.
    pub sources: Vec<TextSource>,
    /// Notes (memos) that other things refer to.
    pub notes: Vec<Note>,
    /// What the project is.
    pub description: String,
    /// Notes on the project as a whole.
    pub note_refs: Vec<Guid>,
}

/// A person or program that codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// Its GUID.
    pub guid: Guid,
    /// Name, as importers show it beside each coding.
    pub name: String,
}

/// A hierarchy of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeBook {
    /// Program and version that wrote it; only a codebook file (`.qdc`) carries it, a project has its own.
    pub origin: String,
    /// The codes of the first level.
    pub codes: Vec<Code>,
}

/// A code, with the codes below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// Its GUID.
    pub guid: Guid,
    /// Its name. Some programs want it unique in the codebook and cut it off after 63 characters.
    pub name: String,
    /// Whether passages may be coded to it; `false` for a folder of codes.
    pub is_codable: bool,
    /// Its colour.
    pub color: Option<Color>,
    /// Definition, inclusion and exclusion criteria: the one text that a code has.
    pub description: String,
    /// Notes on it.
    pub note_refs: Vec<Guid>,
    /// Codes below it.
    pub codes: Vec<Code>,
}

/// A colour as red, green and blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

/// A text and what is coded in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextSource {
    /// Its GUID; the file of the text in the container is named after it.
    pub guid: Guid,
    /// Name of the document. Some programs want it unique in the project.
    pub name: String,
    /// What the source is.
    pub description: String,
    /// The text. A reader gives it with line ends `\n` alone and without byte order mark; a writer makes it so.
    pub text: String,
    /// Selected passages.
    pub selections: Vec<PlainTextSelection>,
    /// Codings of the source as a whole.
    pub codings: Vec<Coding>,
    /// Notes on it.
    pub note_refs: Vec<Guid>,
    /// Values of variables.
    pub values: Vec<VariableValue>,
    /// Who made it, and when.
    pub creation: Creation,
}

/// A passage of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainTextSelection {
    /// Its GUID.
    pub guid: Guid,
    /// What programs show of it: by custom the quoted words, often cut short.
    pub name: String,
    /// First character: Unicode code points of the text before it.
    pub start: usize,
    /// One past the last character, in code points.
    pub end: usize,
    /// A comment on the passage.
    pub description: String,
    /// The codes it was given.
    pub codings: Vec<Coding>,
    /// Notes on it.
    pub note_refs: Vec<Guid>,
    /// Who selected it, and when.
    pub creation: Creation,
}

/// That somebody gave a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coding {
    /// Its GUID.
    pub guid: Guid,
    /// The code.
    pub code: Guid,
    /// Notes on it.
    pub note_refs: Vec<Guid>,
    /// Who coded, and when.
    pub creation: Creation,
}

/// Who made something, and when, as far as the project says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Creation {
    /// The user.
    pub user: Option<Guid>,
    /// XML Schema dateTime: `2024-05-01T12:00:00Z`.
    pub date_time: Option<String>,
}

/// A variable (attribute) that sources or cases have values of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Its GUID.
    pub guid: Guid,
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: VariableType,
    /// What it says.
    pub description: String,
}

/// What the values of a variable are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VariableType {
    /// Text.
    #[default]
    Text,
    /// True or false.
    Boolean,
    /// Whole numbers.
    Integer,
    /// Decimal numbers.
    Float,
    /// Dates.
    Date,
    /// Dates with time of day.
    DateTime,
}

/// The value of a variable for a source or case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VariableValue {
    /// The variable.
    pub variable: Guid,
    /// The value; `None` when it is known to be missing.
    pub value: Option<Value>,
}

/// A value of a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A decimal number; neither infinite nor NaN.
    Float(f64),
    /// XML Schema date: `2024-05-01`.
    Date(String),
    /// XML Schema dateTime: `2024-05-01T12:00:00Z`.
    DateTime(String),
}

/// A unit of analysis: a person, a family, a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// Its GUID.
    pub guid: Guid,
    /// Its name; some programs leave it empty and use the case to give a source its variables.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Codes that belong to it.
    pub codes: Vec<Guid>,
    /// Values of variables.
    pub values: Vec<VariableValue>,
    /// Sources that belong to it.
    pub sources: Vec<Guid>,
    /// Selections that belong to it.
    pub selections: Vec<Guid>,
}

/// A note (memo).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Its GUID.
    pub guid: Guid,
    /// Its title.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its text.
    pub text: String,
    /// Who wrote it, and when.
    pub creation: Creation,
}

impl Color {
    /// A colour as the standard writes it: `#RGB` or `#RRGGBB`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.trim().strip_prefix('#').filter(|hex| hex.is_ascii())?;
        let pair = |at: usize, width: usize| {
            let digits = u8::from_str_radix(hex.get(at * width..(at + 1) * width)?, 16).ok()?;
            Some(if width == 1 { digits * 17 } else { digits })
        };
        let width = match hex.len() {
            3 => 1,
            6 => 2,
            _ => return None,
        };
        Some(Self([pair(0, width)?, pair(1, width)?, pair(2, width)?]))
    }
}

impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02X}{green:02X}{blue:02X}")
    }
}

impl VariableType {
    /// Every type.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::Boolean, Self::Integer, Self::Float, Self::Date, Self::DateTime];

    /// The name of the standard.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Boolean => "Boolean",
            Self::Integer => "Integer",
            Self::Float => "Float",
            Self::Date => "Date",
            Self::DateTime => "DateTime",
        }
    }
}

impl CodeBook {
    /// Calls `visit` with every code, parents first, and with the codes above it, the outermost first.
    pub fn for_each<'a>(&'a self, mut visit: impl FnMut(&'a Code, &[&'a Code])) {
        fn below<'a>(
            codes: &'a [Code],
            above: &mut Vec<&'a Code>,
            visit: &mut dyn FnMut(&'a Code, &[&'a Code]),
        ) {
            for code in codes {
                visit(code, above);
                above.push(code);
                below(&code.codes, above, visit);
                above.pop();
            }
        }
        below(&self.codes, &mut Vec::new(), &mut visit);
    }
}

impl TextSource {
    /// The words of a selection; those that there are when it reaches past the end.
    pub fn quote(&self, selection: &PlainTextSelection) -> &str {
        let byte = |point: usize| {
            self.text.char_indices().nth(point).map_or(self.text.len(), |(at, _)| at)
        };
        let start = byte(selection.start);
        &self.text[start..byte(selection.end).max(start)]
    }
}
