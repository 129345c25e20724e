//! XML as elements one after the other, whatever prefixes, blanks and order a program writes.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::error::ReadError;

/// Reads forwards through a document; nothing is kept.
pub(super) struct Cursor<'a> {
    reader: Reader<&'a [u8]>,
}

/// The start of an element: its name without prefix, and its attributes.
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// An attribute; `None` when it is missing or empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).filter(|value| !value.is_empty())
    }

    /// An attribute as text; empty when it is missing.
    pub(super) fn text(&self, name: &str) -> String {
        self.raw(name).unwrap_or_default().to_owned()
    }

    fn raw(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn new(xml: &'a str) -> Self {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        Self { reader }
    }

    /// The next child of the element that is open; `None` at its end. Its own content must be read or skipped next.
    pub(super) fn child(&mut self) -> Result<Option<Element>, ReadError> {
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(Some(element(&start))),
                Event::End(_) => return Ok(None),
                Event::Eof => return Err(cut_short()),
                _ => {}
            }
        }
    }

    /// The outermost element.
    pub(super) fn root(&mut self) -> Result<Element, ReadError> {
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(element(&start)),
                Event::Eof => return Err(damaged("it holds no XML element")),
                _ => {}
            }
        }
    }

    /// Passes over the rest of the element that is open.
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        self.content().map(|_| ())
    }

    /// The text of the element that is open, up to its end; that of elements inside it too.
    pub(super) fn content(&mut self) -> Result<String, ReadError> {
        let mut text = String::new();
        let mut depth = 1_u64;
        loop {
            match self.event()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(text);
                    }
                }
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) => match &*reference {
                    "lt" => text.push('<'),
                    "gt" => text.push('>'),
                    "amp" => text.push('&'),
                    "apos" => text.push('\''),
                    "quot" => text.push('"'),
                    _ => text.extend(reference.resolve_char_ref().ok().flatten()),
                },
                Event::Eof => return Err(cut_short()),
                _ => {}
            }
        }
    }

    fn event(&mut self) -> Result<Event<'a>, ReadError> {
        let at = self.reader.buffer_position();
        self.reader.read_event().map_err(|error| damaged(&format!("{error}, at byte {at}")))
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start
        .attributes()
        .with_checks(false)
        .flatten()
        .map(|attribute| {
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                // An entity of the program's own: the letters as they stand are better than nothing.
                .unwrap_or_else(|_| Cow::Owned(attribute.value.to_string()));
            (attribute.key.local_name().as_ref().to_owned(), value.into_owned())
        })
        .collect();
    Element { name: start.local_name().as_ref().to_owned(), attributes }
}

fn cut_short() -> ReadError {
    damaged("it ends in the middle")
}

pub(super) fn damaged(why: &str) -> ReadError {
    ReadError::Damaged(format!(
        "the project or codebook is damaged ({why}); export it again from the program that made it"
    ))
}
