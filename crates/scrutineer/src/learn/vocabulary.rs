//! Which words and pairs a model knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::evaluate::GoldPassage;
use crate::score::{Scorer, stem};
use crate::taxonomy::{Taxonomy, phrase};

/// Sentences or examples in which a word or pair must occur.
const FEWEST: u32 = 2;

/// The stems of `text`, in order.
pub(super) fn stems_of(text: &str) -> Vec<String> {
    let mut stems = Vec::new();
    let mut at = 0;
    while let Some(begin) = text[at..].find(phrase::is_word_char) {
        let start = at + begin;
        let length = phrase::word_length(&text[start..]);
        stems.push(stem(&phrase::fold(&text[start..start + length])).to_owned());
        at = start + length;
    }
    stems
}

/// A scorer that knows the words of the passages and of the taxonomy's examples, without weights yet.
pub(super) fn of(passages: &[&GoldPassage], taxonomy: &Taxonomy) -> Scorer {
    let mut texts: Vec<&str> = passages.iter().map(|passage| passage.text.as_str()).collect();
    for rule in taxonomy.issues.iter().flat_map(|issue| &issue.rules) {
        texts.extend(rule.examples.iter().chain(&rule.counterexamples).map(String::as_str));
    }
    let mut stem_counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut pair_counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    for text in &texts {
        let stems = stems_of(text);
        for stem in stems.iter().collect::<BTreeSet<_>>() {
            *stem_counts.entry(stem.clone()).or_default() += 1;
        }
        for pair in
            stems.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect::<BTreeSet<_>>()
        {
            *pair_counts.entry(pair).or_default() += 1;
        }
    }
    stem_counts.retain(|_, count| *count >= FEWEST);
    // Frequent words first: their weights lie close together, which spares the processor's cache.
    let mut stems: Vec<(String, u32)> = stem_counts.into_iter().collect();
    stems.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let numbers: BTreeMap<&str, u32> =
        stems.iter().map(|(stem, _)| stem.as_str()).zip(0..).collect();
    let mut pairs: Vec<(u32, (u32, u32))> = pair_counts
        .iter()
        .filter(|&(_, &count)| count >= FEWEST)
        .filter_map(|((first, second), &count)| {
            Some((count, (*numbers.get(first.as_str())?, *numbers.get(second.as_str())?)))
        })
        .collect();
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let all = texts.len() as f32;
    let idf = |count: u32| ((1.0 + all) / (1.0 + count as f32)).ln() + 1.0;
    let of_stems: Vec<f32> = stems.iter().map(|&(_, count)| idf(count)).collect();
    let of_pairs = pairs.iter().map(|&(count, _)| idf(count));
    let weights = of_stems.iter().chain(&of_stems).copied().chain(of_pairs).collect();
    Scorer::untrained(
        stems.into_iter().map(|(stem, _)| stem).collect(),
        pairs.into_iter().map(|(_, pair)| pair).collect(),
        weights,
    )
}
