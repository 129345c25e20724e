//! Phrases compiled to sets of words.

use std::collections::BTreeMap;

use super::lexicon::{Atom, Lexicon};
use super::needs::Needs;
use super::sieve;
use crate::taxonomy::Phrase;
use crate::taxonomy::phrase::Piece;

pub(super) type ClassId = u32;
pub(super) type GroupId = u32;
pub(super) type PhraseId = u32;

/// One step of a compiled phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    /// This word.
    Word(Atom),
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
    /// Longer alternatives.
    pub sequences: Vec<Vec<Node>>,
    /// What the first word of each may be; apart, because most of them are looked at and fail.
    pub firsts: Vec<First>,
    /// Words of which one must be there for any of the longer alternatives.
    pub key: Option<ClassId>,
}

/// The first word of a sequence.
#[derive(Clone, Copy, Debug)]
pub(super) enum First {
    /// Most sequences begin with one word and no other.
    Word(Atom),
    OneOf(ClassId),
}

/// A compiled phrase.
#[derive(Debug)]
pub(super) struct Compiled {
    pub nodes: Vec<Node>,
    /// Classes of which a word must occur, rarest first; see [`super::needs`].
    pub needed: Vec<ClassId>,
    /// The same as one row of patches in [`Program::checks`]: where it begins, where it goes on after the classes that
    /// a sieve looks at, and where it ends.
    pub checks: [u32; 3],
    /// What the first word may be; `None` when the phrase begins with something optional.
    pub first: Option<First>,
}

/// Atoms of a class whose numbers lie in one word of a bit row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patch {
    pub at: u32,
    /// Whether it is the last of its class.
    pub last: bool,
    pub bits: u64,
}

/// All phrases of a taxonomy, compiled together.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub lexicon: Lexicon,
    /// Patches of all classes, one after the other: words of a list are numbered in a row, so a class has few.
    patches: Vec<Patch>,
    /// Where the patches of each class begin, and the end.
    starts: Vec<u32>,
    /// Patches of the classes that each phrase needs, one phrase after the other.
    pub checks: Vec<Patch>,
    pub groups: Vec<Group>,
    pub phrases: Vec<Compiled>,
}

impl Program {
    /// The atoms of a class.
    #[inline]
    pub(super) fn class(&self, class: ClassId) -> &[Patch] {
        let (from, to) = (self.starts[class as usize], self.starts[class as usize + 1]);
        &self.patches[from as usize..to as usize]
    }

    /// The atoms of a class by number, ascending.
    pub(super) fn atoms_of(&self, class: ClassId) -> impl Iterator<Item = Atom> {
        self.class(class).iter().flat_map(|patch| {
            (0..64).filter(|bit| patch.bits >> bit & 1 == 1).map(|bit| patch.at * 64 + bit)
        })
    }
}

/// Builds a [`Program`].
pub(super) struct Compiler<'a> {
    program: Program,
    /// Atoms of each class, ascending.
    classes: Vec<Vec<Atom>>,
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
            classes: Vec::new(),
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
        let first = match nodes.first() {
            Some(Node::Optional(_) | Node::Gap(_)) | None => None,
            Some(_) => Some(self.first(&nodes)),
        };
        let id = self.program.phrases.len() as PhraseId;
        self.program.phrases.push(Compiled { nodes, needed: Vec::new(), checks: [0; 3], first });
        self.phrase_ids.insert(phrase.as_str().to_owned(), id);
        id
    }

    /// The finished program; `frequency` tells how often each atom occurs, to look for the rarest word first.
    pub(super) fn finish(mut self, frequency: impl Fn(&Lexicon) -> Vec<u32>) -> Program {
        let counts = frequency(&self.program.lexicon);
        let needs = Needs::new(&self.program.groups, &self.classes, &counts);
        let needed: Vec<Vec<Vec<Atom>>> =
            self.program.phrases.iter().map(|phrase| needs.of(&phrase.nodes)).collect();
        let keys: Vec<Option<Vec<Atom>>> =
            self.program.groups.iter().map(|group| needs.of_sequences(group)).collect();
        for (group, key) in keys.into_iter().enumerate() {
            self.program.groups[group].key = key.map(|atoms| self.class(atoms));
        }
        for (phrase, needed) in needed.into_iter().enumerate() {
            self.program.phrases[phrase].needed =
                needed.into_iter().map(|atoms| self.class(atoms)).collect();
        }
        let Self { mut program, classes, .. } = self;
        for atoms in &classes {
            program.starts.push(program.patches.len() as u32);
            for words in atoms.chunk_by(|a, b| a / 64 == b / 64) {
                let bits = words.iter().fold(0, |bits, atom| bits | 1 << (atom % 64));
                program.patches.push(Patch { at: words[0] / 64, last: false, bits });
            }
            if let Some(patch) = program.patches.last_mut() {
                patch.last = true;
            }
        }
        program.starts.push(program.patches.len() as u32);
        for at in 0..program.phrases.len() {
            let begin = program.checks.len() as u32;
            let mut middle = begin;
            for (level, &class) in program.phrases[at].needed.iter().enumerate() {
                let (from, to) =
                    (program.starts[class as usize], program.starts[class as usize + 1]);
                program.checks.extend_from_slice(&program.patches[from as usize..to as usize]);
                if level < sieve::LEVELS {
                    middle = program.checks.len() as u32;
                }
            }
            program.phrases[at].checks = [begin, middle, program.checks.len() as u32];
        }
        program
    }

    fn sequence(&mut self, pieces: &'a [Piece]) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(pieces.len());
        for piece in pieces {
            nodes.push(match piece {
                Piece::Word { text, stem } => Node::Word(self.program.lexicon.intern(text, *stem)),
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
                [Node::Word(atom)] => atoms.push(*atom),
                [Node::Class(class)] => atoms.extend(&self.classes[*class as usize]),
                [Node::Group(group)] => {
                    let inner = &self.program.groups[*group as usize];
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
        let id = self.program.groups.len() as GroupId;
        self.program.groups.push(Group {
            singles,
            sequences: sequences.clone(),
            firsts,
            key: None,
        });
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
                Node::Class(class) => atoms.extend(&self.classes[class as usize]),
                Node::Group(group) | Node::Optional(group) => atoms.extend(self.firsts_of(group)),
                Node::Gap(_) => {}
            }
            if !matches!(node, Node::Optional(_)) {
                break;
            }
        }
        match atoms.as_slice() {
            &[atom] => First::Word(atom),
            _ => First::OneOf(self.class(atoms)),
        }
    }

    fn firsts_of(&self, group: GroupId) -> Vec<Atom> {
        let group = &self.program.groups[group as usize];
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
