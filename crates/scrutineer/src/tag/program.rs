//! Phrases compiled to sets of words.

use std::collections::BTreeMap;

use super::lexicon::{Atom, Lexicon};
use crate::taxonomy::Phrase;
use crate::taxonomy::phrase::Piece;

pub(super) type ClassId = u32;
pub(super) type GroupId = u32;
pub(super) type PhraseId = u32;

/// One step of a compiled phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    /// One word of a class.
    Class(ClassId),
    /// Up to so many words.
    Gap(u8),
    /// One of several sequences.
    Group(GroupId),
    /// One of several sequences, or nothing.
    Optional(GroupId),
}

/// Alternatives, single words apart from longer sequences.
#[derive(Debug)]
pub(super) struct Group {
    /// Alternatives of one word.
    pub singles: ClassId,
    /// Longer alternatives: what the first word may be, and the steps.
    pub sequences: Vec<(ClassId, Vec<Node>)>,
}

/// A compiled phrase.
#[derive(Debug)]
pub(super) struct Compiled {
    pub nodes: Vec<Node>,
    /// Classes of which a word must occur, rarest first.
    pub needed: Vec<ClassId>,
    /// What the first word may be; `None` when the phrase begins with something optional.
    pub first: Option<ClassId>,
}

/// All phrases of a taxonomy, compiled together.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub lexicon: Lexicon,
    /// Atoms of each class, ascending.
    pub classes: Vec<Vec<Atom>>,
    /// The same as bits, a row a class, so that a word is tested at one glance.
    pub class_bits: Vec<u64>,
    pub groups: Vec<Group>,
    pub phrases: Vec<Compiled>,
}

impl Program {
    /// Words of a row of `class_bits`.
    fn stride(&self) -> usize {
        self.lexicon.len().div_ceil(64)
    }

    /// Whether `atom` belongs to `class`.
    #[inline]
    pub(super) fn holds(&self, class: ClassId, atom: Atom) -> bool {
        self.class_bits[class as usize * self.stride() + atom as usize / 64] >> (atom % 64) & 1 == 1
    }
}

