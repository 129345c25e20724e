//! A coding, and which passages of two codings are the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::Text;
use crate::evaluate::GoldPassage;

/// What one coder, or one run of the program, gave passages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coding {
    /// Name for people, such as the file it came from.
    pub name: String,
    /// Passages with their labels, in order.
    pub passages: Vec<GoldPassage>,
    /// Which passages were looked at.
    pub extent: Extent,
}

/// Which passages a coder looked at: without it nobody knows how often two agreed that there was nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Those of the list, no others.
    Listed,
    /// So many in all; those that are not in the list have no label.
    Total(u64),
    /// Those of the list and others, nobody knows how many, without a label.
    Unknown,
}

/// Why two codings cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreeError(String);

impl fmt::Display for AgreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AgreeError {}

/// Passages of two codings side by side.
pub(super) struct Paired<'a> {
    /// A passage as the first and as the second coded it; `None` where one looked and found nothing to list.
    pub(super) pairs: Vec<(Option<&'a GoldPassage>, Option<&'a GoldPassage>)>,
    /// Passages that both looked at and neither lists.
    pub(super) unlisted: u64,
    /// Passages that only the first, only the second looked at.
    pub(super) alone: (usize, usize),
}

/// Finds the passages that both looked at: by id where the codings share ids, else by text.
pub(super) fn pair<'a>(first: &'a Coding, second: &'a Coding) -> Result<Paired<'a>, AgreeError> {
    let ids = |coding: &'a Coding| -> BTreeSet<&'a str> {
        coding.passages.iter().map(|passage| passage.id.as_str()).collect()
    };
    let by_id = !ids(first).is_disjoint(&ids(second));
    let (in_first, in_second) = (index(first, by_id), index(second, by_id));
    let mut paired = Paired { pairs: Vec::new(), unlisted: 0, alone: (0, 0) };
    let mut in_both = 0;
    for (key, places) in &in_first {
        let others = in_second.get(key);
        if let Some(others) = others {
            in_both += 1;
            refuse_doubles(first, places, key)?;
            refuse_doubles(second, others, key)?;
            if by_id {
                refuse_other_text(first, places[0], second, others[0])?;
            }
        }
        match (others, second.extent) {
            (None, Extent::Listed) => paired.alone.0 += places.len(),
            (Some(others), _) => paired.pairs.push((Some(places[0]), Some(others[0]))),
            (None, _) => paired.pairs.extend(places.iter().map(|&place| (Some(place), None))),
        }
    }
    for (_, places) in in_second.iter().filter(|(key, _)| !in_first.contains_key(*key)) {
        if first.extent == Extent::Listed {
            paired.alone.1 += places.len();
        } else {
            paired.pairs.extend(places.iter().map(|&place| (None, Some(place))));
        }
    }
    if in_both == 0 {
        return Err(AgreeError(format!(
            "{} and {} have no passage in common, neither by id nor by text; two codings must be of the same passages",
            first.name, second.name
        )));
    }
    if let (Extent::Total(of_first), Extent::Total(of_second)) = (first.extent, second.extent) {
        if of_first != of_second {
            return Err(AgreeError(format!(
                "{} looked at {of_first} passages and {} at {of_second}; run both on the same reports",
                first.name, second.name
            )));
        }
        paired.unlisted = of_first.saturating_sub(paired.pairs.len() as u64);
    }
    Ok(paired)
}

/// Passages by id, or by text without regard to white space.
fn index(coding: &Coding, by_id: bool) -> BTreeMap<String, Vec<&GoldPassage>> {
    let mut index: BTreeMap<String, Vec<&GoldPassage>> = BTreeMap::new();
    for passage in &coding.passages {
        let key = if by_id { passage.id.clone() } else { words_of(&passage.text) };
        index.entry(key).or_default().push(passage);
    }
    index
}

fn words_of(text: &str) -> String {
    Text::plain(text).as_str().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters of a passage that a message shows.
const SHOWN: usize = 60;

fn refuse_doubles(coding: &Coding, places: &[&GoldPassage], key: &str) -> Result<(), AgreeError> {
    if places.len() < 2 {
        return Ok(());
    }
    let shown: String = key.chars().take(SHOWN).collect();
    Err(AgreeError(format!(
        "“{shown}” stands {} times in {}, so that nobody can tell which is meant; give each passage an id of its own, the same in both codings",
        places.len(),
        coding.name
    )))
}

fn refuse_other_text(
    first: &Coding,
    one: &GoldPassage,
    second: &Coding,
    other: &GoldPassage,
) -> Result<(), AgreeError> {
    if words_of(&one.text) == words_of(&other.text) {
        return Ok(());
    }
    Err(AgreeError(format!(
        "passage `{}` has another text in {} than in {}; two codings must be of the same passages",
        one.id, first.name, second.name
    )))
}
