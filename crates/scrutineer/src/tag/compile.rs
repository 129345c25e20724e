//! A taxonomy to what the tagger runs.

use super::cues::CueRule;
use super::lexicon::{Atom, Lexicon, Lookup, Memory};
use super::program::{Compiler, PhraseId, Program};
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
    /// Phrases of rules to try when an atom occurs.
    pub rule_anchors: Vec<Vec<PhraseId>>,
    pub cues: Vec<CueRule>,
    /// Cues to try when an atom occurs, as indices into `cues`.
    pub cue_anchors: Vec<Vec<u32>>,
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
        let mut rule_anchors = vec![Vec::new(); program.lexicon.len()];
        for (phrase, rule) in finds {
            if fires[phrase as usize].is_empty() {
                for &atom in anchor(&program, phrase) {
                    rule_anchors[atom as usize].push(phrase);
                }
            }
            if fires[phrase as usize].last() != Some(&rule) {
                fires[phrase as usize].push(rule);
            }
        }
        let mut cue_anchors = vec![Vec::new(); program.lexicon.len()];
        for (at, cue) in cues.iter().enumerate() {
            for &atom in anchor(&program, cue.phrase) {
                cue_anchors[atom as usize].push(at as u32);
            }
        }
        Self { program, rules, fires, rule_anchors, cues, cue_anchors }
    }
}

fn compile_rule<'a>(compiler: &mut Compiler<'a>, rule: &'a Rule, of: RuleRef) -> CompiledRule {
    CompiledRule {
        of,
        with: rule.with.iter().map(|phrase| compiler.add(phrase)).collect(),
        without: rule.without.iter().map(|phrase| compiler.add(phrase)).collect(),
    }
}

/// The atoms one of which must occur for the phrase to: those of its rarest step.
fn anchor(program: &Program, phrase: PhraseId) -> &[Atom] {
    program.phrases[phrase as usize]
        .needed
        .first()
        .map_or(&[], |&class| &program.classes[class as usize])
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
