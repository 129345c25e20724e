//! Events of the XML parser to a tree.

use std::collections::HashMap;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{Content, NameId, Node, NodeId, TextRange, Tree};
use crate::extract::error::{ExtractError, ExtractErrorKind};

/// Elements nested deeper than this are an attack, not a report; readers recurse along the depth.
const MAX_DEPTH: usize = 256;
/// A node costs some fifty bytes, and `<a/>` only four in the file.
const MAX_NODES: usize = 12_000_000;

/// Prefixes that the readers use for the namespaces that they know, whatever the file calls them.
const KNOWN_NAMESPACES: &[(&str, &str)] = &[
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", "m"),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"),
    ("http://schemas.openxmlformats.org/package/2006/relationships", ""),
    ("http://schemas.openxmlformats.org/package/2006/metadata/core-properties", "cp"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office"),
    ("urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text"),
    ("urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table"),
    ("urn:oasis:names:tc:opendocument:xmlns:style:1.0", "style"),
    ("urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "draw"),
    ("urn:oasis:names:tc:opendocument:xmlns:meta:1.0", "meta"),
    ("urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0", "fo"),
];

#[derive(Default)]
pub(super) struct Builder {
    nodes: Vec<Node>,
    attributes: Vec<(NameId, TextRange)>,
    names: Vec<String>,
    name_ids: HashMap<String, NameId>,
    /// Prefix in the file → prefix of ours, for the namespaces that we know.
    prefixes: HashMap<String, &'static str>,
    text: String,
    /// Open elements, each with its last child so far.
    open: Vec<(NodeId, Option<NodeId>)>,
}

impl Builder {
    pub(super) fn build(mut self, source: &str, part: &str) -> Result<Tree, ExtractError> {
        let mut reader = Reader::from_str(source);
        reader.config_mut().expand_empty_elements = true;
        loop {
            let event = reader.read_event().map_err(|error| damaged(part, &error.to_string()))?;
            match event {
                Event::Start(start) => self.start(&start, part)?,
                Event::End(_) => {
                    self.open.pop();
                }
                Event::Text(text) => self.push_text(&text.xml10_content()),
                Event::CData(text) => self.push_text(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    if let Some(c) = referenced_char(&reference) {
                        self.push_text(c.encode_utf8(&mut [0; 4]));
                    }
                }
                Event::Eof => break,
                // Never seen, because empty elements are expanded.
                Event::Empty(_) => {}
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
            if self.nodes.len() > MAX_NODES {
                return Err(too_large(part));
            }
        }
        if !self.open.is_empty() {
            return Err(damaged(part, "it ends in the middle"));
        }
        if self.nodes.is_empty() {
            return Err(damaged(part, "it holds no XML element"));
        }
        let Self { nodes, attributes, names, text, .. } = self;
        Ok(Tree { nodes, attributes, names, text })
    }

    fn start(&mut self, start: &BytesStart<'_>, part: &str) -> Result<(), ExtractError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(damaged(
                part,
                &format!("elements are nested deeper than {MAX_DEPTH} levels"),
            ));
        }
        self.note_namespaces(start);
        let name = self.name_id(start.name().0);
        let first = self.attributes.len() as u32;
        for attribute in start.attributes().with_checks(false).flatten() {
            let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else { continue };
            let from = self.text.len() as u32;
            self.text.push_str(&value);
            let id = self.name_id(attribute.key.0);
            self.attributes.push((id, (from, self.text.len() as u32)));
        }
        let attributes = (first, self.attributes.len() as u32);
        // A second root is not XML; an empty tree has no open element either.
        if self.open.is_empty() && !self.nodes.is_empty() {
            return Err(damaged(part, "it has more than one outermost element"));
        }
        let id = self.append(Content::Element { name, attributes, first_child: None });
        self.open.push((id, None));
        Ok(())
    }

    fn push_text(&mut self, text: &str) {
        let Some(&(_, last)) = self.open.last() else { return };
        let from = self.text.len() as u32;
        self.text.push_str(text);
        let to = self.text.len() as u32;
        if let Some(id) = last
            && let Content::Text(range) = &mut self.nodes[id as usize].content
            && range.1 == from
        {
            range.1 = to;
            return;
        }
        self.append(Content::Text((from, to)));
    }

    fn append(&mut self, content: Content) -> NodeId {
        let id = self.nodes.len() as NodeId;
        self.nodes.push(Node { content, next: None });
        if let Some((parent, last)) = self.open.last_mut() {
            match last.replace(id) {
                Some(before) => self.nodes[before as usize].next = Some(id),
                None => {
                    if let Content::Element { first_child, .. } =
                        &mut self.nodes[*parent as usize].content
                    {
                        *first_child = Some(id);
                    }
                }
            }
        }
        id
    }

    /// Declarations are taken as holding for the whole part, which is how every office program writes them.
    fn note_namespaces(&mut self, start: &BytesStart<'_>) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let key = attribute.key.0;
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => match rest.strip_prefix(':') {
                    Some(prefix) => prefix,
                    None => continue,
                },
                None => continue,
            };
            let known = KNOWN_NAMESPACES.iter().find(|(uri, _)| *uri == attribute.value);
            if let Some(&(_, ours)) = known
                && ours != prefix
            {
                self.prefixes.insert(prefix.to_owned(), ours);
            }
        }
    }

    fn name_id(&mut self, raw: &str) -> NameId {
        if let Some(&id) = self.name_ids.get(raw) {
            return id;
        }
        let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
        let canonical = match self.prefixes.get(prefix) {
            Some(&"") => local.to_owned(),
            Some(ours) => format!("{ours}:{local}"),
            None => raw.to_owned(),
        };
        let id = self.names.len() as NameId;
        self.names.push(canonical);
        self.name_ids.insert(raw.to_owned(), id);
        id
    }
}

fn referenced_char(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

fn damaged(part: &str, why: &str) -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::Damaged,
        format!(
            "the file is damaged: its part {part} cannot be read ({why}); open it in Word or LibreOffice and save it again"
        ),
    )
}

pub(super) fn too_large(part: &str) -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::TooLarge,
        format!("the part {part} is too large for a report; split the document and try again"),
    )
}
