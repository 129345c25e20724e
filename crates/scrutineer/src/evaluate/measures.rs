//! Measures of agreement between a coding and gold labels.

use serde::Serialize;

/// Decisions on one code over passages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Found and right.
    pub true_positives: u64,
    /// Found and wrong.
    pub false_positives: u64,
    /// Missed.
    pub false_negatives: u64,
    /// Rightly not found.
    pub true_negatives: u64,
}

impl Counts {
    /// Adds one decision.
    pub fn add(&mut self, found: bool, gold: bool) {
        let cell = match (found, gold) {
            (true, true) => &mut self.true_positives,
            (true, false) => &mut self.false_positives,
            (false, true) => &mut self.false_negatives,
            (false, false) => &mut self.true_negatives,
        };
        *cell += 1;
    }

    /// Sum of two tables.
    pub fn plus(self, other: Self) -> Self {
        Self {
            true_positives: self.true_positives + other.true_positives,
            false_positives: self.false_positives + other.false_positives,
            false_negatives: self.false_negatives + other.false_negatives,
            true_negatives: self.true_negatives + other.true_negatives,
        }
    }

    /// Share of what was found that is right; 0 when nothing was found.
    pub fn precision(self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Share of what is there that was found; 0 when nothing is there.
    pub fn recall(self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        ratio(
            2 * self.true_positives,
            2 * self.true_positives + self.false_positives + self.false_negatives,
        )
    }

    /// Cohen's kappa (Cohen 1960); `None` when chance agreement is complete (both codings constant and equal).
    pub fn kappa(self) -> Option<f64> {
        let [tp, fp, fneg, tn] =
            [self.true_positives, self.false_positives, self.false_negatives, self.true_negatives]
                .map(|n| n as f64);
        let all = tp + fp + fneg + tn;
        if all == 0.0 {
            return None;
        }
        let observed = (tp + tn) / all;
        let expected = ((tp + fp) * (tp + fneg) + (tn + fneg) * (tn + fp)) / (all * all);
        ((1.0 - expected).abs() > f64::EPSILON).then(|| (observed - expected) / (1.0 - expected))
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Draws of a bootstrap.
const DRAWS: usize = 1_000;

/// 95 % percentile bootstrap interval (Efron 1979) of the F1 of summed `tables`, one a passage.
///
/// The generator is fixed, so that the same input prints the same interval.
pub fn bootstrap_f1(tables: &[Counts]) -> (f64, f64) {
    if tables.is_empty() {
        return (0.0, 0.0);
    }
    let mut random = Random(0x5eed);
    let mut values: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let drawn = (0..tables.len()).map(|_| tables[random.below(tables.len())]);
            drawn.fold(Counts::default(), Counts::plus).f1()
        })
        .collect();
    values.sort_by(f64::total_cmp);
    (percentile(&values, 0.025), percentile(&values, 0.975))
}

/// Linear interpolation between order statistics, as R's default (type 7; Hyndman & Fan 1996).
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * (place - low as f64)
}

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; the bias of the multiplication is below 2^-32 for any sample that fits in memory.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_of_published_tables() {
        // Two doctors, 30 patients, 2 x 2 (Sim & Wright 2005, table 1 has the same arithmetic): 22, 2, 4, 11.
        let counts = Counts {
            true_positives: 22,
            false_positives: 4,
            false_negatives: 2,
            true_negatives: 11,
        };
        assert!((counts.kappa().unwrap() - 0.67).abs() < 0.01, "{:?}", counts.kappa());
        // Grant applications read twice (the example of many textbooks): 20, 5, 10, 15 gives 0.4.
        let counts = Counts {
            true_positives: 20,
            false_positives: 5,
            false_negatives: 10,
            true_negatives: 15,
        };
        assert!((counts.kappa().unwrap() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn percentiles_as_r_gives_them() {
        assert!((percentile(&[1.0, 2.0, 3.0, 4.0], 0.25) - 1.75).abs() < 1e-12);
    }

    #[test]
    fn interval_holds_the_estimate_and_repeats() {
        let right = Counts { true_positives: 1, ..Counts::default() };
        let wrong = Counts { false_negatives: 1, ..Counts::default() };
        let tables: Vec<Counts> =
            (0..100).map(|i| if i % 3 == 0 { wrong } else { right }).collect();
        let (low, high) = bootstrap_f1(&tables);
        assert!(low < 0.8 && 0.8 < high, "{low} {high}");
        assert_eq!(bootstrap_f1(&tables), (low, high));
    }
}
