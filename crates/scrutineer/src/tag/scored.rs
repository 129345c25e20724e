//! What the learned scorer says of one passage.

use super::lexicon::Memory;
use super::words::Word;
use crate::Span;
use crate::score::{Example, Scorer, weigh_passage, weigh_sentence};

/// Working memory of the scorer.
#[derive(Debug, Default)]
pub(super) struct ScoreSpace {
    counts: Vec<u32>,
    example: Example,
    base: Vec<f32>,
    sums: Vec<f32>,
    stems: Vec<Option<u32>>,
    /// Sums of each sentence, a row a sentence.
    rows: Vec<f32>,
    /// Largest margin of each code, and the sentence that has it.
    pub best: Vec<(f32, usize)>,
}

/// A sentence of fewer words is a fragment.
const FEWEST_WORDS: usize = 5;
/// Words or pairs that are shown as evidence of one tag.
const SHOWN: usize = 3;

impl ScoreSpace {
    /// Scores the sentences of a passage, given as ranges of `words`.
    pub(super) fn score(
        &mut self,
        scorer: &Scorer,
        memory: &Memory,
        words: &[Word],
        sentences: impl Iterator<Item = (usize, usize)>,
    ) {
        self.stems.clear();
        self.stems.extend(words.iter().map(|word| memory.stem(word.entry)));
        let codes = scorer.codes().len();
        self.base.clear();
        self.base.resize(codes, 0.0);
        self.counts.clear();
        scorer.passage_counts(&self.stems, &mut self.counts);
        self.example.clear();
        weigh_passage(&mut self.counts, scorer.idf(), &mut self.example);
        scorer.accumulate(&self.example, &mut self.base);
        self.best.clear();
        self.rows.clear();
        self.best.resize(codes, (f32::NEG_INFINITY, 0));
        for (at, (from, to)) in sentences.enumerate() {
            self.sums.clear();
            self.sums.extend_from_slice(&self.base);
            self.weigh(scorer, from, to);
            scorer.accumulate(&self.example, &mut self.sums);
            self.rows.extend_from_slice(&self.sums);
            // An attribution line or a cell of two words states nothing.
            if to - from < FEWEST_WORDS {
                continue;
            }
            for (code, &sum) in self.sums.iter().enumerate() {
                let margin = scorer.margin(code, sum);
                if margin > self.best[code].0 {
                    self.best[code] = (margin, at);
                }
            }
        }
    }

    /// The margin of one column in the sentence number `at`.
    pub(super) fn margin_in(&self, scorer: &Scorer, at: usize, column: usize) -> f32 {
        scorer.margin(column, self.rows[at * scorer.codes().len() + column])
    }

    fn weigh(&mut self, scorer: &Scorer, from: usize, to: usize) {
        self.counts.clear();
        scorer.sentence_counts(&self.stems[from..to], &mut self.counts);
        self.example.clear();
        weigh_sentence(&mut self.counts, scorer.idf(), &mut self.example);
    }

    /// The words of a sentence that spoke most for `code`, in the order of the text.
    pub(super) fn evidence(
        &mut self,
        scorer: &Scorer,
        code: usize,
        words: &[Word],
        (from, to): (usize, usize),
    ) -> Vec<Span> {
        self.weigh(scorer, from, to);
        let mut ranked: Vec<(f32, u32)> = self
            .example
            .iter()
            .map(|&(feature, value)| (scorer.contribution(code, feature, value), feature))
            .filter(|&(weight, _)| weight > 0.0)
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut spans = Vec::new();
        for &(_, feature) in ranked.iter().take(SHOWN) {
            let place = (from..to).find_map(|at| {
                let own = self.stems[at]?;
                let next = self.stems[..to].get(at + 1).copied().flatten();
                let end = scorer.feature_at(feature, own, next)?;
                Some(Span::new(words[at].start as usize, words[at + end].end as usize))
            });
            spans.extend(place);
        }
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::new();
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end + 1 => *last = last.cover(span),
                _ => merged.push(span),
            }
        }
        merged
    }
}
