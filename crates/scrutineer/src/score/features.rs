//! Words to features.

/// What the model sees of one sentence: feature numbers and their values.
pub(crate) type Example = Vec<(u32, f32)>;

/// Weight of the passage's words beside the sentence's own.
const PASSAGE_WEIGHT: f32 = 0.5;

/// Where the three kinds of features begin in the model's numbering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    pub stems: u32,
    pub pairs: u32,
}

impl Layout {
    pub(crate) fn in_sentence(self, stem: u32) -> u32 {
        stem
    }

    pub(crate) fn in_passage(self, stem: u32) -> u32 {
        self.stems + stem
    }

    pub(crate) fn pair(self, pair: u32) -> u32 {
        2 * self.stems + pair
    }

    pub(crate) fn len(self) -> usize {
        (2 * self.stems + self.pairs) as usize
    }
}

/// Term counts to weights of unit length: (1 + ln tf) · idf (Salton & Buckley 1988), scaled by `weight`.
pub(crate) fn weigh(counts: &mut [u32], idf: &[f32], weight: f32, out: &mut Example) {
    counts.sort_unstable();
    let from = out.len();
    let mut at = 0;
    let mut norm = 0.0;
    while at < counts.len() {
        let feature = counts[at];
        let mut end = at + 1;
        while end < counts.len() && counts[end] == feature {
            end += 1;
        }
        let value = (1.0 + ((end - at) as f32).ln()) * idf[feature as usize];
        norm += value * value;
        out.push((feature, value));
        at = end;
    }
    if norm > 0.0 {
        let scale = weight / norm.sqrt();
        for (_, value) in &mut out[from..] {
            *value *= scale;
        }
    }
}

/// The weight of a sentence's own features.
pub(crate) fn weigh_sentence(counts: &mut [u32], idf: &[f32], out: &mut Example) {
    weigh(counts, idf, 1.0, out);
}

/// The weight of the features that a sentence has from its passage.
pub(crate) fn weigh_passage(counts: &mut [u32], idf: &[f32], out: &mut Example) {
    weigh(counts, idf, PASSAGE_WEIGHT, out);
}

/// Endings that are cut, longest first.
const ENDINGS: [&str; 9] = ["ations", "ation", "ing", "edly", "ed", "ies", "es", "ly", "s"];
/// Letters that must be left.
const SHORTEST: usize = 4;

/// A light stemmer: one English inflection off, nothing else, so that evidence stays readable.
pub(crate) fn stem(word: &str) -> &str {
    let cut = ENDINGS
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|left| left.len() >= SHORTEST));
    cut.unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_lightly() {
        let cases = [
            ("assessments", "assessment"),
            ("shared", "shar"),
            ("recorded", "record"),
            ("visits", "visit"),
            ("was", "was"),
        ];
        for (word, expected) in cases {
            assert_eq!(stem(word), expected);
        }
    }

    #[test]
    fn weights_have_unit_length() {
        let mut out = Vec::new();
        weigh_sentence(&mut [3, 1, 3], &[1.0, 2.0, 1.0, 1.5], &mut out);
        let norm: f32 = out.iter().map(|(_, value)| value * value).sum();
        assert!((norm - 1.0).abs() < 1e-6);
        assert_eq!(out.len(), 2);
    }
}
