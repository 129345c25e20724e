//! How far each rule can be trusted: its record on passages that were not used to write it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::taxonomy::Strength;

/// Passages in which a rule asserted its issue, rightly and in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Passages in which a person gave the code too.
    pub right: u32,
    /// All passages.
    pub all: u32,
}

/// Records of rules by name, "issue/rule".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Records(BTreeMap<String, Tried>);

/// What a rule is worth before it has been tried, by its strength.
const UNTRIED_STRONG: f64 = 0.66;
const UNTRIED_WEAK: f64 = 0.5;
/// How many trials the prior counts for.
const PRIOR: f64 = 4.0;

impl Records {
    /// The record of a rule.
    pub fn of(&self, rule: &str) -> Tried {
        self.0.get(rule).copied().unwrap_or_default()
    }

    /// Adds one trial.
    pub(crate) fn add(&mut self, rule: &str, right: bool) {
        let tried = self.0.entry(rule.to_owned()).or_default();
        tried.all += 1;
        tried.right += u32::from(right);
    }
}

impl Tried {
    /// Smoothed share of trials that were right.
    pub(crate) fn trust(self, strength: Strength) -> f64 {
        let prior = match strength {
            Strength::Strong => UNTRIED_STRONG,
            Strength::Weak => UNTRIED_WEAK,
        };
        (f64::from(self.right) + prior * PRIOR) / (f64::from(self.all) + PRIOR)
    }

    /// The record without one trial, so that a case is not judged by itself.
    pub(crate) fn without(self, right: bool) -> Self {
        Self { right: self.right.saturating_sub(u32::from(right)), all: self.all.saturating_sub(1) }
    }
}
