//! Words of a text to the words and stems that phrases use.

use std::collections::BTreeMap;

use crate::score::{self, Scorer};
use crate::taxonomy::phrase;

/// A word or stem that some phrase uses.
pub(super) type Atom = u32;
/// A distinct word of texts, by what it matches; [`NOTHING`] for most words.
pub(super) type Entry = u32;

/// The entry of words that neither a phrase nor the scorer uses.
pub(super) const NOTHING: Entry = 0;

/// Distinct unknown words that are remembered; past that the memory is emptied, so that a hostile text stays cheap.
const MOST_REMEMBERED: usize = 1 << 20;

/// What words are looked up in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lookup<'a> {
    pub lexicon: &'a Lexicon,
    pub scorer: Option<&'a Scorer>,
}

/// What a distinct word is.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Its atoms in [`Memory::atoms`].
    from: u32,
    to: u32,
    /// Its number in the scorer's model.
    stem: Option<u32>,
}

/// All atoms of a taxonomy.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: BTreeMap<String, Atom>,
    stems: BTreeMap<String, Atom>,
    shortest_stem: usize,
    longest_stem: usize,
    count: u32,
}

impl Lexicon {
    /// The atom of a folded word or stem, made when new.
    pub(super) fn intern(&mut self, text: &str, stem: bool) -> Atom {
        let known = if stem { &mut self.stems } else { &mut self.words };
        if let Some(&atom) = known.get(text) {
            return atom;
        }
        let atom = self.count;
        self.count += 1;
        known.insert(text.to_owned(), atom);
        if stem {
            let length = text.len();
            self.shortest_stem =
                if self.shortest_stem == 0 { length } else { self.shortest_stem.min(length) };
            self.longest_stem = self.longest_stem.max(length);
        }
        atom
    }

    /// Number of atoms.
    pub(super) fn len(&self) -> usize {
        self.count as usize
    }

    /// The atoms that a folded word matches, ascending.
    pub(super) fn atoms_of(&self, word: &str) -> Vec<Atom> {
        let mut atoms: Vec<Atom> = self.words.get(word).copied().into_iter().collect();
        if self.shortest_stem > 0 {
            for end in self.shortest_stem..=word.len().min(self.longest_stem) {
                if word.is_char_boundary(end) {
                    atoms.extend(self.stems.get(&word[..end]));
                }
            }
        }
        atoms.sort_unstable();
        atoms
    }
}

/// What has been looked up so far: distinct words by hash, and their atoms.
///
/// Two words whose 64-bit hashes are equal would share an entry; among a million distinct words the chance is below 1 in 10^7.
#[derive(Debug)]
pub(super) struct Memory {
    slots: Vec<(u64, Entry)>,
    filled: usize,
    /// Atoms of all entries one after the other.
    atoms: Vec<Atom>,
    entries: Vec<Known>,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self {
            slots: vec![(0, NOTHING); 1 << 14],
            filled: 0,
            atoms: Vec::new(),
            entries: vec![Known { from: 0, to: 0, stem: None }],
        }
    }

    pub(super) fn atoms(&self, entry: Entry) -> &[Atom] {
        let known = self.entries[entry as usize];
        &self.atoms[known.from as usize..known.to as usize]
    }

    /// The word's number in the scorer's model.
    pub(super) fn stem(&self, entry: Entry) -> Option<u32> {
        self.entries[entry as usize].stem
    }

    /// The entry of the word `text` whose hash is `hash`.
    #[inline]
    pub(super) fn entry(&mut self, lookup: Lookup<'_>, hash: u64, text: &str) -> Entry {
        let mut at = slot(hash, self.slots.len());
        loop {
            let (known, entry) = self.slots[at];
            if known == hash {
                return entry;
            }
            if known == 0 {
                return self.learn(lookup, hash, text);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    #[cold]
    fn learn(&mut self, lookup: Lookup<'_>, hash: u64, text: &str) -> Entry {
        if self.filled >= MOST_REMEMBERED {
            // Entries handed out in the present block stay valid: only the hashes are forgotten.
            self.slots = vec![(0, NOTHING); 1 << 14];
            self.filled = 0;
        }
        let folded = phrase::fold(text);
        let atoms = lookup.lexicon.atoms_of(&folded);
        let stem = lookup.scorer.and_then(|scorer| scorer.stem_number(score::stem(&folded)));
        let entry = if atoms.is_empty() && stem.is_none() {
            NOTHING
        } else {
            let from = self.atoms.len() as u32;
            self.atoms.extend(atoms);
            self.entries.push(Known { from, to: self.atoms.len() as u32, stem });
            (self.entries.len() - 1) as Entry
        };
        if (self.filled + 1) * 2 > self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, NOTHING); old.len() * 2];
            for (hash, entry) in old.into_iter().filter(|&(hash, _)| hash != 0) {
                self.place(hash, entry);
            }
        }
        self.place(hash, entry);
        self.filled += 1;
        entry
    }

    fn place(&mut self, hash: u64, entry: Entry) {
        let mut at = slot(hash, self.slots.len());
        while self.slots[at].0 != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = (hash, entry);
    }
}

fn slot(hash: u64, slots: usize) -> usize {
    (hash >> 32) as usize & (slots - 1)
}
