//! Which reports of a collection share text.

use std::collections::BTreeMap;

use super::Sketch;

/// From this resemblance on two reports are one: a second download, a corrected page.
const SAME: f64 = 0.8;
/// From this containment on a report stands inside another.
const INSIDE: f64 = 0.5;
/// Overlaps below this are standing phrases.
const WORTH_SAYING: f64 = 0.1;
/// Reports that are remembered for a shingle. One that more reports have is a standing phrase, or its reports are
/// duplicates of the first.
const MAX_HOLDERS: usize = 64;

/// Sketches of a collection in input order; holds some 30 KB a report at most.
#[derive(Clone, Debug, Default)]
pub struct Overlaps {
    sketches: Vec<Sketch>,
    holders: BTreeMap<u64, Vec<u32>>,
}

/// What one report shares with others, which are named by their number in input order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    /// The report that stands for this one in counts: nearly the same text, or text that holds more than half of this one.
    pub duplicate_of: Option<usize>,
    /// The report that holds most of this one, and the share of this one that it holds, 0 to 1.
    pub most_in: Option<(usize, f64)>,
}

impl Overlaps {
    /// Adds the next report.
    pub fn add(&mut self, sketch: Sketch) {
        let number = u32::try_from(self.sketches.len()).unwrap_or(u32::MAX);
        for &hash in sketch.hashes() {
            let holders = self.holders.entry(hash).or_default();
            if holders.len() < MAX_HOLDERS {
                holders.push(number);
            }
        }
        self.sketches.push(sketch);
    }

    /// What each report shares, in input order.
    ///
    /// Of reports that are nearly the same the first in input order is kept; of what is left, a report that stands inside
    /// another is left out for the larger one. A duplicate is always a duplicate of a report that is kept.
    pub fn find(&self) -> Vec<Overlap> {
        let near: Vec<Vec<usize>> =
            (0..self.sketches.len()).map(|at| self.candidates(at)).collect();
        let mut found = vec![Overlap::default(); self.sketches.len()];
        for (at, candidates) in near.iter().enumerate() {
            let shares = candidates
                .iter()
                .map(|&other| (other, self.sketches[at].containment_in(&self.sketches[other])));
            // The first of several that hold as much.
            let most = shares.fold(None, |best: Option<(usize, f64)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            });
            found[at].most_in = most.filter(|&(_, share)| share >= WORTH_SAYING);
            found[at].duplicate_of = candidates.iter().copied().find(|&other| {
                other < at
                    && found[other].duplicate_of.is_none()
                    && self.sketches[at].resemblance(&self.sketches[other]) >= SAME
            });
        }
        let mut by_size: Vec<usize> = (0..found.len()).collect();
        by_size.sort_by_key(|&at| (std::cmp::Reverse(self.sketches[at].size()), at));
        let mut rank = vec![0; found.len()];
        by_size.iter().enumerate().for_each(|(place, &at)| rank[at] = place);
        for &at in by_size.iter().filter(|&&at| self.sketches[at].size() > 0) {
            if found[at].duplicate_of.is_none() {
                found[at].duplicate_of = near[at].iter().copied().find(|&other| {
                    rank[other] < rank[at]
                        && found[other].duplicate_of.is_none()
                        && self.sketches[at].containment_in(&self.sketches[other]) >= INSIDE
                });
            }
        }
        found
    }

    /// Reports that share more than a chance shingle with the one at `at`, ascending.
    fn candidates(&self, at: usize) -> Vec<usize> {
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for hash in self.sketches[at].hashes() {
            for &holder in self.holders.get(hash).into_iter().flatten() {
                *shared.entry(holder).or_default() += 1;
            }
        }
        let others = shared.into_iter().filter(|&(other, count)| other as usize != at && count > 1);
        others.map(|(other, _)| other as usize).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: usize, to: usize) -> String {
        (from..to).map(|n| format!("w{n} ")).collect()
    }

    fn duplicates(texts: &[String]) -> Vec<Option<usize>> {
        let mut overlaps = Overlaps::default();
        texts.iter().for_each(|text| overlaps.add(Sketch::of(text)));
        overlaps.find().into_iter().map(|overlap| overlap.duplicate_of).collect()
    }

    #[test]
    fn the_first_of_equals_is_kept() {
        let texts = [words(0, 3000), words(0, 3000), words(0, 2950), words(5000, 8000)];
        assert_eq!(duplicates(&texts), [None, Some(0), Some(0), None]);
    }

    #[test]
    fn a_summary_goes_before_or_after_its_report() {
        let (full, summary) = (words(0, 20_000), words(400, 1900));
        assert_eq!(duplicates(&[summary.clone(), full.clone()]), [Some(1), None]);
        assert_eq!(duplicates(&[full, summary]), [None, Some(0)]);
    }

    #[test]
    fn nothing_is_a_duplicate_of_what_is_left_out() {
        // A second copy of the report, and a summary of it.
        let texts = [words(0, 1500), words(0, 20_000), words(0, 20_100)];
        assert_eq!(duplicates(&texts), [Some(1), None, Some(1)]);
    }

    #[test]
    fn standing_phrases_make_no_duplicates() {
        let texts: Vec<String> =
            (1..200).map(|n| words(0, 100) + &words(n * 10_000, n * 10_000 + 900)).collect();
        assert!(duplicates(&texts).iter().all(Option::is_none));
        assert_eq!(duplicates(&[String::new(), String::new()]), [None, None]);
    }
}
