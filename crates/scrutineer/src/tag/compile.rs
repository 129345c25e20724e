//! A taxonomy to what the tagger runs.

use std::collections::{BTreeMap, BTreeSet};

use super::compiler::Compiler;
use super::cues::CueRule;
use super::lexicon::{Lexicon, Lookup, Memory};
use super::program::{PhraseId, Program};
use super::sieve::Sieve;
use super::words;
use crate::Span;
use crate::taxonomy::phrase::Piece;
use crate::taxonomy::{CueKind, Phrase, Rule, Taxonomy};

/// Rule of an issue, by position in the taxonomy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RuleRef {
    pub issue: usize,
    pub rule: usize,
}

/// A rule as compiled.
#[derive(Debug)]
pub(super) struct CompiledRule {
    pub of: RuleRef,
    pub with: Vec<PhraseId>,
    pub without: Vec<PhraseId>,
}

/// Everything that is made once from a taxonomy.
#[derive(Debug)]
pub(super) struct Compilation {
    pub program: Program,
    pub rules: Vec<CompiledRule>,
    /// Rules that a phrase can fire, as indices into `rules`.
    pub fires: Vec<Vec<u32>>,
    /// Whether a phrase has a negator of its own.
    pub negates: Vec<bool>,
    /// Phrases of rules that are worth trying in a sentence.
    pub rule_sieve: Sieve,
    /// Cues by phrase.
    pub cues: Vec<Vec<CueRule>>,
    /// Phrases of cues that are worth trying in a sentence.
    pub cue_sieve: Sieve,
}

impl Compilation {
    pub(super) fn new(taxonomy: &Taxonomy) -> Self {
        let mut compiler = Compiler::new(&taxonomy.lists);
        let mut negators = Negators::new(taxonomy);
        let mut negating = Vec::new();
        let mut rules = Vec::new();
        let mut finds: Vec<(PhraseId, u32)> = Vec::new();
        for (issue_at, issue) in taxonomy.issues.iter().enumerate() {
            for (rule_at, rule) in issue.rules.iter().enumerate() {
                for phrase in &rule.find {
                    let id = compiler.add(phrase);
                    finds.push((id, rules.len() as u32));
                    if negators.stand_in(&phrase.pieces) {
                        negating.push(id);
                    }
                }
                rules.push(compile_rule(
                    &mut compiler,
                    rule,
                    RuleRef { issue: issue_at, rule: rule_at },
                ));
            }
        }
        let mut cues = Vec::new();
        for cue in &taxonomy.cues {
            for phrase in &cue.find {
                cues.push(CueRule {
                    phrase: compiler.add(phrase),
                    kind: cue.kind,
                    direction: cue.direction,
                    reach: cue.reach,
                    crosses: cue.crosses,
                });
            }
        }
        let program = compiler.finish(|lexicon| frequencies(lexicon, taxonomy));
        let mut fires = vec![Vec::new(); program.phrases.len()];
        let mut rule_phrases = Vec::new();
        for (phrase, rule) in finds {
            if fires[phrase as usize].is_empty() {
                rule_phrases.push(phrase);
            }
            if fires[phrase as usize].last() != Some(&rule) {
                fires[phrase as usize].push(rule);
            }
        }
        let mut by_phrase = vec![Vec::new(); program.phrases.len()];
        let mut cue_phrases = Vec::new();
        for cue in cues {
            if by_phrase[cue.phrase as usize].is_empty() {
                cue_phrases.push(cue.phrase);
            }
            by_phrase[cue.phrase as usize].push(cue);
        }
        let mut negates = vec![false; program.phrases.len()];
        negating.into_iter().for_each(|phrase| negates[phrase as usize] = true);
        let rule_sieve = Sieve::new(&program, &rule_phrases);
        let cue_sieve = Sieve::new(&program, &cue_phrases);
        Self { program, rules, fires, negates, rule_sieve, cues: by_phrase, cue_sieve }
    }
}

fn compile_rule<'a>(compiler: &mut Compiler<'a>, rule: &'a Rule, of: RuleRef) -> CompiledRule {
    CompiledRule {
        of,
        with: rule.with.iter().map(|phrase| compiler.add(phrase)).collect(),
        without: rule.without.iter().map(|phrase| compiler.add(phrase)).collect(),
    }
}

/// Tells phrases that have a negator of their own.
struct Negators<'a> {
    /// First words of the cues of denial: "not", "never", "none".
    words: BTreeSet<&'a str>,
    lists: &'a BTreeMap<String, Vec<Phrase>>,
    /// Lists that were looked through: however many ways lead to a list, it is read once.
    known: BTreeMap<&'a str, bool>,
}

impl<'a> Negators<'a> {
    fn new(taxonomy: &'a Taxonomy) -> Self {
        let denials = taxonomy.cues.iter().filter(|cue| cue.kind == CueKind::Denial);
        let first = |phrase: &'a Phrase| match phrase.pieces.as_slice() {
            [Piece::Word { text, .. }, ..] => Some(text.as_str()),
            _ => None,
        };
        let words = denials.flat_map(|cue| &cue.find).filter_map(first).collect();
        Self { words, lists: &taxonomy.lists, known: BTreeMap::new() }
    }

    /// Whether a negator stands in the pieces of a phrase, however deep.
    fn stand_in(&mut self, pieces: &'a [Piece]) -> bool {
        pieces.iter().any(|piece| match piece {
            Piece::Word { text, .. } => self.words.contains(text.as_str()),
            Piece::Group { alternatives, .. } => {
                alternatives.iter().any(|pieces| self.stand_in(pieces))
            }
            Piece::List(name) => self.stand_in_list(name),
            Piece::Gap(_) => false,
        })
    }

    fn stand_in_list(&mut self, name: &'a str) -> bool {
        if let Some(&known) = self.known.get(name) {
            return known;
        }
        let entries = self.lists.get(name).map_or(&[][..], Vec::as_slice);
        let found = entries.iter().any(|entry| self.stand_in(&entry.pieces));
        self.known.insert(name, found);
        found
    }
}

/// How often each atom occurs in the sentences that the taxonomy itself carries: examples, definitions.
/// A sample of the register that needs no file of its own; it decides speed, never a result.
fn frequencies(lexicon: &Lexicon, taxonomy: &Taxonomy) -> Vec<u32> {
    let mut counts = vec![0; lexicon.len()];
    let mut memory = Memory::new();
    let lookup = Lookup { lexicon, scorer: None };
    let mut found = Vec::new();
    let texts = taxonomy.issues.iter().flat_map(|issue| {
        let rules =
            issue.rules.iter().flat_map(|rule| rule.examples.iter().chain(&rule.counterexamples));
        rules.chain([&issue.definition, &issue.use_when, &issue.not_use])
    });
    for text in texts {
        found.clear();
        words::split(text, Span::new(0, text.len()), lookup, &mut memory, &mut found);
        for word in &found {
            for &atom in memory.atoms(word.entry) {
                counts[atom as usize] += 1;
            }
        }
    }
    counts
}
