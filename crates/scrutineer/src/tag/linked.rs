//! A scorer tied to a taxonomy, and how sentences speak by what it has learned of assertions.

use super::assertion::Assertion;
use super::cues::Cues;
use super::decide;
use super::scored::ScoreSpace;
use crate::score::{Manner, Scorer, Tone};
use crate::taxonomy::Taxonomy;

/// A scorer and where its codes stand in the taxonomy.
#[derive(Debug)]
pub(super) struct LinkedScorer {
    pub(super) scorer: Scorer,
    /// Number of the scorer's code for each issue.
    pub(super) code_of_issue: Vec<Option<usize>>,
    /// What each issue adds to the log-odds of its tags.
    pub(super) offsets: Vec<f64>,
    /// Columns of assertions: that of plain assertion, and the others.
    pub(super) asserted_column: Option<usize>,
    pub(super) stances: Vec<(Assertion, usize)>,
    /// Strength from which an asserted tag is given.
    pub(super) cut: f64,
    /// The most that the manner of a sentence can add to the log-odds.
    pub(super) most_of_manner: f64,
}

/// By so much another assertion must be likelier than plain assertion to be taken for a tag that the scorer gives
/// alone: less where a cue of the sentence says the same. Rules have looked at the cues themselves.
const WITH_CUE: f32 = 0.0;
const WITHOUT_CUE: f32 = 0.6;

impl LinkedScorer {
    /// Ties `scorer` to `taxonomy`; codes that the taxonomy lacks are passed over.
    pub(super) fn new(scorer: &Scorer, taxonomy: &Taxonomy) -> Self {
        let issues = &taxonomy.issues;
        let number = |code: &str| scorer.codes().iter().position(|known| known == code);
        let column = |assertion: Assertion| scorer.stance_column(assertion.as_str());
        Self {
            code_of_issue: issues.iter().map(|issue| number(&issue.id)).collect(),
            offsets: issues.iter().map(|issue| scorer.combiner().offset(&issue.id)).collect(),
            asserted_column: column(Assertion::Asserted),
            stances: Assertion::ALL[1..]
                .iter()
                .filter_map(|&assertion| Some((assertion, column(assertion)?)))
                .collect(),
            cut: scorer.combiner().cut,
            most_of_manner: scorer.combiner().most_of_manner(),
            scorer: scorer.clone(),
        }
    }

    /// How the sentence number `at` speaks in this `tone`.
    pub(super) fn manner(&self, scores: &ScoreSpace, at: usize, tone: Tone) -> Manner {
        let margin = |column| scores.margin_in(&self.scorer, at, column);
        let other = self.stances.iter().map(|&(_, column)| margin(column)).reduce(f32::max);
        Manner::new((other, self.asserted_column.map(margin)), tone)
    }

    /// What a sentence asserts when its words clearly say something other than that the problem was there.
    pub(super) fn stance(&self, scores: &ScoreSpace, at: usize, cues: &Cues) -> Option<Assertion> {
        let plain = scores.margin_in(&self.scorer, at, self.asserted_column?);
        // Words of blame and none of praise: whatever the rest sounds like, it is no praise.
        let praise = decide::speaks_of(Assertion::GoodPractice, cues) || !decide::blames(cues);
        self.stances
            .iter()
            .filter(|&&(assertion, _)| praise || assertion != Assertion::GoodPractice)
            .map(|&(assertion, column)| {
                let bound = if decide::speaks_of(assertion, cues) { WITH_CUE } else { WITHOUT_CUE };
                (scores.margin_in(&self.scorer, at, column) - plain - bound, assertion)
            })
            .filter(|&(beyond, _)| beyond > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, assertion)| assertion)
    }
}
