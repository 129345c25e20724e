//! Which words a phrase cannot do without.
//!
//! A phrase occurs only where, of each of a few sets of words, one is there. The rarer the sets, the fewer phrases are
//! looked at closely. They decide speed, never a result.

use super::compiler::Alternatives;
use super::lexicon::Atom;
use super::program::Node;

/// Sets of words that a group gives: of each alternative its rarest step, its second rarest, and so on.
const LEVELS: usize = 3;

/// What the groups of a program cannot do without.
pub(super) struct Needs<'a> {
    classes: &'a [Vec<Atom>],
    counts: &'a [u32],
    groups: Vec<Vec<Vec<Atom>>>,
}

impl<'a> Needs<'a> {
    /// Groups name only groups before them. `counts` tells how often each atom occurs in texts.
    pub(super) fn new(
        groups: &[Alternatives],
        classes: &'a [Vec<Atom>],
        counts: &'a [u32],
    ) -> Self {
        let mut needs = Self { classes, counts, groups: Vec::with_capacity(groups.len()) };
        for group in groups {
            let of_group = needs.of_group(group);
            needs.groups.push(of_group);
        }
        needs
    }

    /// Sets of atoms of which `nodes` need one each, rarest first.
    pub(super) fn of(&self, nodes: &[Node]) -> Vec<Vec<Atom>> {
        let mut sets: Vec<Vec<Atom>> = Vec::new();
        for node in nodes {
            match *node {
                Node::Word(atom) => sets.push(vec![atom]),
                Node::Class(class) => sets.push(self.classes[class as usize].clone()),
                Node::Group(group) => sets.extend(self.groups[group as usize].iter().cloned()),
                Node::Gap(_) | Node::Optional(_) | Node::OptionalClass(_) => {}
            }
        }
        sets.sort_by_cached_key(|atoms| (self.weight(atoms), atoms.clone()));
        sets.dedup();
        // A set is there wherever a part of it is.
        let all = sets.clone();
        let mut at = 0;
        sets.retain(|set| {
            at += 1;
            !all[..at - 1].iter().any(|rarer| is_part(rarer, set))
        });
        sets
    }

    fn of_group(&self, group: &Alternatives) -> Vec<Vec<Atom>> {
        let sequences: Vec<Vec<Vec<Atom>>> =
            group.sequences.iter().map(|nodes| self.of(nodes)).collect();
        // An alternative of nothing but optional words needs no word.
        if sequences.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let deepest = sequences.iter().map(Vec::len).max().unwrap_or(1).min(LEVELS);
        (0..deepest)
            .map(|level| {
                let of_sequences = sequences.iter().map(|sets| &sets[level.min(sets.len() - 1)]);
                joined(of_sequences.chain([&self.classes[group.singles as usize]]))
            })
            .collect()
    }

    fn weight(&self, atoms: &[Atom]) -> u64 {
        atoms.iter().map(|&atom| u64::from(self.counts[atom as usize]) + 1).sum()
    }
}

fn joined<'a>(sets: impl IntoIterator<Item = &'a Vec<Atom>>) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = sets.into_iter().flatten().copied().collect();
    atoms.sort_unstable();
    atoms.dedup();
    atoms
}

/// Whether all of `part` stands in `set`; both ascend.
fn is_part(part: &[Atom], set: &[Atom]) -> bool {
    part.len() <= set.len() && part.iter().all(|atom| set.binary_search(atom).is_ok())
}
