//! Which phrases can occur in a sentence at all, told from the words that are there.

use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::Atom;
use super::program::{ClassId, PhraseId, Program};

/// A row with fewer bits than one in so many is kept as a list.
///
/// A bit of a list costs about as much as three words of a dense row.
const SPARSE: usize = 160;

/// Finds phrases by the rarest of the sets of words that each needs, then looks whether its further sets are there.
///
/// A sentence holds words of the rarest sets of few phrases, so the cost is that of a short list and one bit row a
/// word, whatever the number of phrases; everything that is read in every sentence is small enough for the
/// processor's cache.
#[derive(Debug)]
pub(super) struct Sieve {
    slots: Vec<Slot>,
    phrases: Vec<PhraseId>,
    /// Numbers of the further sets of all slots, one slot after the other.
    further: Vec<u32>,
    /// Slots of phrases that need no word.
    open: Vec<u32>,
    /// Slots whose rarest set holds an atom, one atom after the other; where those of each begin, and the end.
    members: Vec<u32>,
    starts: Vec<u32>,
    /// Further sets by atom.
    sets: Rows,
}

/// Phrases that need the same: "missed … visit" and "visit … missed".
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Where its sets in [`Sieve::further`] and its phrases begin; they end where those of the next begin.
    further: u32,
    phrases: u32,
}

impl Sieve {
    pub(super) fn new(program: &Program, phrases: &[PhraseId]) -> Self {
        let mut by_needs: BTreeMap<&[ClassId], Vec<PhraseId>> = BTreeMap::new();
        for &phrase in phrases {
            by_needs.entry(program.needed(phrase)).or_default().push(phrase);
        }
        let classes: BTreeSet<ClassId> =
            by_needs.keys().flat_map(|needs| needs.iter().skip(1)).copied().collect();
        let numbers: BTreeMap<ClassId, u32> = classes.iter().copied().zip(0..).collect();
        let end = Slot { further: 0, phrases: 0 };
        let (mut slots, mut further, mut open) = (vec![end], Vec::new(), Vec::new());
        let mut ordered = Vec::with_capacity(phrases.len());
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); program.lexicon.len()];
        for (slot, (needs, phrases)) in (0..).zip(by_needs) {
            ordered.extend(phrases);
            match needs.split_first() {
                None => open.push(slot),
                Some((&rarest, others)) => {
                    for &atom in program.class(rarest) {
                        lists[atom as usize].push(slot);
                    }
                    further.extend(others.iter().map(|class| numbers[class]));
                }
            }
            slots.push(Slot { further: further.len() as u32, phrases: ordered.len() as u32 });
        }
        let (mut members, mut starts) = (Vec::new(), Vec::with_capacity(lists.len() + 1));
        for list in lists {
            starts.push(members.len() as u32);
            members.extend(list);
        }
        starts.push(members.len() as u32);
        let sets = Rows::new(program, &classes);
        Self { slots, phrases: ordered, further, open, members, starts, sets }
    }

    /// Finds the phrases that can occur where the atoms `present` are; they stand in `space.found`.
    pub(super) fn candidates(&self, present: &[Atom], space: &mut SieveSpace) {
        let SieveSpace { passed, sets, found } = space;
        found.clear();
        passed.clear();
        passed.resize(self.slots.len().div_ceil(64), 0);
        let by_word = present.iter().flat_map(|&atom| {
            let (from, to) = (self.starts[atom as usize], self.starts[atom as usize + 1]);
            &self.members[from as usize..to as usize]
        });
        let mut any = false;
        for &slot in by_word.chain(&self.open) {
            set_bit(passed, slot);
            any = true;
        }
        if !any {
            return;
        }
        self.sets.unite(present, sets);
        for (word, &bits) in passed.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                let slot = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let (from, to) = (self.slots[slot], self.slots[slot + 1]);
                let further = &self.further[from.further as usize..to.further as usize];
                if further.iter().all(|&set| sets[set as usize / 64] >> (set % 64) & 1 == 1) {
                    let phrases = &self.phrases[from.phrases as usize..to.phrases as usize];
                    found.extend(phrases.iter().copied());
                }
            }
        }
    }
}

