//! Which characters the offsets of a source count.
//!
//! By the standard they are code points. Some programs count UTF-16 units, or take `\r\n` for one character, or count
//! the byte order mark. The names of selections are by custom the quoted words, so they tell which it is.

use std::collections::BTreeSet;

use crate::lines::{Counting, clean, cleaned};
use crate::model::PlainTextSelection;

/// Selections that are looked at to find out how a program counts.
const WITNESSES: usize = 200;
/// Shorter names could agree by chance.
const SHORTEST: usize = 3;

/// What became of the offsets of a source.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// How they were counted, when not by the standard.
    pub(super) unusual: Option<&'static str>,
    /// Selections that reached past the end of the text and were cut.
    pub(super) cut: usize,
}

/// Turns offsets into `raw` into code points of the clean text, which is given too.
pub(super) fn settle(
    raw: &str,
    origin: &str,
    selections: &mut [PlainTextSelection],
) -> (String, Settled) {
    let text = clean(raw).into_owned();
    let counting = choose(raw, &text, origin, selections);
    let offsets: BTreeSet<usize> =
        selections.iter().flat_map(|each| [each.start, each.end]).collect();
    let offsets: Vec<usize> = offsets.into_iter().collect();
    let places = cleaned(raw, counting, &offsets);
    let mut settled = Settled { unusual: in_words(counting), cut: 0 };
    for selection in selections {
        let mut outside = false;
        let mut move_to = |offset: &mut usize| {
            // Every offset is among `offsets`.
            let Ok(at) = offsets.binary_search(offset) else { return };
            *offset = places[at].unwrap_or_else(|length| {
                outside = true;
                length
            });
        };
        move_to(&mut selection.start);
        move_to(&mut selection.end);
        settled.cut += usize::from(outside);
    }
    (text, settled)
}

fn in_words(counting: Counting) -> Option<&'static str> {
    match counting {
        Counting { utf16: true, .. } => Some("UTF-16 units"),
        Counting { counts_mark: true, .. } => Some("the byte order mark as a character"),
        // Both ways with line ends are common, and no reason to worry anybody.
        _ => None,
    }
}

/// The counting under which most names are the words selected; the usual one of the program when nothing tells.
fn choose(raw: &str, text: &str, origin: &str, selections: &[PlainTextSelection]) -> Counting {
    let has_pairs = raw.contains("\r\n");
    let usual = Counting {
        line_end_is_one: has_pairs && origin.to_uppercase().contains("ATLAS"),
        ..Counting::default()
    };
    let both = |matters: bool| if matters { &[false, true][..] } else { &[false][..] };
    let wide = raw.chars().any(|c| c.len_utf16() == 2);
    let marked = raw.starts_with('\u{feff}');
    if !(has_pairs || wide || marked) {
        return usual;
    }
    let witnesses: Vec<(&PlainTextSelection, String)> = selections
        .iter()
        .filter_map(|selection| Some((selection, quoted(&selection.name)?)))
        .take(WITNESSES)
        .collect();
    if witnesses.is_empty() {
        return usual;
    }
    let letters: Vec<char> = text.chars().collect();
    let mut best = (agreeing(raw, &letters, usual, &witnesses), usual);
    for &utf16 in both(wide) {
        for &counts_mark in both(marked) {
            for &line_end_is_one in both(has_pairs) {
                let counting = Counting { utf16, line_end_is_one, counts_mark };
                let score = agreeing(raw, &letters, counting, &witnesses);
                if score > best.0 {
                    best = (score, counting);
                }
            }
        }
    }
    best.1
}

/// The name without what marks it as cut short, blanks made one; `None` when it is too short to tell anything.
fn quoted(name: &str) -> Option<String> {
    let bare = name.trim().trim_end_matches("...").trim_end_matches('…');
    let words = one_spaced(bare.chars());
    (words.chars().count() >= SHORTEST).then_some(words)
}

fn one_spaced(letters: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in letters {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn agreeing(
    raw: &str,
    letters: &[char],
    counting: Counting,
    witnesses: &[(&PlainTextSelection, String)],
) -> usize {
    let offsets: BTreeSet<usize> =
        witnesses.iter().flat_map(|(selection, _)| [selection.start, selection.end]).collect();
    let offsets: Vec<usize> = offsets.into_iter().collect();
    let places = cleaned(raw, counting, &offsets);
    let place = |offset: usize| {
        let at = offsets.binary_search(&offset).ok()?;
        places[at].ok()
    };
    witnesses
        .iter()
        .filter(|(selection, name)| {
            let (Some(start), Some(end)) = (place(selection.start), place(selection.end)) else {
                return false;
            };
            let Some(selected) = letters.get(start..end) else { return false };
            // Not all of a long selection: names are short.
            let selected = &selected[..selected.len().min(2 * name.chars().count() + 64)];
            // The first letter must agree as it is: a shift by one would pass unseen among blanks.
            selected.first().is_some_and(|c| name.starts_with(*c))
                && one_spaced(selected.iter().copied()).starts_with(name.as_str())
        })
        .count()
}
