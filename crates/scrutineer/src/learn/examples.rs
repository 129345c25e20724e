//! Coded passages to training examples, one a sentence.

use std::collections::BTreeSet;

use super::vocabulary::stems_of;
use super::{FOLDS, Lesson, is_finding};
use crate::evaluate::GoldPassage;
use crate::score::{Example, Plane, Scorer, weigh_passage, weigh_sentence};
use crate::tag::Assertion;
use crate::taxonomy::Taxonomy;
use crate::{Document, Span, Text};

/// One sentence as the model sees it.
struct Taught {
    example: Example,
    /// The sentence's own words without those of its passage, by which assertions are learned: a passage can praise
    /// one thing and criticise the next.
    alone: Example,
    /// Position among all passages; `None` for the taxonomy's own examples.
    passage: Option<usize>,
    fold: usize,
    /// Codes that the sentence asserts.
    shows: BTreeSet<String>,
    /// Codes that it neither shows nor denies: asserted elsewhere in its passage, or disputed.
    silent: BTreeSet<String>,
    /// For an example of a rule: the only codes that it speaks of. Empty for passages, which are coded completely.
    only: BTreeSet<String>,
    /// Assertions of the labels whose words stand in the sentence.
    assertions: BTreeSet<Assertion>,
}

/// All sentences to learn from.
pub(super) struct Lessons<'a> {
    sentences: Vec<Taught>,
    passages: Vec<(usize, usize, &'a GoldPassage)>,
    /// Sentences of each passage.
    ranges: Vec<std::ops::Range<usize>>,
}

impl<'a> Lessons<'a> {
    pub(super) fn new(scorer: &Scorer, lessons: &'a [Lesson], taxonomy: &Taxonomy) -> Self {
        let mut all = Self { sentences: Vec::new(), passages: Vec::new(), ranges: Vec::new() };
        for (lesson_at, lesson) in lessons.iter().enumerate() {
            for (at, passage) in lesson.passages.iter().enumerate() {
                // Few files: deal passages; many files: a file is held out as a whole.
                let fold = if lessons.len() >= FOLDS { lesson_at % FOLDS } else { at % FOLDS };
                all.add_passage(scorer, (lesson_at, fold), passage, taxonomy);
            }
        }
        for issue in &taxonomy.issues {
            for rule in &issue.rules {
                for example in &rule.examples {
                    all.add_rule_example(scorer, &issue.id, example, true);
                }
                for example in &rule.counterexamples {
                    all.add_rule_example(scorer, &issue.id, example, false);
                }
            }
        }
        all
    }

    fn add_passage(
        &mut self,
        scorer: &Scorer,
        (lesson, fold): (usize, usize),
        passage: &'a GoldPassage,
        taxonomy: &Taxonomy,
    ) {
        let document = Document::passage(&passage.text, passage.role());
        let whole = numbers(scorer, document.text.as_str());
        let first = self.sentences.len();
        for sentence in &document.sentences {
            let own = numbers(scorer, document.text.slice(sentence.span));
            let mut shows = BTreeSet::new();
            let mut silent: BTreeSet<String> = passage
                .labels
                .iter()
                .filter(|label| label.disputed)
                .map(|label| label.code.clone())
                .collect();
            for label in passage.labels.iter().filter(|label| is_finding(label, taxonomy)) {
                if covers(&document, sentence.span, &label.quote) {
                    shows.insert(label.code.clone());
                } else {
                    silent.insert(label.code.clone());
                }
            }
            self.sentences.push(Taught {
                example: example(scorer, &own, &whole),
                alone: alone(scorer, &own),
                passage: Some(self.passages.len()),
                fold,
                shows,
                silent,
                only: BTreeSet::new(),
                assertions: passage
                    .labels
                    .iter()
                    .filter(|label| {
                        !label.disputed && covers(&document, sentence.span, &label.quote)
                    })
                    .map(|label| label.assertion)
                    .collect(),
            });
        }
        self.ranges.push(first..self.sentences.len());
        self.passages.push((lesson, fold, passage));
    }

