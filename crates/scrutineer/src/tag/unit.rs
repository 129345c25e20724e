//! One sentence in front of the compiled phrases.

use super::lexicon::{Atom, Memory};
use super::program::{ClassId, First, GroupId, Node, PhraseId, Program, Sequence};
use super::sieve::{Present, SieveSpace};
use super::words::Word;

/// Words of one unit; positions (and the end after the last word) must fit the bits of a [`Set`].
pub(super) const LONGEST: usize = 127;

/// Positions in a unit, one bit each: bit `i` is the place before word `i`.
pub(super) type Set = u128;

/// A match: from before word `start` to before word `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    pub start: usize,
    pub end: usize,
}

/// What is known of the sentence that is looked at; everything is computed at most once a sentence.
///
/// A phrase is run as a non-deterministic automaton whose states are sets of positions held in the bits
/// of one integer, so that its cost is bounded by its length, whatever the text (Baeza-Yates & Gonnet 1992).
#[derive(Debug)]
pub(super) struct Unit {
    words: usize,
    pub present: Present,
    /// Positions of each atom; those of atoms that are not there are stale.
    positions: Vec<Set>,
    /// Groups that were looked for, and where each stands among them: a place that holds another group, or none, is stale.
    found: Vec<FoundGroup>,
    found_at: Vec<u32>,
    pairs: Vec<(u8, u8)>,
    /// Empty lists for pairs of groups inside groups.
    spare: Vec<Vec<(u8, u8)>>,
    /// Working memory of the sieves.
    pub space: SieveSpace,
}

/// Where the alternatives of a group stand in the sentence.
#[derive(Clone, Copy, Debug)]
struct FoundGroup {
    group: GroupId,
    /// Its pairs of start and end in [`Unit::pairs`].
    from: u32,
    to: u32,
    /// Where its single words stand.
    singles: Set,
}

impl Unit {
    pub(super) fn new(program: &Program) -> Self {
        Self {
            words: 0,
            present: Present::new(program.lexicon.len()),
            positions: vec![0; program.lexicon.len()],
            found: Vec::new(),
            found_at: vec![0; program.groups.len()],
            pairs: Vec::new(),
            spare: Vec::new(),
            space: SieveSpace::default(),
        }
    }

    /// Turns to another sentence.
    pub(super) fn load(&mut self, words: &[Word], memory: &Memory) {
        debug_assert!(words.len() <= LONGEST, "longer sentences are cut before");
        self.words = words.len();
        self.present.clear();
        self.found.clear();
        self.pairs.clear();
        for (at, word) in words.iter().enumerate() {
            for &atom in memory.atoms(word.entry) {
                let positions = &mut self.positions[atom as usize];
                if self.present.insert(atom) {
                    *positions = 0;
                }
                *positions |= 1 << at;
            }
        }
    }

    /// Whether `phrase` occurs.
    pub(super) fn occurs(&mut self, program: &Program, phrase: PhraseId) -> bool {
        self.can_occur(program, phrase) && self.matches(program, program.phrases[phrase as usize])
    }

    fn can_occur(&self, program: &Program, phrase: PhraseId) -> bool {
        self.present.has_all(program, program.needed(phrase))
    }

    fn matches(&mut self, program: &Program, phrase: Sequence) -> bool {
        let start = self.starts(program, phrase.first);
        self.run(program, program.nodes(phrase), start) != 0
    }

    /// Adds to `found` each place where `phrase` occurs; of places that end together the shortest.
    pub(super) fn places(&mut self, program: &Program, phrase: PhraseId, found: &mut Vec<Match>) {
        if self.can_occur(program, phrase) {
            self.places_of_candidate(program, phrase, found);
        }
    }

