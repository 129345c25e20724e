//! Fitting the combiner to passages that people coded.

use super::combine::{ALONE_NOW, BY_RULE_NOW, Combiner, INPUTS, logistic, logit};
use super::signals::Case;

/// A tag that was compared with what a person coded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Its strength, 0 to 1.
    pub strength: f64,
    /// Whether the person has it too.
    pub right: bool,
    /// Whether the scorer gave it alone, without a rule.
    pub alone: bool,
    /// Whether its passage tells of services as they are.
    pub now: bool,
}

/// F1 given away for precision when the cut is set.
const LEVEL: f64 = 0.04;
/// The cut is never set higher: a tag that is likelier right than wrong is given.
const HIGHEST_CUT: f64 = 0.5;

impl Combiner {
    /// Fits the weights to decided cases by Newton's method with a small ridge, then what each of `codes` adds of its
    /// own, and the cut to the best F1. The cases take over the offsets.
    ///
    /// `missed` counts gold labels that gave no case at all.
    pub(crate) fn fit(codes: &[String], cases: &mut [Case], missed: u64) -> Self {
        let mut combiner = Self::default();
        for _ in 0..30 {
            combiner.newton_step(cases);
        }
        for (number, code) in codes.iter().enumerate() {
            combiner.fit_offset(code, cases.iter().filter(|case| case.code == number));
        }
        for case in &mut *cases {
            case.signals.offset = codes.get(case.code).map_or(0.0, |code| combiner.offset(code));
        }
        combiner.cut = combiner.best_cut(cases, missed);
        combiner
    }

