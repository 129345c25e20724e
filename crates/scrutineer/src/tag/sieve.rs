//! Which phrases can occur in a sentence at all, told from the words that are there.

use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::Atom;
use super::program::{ClassId, PhraseId, Program, Stretch};

/// A row with fewer bits than one in so many is kept as a list.
///
/// A bit of a list costs about as much as three words of a dense row.
const SPARSE: usize = 160;

/// Finds phrases by the rarest of the sets of words that each needs, then looks whether its further sets are there.
///
/// A sentence holds words of the rarest sets of few phrases, so the cost is that of a short list and one bit row a
/// word, whatever the number of phrases; everything that is read in every sentence is small enough for the
/// processor's cache, and most slots are left again without a branch.
#[derive(Debug)]
pub(super) struct Sieve {
    /// Second and third rarest sets of each slot by number, [`ALWAYS`] where it has none; apart, because most slots are
    /// looked at no further.
    next: Vec<[u32; 2]>,
    slots: Vec<Slot>,
    phrases: Vec<PhraseId>,
    /// Sets of slots beyond the next two.
    further: Vec<ClassId>,
    /// Slots of phrases that need no word.
    open: Vec<u32>,
    /// Slots whose rarest set holds an atom, and where those of each atom stand.
    members: Vec<u32>,
    of_atom: Vec<Stretch>,
    /// Second and third rarest sets by atom.
    sets: Rows,
}

/// Phrases that need the same: "missed … visit" and "visit … missed".
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// In [`Sieve::further`].
    further: Stretch,
    /// In [`Sieve::phrases`].
    phrases: Stretch,
}

/// The set that is there in every sentence.
const ALWAYS: u32 = 0;

impl Sieve {
    pub(super) fn new(program: &Program, phrases: &[PhraseId]) -> Self {
        let mut by_needs: BTreeMap<&[ClassId], Vec<PhraseId>> = BTreeMap::new();
        for &phrase in phrases {
            by_needs.entry(program.needed(phrase)).or_default().push(phrase);
        }
        let classes: BTreeSet<ClassId> =
            by_needs.keys().flat_map(|needs| needs.iter().skip(1).take(2)).copied().collect();
        let numbers: BTreeMap<ClassId, u32> = classes.iter().copied().zip(ALWAYS + 1..).collect();
        let (mut next, mut slots, mut open) = (Vec::new(), Vec::new(), Vec::new());
        let (mut ordered, mut further) = (Vec::with_capacity(phrases.len()), Vec::new());
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); program.lexicon.len()];
        for (slot, (needs, phrases)) in (0..).zip(by_needs) {
            let mut others = needs.iter().skip(1);
            next.push([(); 2].map(|()| others.next().map_or(ALWAYS, |class| numbers[class])));
            slots.push(Slot {
                further: Stretch::append(&mut further, others.copied()),
                phrases: Stretch::append(&mut ordered, phrases),
            });
            match needs.first() {
                None => open.push(slot),
                Some(&rarest) => {
                    for &atom in program.class(rarest) {
                        lists[atom as usize].push(slot);
                    }
                }
            }
        }
        let mut members = Vec::new();
        let of_atom = lists.into_iter().map(|list| Stretch::append(&mut members, list)).collect();
        let sets = Rows::new(program, &classes);
        Self { next, slots, phrases: ordered, further, open, members, of_atom, sets }
    }

    /// Finds the phrases that can occur where the words `present` are; they stand in `space.found`.
    pub(super) fn candidates(&self, program: &Program, present: &Present, space: &mut SieveSpace) {
        let SieveSpace { passed, sets, found } = space;
        found.clear();
        self.sets.unite(&present.atoms, sets);
        let there = |set: u32| sets[set as usize / 64] >> (set % 64) & 1;
        let of_words =
            present.atoms.iter().map(|&atom| self.of_atom[atom as usize].of(&self.members));
        let mut count = 0;
        for slots in of_words.chain([self.open.as_slice()]) {
            if passed.len() < count + slots.len() {
                passed.resize(count + slots.len(), 0);
            }
            for &slot in slots {
                let [a, b] = self.next[slot as usize];
                passed[count] = slot;
                count += (there(a) & there(b)) as usize;
            }
        }
        passed.truncate(count);
        passed.sort_unstable();
        passed.dedup();
        for slot in passed.iter().map(|&slot| self.slots[slot as usize]) {
            if present.has_all(program, slot.further.of(&self.further)) {
                found.extend(slot.phrases.of(&self.phrases));
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
    /// In [`Rows::members`].
    Sparse(Stretch),
    /// In [`Rows::bits`].
    Dense(Stretch),
}

impl Rows {
    /// Sets are numbered in the order of `classes`, after [`ALWAYS`].
    fn new(program: &Program, classes: &BTreeSet<ClassId>) -> Self {
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); program.lexicon.len()];
        for (set, &class) in (ALWAYS + 1..).zip(classes) {
            for &atom in program.class(class) {
                lists[atom as usize].push(set);
            }
        }
        let words = (classes.len() + 1).div_ceil(64);
        let (mut members, mut bits) = (Vec::new(), Vec::new());
        let rows = lists
            .into_iter()
            .map(|list| {
                if list.len() * SPARSE < words * 64 {
                    return Row::Sparse(Stretch::append(&mut members, list));
                }
                let mut row = vec![0; words];
                list.into_iter().for_each(|set| set_bit(&mut row, set));
                Row::Dense(Stretch::append(&mut bits, row))
            })
            .collect();
        Self { words, rows, members, bits }
    }

    /// Makes `sets` the sets that hold one of `present`, and [`ALWAYS`].
    fn unite(&self, present: &[Atom], sets: &mut Vec<u64>) {
        sets.clear();
        sets.resize(self.words, 0);
        set_bit(sets, ALWAYS);
        for &atom in present {
            match self.rows[atom as usize] {
                Row::Sparse(members) => {
                    members.of(&self.members).iter().for_each(|&set| set_bit(sets, set));
                }
                Row::Dense(bits) => {
                    sets.iter_mut().zip(bits.of(&self.bits)).for_each(|(to, from)| *to |= from);
                }
            }
        }
    }
}

/// Working memory of [`Sieve::candidates`].
#[derive(Debug, Default)]
pub(super) struct SieveSpace {
    /// Slots of whose rarest sets words are there, at the front.
    passed: Vec<u32>,
    /// Numbered sets of which a word is there.
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
