//! Which phrases can occur in a sentence at all, told from the words that are there.

use std::collections::BTreeMap;

use super::lexicon::Atom;
use super::program::{ClassId, PhraseId, Program};

/// Needed sets of a phrase that are looked at, rarest first.
pub(super) const LEVELS: usize = 3;
/// A row with fewer bits than one in so many is kept as a list.
///
/// A bit of a list costs about as much as three words of a dense row.
const SPARSE: usize = 160;

/// Phrases as bits: one passes when, of each of its rarest needed sets, a word is in the sentence.
///
/// The cost is that of a few bit rows a word, whatever the number of phrases that share it, and the rows of
/// frequent words are few enough to stay in the processor's cache.
#[derive(Debug)]
pub(super) struct Sieve {
    /// Phrases that need the same, a slot each: "missed … visit" and "visit … missed".
    slots: Vec<Vec<PhraseId>>,
    /// The rarest sets: most words are in few of them.
    rarest: Rows,
    /// All further sets, side by side in one row.
    further: Rows,
}

/// For each atom the slots whose sets hold it.
#[derive(Debug)]
struct Rows {
    /// Slots that have no such set: they pass.
    open: Vec<u64>,
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

impl Sieve {
    pub(super) fn new(program: &Program, phrases: &[PhraseId]) -> Self {
        let mut by_needs: BTreeMap<&[ClassId], Vec<PhraseId>> = BTreeMap::new();
        for &phrase in phrases {
            let needed = &program.phrases[phrase as usize].needed;
            by_needs.entry(&needed[..needed.len().min(LEVELS)]).or_default().push(phrase);
        }
        let needs: Vec<&[ClassId]> = by_needs.keys().copied().collect();
        Self {
            rarest: Rows::new(program, &needs, 0..1),
            further: Rows::new(program, &needs, 1..LEVELS),
            slots: by_needs.into_values().collect(),
        }
    }

    /// Finds the phrases that can occur where the atoms `present` are; they stand in `space.found`.
    pub(super) fn candidates(&self, present: &[Atom], space: &mut SieveSpace) {
        let SieveSpace { passed, row, found } = space;
        found.clear();
        self.rarest.pass(present, passed);
        if passed.iter().all(|&bits| bits == 0) {
            return;
        }
        self.further.pass(present, row);
        for level in row.chunks_exact(passed.len().max(1)) {
            passed.iter_mut().zip(level).for_each(|(to, from)| *to &= from);
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

impl Rows {
    /// Sets `row` to the slots that pass where the atoms `present` are.
    fn pass(&self, present: &[Atom], row: &mut Vec<u64>) {
        row.clear();
        row.extend_from_slice(&self.open);
        for &atom in present {
            match self.rows[atom as usize] {
                Row::Sparse { from, to } => {
                    for &bit in &self.members[from as usize..to as usize] {
                        row[bit as usize / 64] |= 1 << (bit % 64);
                    }
                }
                Row::Dense { from } => {
                    let bits = &self.bits[from as usize..][..row.len()];
                    row.iter_mut().zip(bits).for_each(|(to, from)| *to |= from);
                }
            }
        }
    }

    /// The rows of some levels of `needs`, which stand slot by slot.
    fn new(program: &Program, needs: &[&[ClassId]], levels: std::ops::Range<usize>) -> Self {
        let words = needs.len().div_ceil(64);
        let all = words * levels.len();
        let mut open = vec![0; all];
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); program.lexicon.len()];
        for (row, level) in levels.enumerate() {
            for (slot, needs) in needs.iter().enumerate() {
                let bit = row * words * 64 + slot;
                match needs.get(level) {
                    None => open[bit / 64] |= 1 << (bit % 64),
                    Some(&class) => {
                        program
                            .atoms_of(class)
                            .for_each(|atom| lists[atom as usize].push(bit as u32));
                    }
                }
            }
        }
        let (mut members, mut bits) = (Vec::new(), Vec::new());
        let rows = lists
            .into_iter()
            .map(|list| {
                if list.len() * SPARSE < all * 64 {
                    let from = members.len() as u32;
                    members.extend(list);
                    return Row::Sparse { from, to: members.len() as u32 };
                }
                let from = bits.len();
                bits.resize(from + all, 0);
                for bit in list {
                    bits[from + bit as usize / 64] |= 1_u64 << (bit % 64);
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
