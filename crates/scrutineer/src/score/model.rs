//! The model file: words, pairs, weights, combiner.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use super::combine::Combiner;
use super::features::{Example, Layout};
use super::fit::Judged;
use super::svm::Plane;
use super::trust::Records;

/// A trained scorer, read-only and shared.
#[derive(Clone, Debug, Default)]
pub struct Scorer {
    codes: Vec<String>,
    stems: Vec<String>,
    /// Pairs of stem numbers.
    pairs: Vec<(u32, u32)>,
    /// Inverse document frequency of each feature.
    idf: Vec<f32>,
    /// Weights of each feature, a row of all codes, in steps of the code's `scale`.
    weights: Vec<i8>,
    scales: Vec<f32>,
    biases: Vec<f32>,
    /// How margin and rules become strength.
    combiner: Combiner,
    /// How rules did on passages not used to write them.
    records: Records,
    stem_numbers: BTreeMap<String, u32>,
    /// Second words and numbers of the pairs that begin with each stem, ascending, and where each stem's begin.
    followers: Vec<(u32, u32)>,
    follower_starts: Vec<u32>,
}

/// Why a model file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    message: String,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ModelError {}

/// The name of the column that says how likely a sentence carries `assertion`, whatever the issue.
pub(crate) fn stance_name(assertion: &str) -> String {
    format!("assertion:{assertion}")
}

const MAGIC: &[u8; 8] = b"SCRUTIN1";

static BUILTIN: LazyLock<Scorer> = LazyLock::new(|| {
    Scorer::from_bytes(include_bytes!("../../model/scorer.bin")).unwrap_or_default()
});

impl Scorer {
    /// The scorer that ships with the built-in taxonomy.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The codes that it knows.
    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    /// Where the column of an assertion stands among the codes, if the model has one.
    pub(crate) fn stance_column(&self, assertion: &str) -> Option<usize> {
        let name = stance_name(assertion);
        self.codes.iter().position(|code| *code == name)
    }

    /// How rules did on passages not used to write them.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// How margin and rules become strength.
    pub fn combiner(&self) -> &Combiner {
        &self.combiner
    }

    /// Fits strengths to judged tags of passages by others than those that taught it.
    pub(crate) fn recalibrate(&mut self, judged: &[Judged]) {
        self.combiner.recalibrate(judged);
    }

    pub(crate) fn layout(&self) -> Layout {
        Layout { stems: self.stems.len() as u32, pairs: self.pairs.len() as u32 }
    }

    /// The number of a stem, if the model knows it.
    pub(crate) fn stem_number(&self, stem: &str) -> Option<u32> {
        self.stem_numbers.get(stem).copied()
    }

    /// Numbers of the sentence's features, with repeats; `words` are stem numbers, `None` for unknown words.
    pub(crate) fn sentence_counts(&self, words: &[Option<u32>], counts: &mut Vec<u32>) {
        let layout = self.layout();
        for (at, word) in words.iter().enumerate() {
            let Some(word) = *word else { continue };
            counts.push(layout.in_sentence(word));
            if let Some(Some(next)) = words.get(at + 1)
                && let Some(pair) = self.pair_number(word, *next)
            {
                counts.push(layout.pair(pair));
            }
        }
    }

    /// Numbers of the features that every sentence of a passage has from the passage.
    pub(crate) fn passage_counts(&self, words: &[Option<u32>], counts: &mut Vec<u32>) {
        let layout = self.layout();
        counts.extend(words.iter().flatten().map(|&word| layout.in_passage(word)));
    }

    /// Whether `feature` is the word `own` (0) or the pair of `own` and `next` (1): words that follow.
    pub(crate) fn feature_at(&self, feature: u32, own: u32, next: Option<u32>) -> Option<usize> {
        let layout = self.layout();
        if layout.in_sentence(own) == feature {
            return Some(0);
        }
        let pair = self.pair_number(own, next?)?;
        (layout.pair(pair) == feature).then_some(1)
    }

    fn pair_number(&self, first: u32, second: u32) -> Option<u32> {
        let (from, to) =
            (self.follower_starts[first as usize], self.follower_starts[first as usize + 1]);
        let own = &self.followers[from as usize..to as usize];
        let at = own.binary_search_by_key(&second, |&(next, _)| next).ok()?;
        Some(own[at].1)
    }

    pub(crate) fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// Adds the weights of `example` to `sums`, one a code, in steps of the codes' scales.
    pub(crate) fn accumulate(&self, example: &Example, sums: &mut [f32]) {
        let codes = self.codes.len();
        for &(feature, value) in example {
            let row = &self.weights[feature as usize * codes..][..codes];
            for (sum, &weight) in sums.iter_mut().zip(row) {
                *sum += value * f32::from(weight);
            }
        }
    }

    /// The margin of code number `code` for a finished sum.
    pub(crate) fn margin(&self, code: usize, sum: f32) -> f32 {
        sum * self.scales[code] + self.biases[code]
    }

    /// What one feature adds to the margin of `code`, to show the words that weighed most.
    pub(crate) fn contribution(&self, code: usize, feature: u32, value: f32) -> f32 {
        f32::from(self.weights[feature as usize * self.codes.len() + code])
            * value
            * self.scales[code]
    }

