//! A taxonomy to what the tagger runs.

use super::cues::CueRule;
use super::lexicon::{Lexicon, Lookup, Memory};
use super::program::{Compiler, PhraseId, Program};
use super::sieve::Sieve;
use super::words;
use crate::Span;
use crate::taxonomy::{Rule, Taxonomy};

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
        let mut rules = Vec::new();
        let mut finds: Vec<(PhraseId, u32)> = Vec::new();
        for (issue_at, issue) in taxonomy.issues.iter().enumerate() {
            for (rule_at, rule) in issue.rules.iter().enumerate() {
                for phrase in &rule.find {
                    finds.push((compiler.add(phrase), rules.len() as u32));
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
        let rule_sieve = Sieve::new(&program, &rule_phrases);
        let cue_sieve = Sieve::new(&program, &cue_phrases);
        Self { program, rules, fires, rule_sieve, cues: by_phrase, cue_sieve }
    }
}

fn compile_rule<'a>(compiler: &mut Compiler<'a>, rule: &'a Rule, of: RuleRef) -> CompiledRule {
    CompiledRule {
        of,
        with: rule.with.iter().map(|phrase| compiler.add(phrase)).collect(),
        without: rule.without.iter().map(|phrase| compiler.add(phrase)).collect(),
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
