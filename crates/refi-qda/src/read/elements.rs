//! Elements of a project to data. What a program left out gets a default; what this crate does not hold is counted.

use super::container::Container;
use super::cursor::{Cursor, Element, damaged};
use super::warnings::Warnings;
use super::{MAX_CODE_DEPTH, offsets};
use crate::Guid;
use crate::date::{is_date, is_date_time};
use crate::error::ReadError;
use crate::model::{
    Case, Code, CodeBook, Coding, Color, Creation, Note, PlainTextSelection, Project, TextSource,
    User, Value, Variable, VariableType, VariableValue,
};
use std::io::{Read, Seek};

/// A project file that is being read, with the container that has the texts; `None` for a file on its own.
pub(super) struct Parser<'x, 'c, R> {
    pub(super) xml: Cursor<'x>,
    pub(super) container: Option<&'c mut Container<R>>,
    pub(super) warnings: Warnings,
    pub(super) origin: String,
}

type Parsed<T> = Result<T, ReadError>;

/// The GUID of an attribute. Some programs write other names there; the same name always gives the same GUID.
fn guid(element: &Element, attribute: &str) -> Option<Guid> {
    element.get(attribute).map(|text| Guid::parse(text).unwrap_or_else(|| Guid::from_name(&[text])))
}

fn own_guid(element: &Element) -> Guid {
    guid(element, "guid").unwrap_or_default()
}

fn creation(element: &Element) -> Creation {
    let user = guid(element, "creatingUser").or_else(|| guid(element, "modifyingUser"));
    let date_time = element
        .get("creationDateTime")
        .or_else(|| element.get("modifiedDateTime"))
        .map(|text| text.trim().replacen(' ', "T", 1))
        .filter(|text| is_date_time(text));
    Creation { user, date_time }
}