/// Builds a [`Program`].
pub(super) struct Compiler<'a> {
    program: Program,
    lists: &'a BTreeMap<String, Vec<Phrase>>,
    list_groups: BTreeMap<&'a str, GroupId>,
    class_ids: BTreeMap<Vec<Atom>, ClassId>,
    group_ids: BTreeMap<(ClassId, Vec<Vec<Node>>), GroupId>,
    phrase_ids: BTreeMap<String, PhraseId>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(lists: &'a BTreeMap<String, Vec<Phrase>>) -> Self {
        Self {
            program: Program::default(),
            lists,
            list_groups: BTreeMap::new(),
            class_ids: BTreeMap::new(),
            group_ids: BTreeMap::new(),
            phrase_ids: BTreeMap::new(),
        }
    }

    /// Compiles `phrase`; the same phrase twice is one.
    pub(super) fn add(&mut self, phrase: &'a Phrase) -> PhraseId {
        if let Some(&id) = self.phrase_ids.get(phrase.as_str()) {
            return id;
        }
        let nodes = self.sequence(&phrase.pieces);
        let needed = nodes
            .iter()
            .filter_map(|node| match *node {
                Node::Class(class) => Some(class),
                Node::Group(group) => Some(self.first_of_group(group)),
                Node::Gap(_) | Node::Optional(_) => None,
            })
            .collect();
        let first = match nodes.first() {
            Some(&Node::Class(class)) => Some(class),
            Some(&Node::Group(group)) => Some(self.first_of_group(group)),
            _ => None,
        };
        let id = self.program.phrases.len() as PhraseId;
        self.program.phrases.push(Compiled { nodes, needed, first });
        self.phrase_ids.insert(phrase.as_str().to_owned(), id);
        id
    }

    /// The finished program; `frequency` tells how often each atom occurs, to look for the rarest word first.
    pub(super) fn finish(mut self, frequency: impl Fn(&Lexicon) -> Vec<u32>) -> Program {
        let counts = frequency(&self.program.lexicon);
        let weight: Vec<u64> = self
            .program
            .classes
            .iter()
            .map(|atoms| atoms.iter().map(|&atom| u64::from(counts[atom as usize]) + 1).sum())
            .collect();
        for phrase in &mut self.program.phrases {
            phrase.needed.sort_by_key(|&class| (weight[class as usize], class));
            phrase.needed.dedup();
        }
        let stride = self.program.stride();
        self.program.class_bits = vec![0; stride * self.program.classes.len()];
        for (class, atoms) in self.program.classes.iter().enumerate() {
            for &atom in atoms {
                self.program.class_bits[class * stride + atom as usize / 64] |= 1 << (atom % 64);
            }
        }
        self.program
    }

    fn sequence(&mut self, pieces: &'a [Piece]) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(pieces.len());
        for piece in pieces {
            nodes.push(match piece {
                Piece::Word { text, stem } => {
                    let atom = self.program.lexicon.intern(text, *stem);
                    Node::Class(self.class(vec![atom]))
                }
                Piece::Gap(words) => Node::Gap(*words),
                Piece::List(name) => self.as_node(|compiler| compiler.list(name), false),
                Piece::Group { alternatives, optional } => self.as_node(
                    |compiler| compiler.alternatives(alternatives.iter().map(Vec::as_slice)),
                    *optional,
                ),
            });
        }
        nodes
    }

    /// A group as a node; a group of single words is just a class.
    fn as_node(&mut self, make: impl FnOnce(&mut Self) -> GroupId, optional: bool) -> Node {
        let group = make(self);
        let only_words = self.program.groups[group as usize].sequences.is_empty();
        match (optional, only_words) {
            (true, _) => Node::Optional(group),
            (false, true) => Node::Class(self.program.groups[group as usize].singles),
            (false, false) => Node::Group(group),
        }
    }

    fn list(&mut self, name: &'a str) -> GroupId {
        if let Some(&group) = self.list_groups.get(name) {
            return group;
        }
        let entries: &'a [Phrase] = self.lists.get(name).map_or(&[], Vec::as_slice);
        let group = self.alternatives(entries.iter().map(|phrase| phrase.pieces.as_slice()));
        self.list_groups.insert(name, group);
        group
    }

    fn alternatives(&mut self, alternatives: impl Iterator<Item = &'a [Piece]>) -> GroupId {
        let mut atoms = Vec::new();
        let mut sequences = Vec::new();
        for pieces in alternatives {
            let nodes = self.sequence(pieces);
            match nodes.as_slice() {
                [Node::Class(class)] => atoms.extend(&self.program.classes[*class as usize]),
                [Node::Group(group)] => {
                    let inner = &self.program.groups[*group as usize];
                    atoms.extend(&self.program.classes[inner.singles as usize]);
                    sequences.extend(inner.sequences.iter().map(|(_, nodes)| nodes.clone()));
                }
                _ => sequences.push(nodes),
            }
        }
        let singles = self.class(atoms);
        sequences.sort();
        sequences.dedup();
        if let Some(&known) = self.group_ids.get(&(singles, sequences.clone())) {
            return known;
        }
        let with_first =
            sequences.iter().map(|nodes| (self.first_of(nodes), nodes.clone())).collect();
        let id = self.program.groups.len() as GroupId;
        self.program.groups.push(Group { singles, sequences: with_first });
        self.group_ids.insert((singles, sequences), id);
        id
    }

    fn class(&mut self, mut atoms: Vec<Atom>) -> ClassId {
        atoms.sort_unstable();
        atoms.dedup();
        if let Some(&class) = self.class_ids.get(&atoms) {
            return class;
        }
        let id = self.program.classes.len() as ClassId;
        self.program.classes.push(atoms.clone());
        self.class_ids.insert(atoms, id);
        id
    }

    /// What the first word of `nodes` may be; optional groups at the front may be passed over.
    fn first_of(&mut self, nodes: &[Node]) -> ClassId {
        let mut atoms = Vec::new();
        for node in nodes {
            let (class, goes_on) = match *node {
                Node::Class(class) => (class, false),
                Node::Group(group) => (self.first_of_group(group), false),
                Node::Optional(group) => (self.first_of_group(group), true),
                Node::Gap(_) => break,
            };
            atoms.extend(self.program.classes[class as usize].clone());
            if !goes_on {
                break;
            }
        }
        self.class(atoms)
    }

    fn first_of_group(&mut self, group: GroupId) -> ClassId {
        let group = &self.program.groups[group as usize];
        let mut atoms = self.program.classes[group.singles as usize].clone();
        for (first, _) in &group.sequences {
            atoms.extend(&self.program.classes[*first as usize]);
        }
        self.class(atoms)
    }
}
