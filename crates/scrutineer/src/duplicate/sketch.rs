//! What is kept of one report.

use std::collections::{BTreeSet, VecDeque};

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Most hashes of a sketch: 8 KB a report.
const MAX_HASHES: usize = 1024;
/// An odd constant that mixes well (Knuth's golden ratio, 64 bits).
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// A sample of the shingles of one report, comparable with that of any other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Hashes that end in at least `level` zero bits, ascending.
    hashes: Vec<u64>,
    level: u32,
}

impl Sketch {
    /// The sketch of `text`; letter case and punctuation do not matter.
    pub fn of(text: &str) -> Self {
        let mut kept = BTreeSet::new();
        let mut level = 0;
        let mut window: VecDeque<u64> = VecDeque::with_capacity(SHINGLE);
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            if window.len() == SHINGLE {
                window.pop_front();
            }
            window.push_back(hash_of(word));
            if window.len() < SHINGLE {
                continue;
            }
            let hash = mixed(
                window.iter().fold(0_u64, |sum, &word| sum.wrapping_mul(FACTOR).wrapping_add(word)),
            );
            if hash.trailing_zeros() >= level && kept.insert(hash) {
                while kept.len() > MAX_HASHES {
                    level += 1;
                    kept.retain(|hash: &u64| hash.trailing_zeros() >= level);
                }
            }
        }
        Self { hashes: kept.into_iter().collect(), level }
    }

    /// Estimated number of different shingles.
    pub fn size(&self) -> u64 {
        (self.hashes.len() as u64) << self.level
    }

    pub(super) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Hashes of both, of `self` and of `other`, each at the coarser level of the two.
    fn compare(&self, other: &Self) -> (usize, usize, usize) {
        let level = self.level.max(other.level);
        let coarse = |sketch: &Self| -> Vec<u64> {
            let kept = sketch.hashes.iter().filter(|hash| hash.trailing_zeros() >= level);
            kept.copied().collect()
        };
        let (own, others) = (coarse(self), coarse(other));
        let shared = own.iter().filter(|hash| others.binary_search(hash).is_ok()).count();
        (shared, own.len(), others.len())
    }

    /// Estimated share of the shingles of `self` that stand in `other` too (Broder's containment), 0 to 1; 0 when the
    /// sample is too small to tell.
    pub fn containment_in(&self, other: &Self) -> f64 {
        let (shared, own, _) = self.compare(other);
        if own < ENOUGH { 0.0 } else { shared as f64 / own as f64 }
    }

    /// Estimated share of the shingles of both that both have (Broder's resemblance, the Jaccard index), 0 to 1.
    pub fn resemblance(&self, other: &Self) -> f64 {
        let (shared, own, others) = self.compare(other);
        let all = own + others - shared;
        if all < ENOUGH { 0.0 } else { shared as f64 / all as f64 }
    }
}

/// Fewest hashes that tell anything: the standard error of a share of one half is then .13.
const ENOUGH: usize = 15;

/// FNV-1a of the word in lower case.
fn hash_of(word: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for c in word.chars().flat_map(char::to_lowercase) {
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01B3);
    }
    hash
}

/// Spreads all bits over all bits (the finaliser of splitmix64), since the sample goes by the last ones.
fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: usize, to: usize) -> String {
        (from..to).map(|n| format!("w{n} ")).collect()
    }

    #[test]
    fn estimates_are_near_the_truth() {
        // 30,000 different shingles against parts of them.
        let full = Sketch::of(&words(0, 30_000));
        assert!(full.hashes().len() <= MAX_HASHES);
        let size = full.size() as f64;
        assert!((size / 30_000.0 - 1.0).abs() < 0.15, "{size}");
        for (from, to, truth) in [(0, 5_000, 1.0), (27_500, 32_500, 0.5), (40_000, 45_000, 0.0)] {
            let part = Sketch::of(&words(from, to));
            let share = part.containment_in(&full);
            assert!((share - truth).abs() < 0.12, "{from}..{to}: {share}");
        }
        let share = Sketch::of(&words(15_000, 45_000)).resemblance(&full);
        assert!((share - 1.0 / 3.0).abs() < 0.08, "{share}");
    }

    #[test]
    fn case_punctuation_and_lines_do_not_matter() {
        let one =
            Sketch::of("The panel met. The chair, Ms A, was ill; nobody wrote it down at all.");
        let other =
            Sketch::of("the PANEL met the chair\nMs A was ill nobody wrote it down (at all)");
        assert_eq!(one, other);
        assert!(!one.hashes().is_empty());
    }

    #[test]
    fn short_texts_tell_nothing() {
        let short = Sketch::of("The panel met twice in March.");
        assert_eq!(short.resemblance(&short), 0.0);
        assert_eq!(Sketch::of("").containment_in(&short), 0.0);
    }
}
