//! The elements of a project, in the order that the schema demands.

use std::io::{self, Write};

use super::xml::{Tag, Xml};
use crate::Guid;
use crate::model::{
    Case, Code, CodeBook, Coding, Creation, Note, PlainTextSelection, TextSource, User, Value,
    Variable, VariableValue,
};

fn created(tag: Tag, creation: &Creation) -> Tag {
    let tag = match creation.user {
        Some(user) => tag.with_guid("creatingUser", user),
        None => tag,
    };
    tag.with_text("creationDateTime", creation.date_time.as_deref().unwrap_or_default())
}

fn refs<W: Write>(xml: &mut Xml<W>, name: &'static str, targets: &[Guid]) -> io::Result<()> {
    targets.iter().try_for_each(|&guid| xml.empty(Tag::new(name).with_guid("targetGUID", guid)))
}

pub(super) fn users<W: Write>(xml: &mut Xml<W>, users: &[User]) -> io::Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    xml.open(Tag::new("Users"))?;
    for user in users {
        xml.line()?;
        xml.empty(Tag::new("User").with_guid("guid", user.guid).with("name", &user.name))?;
    }
    xml.close("Users")?;
    xml.line()
}

pub(super) fn code_book<W: Write>(xml: &mut Xml<W>, book: &CodeBook) -> io::Result<()> {
    if book.codes.is_empty() {
        return Ok(());
    }
    xml.open(Tag::new("CodeBook"))?;
    codes(xml, book)?;
    xml.close("CodeBook")?;
    xml.line()
}

pub(super) fn codes<W: Write>(xml: &mut Xml<W>, book: &CodeBook) -> io::Result<()> {
    xml.open(Tag::new("Codes"))?;
    book.codes.iter().try_for_each(|each| code(xml, each))?;
    xml.close("Codes")
}

fn code<W: Write>(xml: &mut Xml<W>, code_: &Code) -> io::Result<()> {
    let tag = Tag::new("Code")
        .with_guid("guid", code_.guid)
        .with("name", &code_.name)
        .with("isCodable", if code_.is_codable { "true" } else { "false" });
    let tag = match code_.color {
        Some(color) => tag.with("color", &color.to_string()),
        None => tag,
    };
    xml.line()?;
    xml.open(tag)?;
    xml.some_text("Description", &code_.description)?;
    refs(xml, "NoteRef", &code_.note_refs)?;
    code_.codes.iter().try_for_each(|each| code(xml, each))?;
    xml.close("Code")
}

pub(super) fn variables<W: Write>(xml: &mut Xml<W>, variables: &[Variable]) -> io::Result<()> {
    if variables.is_empty() {
        return Ok(());
    }
    xml.open(Tag::new("Variables"))?;
    for variable in variables {
        xml.line()?;
        xml.open(
            Tag::new("Variable")
                .with_guid("guid", variable.guid)
                .with("name", &variable.name)
                .with("typeOfVariable", variable.kind.as_str()),
        )?;
        xml.some_text("Description", &variable.description)?;
        xml.close("Variable")?;
    }
    xml.close("Variables")?;
    xml.line()
}

fn values<W: Write>(xml: &mut Xml<W>, values: &[VariableValue]) -> io::Result<()> {
    for value in values {
        xml.open(Tag::new("VariableValue"))?;
        xml.empty(Tag::new("VariableRef").with_guid("targetGUID", value.variable))?;
        match &value.value {
            None => {}
            Some(Value::Text(text)) => xml.text("TextValue", text)?,
            Some(Value::Boolean(value)) => xml.text("BooleanValue", &value.to_string())?,
            Some(Value::Integer(value)) => xml.text("IntegerValue", &value.to_string())?,
            // Display never writes an exponent, which xsd:decimal forbids.
            Some(Value::Float(value)) => xml.text("FloatValue", &value.to_string())?,
            Some(Value::Date(value)) => xml.text("DateValue", value)?,
            Some(Value::DateTime(value)) => xml.text("DateTimeValue", value)?,
        }
        xml.close("VariableValue")?;
    }
    Ok(())
}

pub(super) fn cases<W: Write>(xml: &mut Xml<W>, cases: &[Case]) -> io::Result<()> {
    if cases.is_empty() {
        return Ok(());
    }
    xml.open(Tag::new("Cases"))?;
    for case in cases {
        xml.line()?;
        xml.open(Tag::new("Case").with_guid("guid", case.guid).with_text("name", &case.name))?;
        xml.some_text("Description", &case.description)?;
        refs(xml, "CodeRef", &case.codes)?;
        values(xml, &case.values)?;
        refs(xml, "SourceRef", &case.sources)?;
        refs(xml, "SelectionRef", &case.selections)?;
        xml.close("Case")?;
    }
    xml.close("Cases")?;
    xml.line()
}

/// A source whose text stands in the container under the GUID.
pub(super) fn source<W: Write>(xml: &mut Xml<W>, source: &TextSource) -> io::Result<()> {
    let tag = Tag::new("TextSource")
        .with_guid("guid", source.guid)
        .with("name", &source.name)
        .with("plainTextPath", &format!("internal://{}.txt", source.guid));
    xml.open(created(tag, &source.creation))?;
    xml.some_text("Description", &source.description)?;
    for each in &source.selections {
        xml.line()?;
        selection(xml, each)?;
    }
    source.codings.iter().try_for_each(|each| coding(xml, each))?;
    refs(xml, "NoteRef", &source.note_refs)?;
    values(xml, &source.values)?;
    xml.close("TextSource")?;
    xml.line()
}

fn selection<W: Write>(xml: &mut Xml<W>, selection: &PlainTextSelection) -> io::Result<()> {
    let tag = Tag::new("PlainTextSelection")
        .with_guid("guid", selection.guid)
        .with("name", &selection.name)
        .with("startPosition", &selection.start.to_string())
        .with("endPosition", &selection.end.to_string());
    xml.open(created(tag, &selection.creation))?;
    xml.some_text("Description", &selection.description)?;
    selection.codings.iter().try_for_each(|each| coding(xml, each))?;
    refs(xml, "NoteRef", &selection.note_refs)?;
    xml.close("PlainTextSelection")
}

fn coding<W: Write>(xml: &mut Xml<W>, coding: &Coding) -> io::Result<()> {
    xml.open(created(Tag::new("Coding").with_guid("guid", coding.guid), &coding.creation))?;
    xml.empty(Tag::new("CodeRef").with_guid("targetGUID", coding.code))?;
    refs(xml, "NoteRef", &coding.note_refs)?;
    xml.close("Coding")
}

pub(super) fn notes<W: Write>(xml: &mut Xml<W>, notes: &[Note]) -> io::Result<()> {
    if notes.is_empty() {
        return Ok(());
    }
    xml.open(Tag::new("Notes"))?;
    for note in notes {
        xml.line()?;
        let tag = Tag::new("Note").with_guid("guid", note.guid).with("name", &note.name);
        xml.open(created(tag, &note.creation))?;
        xml.some_text("Description", &note.description)?;
        // Required even when empty: a note has either a text or the path of one.
        xml.text("PlainTextContent", &note.text)?;
        xml.close("Note")?;
    }
    xml.close("Notes")?;
    xml.line()
}

pub(super) fn description<W: Write>(
    xml: &mut Xml<W>,
    text: &str,
    note_refs: &[Guid],
) -> io::Result<()> {
    xml.some_text("Description", text)?;
    refs(xml, "NoteRef", note_refs)
}
