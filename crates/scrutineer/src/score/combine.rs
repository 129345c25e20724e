//! Margin and rules to one strength.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::signals::{Manner, Signals, Subject, Tone};

/// A logistic model of few weights over the margin and what rules say: its value is the strength of a tag.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Combiner {
    /// Intercept and weights, in the order of the signals.
    pub(super) weights: [f64; INPUTS],
    /// What each code adds to the log-odds: some are easier to tell than others.
    #[serde(default)]
    pub(super) offsets: BTreeMap<String, f64>,
    /// Strength from which a tag is given.
    pub cut: f64,
}

/// How many numbers the signals are turned into.
pub(super) const INPUTS: usize = 20;
/// Where among the inputs it stands that the scorer alone speaks of services as they are.
pub(super) const ALONE_NOW: usize = 18;
/// The same where a rule speaks.
pub(super) const BY_RULE_NOW: usize = 19;
/// Margins outside say no more than the bound does.
const BOUND: f32 = 2.0;

impl Combiner {
    pub(super) fn inputs(signals: Signals) -> [f64; INPUTS] {
        let margin = f64::from(signals.margin.unwrap_or(-1.0).clamp(-BOUND, BOUND));
        let by_rule = f64::from(u8::from(signals.trust.is_some()));
        let odds = signals.trust.map_or(0.0, logit);
        let lean = f64::from(signals.manner.lean.clamp(-BOUND, BOUND));
        let [blames, praises] = [Tone::Blame, Tone::Praise]
            .map(|tone| f64::from(u8::from(signals.manner.tone == tone)));
        let at_large = f64::from(u8::from(signals.manner.subject != Subject::OneCase));
        let now = f64::from(u8::from(signals.manner.subject == Subject::ServicesNow));
        let calm = f64::from(u8::from(signals.manner.is_calm_among_praise()));
        [
            1.0,
            margin,
            margin.max(0.0),
            by_rule,
            odds,
            f64::from(u8::from(signals.several)),
            f64::from(u8::from(signals.otherwise)),
            by_rule * margin,
            lean,
            lean.max(0.0),
            blames,
            by_rule * blames,
            praises,
            by_rule * praises,
            calm,
            by_rule * calm,
            (1.0 - by_rule) * at_large,
            by_rule * at_large,
            (1.0 - by_rule) * now,
            by_rule * now,
        ]
    }

    /// How likely it is that a person would give the code, 0 to 1.
    pub(crate) fn strength(&self, signals: Signals) -> f64 {
        logistic(self.log_odds(signals))
    }

    /// The logarithm of the odds of [`Self::strength`]: cheaper where only a bound is asked for.
    pub(crate) fn log_odds(&self, signals: Signals) -> f64 {
        let shared: f64 = self.weights.iter().zip(Self::inputs(signals)).map(|(w, x)| w * x).sum();
        shared + signals.offset
    }

    /// The most that a manner can add to the log-odds: a bound that spares looking for it.
    pub(crate) fn most_of_manner(&self) -> f64 {
        let mut most: f64 = 0.0;
        for trust in [None, Some(0.5)] {
            let plain = Signals { trust, ..Signals::default() };
            for lean in [-BOUND, 0.0, BOUND] {
                for tone in Tone::ALL {
                    for subject in Subject::ALL {
                        for among_praise in [false, true] {
                            let manner = Manner { lean, tone, among_praise, subject };
                            let signals = Signals { manner, ..plain };
                            most = most.max(self.log_odds(signals) - self.log_odds(plain));
                        }
                    }
                }
            }
        }
        most
    }

    /// What `code` adds to the log-odds.
    pub(crate) fn offset(&self, code: &str) -> f64 {
        self.offsets.get(code).copied().unwrap_or_default()
    }
}

/// Log-odds of a probability.
pub(crate) fn logit(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// The probability of log-odds.
pub(super) fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}
