//! XML that holds whatever text a project has.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;

use crate::Guid;

/// Elements to a stream. Those without content are written empty.
pub(super) struct Xml<W> {
    out: Writer<W>,
}

/// An element that is being put together.
pub(super) struct Tag(BytesStart<'static>);

impl Tag {
    pub(super) fn new(name: &'static str) -> Self {
        Self(BytesStart::new(name))
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        let value = Cow::Owned(escaped(value, true).into_owned());
        self.0.push_attribute(Attribute { key: QName(name), value });
        self
    }

    /// An attribute that is left out when there is nothing to say.
    pub(super) fn with_text(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.with(name, value) }
    }

    pub(super) fn with_guid(self, name: &str, guid: Guid) -> Self {
        self.with(name, &guid.to_string())
    }
}

impl<W: Write> Xml<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out: Writer::new(out) }
    }

    pub(super) fn into_inner(self) -> W {
        self.out.into_inner()
    }

    pub(super) fn declaration(&mut self) -> io::Result<()> {
        self.out.get_mut().write_all(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
    }

    /// An element without content.
    pub(super) fn empty(&mut self, tag: Tag) -> io::Result<()> {
        self.out.write_event(Event::Empty(tag.0))
    }

    /// An element with text.
    pub(super) fn text(&mut self, name: &'static str, text: &str) -> io::Result<()> {
        self.out.write_event(Event::Start(BytesStart::new(name)))?;
        self.out.write_event(Event::Text(BytesText::from_escaped(escaped(text, false))))?;
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element with text, left out when there is none.
    pub(super) fn some_text(&mut self, name: &'static str, text: &str) -> io::Result<()> {
        if text.is_empty() { Ok(()) } else { self.text(name, text) }
    }

    pub(super) fn open(&mut self, tag: Tag) -> io::Result<()> {
        self.out.write_event(Event::Start(tag.0))
    }

    pub(super) fn close(&mut self, name: &'static str) -> io::Result<()> {
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }

    /// A line end between elements, so that people can read the file and compare versions.
    pub(super) fn line(&mut self) -> io::Result<()> {
        self.out.get_mut().write_all(b"\n")
    }
}

/// `text` for XML 1.0: marks spelt out, and characters that XML cannot hold replaced.
///
/// In attributes a parser turns line ends and tabs into spaces, and everywhere `\r` into `\n`, unless they are
/// written as references.
fn escaped(text: &str, in_attribute: bool) -> Cow<'_, str> {
    let replacement = |c: char| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#13;"),
        '"' if in_attribute => Some("&quot;"),
        '\n' if in_attribute => Some("&#10;"),
        '\t' if in_attribute => Some("&#9;"),
        '\n' | '\t' => None,
        '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}"),
        _ => None,
    };
    if !text.contains(|c| replacement(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match replacement(c) {
            Some(words) => out.push_str(words),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}
