//! Margin and rules to one strength.

use serde::{Deserialize, Serialize};

/// What is known of an issue in a passage before it is decided.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Signals {
    /// Largest margin of the scorer over the passage's sentences; `None` when it does not know the code.
    pub margin: Option<f32>,
    /// Trust in the best rule that asserts the issue.
    pub trust: Option<f64>,
    /// Two or more rules assert it.
    pub several: bool,
    /// Rules match, but with another assertion.
    pub otherwise: bool,
}

/// A logistic model of few weights over the margin and what rules say: its value is the strength of a tag.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Combiner {
    /// Intercept and weights, in the order of the signals.
    weights: [f64; INPUTS],
    /// Strength from which a tag is given.
    pub cut: f64,
}

const INPUTS: usize = 8;
/// F1 given away for precision when the cut is set.
const LEVEL: f64 = 0.04;
/// From here on a tag is more likely right than wrong; the cut is never set higher.
const EVEN: f64 = 0.5;
/// Margins outside say no more than the bound does.
const BOUND: f32 = 2.0;

impl Combiner {
    fn inputs(signals: Signals) -> [f64; INPUTS] {
        let margin = f64::from(signals.margin.unwrap_or(-1.0).clamp(-BOUND, BOUND));
        let by_rule = f64::from(u8::from(signals.trust.is_some()));
        let odds = signals.trust.map_or(0.0, logit);
        [
            1.0,
            margin,
            margin.max(0.0),
            by_rule,
            odds,
            f64::from(u8::from(signals.several)),
            f64::from(u8::from(signals.otherwise)),
            by_rule * margin,
        ]
    }

    /// How likely it is that a person would give the code, 0 to 1.
    pub(crate) fn strength(&self, signals: Signals) -> f64 {
        logistic(self.log_odds(signals))
    }

    /// The logarithm of the odds of [`Self::strength`]: cheaper where only a bound is asked for.
    pub(crate) fn log_odds(&self, signals: Signals) -> f64 {
        self.weights.iter().zip(Self::inputs(signals)).map(|(w, x)| w * x).sum()
    }

    /// Fits the weights to decided cases by Newton's method with a small ridge, and the cut to the best F1.
    ///
    /// `missed` counts gold labels that gave no case at all.
    pub(crate) fn fit(cases: &[(Signals, bool)], missed: u64) -> Self {
        let mut combiner = Self::default();
        for _ in 0..30 {
            combiner.newton_step(cases);
        }
        combiner.cut = combiner.best_cut(cases, missed);
        combiner
    }