    fn add_rule_example(&mut self, scorer: &Scorer, code: &str, sentence: &str, shows: bool) {
        let own = numbers(scorer, &sentence.replace("**", ""));
        let codes = BTreeSet::from([code.to_owned()]);
        self.sentences.push(Taught {
            example: example(scorer, &own, &own),
            alone: Example::new(),
            passage: None,
            fold: FOLDS,
            shows: if shows { codes.clone() } else { BTreeSet::new() },
            silent: BTreeSet::new(),
            only: if shows { BTreeSet::new() } else { codes },
            assertions: BTreeSet::new(),
        });
    }

    /// Sentences that teach `code`, and whether each shows it; those of fold `without` are left out.
    pub(super) fn examples_for(
        &self,
        code: &str,
        without: Option<usize>,
    ) -> (Vec<&Example>, Vec<bool>) {
        self.sentences
            .iter()
            .filter(|sentence| Some(sentence.fold) != without)
            .filter(|sentence| sentence.shows.contains(code) || !sentence.silent.contains(code))
            .filter(|sentence| sentence.only.is_empty() || sentence.only.contains(code))
            .map(|sentence| (&sentence.example, sentence.shows.contains(code)))
            .unzip()
    }

    /// Sentences with labels, and whether one of the labels carries `assertion`.
    /// Those of fold `without` are left out.
    pub(super) fn examples_of_assertion(
        &self,
        assertion: Assertion,
        without: Option<usize>,
    ) -> (Vec<&Example>, Vec<bool>) {
        self.sentences
            .iter()
            .filter(|sentence| !sentence.assertions.is_empty() && Some(sentence.fold) != without)
            .map(|sentence| (&sentence.alone, sentence.assertions.contains(&assertion)))
            .unzip()
    }

    /// Passages of a fold with their positions.
    pub(super) fn passages(&self, fold: usize) -> impl Iterator<Item = (usize, &'a GoldPassage)> {
        self.passages
            .iter()
            .enumerate()
            .filter(move |(_, (_, own, _))| *own == fold)
            .map(|(at, &(_, _, passage))| (at, passage))
    }

    /// The lesson of the passage at `at`.
    pub(super) fn lesson_of(&self, at: usize) -> usize {
        self.passages[at].0
    }

    /// Margin of `plane` in each sentence of the passage at `at`.
    pub(super) fn margins(&self, at: usize, plane: &Plane) -> Vec<f32> {
        self.sentences[self.ranges[at].clone()]
            .iter()
            .inspect(|sentence| debug_assert_eq!(sentence.passage, Some(at)))
            .map(|sentence| {
                let weighed = sentence.example.iter().map(|&(f, v)| plane.weights[f as usize] * v);
                plane.bias + weighed.sum::<f32>()
            })
            .collect()
    }
}

fn numbers(scorer: &Scorer, text: &str) -> Vec<Option<u32>> {
    stems_of(text).iter().map(|stem| scorer.stem_number(stem)).collect()
}

fn alone(scorer: &Scorer, own: &[Option<u32>]) -> Example {
    let (mut counts, mut out) = (Vec::new(), Vec::new());
    scorer.sentence_counts(own, &mut counts);
    weigh_sentence(&mut counts, scorer.idf(), &mut out);
    out
}

fn example(scorer: &Scorer, own: &[Option<u32>], passage: &[Option<u32>]) -> Example {
    let mut out = alone(scorer, own);
    let mut counts = Vec::new();
    scorer.passage_counts(passage, &mut counts);
    weigh_passage(&mut counts, scorer.idf(), &mut out);
    out
}

/// Whether the quoted words stand, wholly or in part, in the sentence. A quote that is not found speaks for every sentence.
fn covers(document: &Document, sentence: Span, quote: &str) -> bool {
    let quote = Text::plain(quote);
    match document.text.as_str().find(quote.as_str()) {
        Some(start) => Span::new(start, start + quote.as_str().len()).overlaps(sentence),
        None => true,
    }
}
