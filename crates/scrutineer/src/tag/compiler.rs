//! Phrases to a program.

use std::collections::BTreeMap;

use super::lexicon::{Atom, Lexicon};
use super::needs::Needs;
use super::program::{ClassId, First, GroupId, Node, PhraseId, Program};
use crate::taxonomy::Phrase;
use crate::taxonomy::phrase::Piece;

/// Alternatives while they are compiled.
#[derive(Debug)]
pub(super) struct Alternatives {
    pub singles: ClassId,
    pub sequences: Vec<Vec<Node>>,
    firsts: Vec<First>,
}

/// Makes a [`Program`].
pub(super) struct Compiler<'a> {
    lexicon: Lexicon,
    /// Atoms of each class, ascending.
    classes: Vec<Vec<Atom>>,
    groups: Vec<Alternatives>,
    phrases: Vec<Vec<Node>>,
    lists: &'a BTreeMap<String, Vec<Phrase>>,
    list_groups: BTreeMap<&'a str, GroupId>,
    class_ids: BTreeMap<Vec<Atom>, ClassId>,
    group_ids: BTreeMap<(ClassId, Vec<Vec<Node>>), GroupId>,
    phrase_ids: BTreeMap<String, PhraseId>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(lists: &'a BTreeMap<String, Vec<Phrase>>) -> Self {
        Self {
            lexicon: Lexicon::default(),
            classes: Vec::new(),
            groups: Vec::new(),
            phrases: Vec::new(),
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
        let id = self.phrases.len() as PhraseId;
        self.phrases.push(nodes);
        self.phrase_ids.insert(phrase.as_str().to_owned(), id);
        id
    }

    /// The finished program; `frequency` tells how often each atom occurs, to look for the rarest word first.
    pub(super) fn finish(mut self, frequency: impl Fn(&Lexicon) -> Vec<u32>) -> Program {
        let counts = frequency(&self.lexicon);
        let needs = Needs::new(&self.groups, &self.classes, &counts);
        let needed: Vec<Vec<Vec<Atom>>> =
            self.phrases.iter().map(|nodes| needs.of(nodes)).collect();
        let mut program = Program::default();
        for (nodes, needed) in std::mem::take(&mut self.phrases).iter().zip(needed) {
            let first = match nodes.first() {
                Some(Node::Optional(_) | Node::OptionalClass(_) | Node::Gap(_)) | None => None,
                Some(_) => Some(self.first(nodes)),
            };
            let needed = needed.into_iter().map(|atoms| self.class(atoms)).collect();
            program.add_phrase(first, nodes, needed);
        }
        for Alternatives { singles, sequences, firsts } in &self.groups {
            let longer = firsts.iter().copied().zip(sequences.iter().map(Vec::as_slice));
            program.add_group(*singles, longer);
        }
        // Last, since firsts and needed sets are classes of their own.
        self.classes.iter().for_each(|atoms| program.add_class(atoms));
        program.lexicon = self.lexicon;
        program
    }

    fn sequence(&mut self, pieces: &'a [Piece]) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(pieces.len());
        for piece in pieces {
            nodes.push(match piece {
                Piece::Word { text, stem } => Node::Word(self.lexicon.intern(text, *stem)),
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
        let Alternatives { singles, sequences, .. } = &self.groups[group as usize];
        let (singles, only_words) = (*singles, sequences.is_empty());
        match (optional, only_words) {
            (true, true) => Node::OptionalClass(singles),
            (true, false) => Node::Optional(group),
            (false, true) => Node::Class(singles),
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
                [Node::Word(atom)] => atoms.push(*atom),
                [Node::Class(class)] => atoms.extend(&self.classes[*class as usize]),
                [Node::Group(group)] => {
                    let inner = &self.groups[*group as usize];
                    atoms.extend(&self.classes[inner.singles as usize]);
                    sequences.extend(inner.sequences.iter().cloned());
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
        let firsts = sequences.iter().map(|nodes| self.first(nodes)).collect();
        let id = self.groups.len() as GroupId;
        self.groups.push(Alternatives { singles, sequences: sequences.clone(), firsts });
        self.group_ids.insert((singles, sequences), id);
        id
    }

    fn class(&mut self, mut atoms: Vec<Atom>) -> ClassId {
        atoms.sort_unstable();
        atoms.dedup();
        if let Some(&class) = self.class_ids.get(&atoms) {
            return class;
        }
        let id = self.classes.len() as ClassId;
        self.classes.push(atoms.clone());
        self.class_ids.insert(atoms, id);
        id
    }

    /// What the first word of `nodes` may be; optional groups at the front may be passed over.
    fn first(&mut self, nodes: &[Node]) -> First {
        let mut atoms = Vec::new();
        for node in nodes {
            match *node {
                Node::Word(atom) => atoms.push(atom),
                Node::Class(class) | Node::OptionalClass(class) => {
                    atoms.extend(&self.classes[class as usize]);
                }
                Node::Group(group) | Node::Optional(group) => atoms.extend(self.firsts_of(group)),
                Node::Gap(_) => {}
            }
            if !matches!(node, Node::Optional(_) | Node::OptionalClass(_)) {
                break;
            }
        }
        match atoms.as_slice() {
            &[atom] => First::Word(atom),
            _ => First::OneOf(self.class(atoms)),
        }
    }

    fn firsts_of(&self, group: GroupId) -> Vec<Atom> {
        let group = &self.groups[group as usize];
        let mut atoms = self.classes[group.singles as usize].clone();
        for first in &group.firsts {
            match *first {
                First::Word(atom) => atoms.push(atom),
                First::OneOf(class) => atoms.extend(&self.classes[class as usize]),
            }
        }
        atoms
    }
}