    /// Stretches and shifts the log-odds so that strength is the share right among `judged` tags, given as their
    /// strength and whether they are right (Platt 1999). Which tags are given stays the same: the cut moves with them.
    pub(crate) fn recalibrate(&mut self, judged: &[(f64, bool)]) {
        const STEPS: usize = 30;
        // Few tags move little: the ridge pulls towards leaving all as it is.
        const RIDGE: f64 = 1.0;
        // No tag is so sure that its odds have no logarithm.
        let odds = |strength: f64| logit(strength.clamp(1e-6, 1.0 - 1e-6));
        let (mut stretch, mut shift) = (1.0, 0.0);
        for _ in 0..STEPS {
            let mut gradient = [RIDGE * (1.0 - stretch), -RIDGE * shift];
            let mut hessian = [RIDGE, 0.0, RIDGE];
            for &(strength, right) in judged {
                let x = odds(strength);
                let expected = logistic(stretch * x + shift);
                let error = f64::from(u8::from(right)) - expected;
                let curvature = expected * (1.0 - expected);
                gradient[0] += error * x;
                gradient[1] += error;
                hessian[0] += curvature * x * x;
                hessian[1] += curvature * x;
                hessian[2] += curvature;
            }
            let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
            stretch += (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant;
            shift += (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant;
        }
        // A fit that turns the order round says that the tags tell nothing.
        if stretch <= 0.0 || !stretch.is_finite() || !shift.is_finite() {
            return;
        }
        for weight in &mut self.weights {
            *weight *= stretch;
        }
        self.weights[0] += shift;
        self.cut = logistic(stretch * odds(self.cut) + shift);
    }

    fn newton_step(&mut self, cases: &[(Signals, bool)]) {
        const RIDGE: f64 = 0.5;
        let mut gradient: [f64; INPUTS] = self.weights.map(|weight| -RIDGE * weight);
        let mut hessian = [[0.0; INPUTS]; INPUTS];
        for (at, row) in hessian.iter_mut().enumerate() {
            row[at] = RIDGE;
        }
        for &(signals, right) in cases {
            let inputs = Self::inputs(signals);
            let strength = self.strength(signals);
            let error = f64::from(u8::from(right)) - strength;
            let curvature = strength * (1.0 - strength);
            for i in 0..INPUTS {
                gradient[i] += error * inputs[i];
                for j in 0..INPUTS {
                    hessian[i][j] += curvature * inputs[i] * inputs[j];
                }
            }
        }
        let step = solve(hessian, gradient);
        for (weight, step) in self.weights.iter_mut().zip(step) {
            *weight += step;
        }
    }

    fn best_cut(&self, cases: &[(Signals, bool)], missed: u64) -> f64 {
        let mut ranked: Vec<(f64, bool)> =
            cases.iter().map(|&(s, right)| (self.strength(s), right)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let positives = cases.iter().filter(|(_, right)| *right).count() as f64 + missed as f64;
        let mut right_so_far = 0.0;
        let curve: Vec<(f64, f64)> = ranked
            .iter()
            .enumerate()
            .map(|(at, &(strength, right))| {
                right_so_far += f64::from(u8::from(right));
                (2.0 * right_so_far / (at as f64 + 1.0 + positives), strength)
            })
            .collect();
        let best = curve.iter().map(|&(f1, _)| f1).fold(0.0, f64::max);
        // F1 is flat around its top. Where it is nearly equal, the cut with fewer wrong tags is the better one.
        curve
            .iter()
            .find(|&&(f1, _)| f1 >= best - LEVEL)
            .map_or(EVEN, |&(_, strength)| strength.min(EVEN))
    }
}

/// Log-odds of a probability.
pub(crate) fn logit(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// The probability of log-odds.
fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// Gaussian elimination with partial pivoting; the ridge keeps the matrix regular.
fn solve(mut matrix: [[f64; INPUTS]; INPUTS], mut right: [f64; INPUTS]) -> [f64; INPUTS] {
    for column in 0..INPUTS {
        let pivot = (column..INPUTS)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in 0..INPUTS {
            if row != column {
                let factor = matrix[row][column] / matrix[column][column];
                let pivot_row = matrix[column];
                for (cell, pivot) in matrix[row].iter_mut().zip(pivot_row).skip(column) {
                    *cell -= factor * pivot;
                }
                right[row] -= factor * right[column];
            }
        }
    }
    std::array::from_fn(|at| right[at] / matrix[at][at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_follows_the_share_that_is_right() {
        let strong = Signals { margin: Some(0.5), trust: Some(0.8), ..Signals::default() };
        let faint = Signals { margin: Some(-0.8), ..Signals::default() };
        let mut cases = Vec::new();
        for at in 0..100 {
            cases.push((strong, at < 80));
            cases.push((faint, at < 10));
        }
        let combiner = Combiner::fit(&cases, 0);
        assert!((combiner.strength(strong) - 0.8).abs() < 0.03);
        assert!((combiner.strength(faint) - 0.1).abs() < 0.03);
        assert!(combiner.cut > 0.2 && combiner.cut <= 0.85);
    }

    #[test]
    fn recalibrated_strength_is_the_share_right_elsewhere_and_the_same_tags_are_given() {
        let strong = Signals { margin: Some(0.5), trust: Some(0.8), ..Signals::default() };
        let faint = Signals { margin: Some(-0.2), ..Signals::default() };
        let near = |at: usize| [(strong, at < 90), (faint, at < 60)];
        let mut combiner = Combiner::fit(&(0..100).flat_map(near).collect::<Vec<_>>(), 0);
        let given = |combiner: &Combiner, s| combiner.strength(s) >= combiner.cut;
        let before = [given(&combiner, strong), given(&combiner, faint)];
        let far: Vec<(f64, bool)> = (0..200)
            .flat_map(|at| {
                [(combiner.strength(strong), at < 150), (combiner.strength(faint), at < 70)]
            })
            .collect();
        combiner.recalibrate(&far);
        assert!((combiner.strength(strong) - 0.75).abs() < 0.03);
        assert!((combiner.strength(faint) - 0.35).abs() < 0.03);
        assert_eq!(before, [given(&combiner, strong), given(&combiner, faint)]);
    }
}