    /// A scorer without weights, to number the features of training text.
    pub(crate) fn untrained(stems: Vec<String>, pairs: Vec<(u32, u32)>, idf: Vec<f32>) -> Self {
        let mut scorer = Self { stems, pairs, idf, ..Self::default() };
        scorer.index();
        scorer
    }

    /// Takes over trained planes, one a code; weights are rounded to 127 steps each way.
    pub(crate) fn set_planes(
        &mut self,
        codes: Vec<String>,
        planes: &[Plane],
        combiner: Combiner,
        records: Records,
    ) {
        let features = self.layout().len();
        self.scales = planes
            .iter()
            .map(|plane| {
                plane.weights.iter().fold(0.0_f32, |max, weight| max.max(weight.abs())) / 127.0
            })
            .collect();
        self.biases = planes.iter().map(|plane| plane.bias).collect();
        self.weights = Vec::with_capacity(features * planes.len());
        for feature in 0..features {
            for (plane, &scale) in planes.iter().zip(&self.scales) {
                let steps = if scale > 0.0 { plane.weights[feature] / scale } else { 0.0 };
                self.weights.push(steps.round().clamp(-127.0, 127.0) as i8);
            }
        }
        self.codes = codes;
        self.combiner = combiner;
        self.records = records;
    }

    fn index(&mut self) {
        self.stem_numbers = self.stems.iter().cloned().zip(0..).collect();
        let mut by_first: Vec<(u32, u32, u32)> =
            (0..).zip(&self.pairs).map(|(number, &(a, b))| (a, b, number)).collect();
        by_first.sort_unstable();
        self.follower_starts = (0..=self.stems.len())
            .map(|stem| by_first.partition_point(|&(first, ..)| (first as usize) < stem) as u32)
            .collect();
        self.followers = by_first.into_iter().map(|(_, second, number)| (second, number)).collect();
    }

    /// The model as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let texts = |out: &mut Vec<u8>, texts: &[String]| {
            out.extend((texts.len() as u32).to_le_bytes());
            for text in texts {
                out.push(text.len().min(255) as u8);
                out.extend(&text.as_bytes()[..text.len().min(255)]);
            }
        };
        texts(&mut out, &self.codes);
        texts(&mut out, &self.stems);
        out.extend((self.pairs.len() as u32).to_le_bytes());
        for (first, second) in &self.pairs {
            out.extend(first.to_le_bytes());
            out.extend(second.to_le_bytes());
        }
        for value in self.idf.iter().chain(&self.scales).chain(&self.biases) {
            out.extend(value.to_le_bytes());
        }
        out.extend(self.weights.iter().map(|weight| weight.to_le_bytes()[0]));
        // A few numbers and names: JSON keeps them readable.
        let small = serde_json::to_vec(&(&self.combiner, &self.records)).unwrap_or_default();
        out.extend((small.len() as u32).to_le_bytes());
        out.extend(small);
        out
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When the bytes are no model, or are cut short.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = Reader { bytes };
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(fault(
                "the file is no model of this version; make one with `scrutineer learn`",
            ));
        }
        let codes = reader.texts()?;
        let stems = reader.texts()?;
        let count = reader.length(8)?;
        let mut pairs = Vec::with_capacity(count);
        for _ in 0..count {
            let pair = (reader.number()?, reader.number()?);
            if pair.0 as usize >= stems.len() || pair.1 as usize >= stems.len() {
                return Err(fault("the model is damaged: a pair names an unknown word"));
            }
            pairs.push(pair);
        }
        let features = 2 * stems.len() + pairs.len();
        let idf = reader.floats(features)?;
        let scales = reader.floats(codes.len())?;
        let biases = reader.floats(codes.len())?;
        let cells = features.checked_mul(codes.len()).ok_or_else(cut_short)?;
        let weights = reader.take(cells)?.iter().map(|&byte| i8::from_le_bytes([byte])).collect();
        let length = reader.length(1)?;
        let (combiner, records) = serde_json::from_slice(reader.take(length)?)
            .map_err(|error| fault(&format!("the model is damaged: {error}")))?;
        let mut scorer = Self {
            codes,
            stems,
            pairs,
            idf,
            weights,
            scales,
            biases,
            combiner,
            records,
            ..Self::default()
        };
        scorer.index();
        Ok(scorer)
    }
}

fn fault(message: &str) -> ModelError {
    ModelError { message: message.to_owned() }
}

fn cut_short() -> ModelError {
    fault("the model file is cut short; copy it again")
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or_else(cut_short)?;
        self.bytes = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, ModelError> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// A count of things of at least `size` bytes each, which must be there.
    fn length(&mut self, size: usize) -> Result<usize, ModelError> {
        let count = self.number()? as usize;
        if count.saturating_mul(size) > self.bytes.len() { Err(cut_short()) } else { Ok(count) }
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, ModelError> {
        let bytes = self.take(count.checked_mul(4).ok_or_else(cut_short)?)?;
        Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    fn texts(&mut self) -> Result<Vec<String>, ModelError> {
        let count = self.length(1)?;
        (0..count)
            .map(|_| {
                let length = usize::from(self.take(1)?[0]);
                let text = std::str::from_utf8(self.take(length)?);
                text.map(str::to_owned)
                    .map_err(|_| fault("the model is damaged: a word is not UTF-8"))
            })
            .collect()
    }
}