    /// Fits what `code` adds of its own to decided cases of it.
    pub(crate) fn fit_offset<'c>(&mut self, code: &str, cases: impl Iterator<Item = &'c Case>) {
        let own: Vec<(f64, bool)> =
            cases.map(|case| (self.log_odds(case.signals), case.right)).collect();
        self.offsets.insert(code.to_owned(), own_offset(&own, PULL));
    }

    /// Stretches and shifts the log-odds so that strength is the share right among `judged` tags (Platt 1999); the cut
    /// moves with them. Services as they are have two shifts of their own: in published reports what the scorer alone says of
    /// them is wrong far more often than among its teachers, and what rules say is right more often.
    pub(crate) fn recalibrate(&mut self, judged: &[Judged]) {
        const STEPS: usize = 30;
        // Few tags move little: the ridge pulls towards leaving all as it is.
        const RIDGE: f64 = 1.0;
        // No tag is so sure that its odds have no logarithm.
        let odds = |strength: f64| logit(strength.clamp(1e-6, 1.0 - 1e-6));
        let (mut stretch, mut shift) = (1.0, 0.0);
        for _ in 0..STEPS {
            let mut gradient = [RIDGE * (1.0 - stretch), -RIDGE * shift];
            let mut hessian = [RIDGE, 0.0, RIDGE];
            for &Judged { strength, right, .. } in judged.iter().filter(|j| !(j.alone && j.now)) {
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
        for offset in self.offsets.values_mut() {
            *offset *= stretch;
        }
        self.cut = logistic(stretch * odds(self.cut) + shift).min(HIGHEST_CUT);
        let of_now = |alone: bool| -> Vec<(f64, bool)> {
            let these = judged.iter().filter(|judged| judged.now && judged.alone == alone);
            these.map(|judged| (stretch * odds(judged.strength) + shift, judged.right)).collect()
        };
        self.weights[ALONE_NOW] += own_offset(&of_now(true), LOOSE_PULL);
        self.weights[BY_RULE_NOW] += own_offset(&of_now(false), PULL);
    }

    fn newton_step(&mut self, cases: &[Case]) {
        const RIDGE: f64 = 0.5;
        let mut gradient: [f64; INPUTS] = self.weights.map(|weight| -RIDGE * weight);
        let mut hessian = [[0.0; INPUTS]; INPUTS];
        for (at, row) in hessian.iter_mut().enumerate() {
            row[at] = RIDGE;
        }
        for &Case { signals, right, .. } in cases {
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

    fn best_cut(&self, cases: &[Case], missed: u64) -> f64 {
        let mut ranked: Vec<(f64, bool)> =
            cases.iter().map(|case| (self.strength(case.signals), case.right)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let positives = cases.iter().filter(|case| case.right).count() as f64 + missed as f64;
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
            .map_or(HIGHEST_CUT, |&(_, strength)| strength.min(HIGHEST_CUT))
    }
}

/// Pull of an offset towards none, as of a normal prior with a standard deviation of half a unit of log-odds: few
/// cases move little.
const PULL: f64 = 4.0;
/// The same with a standard deviation of two: between invented and published text the odds can differ widely.
const LOOSE_PULL: f64 = 0.25;

/// What must be added to the log-odds of `cases` for their mean strength to be the share that is right.
fn own_offset(cases: &[(f64, bool)], pull: f64) -> f64 {
    let mut offset = 0.0;
    for _ in 0..20 {
        let (mut gradient, mut curvature) = (-pull * offset, pull);
        for &(odds, right) in cases {
            let strength = logistic(odds + offset);
            gradient += f64::from(u8::from(right)) - strength;
            curvature += strength * (1.0 - strength);
        }
        offset += gradient / curvature;
    }
    offset
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
    use super::super::signals::{Manner, Signals, Subject};
    use super::*;

    #[test]
    fn strength_follows_the_share_that_is_right() {
        let strong = Signals { margin: Some(0.5), trust: Some(0.8), ..Signals::default() };
        let faint = Signals { margin: Some(-0.8), ..Signals::default() };
        let mut cases = Vec::new();
        for at in 0..100 {
            cases.push(Case { code: 0, signals: strong, right: at < 80 });
            cases.push(Case { code: 0, signals: faint, right: at < 10 });
        }
        let combiner = Combiner::fit(&[], &mut cases, 0);
        assert!((combiner.strength(strong) - 0.8).abs() < 0.03);
        assert!((combiner.strength(faint) - 0.1).abs() < 0.03);
        assert!(combiner.cut > 0.2 && combiner.cut <= 0.85);
    }

    #[test]
    fn recalibrated_strength_is_the_share_right_elsewhere_and_the_same_tags_are_given() {
        let strong = Signals { margin: Some(0.5), trust: Some(0.8), ..Signals::default() };
        let faint = Signals { margin: Some(-0.2), ..Signals::default() };
        let near = |at: usize| {
            [(strong, at < 90), (faint, at < 60)].map(|(signals, right)| Case {
                code: 0,
                signals,
                right,
            })
        };
        let mut cases: Vec<Case> = (0..100).flat_map(near).collect();
        let mut combiner = Combiner::fit(&[], &mut cases, 0);
        let given = |combiner: &Combiner, s| combiner.strength(s) >= combiner.cut;
        let before = [given(&combiner, strong), given(&combiner, faint)];
        let tag =
            |s, right| Judged { strength: combiner.strength(s), right, alone: false, now: false };
        let far: Vec<Judged> =
            (0..200).flat_map(|at| [tag(strong, at < 150), tag(faint, at < 70)]).collect();
        combiner.recalibrate(&far);
        assert!((combiner.strength(strong) - 0.75).abs() < 0.03);
        assert!((combiner.strength(faint) - 0.35).abs() < 0.03);
        assert_eq!(before, [given(&combiner, strong), given(&combiner, faint)]);
    }

    #[test]
    fn what_the_scorer_alone_says_of_services_as_they_are_is_recalibrated_by_itself() {
        let now = Manner { subject: Subject::ServicesNow, ..Manner::default() };
        let of_one = Signals { margin: Some(0.5), ..Signals::default() };
        let of_many = Signals { manner: now, ..of_one };
        let case = |signals, right| Case { code: 0, signals, right };
        let mut cases: Vec<Case> =
            (0..100).flat_map(|at| [case(of_one, at < 80), case(of_many, at < 80)]).collect();
        let mut combiner = Combiner::fit(&[], &mut cases, 0);
        let tag = |s: Signals, right| Judged {
            strength: combiner.strength(s),
            right,
            alone: true,
            now: s.manner.subject == Subject::ServicesNow,
        };
        let judged: Vec<Judged> =
            (0..1000).flat_map(|at| [tag(of_one, at < 800), tag(of_many, at < 200)]).collect();
        combiner.recalibrate(&judged);
        assert!((combiner.strength(of_one) - 0.8).abs() < 0.03);
        assert!((combiner.strength(of_many) - 0.2).abs() < 0.05);
    }

    #[test]
    fn a_code_that_is_harder_to_tell_is_less_strong() {
        let signals = Signals { margin: Some(0.2), ..Signals::default() };
        let case = |code, right| Case { code, signals, right };
        let mut cases: Vec<Case> =
            (0..100).flat_map(|at| [case(0, at < 90), case(1, at < 30)]).collect();
        let codes = ["easy".to_owned(), "hard".to_owned()];
        let combiner = Combiner::fit(&codes, &mut cases, 0);
        let strength =
            |code| combiner.strength(Signals { offset: combiner.offset(code), ..signals });
        assert!(strength("easy") > 0.8 && strength("hard") < 0.4);
        assert!((strength("unknown") - 0.6).abs() < 0.05);
    }
}
