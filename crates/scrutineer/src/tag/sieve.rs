//! Which phrases can occur in a sentence at all, told from the words that are there.

use std::collections::BTreeMap;

use super::lexicon::Atom;
use super::program::{ClassId, PhraseId, Program};

/// Needed sets of a phrase that are looked at, rarest first.
pub(super) const LEVELS: usize = 3;
/// An atom of fewer slots than one in so many is kept as a list, else as bits.
const SPARSE: usize = 32;

/// Phrases as bits: one passes when, of each of its rarest needed sets, a word is in the sentence.
///
/// The cost is that of a few bit rows a word, whatever the number of phrases that share it, and the rows of
/// frequent words are few enough to stay in the processor's cache.
#[derive(Debug)]
pub(super) struct Sieve {
    /// Phrases that need the same, a slot each: "missed … visit" and "visit … missed".
    slots: Vec<Vec<PhraseId>>,
    levels: [Level; LEVELS],
}

#[derive(Debug)]
struct Level {
    /// Slots that have no such set: they pass.
    open: Vec<u64>,
    /// Slots whose set holds the atom.
    rows: Vec<Row>,
    /// Slots of sparse rows, one after the other.
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

impl Sieve {
    pub(super) fn new(program: &Program, phrases: &[PhraseId]) -> Self {
        let needs = |phrase: PhraseId| {
            let needed = &program.phrases[phrase as usize].needed;
            &needed[..needed.len().min(LEVELS)]
        };
        let mut by_needs: BTreeMap<&[ClassId], Vec<PhraseId>> = BTreeMap::new();
        for &phrase in phrases {
            by_needs.entry(needs(phrase)).or_default().push(phrase);
        }
        let levels = std::array::from_fn(|level| {
            Level::new(program, by_needs.keys().map(|needs| needs.get(level).copied()))
        });
        Self { slots: by_needs.into_values().collect(), levels }
    }

    /// Finds the phrases that can occur where the atoms `present` are; they stand in `space.found`.
    pub(super) fn candidates(&self, present: &[Atom], space: &mut SieveSpace) {
        let SieveSpace { passed, row, found } = space;
        found.clear();
        let [first, others @ ..] = &self.levels;
        first.pass(present, passed);
        for level in others {
            if passed.iter().all(|&bits| bits == 0) {
                return;
            }
            level.pass(present, row);
            passed.iter_mut().zip(row.iter()).for_each(|(to, from)| *to &= from);
        }
        for (word, &bits) in passed.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                found.extend(&self.slots[word * 64 + bits.trailing_zeros() as usize]);
                bits &= bits - 1;
            }
        }
    }
}

impl Level {
    /// Sets `row` to the slots that pass where the atoms `present` are.
    fn pass(&self, present: &[Atom], row: &mut Vec<u64>) {
        row.clear();
        row.extend_from_slice(&self.open);
        for &atom in present {
            match self.rows[atom as usize] {
                Row::Sparse { from, to } => {
                    for &slot in &self.members[from as usize..to as usize] {
                        row[slot as usize / 64] |= 1 << (slot % 64);
                    }
                }
                Row::Dense { from } => {
                    let bits = &self.bits[from as usize..][..row.len()];
                    row.iter_mut().zip(bits).for_each(|(to, from)| *to |= from);
                }
            }
        }
    }

    fn new(program: &Program, needs: impl ExactSizeIterator<Item = Option<ClassId>>) -> Self {
        let words = needs.len().div_ceil(64);
        let mut open = vec![0; words];
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); program.lexicon.len()];
        for (slot, class) in (0_u32..).zip(needs) {
            match class {
                None => open[slot as usize / 64] |= 1 << (slot % 64),
                Some(class) => {
                    program.atoms_of(class).for_each(|atom| lists[atom as usize].push(slot));
                }
            }
        }
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
                for slot in list {
                    bits[from + slot as usize / 64] |= 1_u64 << (slot % 64);
                }
                Row::Dense { from: from as u32 }
            })
            .collect();
        Self { open, rows, members, bits }
    }
}

/// Working memory of [`Sieve::candidates`].
#[derive(Debug, Default)]
pub(super) struct SieveSpace {
    passed: Vec<u64>,
    row: Vec<u64>,
    /// The phrases found last.
    pub found: Vec<PhraseId>,
}
