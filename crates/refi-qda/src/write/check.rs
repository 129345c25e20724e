//! The rules of the standard that a schema cannot express, checked while a project is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::{is_date, is_date_time};
use crate::model::{
    Case, Code, Coding, Creation, PlainTextSelection, Project, TextSource, Value, VariableValue,
};
use crate::{Guid, WriteError};

/// The largest internal file of the standard.
const LARGEST_TEXT: usize = 2_147_483_647;

/// What was written so far, as far as later parts can refer to it.
#[derive(Default)]
pub(super) struct Checker {
    /// Every GUID but those of codings, which nothing refers to, is kept with its kind.
    things: BTreeMap<Guid, Kind>,
    codings: BTreeSet<Guid>,
    folders: BTreeMap<Guid, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    User,
    Code,
    Variable,
    Case,
    Source,
    Selection,
    Note,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Code => "code",
            Self::Variable => "variable",
            Self::Case => "case",
            Self::Source => "source",
            Self::Selection => "selection",
            Self::Note => "note",
        }
    }
}

type Checked = Result<(), WriteError>;

impl Checker {
    /// Takes up everything that sources refer to, and checks it.
    pub(super) fn head(&mut self, project: &Project) -> Checked {
        for user in &project.users {
            self.add(user.guid, Kind::User)?;
        }
        for note in &project.notes {
            self.add(note.guid, Kind::Note)?;
            self.creation(&note.creation)?;
        }
        for variable in &project.variables {
            self.add(variable.guid, Kind::Variable)?;
        }
        project.code_book.codes.iter().try_for_each(|code| self.code(code))?;
        self.all_there(&project.note_refs, Kind::Note)
    }

    fn code(&mut self, code: &Code) -> Checked {
        self.add(code.guid, Kind::Code)?;
        if !code.is_codable {
            self.folders.insert(code.guid, code.name.clone());
        }
        self.all_there(&code.note_refs, Kind::Note)?;
        code.codes.iter().try_for_each(|below| self.code(below))
    }

    /// A source whose text, with line ends made `\n`, has `length` code points.
    pub(super) fn source(&mut self, source: &TextSource, length: usize) -> Checked {
        if source.text.len() > LARGEST_TEXT {
            return Err(WriteError::TextTooLarge(source.name.clone()));
        }
        self.add(source.guid, Kind::Source)?;
        self.creation(&source.creation)?;
        self.all_there(&source.note_refs, Kind::Note)?;
        self.values(&source.values)?;
        source.codings.iter().try_for_each(|coding| self.coding(coding))?;
        source.selections.iter().try_for_each(|each| self.selection(each, &source.name, length))
    }

    fn selection(&mut self, selection: &PlainTextSelection, name: &str, length: usize) -> Checked {
        if selection.start > selection.end || selection.end > length {
            let (start, end) = (selection.start, selection.end);
            return Err(WriteError::OutsideText(name.to_owned(), start, end, length));
        }
        self.add(selection.guid, Kind::Selection)?;
        self.creation(&selection.creation)?;
        self.all_there(&selection.note_refs, Kind::Note)?;
        selection.codings.iter().try_for_each(|coding| self.coding(coding))
    }

    fn coding(&mut self, coding: &Coding) -> Checked {
        if self.things.contains_key(&coding.guid) || !self.codings.insert(coding.guid) {
            return Err(WriteError::DuplicateGuid(coding.guid));
        }
        if let Some(name) = self.folders.get(&coding.code) {
            return Err(WriteError::NotCodable(name.clone()));
        }
        self.all_there(&[coding.code], Kind::Code)?;
        self.creation(&coding.creation)?;
        self.all_there(&coding.note_refs, Kind::Note)
    }

    /// Cases come last, because they refer to sources and selections.
    pub(super) fn cases(&mut self, cases: &[Case]) -> Checked {
        for case in cases {
            self.add(case.guid, Kind::Case)?;
            self.values(&case.values)?;
            self.all_there(&case.codes, Kind::Code)?;
            self.all_there(&case.sources, Kind::Source)?;
            self.all_there(&case.selections, Kind::Selection)?;
        }
        Ok(())
    }

    fn add(&mut self, guid: Guid, kind: Kind) -> Checked {
        if self.codings.contains(&guid) || self.things.insert(guid, kind).is_some() {
            return Err(WriteError::DuplicateGuid(guid));
        }
        Ok(())
    }

    fn all_there(&self, guids: &[Guid], kind: Kind) -> Checked {
        match guids.iter().find(|guid| self.things.get(guid) != Some(&kind)) {
            Some(&guid) => Err(WriteError::MissingTarget(guid, kind.as_str())),
            None => Ok(()),
        }
    }

    fn creation(&self, creation: &Creation) -> Checked {
        if let Some(user) = creation.user {
            self.all_there(&[user], Kind::User)?;
        }
        match &creation.date_time {
            Some(text) if !is_date_time(text) => Err(bad_value("dateTime", text)),
            _ => Ok(()),
        }
    }

    fn values(&self, values: &[VariableValue]) -> Checked {
        for value in values {
            self.all_there(&[value.variable], Kind::Variable)?;
            match &value.value {
                Some(Value::Float(number)) if !number.is_finite() => {
                    return Err(bad_value("decimal number", &number.to_string()));
                }
                Some(Value::Date(text)) if !is_date(text) => return Err(bad_value("date", text)),
                Some(Value::DateTime(text)) if !is_date_time(text) => {
                    return Err(bad_value("dateTime", text));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn bad_value(what: &'static str, value: &str) -> WriteError {
    WriteError::BadValue(what, value.to_owned())
}
