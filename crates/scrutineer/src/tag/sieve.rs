//! Which phrases can occur in a sentence at all, told from the words that are there.

use super::lexicon::Atom;
use super::program::{PhraseId, Program};

/// Steps of a phrase, rarest first, whose words must be there before it is looked at closely.
const LEVELS: usize = 3;
/// An atom of fewer phrases than one in so many is kept as a list, else as bits.
const SPARSE: usize = 16;

/// Phrases as bits: a phrase passes when each of its rarest steps has a word in the sentence.
///
/// The cost is that of a few bit rows a word, whatever the number of phrases that share a word.
#[derive(Debug)]
pub(super) struct Sieve {
    phrases: Vec<PhraseId>,
    levels: [Level; LEVELS],
}

#[derive(Debug)]
struct Level {
    /// Phrases that have no such step: they pass.
    open: Vec<u64>,
    /// Phrases whose step holds the atom.
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
enum Row {
    Sparse(Vec<u32>),
    Dense(Vec<u64>),
}

impl Sieve {
    pub(super) fn new(program: &Program, phrases: Vec<PhraseId>) -> Self {
        let levels = std::array::from_fn(|level| Level::new(program, &phrases, level));
        Self { phrases, levels }
    }

    /// Finds the phrases that can occur where the atoms `present` are; they stand in `space.found`.
    pub(super) fn candidates(&self, present: &[Atom], space: &mut SieveSpace) {
        let SieveSpace { passed, row, found } = space;
        found.clear();
        for (at, level) in self.levels.iter().enumerate() {
            row.clear();
            row.extend_from_slice(&level.open);
            for &atom in present {
                match &level.rows[atom as usize] {
                    Row::Sparse(places) => {
                        for &place in places {
                            row[place as usize / 64] |= 1 << (place % 64);
                        }
                    }
                    Row::Dense(bits) => row.iter_mut().zip(bits).for_each(|(to, from)| *to |= from),
                }
            }
            if at == 0 {
                std::mem::swap(passed, row);
            } else {
                passed.iter_mut().zip(row.iter()).for_each(|(to, from)| *to &= from);
            }
        }
        for (word, &bits) in passed.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                found.push(self.phrases[word * 64 + bits.trailing_zeros() as usize]);
                bits &= bits - 1;
            }
        }
    }
}

impl Level {
    fn new(program: &Program, phrases: &[PhraseId], level: usize) -> Self {
        let words = phrases.len().div_ceil(64);
        let mut open = vec![0; words];
        let mut places: Vec<Vec<u32>> = vec![Vec::new(); program.lexicon.len()];
        for (place, &phrase) in phrases.iter().enumerate() {
            match program.phrases[phrase as usize].needed.get(level) {
                None => open[place / 64] |= 1 << (place % 64),
                Some(&class) => {
                    for &atom in &program.classes[class as usize] {
                        places[atom as usize].push(place as u32);
                    }
                }
            }
        }
        let rows = places
            .into_iter()
            .map(|places| {
                if places.len() * SPARSE < words * 8 {
                    return Row::Sparse(places);
                }
                let mut bits = vec![0; words];
                for place in places {
                    bits[place as usize / 64] |= 1 << (place % 64);
                }
                Row::Dense(bits)
            })
            .collect();
        Self { open, rows }
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
