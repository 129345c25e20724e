//! Measures of agreement between two codings, as pure functions of counts.

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

    /// The table of so many passages alike.
    pub(super) fn times(self, times: u64) -> Self {
        Self {
            true_positives: self.true_positives * times,
            false_positives: self.false_positives * times,
            false_negatives: self.false_negatives * times,
            true_negatives: self.true_negatives * times,
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

    /// Cohen's kappa, see [`Confusion::kappa`].
    pub fn kappa(self) -> Option<f64> {
        self.confusion().kappa()
    }

    /// The table of two coders who give the code or not: the coding that was compared, then gold.
    pub fn confusion(self) -> Confusion<2> {
        Confusion([
            [self.true_positives, self.false_positives],
            [self.false_negatives, self.true_negatives],
        ])
    }
}

/// Units by the category that each of two coders gave them: `0[a][b]` were put into `a` by the first and into `b` by
/// the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confusion<const N: usize>(pub [[u64; N]; N]);

impl<const N: usize> Default for Confusion<N> {
    fn default() -> Self {
        Self([[0; N]; N])
    }
}

impl<const N: usize> Confusion<N> {
    /// Units in all.
    pub fn units(&self) -> u64 {
        self.0.iter().flatten().sum()
    }

    fn equal(&self) -> u64 {
        (0..N).map(|category| self.0[category][category]).sum()
    }

    /// Units that each coder put into a category: first, second.
    fn margins(&self, category: usize) -> (u64, u64) {
        (self.0[category].iter().sum(), self.0.iter().map(|row| row[category]).sum())
    }

    /// Share of units that both put into the same category; `None` without units.
    pub fn agreement(&self) -> Option<f64> {
        (self.units() > 0).then(|| ratio(self.equal(), self.units()))
    }

    /// Cohen's kappa (Cohen 1960, Educational and Psychological Measurement 20:37): agreement beyond chance, each
    /// coder with their own habits. `None` when chance agreement is complete (both always gave the same one category).
    pub fn kappa(&self) -> Option<f64> {
        let all = self.units() as f64;
        let by_chance: f64 = (0..N)
            .map(|category| self.margins(category))
            .map(|(first, second)| first as f64 * second as f64)
            .sum::<f64>()
            / (all * all);
        let observed = self.agreement()?;
        ((1.0 - by_chance).abs() > f64::EPSILON).then(|| (observed - by_chance) / (1.0 - by_chance))
    }

    /// Krippendorff's alpha for nominal data, two coders, none missing (Krippendorff 2011, "Computing Krippendorff's
    /// Alpha-Reliability", section B): one minus observed by expected disagreement, where both coders' values are one
    /// pool. `None` when the pool holds one category only, because nothing could differ.
    pub fn alpha(&self) -> Option<f64> {
        let values = 2.0 * self.units() as f64;
        let pool = (0..N).map(|category| self.margins(category));
        let squares: f64 = pool.map(|(first, second)| ((first + second) as f64).powi(2)).sum();
        let expected = values * values - squares;
        let observed = 2.0 * (self.units() - self.equal()) as f64;
        (expected > 0.0).then(|| 1.0 - (values - 1.0) * observed / expected)
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
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

    fn near(found: Option<f64>, published: f64, digits: i32) {
        let found = found.expect("defined");
        assert!((found - published).abs() < 0.5 * 10_f64.powi(-digits), "{found}, not {published}");
    }

    #[test]
    fn kappa_of_cohen_1960() {
        // Table 2 of the paper, as frequencies: two judges, 200 patients, three kinds of disorder.
        let table = Confusion([[88, 14, 18], [10, 40, 10], [2, 6, 12]]);
        near(table.agreement(), 0.70, 2);
        near(table.kappa(), 0.492, 3);
    }

    #[test]
    fn kappa_of_landis_and_koch_1977() {
        // Biometrics 33:159, table 1: two neurologists, 149 patients of Winnipeg, four grades of certainty.
        let table = Confusion([[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]]);
        near(table.kappa(), 0.208, 3);
    }

    /// Counts how two coders' lists meet.
    fn met<const N: usize>(first: &str, second: &str, categories: &str) -> Confusion<N> {
        let place = |value| categories.find(value).expect("a category");
        let mut table = Confusion::default();
        for (a, b) in first.chars().zip(second.chars()) {
            table.0[place(a)][place(b)] += 1;
        }
        table
    }

    #[test]
    fn alpha_of_krippendorff_2011() {
        // Section A: binary data, two observers. Section B: nominal data, two observers.
        near(met::<2>("0100000010", "1110010000", "01").alpha(), 0.095, 3);
        near(met::<5>("aabbdcccedda", "babbbccceddd", "abcde").alpha(), 0.692, 3);
    }

    #[test]
    fn coders_who_never_differ_and_never_vary_tell_nothing() {
        let same = Confusion([[7, 0], [0, 0]]);
        assert_eq!((same.agreement(), same.kappa(), same.alpha()), (Some(1.0), None, None));
        let none = Confusion::<2>::default();
        assert_eq!((none.agreement(), none.kappa(), none.alpha()), (None, None, None));
    }
}
