//! Phrases as the tagger runs them: sets of words.

use super::lexicon::{Atom, Lexicon};

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

/// A stretch of a list that holds many short ones, one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stretch {
    from: u32,
    to: u32,
}

impl Stretch {
    /// Appends `more` to `list`; gives where it stands.
    pub(super) fn append<T>(list: &mut Vec<T>, more: impl IntoIterator<Item = T>) -> Self {
        let from = list.len() as u32;
        list.extend(more);
        Self { from, to: list.len() as u32 }
    }

    #[inline]
    pub(super) fn of<T>(self, list: &[T]) -> &[T] {
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
    /// Of each phrase in `needs`.
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

    /// Adds the next class.
    pub(super) fn add_class(&mut self, atoms: &[Atom]) {
        self.classes.push(Stretch::append(&mut self.atoms, atoms.iter().copied()));
    }

    /// Adds the next group: words, and longer alternatives with their first words.
    pub(super) fn add_group<'n>(
        &mut self,
        singles: ClassId,
        longer: impl Iterator<Item = (First, &'n [Node])>,
    ) {
        let longer: Vec<Sequence> =
            longer.map(|(first, nodes)| self.add_sequence(Some(first), nodes)).collect();
        let longer = Stretch::append(&mut self.longer, longer);
        self.groups.push(Group { singles, longer });
    }

    /// Adds the next phrase.
    pub(super) fn add_phrase(
        &mut self,
        first: Option<First>,
        nodes: &[Node],
        needed: Vec<ClassId>,
    ) {
        let phrase = self.add_sequence(first, nodes);
        self.phrases.push(phrase);
        self.needed.push(Stretch::append(&mut self.needs, needed));
    }

    fn add_sequence(&mut self, first: Option<First>, nodes: &[Node]) -> Sequence {
        Sequence { first, nodes: Stretch::append(&mut self.nodes, nodes.iter().copied()) }
    }
}
