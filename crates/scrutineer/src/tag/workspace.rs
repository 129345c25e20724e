//! Working memory of the tagger: the words and sentences of one block, and what was found out about them.

use super::cues::Cues;
use super::lexicon::{Lookup, Memory};
use super::program::Program;
use super::scored::ScoreSpace;
use super::unit::{LONGEST, Match, Unit};
use super::words::{self, Word};
use crate::document::Block;
use crate::score::{Scorer, Subject};
use crate::{Document, Span};

/// What one call of `tag` works with.
#[derive(Debug)]
pub(super) struct Workspace {
    pub(super) memory: Memory,
    pub(super) unit: Unit,
    pub(super) words: Vec<Word>,
    pub(super) sentences: Vec<UnitRange>,
    pub(super) places: Vec<Match>,
    /// Rules whose phrases stand in the sentence.
    pub(super) fired: Vec<Fired>,
    /// Cues of each sentence, where somebody has looked for them.
    pub(super) cues: Vec<Option<Cues>>,
    /// Issues whose desired practice a sentence names without saying how it was: issue and sentence.
    pub(super) named: Vec<(usize, usize)>,
    pub(super) scores: ScoreSpace,
    /// What is read, and what it tells of, where somebody has asked.
    block: Span,
    subject: Option<Subject>,
}

impl Workspace {
    pub(super) fn new(program: &Program) -> Self {
        Self {
            memory: Memory::new(),
            unit: Unit::new(program),
            words: Vec::new(),
            sentences: Vec::new(),
            places: Vec::new(),
            fired: Vec::new(),
            cues: Vec::new(),
            named: Vec::new(),
            scores: ScoreSpace::default(),
            block: Span::default(),
            subject: None,
        }
    }

    /// Reads the words of the sentences of `block`; what was known of another block is forgotten.
    pub(super) fn read(&mut self, document: &Document, block: &Block, lookup: Lookup<'_>) {
        self.words.clear();
        self.sentences.clear();
        for sentence in &document.sentences[block.sentences.clone()] {
            let mut from = self.words.len();
            let text = document.text.as_str();
            words::split(text, sentence.span, lookup, &mut self.memory, &mut self.words);
            // A "sentence" of more words is a table or list without stops: it is looked at in pieces.
            while self.words.len() - from > LONGEST {
                self.sentences.push(UnitRange { from, to: from + LONGEST, span: sentence.span });
                from += LONGEST;
            }
            self.sentences.push(UnitRange { from, to: self.words.len(), span: sentence.span });
        }
        self.named.clear();
        self.block = block.span;
        self.subject = None;
        self.cues.clear();
        self.cues.resize_with(self.sentences.len(), || None);
    }

    /// What the block tells of, looked for once.
    pub(super) fn subject(&mut self, document: &Document) -> Subject {
        *self.subject.get_or_insert_with(|| Subject::of(document.text.slice(self.block)))
    }

    /// Scores the sentences that were read.
    pub(super) fn score(&mut self, scorer: &Scorer) {
        let ranges = self.sentences.iter().map(|unit| (unit.from, unit.to));
        self.scores.score(scorer, &self.memory, &self.words, ranges);
    }
}

/// A rule and where one of its phrases stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fired {
    pub(super) rule: u32,
    pub(super) place: Match,
    /// The phrase has a negator of its own.
    pub(super) negates: bool,
}

/// Words of one sentence (or of a piece of an overlong one) in the workspace.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitRange {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) span: Span,
}
