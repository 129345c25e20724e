//! The structure tree: the author's own account of headings, lists, tables and reading order.

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, MaybeRef, Name, Object, ObjectIdentifier, String as PdfString};
use hayro_syntax::xref::XRef;

use super::limits::{MAX_STRUCTURE, MAX_STRUCTURE_DEPTH};
use super::role::Role;
use super::strings;

/// One element of the tree.
#[derive(Clone, Debug)]
pub struct Element {
    /// What it is.
    pub role: Role,
    /// Index of the element around it.
    pub parent: Option<usize>,
    /// Text that stands for everything inside it.
    pub actual_text: Option<String>,
}

/// A piece of marked content in its place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Index of the element that holds it.
    pub element: usize,
    /// Index of its page, from 0.
    pub page: usize,
    /// Its number on the page.
    pub mcid: u32,
}

/// The structure tree of a document, flattened.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// Elements, parents before their children.
    pub elements: Vec<Element>,
    /// Leaves in reading order.
    pub leaves: Vec<Leaf>,
}

impl Structure {
    /// The element at `index` and those around it, from the inside out.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = (usize, &Element)> {
        std::iter::successors(Some(index), |&index| self.elements[index].parent)
            .map(|index| (index, &self.elements[index]))
    }

    /// Reads the tree of `pdf`.
    pub(super) fn read(pdf: &Pdf) -> Option<Self> {
        let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
        let root = catalog.get::<Dict<'_>>(b"StructTreeRoot")?;
        let pages = pdf
            .pages()
            .iter()
            .enumerate()
            .filter_map(|(index, page)| Some((key(page.raw().obj_id()?), index)))
            .collect();
        let mut walk = Walk {
            pages,
            role_map: role_map(&root),
            seen: BTreeSet::new(),
            structure: Self::default(),
        };
        walk.run(&root, pdf.xref());
        (!walk.structure.leaves.is_empty()).then_some(walk.structure)
    }
}

/// Object number and generation: object identifiers themselves have no order.
type Key = (u32, i32);

fn key(id: ObjectIdentifier) -> Key {
    (id.obj_number, id.gen_number)
}

fn role_map(root: &Dict<'_>) -> BTreeMap<String, String> {
    let Some(map) = root.get::<Dict<'_>>(b"RoleMap") else { return BTreeMap::new() };
    map.keys()
        .filter_map(|name| {
            let target = map.get::<Name<'_>>(&name)?;
            Some((name.as_str().to_owned(), target.as_str().to_owned()))
        })
        .collect()
}

/// A kid that is still to be visited.
struct Pending<'a> {
    kid: MaybeRef<Object<'a>>,
    parent: Option<usize>,
    page: Option<usize>,
    depth: usize,
}

struct Walk {
    pages: BTreeMap<Key, usize>,
    role_map: BTreeMap<String, String>,
    seen: BTreeSet<Key>,
    structure: Structure,
}

impl Walk {
    /// Depth first with a stack of its own: trees of damaged files may be endlessly deep.
    fn run<'a>(&mut self, root: &Dict<'a>, xref: &'a XRef) {
        let mut stack = Vec::new();
        push_kids(&mut stack, root, None, None, 0);
        while let Some(pending) = stack.pop() {
            if self.structure.elements.len() + self.structure.leaves.len() >= MAX_STRUCTURE {
                return;
            }
            self.visit(pending, xref, &mut stack);
        }
    }

    fn visit<'a>(&mut self, pending: Pending<'a>, xref: &'a XRef, stack: &mut Vec<Pending<'a>>) {
        let Pending { kid, parent, page, depth } = pending;
        let object = match kid {
            MaybeRef::Ref(reference) => {
                if !self.seen.insert((reference.obj_number, reference.gen_number)) {
                    return;
                }
                let Some(object) = xref.get::<Object<'a>>(reference.into()) else { return };
                object
            }
            MaybeRef::NotRef(object) => object,
        };
        match object {
            Object::Number(number) => self.leaf(parent, page, number.as_i64()),
            Object::Array(array) => {
                let kids = array.raw_iter().map(|kid| Pending { kid, parent, page, depth });
                push_reversed(stack, kids);
            }
            Object::Dict(dict) => self.dict(&dict, parent, page, depth, stack),
            _ => {}
        }
    }

    fn dict<'a>(
        &mut self,
        dict: &Dict<'a>,
        parent: Option<usize>,
        page: Option<usize>,
        depth: usize,
        stack: &mut Vec<Pending<'a>>,
    ) {
        let page = dict
            .get_ref(b"Pg")
            .and_then(|page| self.pages.get(&(page.obj_number, page.gen_number)).copied())
            .or(page);
        let Some(name) = dict.get::<Name<'_>>(b"S") else {
            // No element but a marked content reference (or a reference to an annotation).
            if let Some(mcid) = dict.get::<i32>(b"MCID") {
                self.leaf(parent, page, i64::from(mcid));
            }
            return;
        };
        if depth >= MAX_STRUCTURE_DEPTH {
            return;
        }
        let actual_text =
            dict.get::<PdfString<'_>>(b"ActualText").map(|text| strings::decode(text.as_bytes()));
        let role = Role::named(name.as_str(), &self.role_map);
        let index = self.structure.elements.len();
        self.structure.elements.push(Element { role, parent, actual_text });
        push_kids(stack, dict, Some(index), page, depth + 1);
    }

    fn leaf(&mut self, parent: Option<usize>, page: Option<usize>, mcid: i64) {
        if let (Some(element), Some(page), Ok(mcid)) = (parent, page, u32::try_from(mcid)) {
            self.structure.leaves.push(Leaf { element, page, mcid });
        }
    }
}

fn push_kids<'a>(
    stack: &mut Vec<Pending<'a>>,
    dict: &Dict<'a>,
    parent: Option<usize>,
    page: Option<usize>,
    depth: usize,
) {
    match dict.get_raw::<Object<'a>>(b"K") {
        Some(MaybeRef::NotRef(Object::Array(array))) => {
            let kids = array.raw_iter().map(|kid| Pending { kid, parent, page, depth });
            push_reversed(stack, kids);
        }
        Some(kid) => stack.push(Pending { kid, parent, page, depth }),
        None => {}
    }
}

/// The first kid must be the next to be popped.
fn push_reversed<'a>(stack: &mut Vec<Pending<'a>>, kids: impl Iterator<Item = Pending<'a>>) {
    let start = stack.len();
    stack.extend(kids.take(MAX_STRUCTURE));
    stack[start..].reverse();
}
