//! Phrases compiled to sets of words.

use std::collections::BTreeMap;

use super::lexicon::{Atom, Lexicon};
use super::needs::Needs;
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
    /// One word of a class, or nothing.
    OptionalClass(ClassId),
}

/// The first word of a sequence.
#[derive(Clone, Copy, Debug)]
pub(super) enum First {
    /// Most sequences begin with one word and no other.
    Word(Atom),
    OneOf(ClassId),
}

/// A stretch of one of a program's lists.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stretch {
    from: u32,
    to: u32,
}

impl Stretch {
    fn of<T>(self, list: &[T]) -> &[T] {
        &list[self.from as usize..self.to as usize]
    }
}

/// Alternatives, single words apart from longer sequences.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// Alternatives of one word.
    pub singles: ClassId,
    /// Longer alternatives.
    longer: Stretch,
}

/// A sequence of nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sequence {
    /// What its first word may be; `None` when it begins with something that need not be there.
    pub first: Option<First>,
    nodes: Stretch,
}

/// All phrases of a taxonomy, compiled together.
///
/// Lists of one kind stand one after the other in one list: what a sentence touches lies close together, which is what
/// time goes by here.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub lexicon: Lexicon,
    atoms: Vec<Atom>,
    /// Atoms of each class.
    classes: Vec<Stretch>,
    nodes: Vec<Node>,
    longer: Vec<Sequence>,
    pub groups: Vec<Group>,
    pub phrases: Vec<Sequence>,
    needs: Vec<ClassId>,
    /// What each phrase needs.
    needed: Vec<Stretch>,
}

impl Program {
    /// The atoms of a class, ascending.
    #[inline]
    pub(super) fn class(&self, class: ClassId) -> &[Atom] {
        self.classes[class as usize].of(&self.atoms)
    }

    #[inline]
    pub(super) fn nodes(&self, sequence: Sequence) -> &[Node] {
        sequence.nodes.of(&self.nodes)
    }

    /// Classes of which a phrase needs a word each, rarest first; see [`super::needs`].
    #[inline]
    pub(super) fn needed(&self, phrase: PhraseId) -> &[ClassId] {
        self.needed[phrase as usize].of(&self.needs)
    }

    /// The longer alternatives of a group.
    #[inline]
    pub(super) fn longer(&self, group: Group) -> &[Sequence] {
        group.longer.of(&self.longer)
    }

    fn add_sequence(&mut self, first: Option<First>, nodes: &[Node]) -> Sequence {
        Sequence { first, nodes: append(&mut self.nodes, nodes) }
    }
}

fn append<T: Copy>(list: &mut Vec<T>, more: &[T]) -> Stretch {
    let from = list.len() as u32;
    list.extend_from_slice(more);
    Stretch { from, to: list.len() as u32 }
}

/// Alternatives while they are compiled.
#[derive(Debug)]
pub(super) struct Alternatives {
    pub singles: ClassId,
    pub sequences: Vec<Vec<Node>>,
    firsts: Vec<First>,
}

/// Builds a [`Program`].
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
        let needed: Vec<Vec<ClassId>> = needed
            .into_iter()
            .map(|sets| sets.into_iter().map(|atoms| self.class(atoms)).collect())
            .collect();
        let phrases = std::mem::take(&mut self.phrases);
        let firsts: Vec<Option<First>> = phrases
            .iter()
            .map(|nodes| match nodes.first() {
                Some(Node::Optional(_) | Node::OptionalClass(_) | Node::Gap(_)) | None => None,
                Some(_) => Some(self.first(nodes)),
            })
            .collect();
        let mut program = Program { lexicon: self.lexicon, ..Program::default() };
        for classes in needed {
            let needed = append(&mut program.needs, &classes);
            program.needed.push(needed);
        }
        for (nodes, first) in phrases.iter().zip(firsts) {
            let phrase = program.add_sequence(first, nodes);
            program.phrases.push(phrase);
        }
        for Alternatives { singles, sequences, firsts } in self.groups {
            let longer: Vec<Sequence> = sequences
                .iter()
                .zip(firsts)
                .map(|(nodes, first)| program.add_sequence(Some(first), nodes))
                .collect();
            let longer = append(&mut program.longer, &longer);
            program.groups.push(Group { singles, longer });
        }
        for atoms in &self.classes {
            let class = append(&mut program.atoms, atoms);
            program.classes.push(class);
        }
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
