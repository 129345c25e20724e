//! An XML part as a tree in one arena: no recursion when it is built or dropped, and no surprise in size.

use std::collections::HashMap;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::decode;
use super::error::{ExtractError, ExtractErrorKind};

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

/// A parsed XML part.
pub(super) struct Tree {
    nodes: Vec<Node>,
    attributes: Vec<(NameId, TextRange)>,
    names: Vec<String>,
    text: String,
}

type NodeId = u32;
type NameId = u32;
type TextRange = (u32, u32);

#[derive(Clone, Copy)]
enum Content {
    Element { name: NameId, attributes: (u32, u32), first_child: Option<NodeId> },
    Text(TextRange),
}

#[derive(Clone, Copy)]
struct Node {
    content: Content,
    next: Option<NodeId>,
}

/// An element of a [`Tree`].
#[derive(Clone, Copy)]
pub(super) struct Element<'t> {
    tree: &'t Tree,
    id: NodeId,
}

/// A child of an element.
pub(super) enum Child<'t> {
    Element(Element<'t>),
    Text(&'t str),
}

impl Tree {
    /// Parses `bytes`; `part` names the part in error messages.
    pub(super) fn parse(bytes: &[u8], part: &str) -> Result<Self, ExtractError> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(too_large(part));
        }
        let source = decode::xml(bytes);
        Builder::default().build(&source, part)
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Element<'_> {
        Element { tree: self, id: 0 }
    }
}

impl<'t> Element<'t> {
    /// Name with the prefix that this module gives to its namespace: `w:p`.
    pub(super) fn name(self) -> &'t str {
        match self.node().content {
            Content::Element { name, .. } => &self.tree.names[name as usize],
            Content::Text(_) => "",
        }
    }

    /// Value of an attribute, by prefixed name.
    pub(super) fn attribute(self, wanted: &str) -> Option<&'t str> {
        let Content::Element { attributes: (from, to), .. } = self.node().content else {
            return None;
        };
        self.tree.attributes[from as usize..to as usize].iter().find_map(|&(name, range)| {
            (self.tree.names[name as usize] == wanted).then(|| self.tree.slice(range))
        })
    }

    /// Children in order.
    pub(super) fn children(self) -> impl Iterator<Item = Child<'t>> {
        let mut next = match self.node().content {
            Content::Element { first_child, .. } => first_child,
            Content::Text(_) => None,
        };
        let tree = self.tree;
        std::iter::from_fn(move || {
            let id = next?;
            let node = tree.nodes[id as usize];
            next = node.next;
            Some(match node.content {
                Content::Element { .. } => Child::Element(Element { tree, id }),
                Content::Text(range) => Child::Text(tree.slice(range)),
            })
        })
    }

    /// Children that are elements.
    pub(super) fn elements(self) -> impl Iterator<Item = Element<'t>> {
        self.children().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// First child element of that name.
    pub(super) fn child(self, name: &str) -> Option<Element<'t>> {
        self.elements().find(|element| element.name() == name)
    }

    /// First element of that name at any depth, in document order.
    pub(super) fn find(self, name: &str) -> Option<Element<'t>> {
        self.elements().find_map(|element| {
            if element.name() == name { Some(element) } else { element.find(name) }
        })
    }

    /// Follows a path of child names.
    pub(super) fn path(self, names: &[&str]) -> Option<Element<'t>> {
        names.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The `w:val`-like attribute of a child: `element.value_of("w:pStyle", "w:val")`.
    pub(super) fn value_of(self, child: &str, attribute: &str) -> Option<&'t str> {
        self.child(child)?.attribute(attribute)
    }

    /// All text inside, at any depth.
    pub(super) fn text(self) -> String {
        fn gather(element: Element<'_>, out: &mut String) {
            for child in element.children() {
                match child {
                    Child::Element(inner) => gather(inner, out),
                    Child::Text(text) => out.push_str(text),
                }
            }
        }
        let mut out = String::new();
        gather(self, &mut out);
        out
    }

    fn node(self) -> Node {
        self.tree.nodes[self.id as usize]
    }
}

impl Tree {
    fn slice(&self, (from, to): TextRange) -> &str {
        &self.text[from as usize..to as usize]
    }
}

#[derive(Default)]
struct Builder {
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
    fn build(mut self, source: &str, part: &str) -> Result<Tree, ExtractError> {
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

fn too_large(part: &str) -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::TooLarge,
        format!("the part {part} is too large for a report; split the document and try again"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_prefixes_get_our_names() {
        let source = br#"<ns0:p xmlns:ns0="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ns0:val="x &amp; y">a&#8217;b<ns0:t>c</ns0:t></ns0:p>"#;
        let tree = Tree::parse(source, "test").unwrap();
        assert_eq!(tree.root().name(), "w:p");
        assert_eq!(tree.root().attribute("w:val"), Some("x & y"));
        assert_eq!(tree.root().text(), "a\u{2019}bc");
        assert_eq!(tree.root().children().count(), 2);
    }

    #[test]
    fn depth_and_truncation_are_errors() {
        let deep = "<a>".repeat(300) + &"</a>".repeat(300);
        let message = Tree::parse(deep.as_bytes(), "x.xml").err().unwrap().to_string();
        assert!(message.contains("256 levels"), "{message}");
        assert!(Tree::parse(b"<a><b>", "x.xml").is_err());
        assert!(Tree::parse(b"", "x.xml").is_err());
        assert!(Tree::parse(b"<a/><b/>", "x.xml").is_err());
    }
}