    /// The same for a phrase that a sieve has let through.
    pub(super) fn places_of_candidate(
        &mut self,
        program: &Program,
        phrase: PhraseId,
        found: &mut Vec<Match>,
    ) {
        let phrase = program.phrases[phrase as usize];
        if !self.matches(program, phrase) {
            return;
        }
        let (mut starts, nodes) = (self.starts(program, phrase.first), program.nodes(phrase));
        let from = found.len();
        while starts != 0 {
            let start = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let ends = self.run(program, nodes, 1 << start);
            if ends != 0 {
                let end = ends.trailing_zeros() as usize;
                if end == start {
                    continue;
                }
                if let Some(last) = found[from..].last_mut()
                    && last.end >= end
                {
                    *last = Match { start, end };
                } else {
                    found.push(Match { start, end });
                }
            }
        }
    }

    fn starts(&self, program: &Program, first: Option<First>) -> Set {
        first.map_or_else(|| self.everywhere(), |first| self.first(program, first))
    }

    #[inline]
    fn first(&self, program: &Program, first: First) -> Set {
        match first {
            First::Word(atom) => self.atom(atom),
            First::OneOf(class) => self.class(program, class),
        }
    }

    fn everywhere(&self) -> Set {
        (1 << self.words) - 1
    }

    fn run(&mut self, program: &Program, nodes: &[Node], start: Set) -> Set {
        let mut set = start;
        for node in nodes {
            if set == 0 {
                return 0;
            }
            set = match *node {
                Node::Word(atom) => (set & self.atom(atom)) << 1,
                Node::Class(class) => (set & self.class(program, class)) << 1,
                Node::Gap(words) => self.spread(set, words),
                Node::Group(group) => self.group(program, group, set),
                Node::Optional(group) => set | self.group(program, group, set),
                Node::OptionalClass(class) => set | (set & self.class(program, class)) << 1,
            };
        }
        set
    }

    fn spread(&self, set: Set, words: u8) -> Set {
        let mut spread = set;
        for _ in 0..words {
            spread |= spread << 1;
        }
        spread & self.everywhere()
    }

    /// Where an atom stands.
    #[inline]
    fn atom(&self, atom: Atom) -> Set {
        if self.present.has(atom) { self.positions[atom as usize] } else { 0 }
    }

    /// Where the words of the class stand.
    #[inline]
    fn class(&self, program: &Program, class: ClassId) -> Set {
        let mut positions = 0;
        for &atom in program.class(class) {
            positions |= self.atom(atom);
        }
        positions
    }

    fn group(&mut self, program: &Program, group: GroupId, set: Set) -> Set {
        let known = self.found_at[group as usize] as usize;
        let found = match self.found.get(known) {
            Some(&found) if found.group == group => found,
            _ => self.find_group(program, group),
        };
        let mut ends = (set & found.singles) << 1;
        for &(start, end) in &self.pairs[found.from as usize..found.to as usize] {
            if set >> start & 1 == 1 {
                ends |= 1 << end;
            }
        }
        ends
    }

    fn find_group(&mut self, program: &Program, group: GroupId) -> FoundGroup {
        let alternatives = program.groups[group as usize];
        // Inner groups append their own pairs first, so this group's are gathered apart.
        let mut pairs = self.spare.pop().unwrap_or_default();
        for &sequence in program.longer(alternatives) {
            let starts = self.starts(program, sequence.first);
            if starts != 0 {
                self.find_pairs(program, program.nodes(sequence), starts, &mut pairs);
            }
        }
        let from = self.pairs.len() as u32;
        self.pairs.append(&mut pairs);
        self.spare.push(pairs);
        let to = self.pairs.len() as u32;
        let singles = self.class(program, alternatives.singles);
        let found = FoundGroup { group, from, to, singles };
        self.found_at[group as usize] = self.found.len() as u32;
        self.found.push(found);
        found
    }

    /// Adds where `nodes` stand: from each of `starts` to each end.
    fn find_pairs(
        &mut self,
        program: &Program,
        nodes: &[Node],
        mut starts: Set,
        pairs: &mut Vec<(u8, u8)>,
    ) {
        while starts != 0 {
            let start = starts.trailing_zeros();
            starts &= starts - 1;
            let mut ends = self.run(program, nodes, 1 << start);
            while ends != 0 {
                pairs.push((start as u8, ends.trailing_zeros() as u8));
                ends &= ends - 1;
            }
        }
    }
}