impl<R: Read + Seek> Parser<'_, '_, R> {
    pub(super) fn project(&mut self, root: &Element) -> Parsed<Project> {
        let mut project =
            Project { name: root.text("name"), origin: root.text("origin"), ..Project::default() };
        self.origin.clone_from(&project.origin);
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "Users" => project.users = self.list("User", Self::user)?,
                "CodeBook" => project.code_book.codes.append(&mut self.code_book()?.codes),
                "Variables" => project.variables = self.list("Variable", Self::variable)?,
                "Cases" => project.cases = self.list("Case", Self::case)?,
                "Sources" => self.sources(&mut project.sources)?,
                "Notes" => project.notes = self.list("Note", Self::note)?,
                "Description" => project.description = self.xml.content()?,
                "NoteRef" => self.reference(&child, &mut project.note_refs)?,
                other => self.leave_out(other)?,
            }
        }
        Ok(project)
    }

    /// The content of a codebook, of the file or of a project.
    pub(super) fn code_book(&mut self) -> Parsed<CodeBook> {
        let mut book = CodeBook::default();
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "Codes" => {
                    while let Some(child) = self.xml.child()? {
                        match child.name.as_str() {
                            "Code" => book.codes.push(self.code(&child, 1)?),
                            other => self.leave_out(other)?,
                        }
                    }
                }
                other => self.leave_out(other)?,
            }
        }
        Ok(book)
    }

    fn list<T>(
        &mut self,
        name: &str,
        read: fn(&mut Self, &Element) -> Parsed<T>,
    ) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        while let Some(child) = self.xml.child()? {
            if child.name == name {
                items.push(read(self, &child)?);
            } else {
                self.leave_out(&child.name)?;
            }
        }
        Ok(items)
    }

    /// Passes over an element that this crate does not hold, and counts it when there is something in it to lose.
    fn leave_out(&mut self, name: &str) -> Parsed<()> {
        let mut children = 0_usize;
        while self.xml.child()?.is_some() {
            self.xml.skip()?;
            children += 1;
        }
        match name {
            "Sets" | "Graphs" | "Links" if children == 0 => {}
            "Sets" | "Graphs" | "Links" => {
                self.warnings.count(format!("{} were left out", name.to_lowercase()), children);
            }
            name => self.warnings.count(format!("{name} elements were left out"), 1),
        }
        Ok(())
    }

    fn reference(&mut self, element: &Element, targets: &mut Vec<Guid>) -> Parsed<()> {
        targets.extend(guid(element, "targetGUID"));
        self.xml.skip()
    }

    fn user(&mut self, element: &Element) -> Parsed<User> {
        self.xml.skip()?;
        let name = element.get("name").or_else(|| element.get("id")).unwrap_or_default();
        Ok(User { guid: own_guid(element), name: name.to_owned() })
    }

    fn code(&mut self, element: &Element, depth: usize) -> Parsed<Code> {
        if depth > MAX_CODE_DEPTH {
            return Err(damaged(&format!("codes are nested deeper than {MAX_CODE_DEPTH} levels")));
        }
        let mut code = Code {
            guid: own_guid(element),
            name: element.text("name"),
            is_codable: !matches!(element.get("isCodable"), Some("false" | "0" | "False")),
            ..Code::default()
        };
        if let Some(text) = element.get("color") {
            code.color = Color::parse(text);
            if code.color.is_none() {
                self.warnings.count("colours that are not #RRGGBB were left out".to_owned(), 1);
            }
        }
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "Description" => code.description = self.xml.content()?,
                "NoteRef" => self.reference(&child, &mut code.note_refs)?,
                "Code" => code.codes.push(self.code(&child, depth + 1)?),
                other => self.leave_out(other)?,
            }
        }
        Ok(code)
    }

    fn variable(&mut self, element: &Element) -> Parsed<Variable> {
        let kind = element.get("typeOfVariable").unwrap_or_default();
        let mut variable = Variable {
            guid: own_guid(element),
            name: element.text("name"),
            kind: VariableType::ALL
                .into_iter()
                .find(|known| known.as_str().eq_ignore_ascii_case(kind))
                .unwrap_or_default(),
            description: String::new(),
        };
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "Description" => variable.description = self.xml.content()?,
                other => self.leave_out(other)?,
            }
        }
        Ok(variable)
    }

    fn value(&mut self, values: &mut Vec<VariableValue>) -> Parsed<()> {
        let mut value = VariableValue::default();
        while let Some(child) = self.xml.child()? {
            if child.name == "VariableRef" {
                value.variable = guid(&child, "targetGUID").unwrap_or_default();
                self.xml.skip()?;
                continue;
            }
            let text = self.xml.content()?;
            let bare = text.trim();
            let typed = match child.name.as_str() {
                "TextValue" => None,
                "BooleanValue" => match bare {
                    "true" | "1" | "True" => Some(Value::Boolean(true)),
                    "false" | "0" | "False" => Some(Value::Boolean(false)),
                    _ => None,
                },
                "IntegerValue" => bare.parse().ok().map(Value::Integer),
                "FloatValue" => {
                    bare.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float)
                }
                "DateValue" => is_date(bare).then(|| Value::Date(bare.to_owned())),
                "DateTimeValue" => is_date_time(bare).then(|| Value::DateTime(bare.to_owned())),
                other => {
                    self.warnings.count(format!("{other} elements were left out"), 1);
                    continue;
                }
            };
            // A value that is not of its type is kept as it stands.
            let missing = bare.is_empty() && child.name != "TextValue";
            value.value = typed.or_else(|| (!missing).then_some(Value::Text(text)));
        }
        values.push(value);
        Ok(())
    }

    fn case(&mut self, element: &Element) -> Parsed<Case> {
        let mut case =
            Case { guid: own_guid(element), name: element.text("name"), ..Case::default() };
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "Description" => case.description = self.xml.content()?,
                "CodeRef" => self.reference(&child, &mut case.codes)?,
                "VariableValue" => self.value(&mut case.values)?,
                "SourceRef" => self.reference(&child, &mut case.sources)?,
                "SelectionRef" => self.reference(&child, &mut case.selections)?,
                other => self.leave_out(other)?,
            }
        }
        Ok(case)
    }

    fn sources(&mut self, sources: &mut Vec<TextSource>) -> Parsed<()> {
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "TextSource" => sources.extend(self.source(&child)?),
                "PDFSource" => sources.extend(self.pdf_source(&child)?),
                other => {
                    let kind = other.trim_end_matches("Source").to_lowercase();
                    self.warnings.count(format!("{kind} sources were left out"), 1);
                    self.xml.skip()?;
                }
            }
        }
        Ok(())
    }

    /// A text source with its text; `None`, with a warning, when the text cannot be had.
    fn source(&mut self, element: &Element) -> Parsed<Option<TextSource>> {
        let mut source = TextSource {
            guid: own_guid(element),
            name: element.text("name"),
            creation: creation(element),
            ..TextSource::default()
        };
        let mut content = None;
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "Description" => source.description = self.xml.content()?,
                "PlainTextContent" => content = Some(self.xml.content()?),
                "PlainTextSelection" => source.selections.extend(self.selection(&child)?),
                "Coding" => source.codings.extend(self.coding(&child)?),
                "NoteRef" => self.reference(&child, &mut source.note_refs)?,
                "VariableValue" => self.value(&mut source.values)?,
                other => self.leave_out(other)?,
            }
        }
        let path = element.get("plainTextPath").or_else(|| {
            // One program writes plain text under the name of rich text.
            element.get("richTextPath").filter(|path| path.to_lowercase().ends_with(".txt"))
        });
        let raw = match (path, content) {
            (Some(path), content) => match self.text_at(path, &source.name)? {
                Some(text) => text,
                None => match content {
                    Some(text) => text,
                    None => return Ok(None),
                },
            },
            (None, Some(text)) => text,
            (None, None) => {
                self.warnings.say(format!(
                    "“{}” has no plain text and was left out; export the project with plain text",
                    source.name
                ));
                return Ok(None);
            }
        };
        if source.name.is_empty() {
            source.name = path.map_or_else(|| source.guid.to_string(), str::to_owned);
        }
        let (text, settled) = offsets::settle(&raw, &self.origin, &mut source.selections);
        if let Some(how) = settled.unusual {
            self.warnings.say(format!(
                "“{}”: positions count {how}, not code points, as its quotes show; they were converted",
                source.name
            ));
        }
        if settled.cut > 0 {
            self.warnings.say(format!(
                "“{}”: {} selections reached past the end of the text and were cut; look whether its text was changed",
                source.name, settled.cut
            ));
        }
        source.text = text;
        Ok(Some(source))
    }

    fn text_at(&mut self, path: &str, name: &str) -> Parsed<Option<String>> {
        let Some(container) = self.container.as_deref_mut() else {
            self.warnings.say(format!(
                "the text of “{name}” stands in another file ({path}); open the .qdpx instead of the .qde"
            ));
            return Ok(None);
        };
        let Some(place) = container.find(path) else {
            self.warnings.say(format!(
                "the text of “{name}” ({path}) is not in the project file, so the source was left out; export the project with its sources"
            ));
            return Ok(None);
        };
        let (text, replaced) = super::decode::decode(container.bytes(place)?);
        if replaced {
            self.warnings.say(format!(
                "the text of “{name}” is not UTF-8; what could not be read became U+FFFD, and positions may be off"
            ));
        }
        Ok(Some(text))
    }

    /// The text of a PDF source, under the name of the PDF.
    fn pdf_source(&mut self, element: &Element) -> Parsed<Option<TextSource>> {
        let mut text = None;
        let (mut codings, mut note_refs, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let mut description = String::new();
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "Representation" => text = self.source(&child)?,
                "Description" => description = self.xml.content()?,
                "Coding" => codings.extend(self.coding(&child)?),
                "NoteRef" => self.reference(&child, &mut note_refs)?,
                "VariableValue" => self.value(&mut values)?,
                // By custom there is a text selection beside it.
                "PDFSelection" => {
                    self.warnings.count("areas of PDF pages were left out".to_owned(), 1);
                    self.xml.skip()?;
                }
                other => self.leave_out(other)?,
            }
        }
        let Some(mut source) = text else {
            self.warnings.say(format!(
                "the PDF “{}” has no text in the project and was left out",
                element.text("name")
            ));
            return Ok(None);
        };
        if let Some(name) = element.get("name") {
            source.name = name.to_owned();
        }
        if !description.is_empty() {
            source.description = description;
        }
        source.codings.append(&mut codings);
        source.note_refs.append(&mut note_refs);
        source.values.append(&mut values);
        Ok(Some(source))
    }

    fn selection(&mut self, element: &Element) -> Parsed<Option<PlainTextSelection>> {
        let number = |name| element.get(name).and_then(|text| text.trim().parse::<usize>().ok());
        let mut selection = PlainTextSelection {
            guid: own_guid(element),
            name: element.text("name"),
            creation: creation(element),
            ..PlainTextSelection::default()
        };
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "Description" => selection.description = self.xml.content()?,
                "Coding" => selection.codings.extend(self.coding(&child)?),
                "NoteRef" => self.reference(&child, &mut selection.note_refs)?,
                other => self.leave_out(other)?,
            }
        }
        match (number("startPosition"), number("endPosition")) {
            (Some(start), Some(end)) if start <= end => {
                (selection.start, selection.end) = (start, end);
                Ok(Some(selection))
            }
            _ => {
                self.warnings
                    .count("selections without a sound start and end were left out".to_owned(), 1);
                Ok(None)
            }
        }
    }

    fn coding(&mut self, element: &Element) -> Parsed<Option<Coding>> {
        let mut code = None;
        let mut note_refs = Vec::new();
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "CodeRef" => {
                    code = guid(&child, "targetGUID");
                    self.xml.skip()?;
                }
                "NoteRef" => self.reference(&child, &mut note_refs)?,
                other => self.leave_out(other)?,
            }
        }
        if code.is_none() {
            self.warnings.count("codings without a code were left out".to_owned(), 1);
        }
        let guid = own_guid(element);
        Ok(code.map(|code| Coding { guid, code, note_refs, creation: creation(element) }))
    }

    fn note(&mut self, element: &Element) -> Parsed<Note> {
        let mut note = Note {
            guid: own_guid(element),
            name: element.text("name"),
            creation: creation(element),
            ..Note::default()
        };
        let mut content = None;
        while let Some(child) = self.xml.child()? {
            match child.name.as_str() {
                "Description" => note.description = self.xml.content()?,
                "PlainTextContent" => content = Some(self.xml.content()?),
                other => self.leave_out(other)?,
            }
        }
        note.text = match (content, element.get("plainTextPath")) {
            (Some(text), _) => text,
            (None, Some(path)) => self
                .text_at(path, &note.name)?
                .map(|text| crate::lines::clean(&text).into_owned())
                .unwrap_or_default(),
            (None, None) => String::new(),
        };
        Ok(note)
    }
}
