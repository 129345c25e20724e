//! One sentence in front of the compiled phrases.

use super::lexicon::{Atom, Memory};
use super::program::{ClassId, Compiled, First, Group, GroupId, Node, Patch, PhraseId, Program};
use super::sieve::SieveSpace;
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
    stamp: u32,
    words: usize,
    /// Atoms that occur, once each.
    pub present: Vec<Atom>,
    /// The same as bits.
    present_bits: Vec<u64>,
    /// Positions of each atom; those of atoms that are not there are stale.
    positions: Vec<Set>,
    group_pairs: Vec<(u32, u32, u32)>,
    pairs: Vec<(u8, u8)>,
    /// Empty lists for pairs of groups inside groups.
    spare: Vec<Vec<(u8, u8)>>,
    /// Working memory of the sieves.
    pub space: SieveSpace,
}

impl Unit {
    pub(super) fn new(program: &Program) -> Self {
        Self {
            stamp: 0,
            words: 0,
            present: Vec::new(),
            present_bits: vec![0; program.lexicon.len().div_ceil(64)],
            positions: vec![0; program.lexicon.len()],
            group_pairs: vec![(0, 0, 0); program.groups.len()],
            pairs: Vec::new(),
            spare: Vec::new(),
            space: SieveSpace::default(),
        }
    }

    /// Turns to another sentence.
    pub(super) fn load(&mut self, words: &[Word], memory: &Memory) {
        debug_assert!(words.len() <= LONGEST, "longer sentences are cut before");
        if self.stamp == u32::MAX {
            self.group_pairs.fill((0, 0, 0));
            self.stamp = 0;
        }
        self.stamp += 1;
        self.words = words.len();
        for atom in self.present.drain(..) {
            self.present_bits[atom as usize / 64] = 0;
        }
        self.pairs.clear();
        for (at, word) in words.iter().enumerate() {
            for &atom in memory.atoms(word.entry) {
                let (bits, bit) = (&mut self.present_bits[atom as usize / 64], 1 << (atom % 64));
                let positions = &mut self.positions[atom as usize];
                if *bits & bit == 0 {
                    *bits |= bit;
                    *positions = 0;
                    self.present.push(atom);
                }
                *positions |= 1 << at;
            }
        }
    }

    /// Whether `phrase` occurs.
    pub(super) fn occurs(&mut self, program: &Program, phrase: PhraseId) -> bool {
        let compiled = &program.phrases[phrase as usize];
        let [from, _, to] = compiled.checks;
        self.has_all(&program.checks[from as usize..to as usize]) && self.matches(program, compiled)
    }

    /// Whether a word of each class is there, given the patches of all of them.
    fn has_all(&self, checks: &[Patch]) -> bool {
        let mut there = false;
        for patch in checks {
            there |= self.present_bits[patch.at as usize] & patch.bits != 0;
            if patch.last && !std::mem::take(&mut there) {
                return false;
            }
        }
        true
    }

    fn matches(&mut self, program: &Program, compiled: &Compiled) -> bool {
        let start = self.starts(program, compiled.first);
        self.run(program, &compiled.nodes, start) != 0
    }

    /// Adds to `found` each place where `phrase` occurs; of places that end together the shortest.
    pub(super) fn places(&mut self, program: &Program, phrase: PhraseId, found: &mut Vec<Match>) {
        let [from, _, to] = program.phrases[phrase as usize].checks;
        self.places_with(program, phrase, (from, to), found);
    }

    /// The same for a phrase that a sieve has let through.
    pub(super) fn places_of_candidate(
        &mut self,
        program: &Program,
        phrase: PhraseId,
        found: &mut Vec<Match>,
    ) {
        let [_, from, to] = program.phrases[phrase as usize].checks;
        self.places_with(program, phrase, (from, to), found);
    }

    fn places_with(
        &mut self,
        program: &Program,
        phrase: PhraseId,
        (from, to): (u32, u32),
        found: &mut Vec<Match>,
    ) {
        let compiled = &program.phrases[phrase as usize];
        let checks = &program.checks[from as usize..to as usize];
        if !(self.has_all(checks) && self.matches(program, compiled)) {
            return;
        }
        let mut starts = self.starts(program, compiled.first);
        let from = found.len();
        while starts != 0 {
            let start = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let ends = self.run(program, &compiled.nodes, 1 << start);
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
        let there = self.present_bits[atom as usize / 64] >> (atom % 64) & 1 == 1;
        if there { self.positions[atom as usize] } else { 0 }
    }

    fn has(&self, program: &Program, class: ClassId) -> bool {
        let patches = program.class(class);
        patches.iter().any(|patch| self.present_bits[patch.at as usize] & patch.bits != 0)
    }

    /// Where the words of the class stand.
    #[inline]
    fn class(&self, program: &Program, class: ClassId) -> Set {
        let mut positions = 0;
        for patch in program.class(class) {
            let mut bits = self.present_bits[patch.at as usize] & patch.bits;
            while bits != 0 {
                positions |=
                    self.positions[patch.at as usize * 64 + bits.trailing_zeros() as usize];
                bits &= bits - 1;
            }
        }
        positions
    }

    fn group(&mut self, program: &Program, group: GroupId, set: Set) -> Set {
        let singles = program.groups[group as usize].singles;
        let mut ends = (set & self.class(program, singles)) << 1;
        let (stamp, mut from, mut to) = self.group_pairs[group as usize];
        if stamp != self.stamp {
            (from, to) = self.find_group(program, group);
        }
        for &(start, end) in &self.pairs[from as usize..to as usize] {
            if set >> start & 1 == 1 {
                ends |= 1 << end;
            }
        }
        ends
    }

    fn find_group(&mut self, program: &Program, group: GroupId) -> (u32, u32) {
        // Inner groups append their own pairs first, so this group's are gathered apart.
        let mut pairs = self.spare.pop().unwrap_or_default();
        let Group { sequences, firsts, key, .. } = &program.groups[group as usize];
        let none = key.is_some_and(|key| !self.has(program, key));
        let sequences = if none { &[] } else { sequences.as_slice() };
        for (&first, nodes) in firsts.iter().zip(sequences) {
            let mut starts = self.first(program, first);
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
        let from = self.pairs.len() as u32;
        self.pairs.append(&mut pairs);
        self.spare.push(pairs);
        let to = self.pairs.len() as u32;
        self.group_pairs[group as usize] = (self.stamp, from, to);
        (from, to)
    }
}
