//! One phrase in documents: keyword in context.

use super::compiler::Compiler;
use super::lexicon::{Lookup, Memory};
use super::program::{PhraseId, Program};
use super::unit::{LONGEST, Unit};
use super::words;
use crate::taxonomy::{Phrase, Taxonomy};
use crate::{Document, Span};

/// Finds one phrase of the phrase language in documents.
#[derive(Debug)]
pub struct Finder {
    program: Program,
    phrase: PhraseId,
}

/// A place where the phrase occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The words that matched.
    pub span: Span,
    /// Index of the block.
    pub block: usize,
}

impl Finder {
    /// Compiles `phrase` with the word lists of `taxonomy`. A list that it lacks matches nothing.
    pub fn new(phrase: &Phrase, taxonomy: &Taxonomy) -> Self {
        let mut compiler = Compiler::new(&taxonomy.lists);
        let id = compiler.add(phrase);
        Self { program: compiler.finish(|lexicon| vec![1; lexicon.len()]), phrase: id }
    }

    /// Every place in `document`, in order, whatever the section.
    pub fn find(&self, document: &Document) -> Vec<Found> {
        let (mut memory, mut unit) = (Memory::new(), Unit::new(&self.program));
        let (mut own, mut places, mut found) = (Vec::new(), Vec::new(), Vec::new());
        for sentence in &document.sentences {
            own.clear();
            words::split(
                document.text.as_str(),
                sentence.span,
                Lookup { lexicon: &self.program.lexicon, scorer: None },
                &mut memory,
                &mut own,
            );
            for piece in own.chunks(LONGEST) {
                unit.load(piece, &memory);
                places.clear();
                unit.places(&self.program, self.phrase, &mut places);
                found.extend(places.iter().map(|place| Found {
                    span: Span::new(
                        piece[place.start].start as usize,
                        piece[place.end - 1].end as usize,
                    ),
                    block: sentence.block,
                }));
            }
        }
        found
    }
}
