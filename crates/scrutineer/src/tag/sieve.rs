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
/// processor's cache, and most slots are left again without a branch.
#[derive(Debug)]
pub(super) struct Sieve {
    slots: Vec<Slot>,
    phrases: Vec<PhraseId>,
    /// Sets of all slots beyond the next two, one slot after the other.
    further: Vec<ClassId>,
    /// Slots of phrases that need no word.
    open: Vec<u32>,
    /// Slots whose rarest set holds an atom, one atom after the other; where those of each begin, and the end.
    members: Vec<u32>,
    starts: Vec<u32>,
    /// Second and third rarest sets by atom.
    sets: Rows,
}

/// Phrases that need the same: "missed … visit" and "visit … missed".
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Its second and third rarest sets by number; [`ALWAYS`] where it has none.
    next: [u32; 2],
    /// Where its other sets in [`Sieve::further`] and its phrases begin; they end where those of the next begin.
    further: u32,
    phrases: u32,
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
        let (mut slots, mut further, mut open) = (Vec::new(), Vec::new(), Vec::new());
        let mut ordered = Vec::with_capacity(phrases.len());
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); program.lexicon.len()];
        for (slot, (needs, phrases)) in (0..).zip(by_needs) {
            let mut others = needs.iter().skip(1);
            slots.push(Slot {
                next: [(); 2].map(|()| others.next().map_or(ALWAYS, |class| numbers[class])),
                further: further.len() as u32,
                phrases: ordered.len() as u32,
            });
            further.extend(others.copied());
            ordered.extend(phrases);
            match needs.first() {
                None => open.push(slot),
                Some(&rarest) => {
                    for &atom in program.class(rarest) {
                        lists[atom as usize].push(slot);
                    }
                }
            }
        }
        slots.push(Slot {
            next: [ALWAYS; 2],
            further: further.len() as u32,
            phrases: ordered.len() as u32,
        });
        let (mut members, mut starts) = (Vec::new(), Vec::with_capacity(lists.len() + 1));
        for list in lists {
            starts.push(members.len() as u32);
            members.extend(list);
        }
        starts.push(members.len() as u32);
        let sets = Rows::new(program, &classes);
        Self { slots, phrases: ordered, further, open, members, starts, sets }
    }

    /// Finds the phrases that can occur where the words `present` are; they stand in `space.found`.
    pub(super) fn candidates(&self, program: &Program, present: &Present, space: &mut SieveSpace) {
        let SieveSpace { passed, sets, found } = space;
        found.clear();
        self.sets.unite(&present.atoms, sets);
        let there = |set: u32| sets[set as usize / 64] >> (set % 64) & 1;
        let of_words = present.atoms.iter().map(|&atom| {
            let (from, to) = (self.starts[atom as usize], self.starts[atom as usize + 1]);
            &self.members[from as usize..to as usize]
        });
        let mut count = 0;
        for slots in of_words.chain([self.open.as_slice()]) {
            if passed.len() < count + slots.len() {
                passed.resize(count + slots.len(), 0);
            }
            for &slot in slots {
                let [a, b] = self.slots[slot as usize].next;
                passed[count] = slot;
                count += (there(a) & there(b)) as usize;
            }
        }
        let passed = &mut passed[..count];
        passed.sort_unstable();
        let mut last = None;
        for &slot in &*passed {
            let (from, to) = (self.slots[slot as usize], self.slots[slot as usize + 1]);
            let further = &self.further[from.further as usize..to.further as usize];
            if last.replace(slot) != Some(slot) && present.has_all(program, further) {
                found.extend(&self.phrases[from.phrases as usize..to.phrases as usize]);
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

    /// Makes `sets` the sets that hold one of `present`, and [`ALWAYS`].
    fn unite(&self, present: &[Atom], sets: &mut Vec<u64>) {
        sets.clear();
        sets.resize(self.words, 0);
        set_bit(sets, ALWAYS);
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