fn set_bit(bits: &mut [u64], at: u32) {
    bits[at as usize / 64] |= 1 << (at % 64);
}

/// For each atom the sets that hold it.
#[derive(Debug)]
struct Rows {
    /// Length of a row.
    words: usize,
    rows: Vec<Row>,
    /// Bits of sparse rows, one row after the other.
    members: Vec<u32>,
    /// Dense rows, one after the other.
    bits: Vec<u64>,
}

/// Where the row of an atom stands.
#[derive(Clone, Copy, Debug)]
enum Row {
    Sparse { from: u32, to: u32 },
    Dense { from: u32 },
}

impl Rows {
    /// Sets are numbered in the order of `classes`.
    fn new(program: &Program, classes: &BTreeSet<ClassId>) -> Self {
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); program.lexicon.len()];
        for (set, &class) in (0..).zip(classes) {
            for &atom in program.class(class) {
                lists[atom as usize].push(set);
            }
        }
        let words = classes.len().div_ceil(64);
        let (mut members, mut bits) = (Vec::new(), Vec::new());
        let rows = lists
            .into_iter()
            .map(|list| {
                if list.len() * SPARSE < words * 64 {
                    let from = members.len() as u32;
                    members.extend(list);
                    return Row::Sparse { from, to: members.len() as u32 };
                }
                let from = bits.len();
                bits.resize(from + words, 0);
                list.into_iter().for_each(|set| set_bit(&mut bits[from..], set));
                Row::Dense { from: from as u32 }
            })
            .collect();
        Self { words, rows, members, bits }
    }

    /// Makes `sets` the sets that hold one of `present`.
    fn unite(&self, present: &[Atom], sets: &mut Vec<u64>) {
        sets.clear();
        sets.resize(self.words, 0);
        for &atom in present {
            match self.rows[atom as usize] {
                Row::Sparse { from, to } => {
                    let members = &self.members[from as usize..to as usize];
                    members.iter().for_each(|&set| set_bit(sets, set));
                }
                Row::Dense { from } => {
                    let bits = &self.bits[from as usize..][..self.words];
                    sets.iter_mut().zip(bits).for_each(|(to, from)| *to |= from);
                }
            }
        }
    }
}

/// Working memory of [`Sieve::candidates`].
#[derive(Debug, Default)]
pub(super) struct SieveSpace {
    /// Slots of whose rarest set a word is there.
    passed: Vec<u64>,
    /// Further sets of which a word is there.
    sets: Vec<u64>,
    /// The phrases found last.
    pub found: Vec<PhraseId>,
}

/// The atoms that occur in a sentence.
#[derive(Debug)]
pub(super) struct Present {
    /// Once each.
    pub atoms: Vec<Atom>,
    /// The same as bits.
    bits: Vec<u64>,
}

impl Present {
    /// Nothing, of a lexicon of so many atoms.
    pub(super) fn new(atoms: usize) -> Self {
        Self { atoms: Vec::new(), bits: vec![0; atoms.div_ceil(64)] }
    }

    pub(super) fn clear(&mut self) {
        for atom in self.atoms.drain(..) {
            self.bits[atom as usize / 64] = 0;
        }
    }

    /// Adds `atom`; says whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, atom: Atom) -> bool {
        let (bits, bit) = (&mut self.bits[atom as usize / 64], 1 << (atom % 64));
        let is_new = *bits & bit == 0;
        if is_new {
            *bits |= bit;
            self.atoms.push(atom);
        }
        is_new
    }

    #[inline]
    pub(super) fn has(&self, atom: Atom) -> bool {
        self.bits[atom as usize / 64] >> (atom % 64) & 1 == 1
    }

    /// Whether a word of each class is there.
    #[inline]
    pub(super) fn has_all(&self, program: &Program, classes: &[ClassId]) -> bool {
        classes.iter().all(|&class| program.class(class).iter().any(|&atom| self.has(atom)))
    }
}
