//! What a person should know of the reading.

use std::collections::BTreeMap;

/// Sentences beyond this number are only counted.
const MOST: usize = 100;

#[derive(Debug, Default)]
pub(super) struct Warnings {
    said: Vec<String>,
    unsaid: usize,
    counted: BTreeMap<String, usize>,
}

impl Warnings {
    /// A sentence about one thing.
    pub(super) fn say(&mut self, sentence: String) {
        if self.said.len() < MOST { self.said.push(sentence) } else { self.unsaid += 1 }
    }

    /// `number` more of what `sentence` says, which is told once, with the sum in front.
    pub(super) fn count(&mut self, sentence: String, number: usize) {
        // A hostile file could have any number of names.
        if self.counted.len() < MOST || self.counted.contains_key(&sentence) {
            *self.counted.entry(sentence).or_default() += number;
        } else {
            self.unsaid += 1;
        }
    }

    pub(super) fn finish(self) -> Vec<String> {
        let mut all = self.said;
        all.extend(self.counted.into_iter().map(|(sentence, sum)| format!("{sum} {sentence}")));
        if self.unsaid > 0 {
            all.push(format!("… and {} more", self.unsaid));
        }
        all
    }
}
