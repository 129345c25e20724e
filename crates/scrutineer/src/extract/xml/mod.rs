//! An XML part as a tree in one arena: no recursion when it is built or dropped, and no surprise in size.

mod builder;

use super::decode;
use super::error::ExtractError;
use builder::{Builder, too_large};

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
        let source = decode::xml(bytes);
        // Ranges of the text are 32 bits wide, and the text is never longer than its source.
        if u32::try_from(source.len()).is_err() {
            return Err(too_large(part));
        }
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
