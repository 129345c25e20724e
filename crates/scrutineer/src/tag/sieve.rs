//! Which phrases can occur in a sentence at all, told from the words that are there.

use super::lexicon::Atom;
use super::program::{PhraseId, Program};

/// Phrases by the words of their rarest step.
///
/// The cost is that of the phrases that share a rare word with the sentence, whatever the number of others.
#[derive(Debug)]
pub(super) struct Sieve {
    phrases: Vec<PhraseId>,
    /// Places in `phrases` for each atom, one list after the other.
    places: Vec<u32>,
    /// Where the list of each atom begins, and the end.
    starts: Vec<u32>,
    /// Places of phrases that need no word in particular.
    open: Vec<u32>,
}

impl Sieve {
    pub(super) fn new(program: &Program, phrases: Vec<PhraseId>) -> Self {
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); program.lexicon.len()];
        let mut open = Vec::new();
        for (place, &phrase) in (0..).zip(&phrases) {
            match program.phrases[phrase as usize].needed.first() {
                None => open.push(place),
                Some(&class) => {
                    program.atoms_of(class).for_each(|atom| lists[atom as usize].push(place));
                }
            }
        }
        let mut starts = vec![0];
        let mut places = Vec::new();
        for list in lists {
            places.extend(list);
            starts.push(places.len() as u32);
        }
        Self { phrases, places, starts, open }
    }

    /// Finds the phrases that can occur where the atoms `present` are, in order; they stand in `space.found`.
    pub(super) fn candidates(&self, present: &[Atom], space: &mut SieveSpace) {
        let SieveSpace { seen, found } = space;
        found.clear();
        seen.resize(self.phrases.len().div_ceil(64).max(seen.len()), 0);
        let lists = present.iter().map(|&atom| {
            let (from, to) = (self.starts[atom as usize], self.starts[atom as usize + 1]);
            &self.places[from as usize..to as usize]
        });
        for &place in lists.flatten().chain(&self.open) {
            let bit = 1 << (place % 64);
            let word = &mut seen[place as usize / 64];
            if *word & bit == 0 {
                *word |= bit;
                found.push(place);
            }
        }
        for &place in &*found {
            seen[place as usize / 64] = 0;
        }
        found.sort_unstable();
        for place in found {
            *place = self.phrases[*place as usize];
        }
    }
}

/// Working memory of [`Sieve::candidates`].
#[derive(Debug, Default)]
pub(super) struct SieveSpace {
    /// Places seen, as bits; all clear between calls.
    seen: Vec<u64>,
    /// The phrases found last.
    pub found: Vec<PhraseId>,
}
