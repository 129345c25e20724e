//! How far two readings of one document agree: words, their order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Words as runs of letters and digits: hyphens, quotation marks and bullets, which readers and fonts write in many ways,
/// part words and are none.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The truth without a fault of its own decoding: words that it runs together where a line ends ("inservices") are parted.
///
/// `other` is the same document read by poppler's `pdftotext`, never by us, so that the truth does not bend towards the
/// reader under measure: a word that `other` does not hold and that is two or three of its adjacent words run together
/// becomes these words.
pub(crate) fn parted(truth: &[String], other: &[String]) -> Vec<String> {
    let mut pieces: BTreeMap<String, &[String]> = BTreeMap::new();
    for length in [3, 2] {
        pieces.extend(other.windows(length).map(|words| (words.concat(), words)));
    }
    let known: BTreeSet<&String> = other.iter().collect();
    truth
        .iter()
        .flat_map(|word| match pieces.get(word).filter(|_| !known.contains(word)) {
            Some(words) => words.to_vec(),
            None => vec![word.clone()],
        })
        .collect()
}

/// What `pdftotext` reads of a file.
pub(crate) fn poppler_words(pdf: &Path) -> std::io::Result<Vec<String>> {
    let output = Command::new("pdftotext").arg(pdf).arg("-").output().map_err(|error| {
        std::io::Error::new(error.kind(), format!("pdftotext (package poppler-utils): {error}"))
    })?;
    Ok(words_of(&String::from_utf8_lossy(&output.stdout)))
}

/// Words that `a` holds more often than `b`, with how much more, the most frequent first.
pub(crate) fn surplus<'a>(a: &'a [String], b: &[String]) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    a.iter().for_each(|word| counts.entry(word).or_default().0 += 1);
    b.iter().for_each(|word| {
        if let Some(count) = counts.get_mut(word.as_str()) {
            count.1 += 1;
        }
    });
    let more = counts.into_iter().map(|(word, (ours, theirs))| (word, ours.saturating_sub(theirs)));
    let mut more: Vec<(&str, usize)> = more.filter(|&(_, count)| count > 0).collect();
    more.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    more
}

/// Number of words that `a` and `b` have in common, each counted as often as both hold it.
pub(crate) fn common(a: &[String], b: &[String]) -> usize {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    a.iter().for_each(|word| *counts.entry(word).or_default() += 1);
    b.iter()
        .filter(|word| {
            counts.get_mut(word.as_str()).is_some_and(|count| {
                let left = *count > 0;
                *count -= usize::from(left);
                left
            })
        })
        .count()
}

/// Length of the longest common subsequence, 64 words of `b` at a time (Hyyrö's bit vectors).
pub(crate) fn lcs(a: &[String], b: &[String]) -> usize {
    let blocks = b.len().div_ceil(64);
    let mut masks: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (index, word) in b.iter().enumerate() {
        masks.entry(word).or_insert_with(|| vec![0; blocks])[index / 64] |= 1 << (index % 64);
    }
    let mut state = vec![u64::MAX; blocks];
    for word in a {
        let Some(mask) = masks.get(word.as_str()) else { continue };
        let mut carry = false;
        for (v, m) in state.iter_mut().zip(mask) {
            let hit = *v & m;
            let (sum, over) = v.overflowing_add(hit);
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            carry = over || over_again;
            *v = sum | (*v & !m);
        }
    }
    (0..b.len()).filter(|index| state[index / 64] >> (index % 64) & 1 == 0).count()
}

/// Share of true headings found, and of found headings that are true; letters only (the truth keeps the digits of
/// footnote marks). The truth lies beside the true text as NAME.heads.json; nothing when there is none.
pub(crate) fn heading_scores(
    truth_text: &Path,
    found: &[String],
) -> Result<[Option<f64>; 2], Box<dyn std::error::Error>> {
    let truth = truth_text.with_extension("heads.json");
    if !truth.exists() {
        return Ok([None, None]);
    }
    let heads: Vec<(String, String)> = serde_json::from_str(&std::fs::read_to_string(truth)?)?;
    let squeeze = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
    };
    let truth: Vec<String> = heads.iter().map(|(_, text)| squeeze(text)).collect();
    let truth: Vec<String> = truth.into_iter().filter(|text| !text.is_empty()).collect();
    if truth.is_empty() {
        return Ok([None, None]);
    }
    let found: Vec<String> = found.iter().map(|text| squeeze(text)).collect();
    if std::env::var_os("SHOW_HEADINGS").is_some() {
        truth.iter().filter(|h| !found.contains(h)).for_each(|h| println!("  missed {h}"));
        found.iter().filter(|h| !truth.contains(h)).for_each(|h| println!("  extra {h}"));
    }
    let common = common(&truth, &found) as f64;
    let precision = (!found.is_empty()).then(|| common / found.len() as f64);
    Ok([Some(common / truth.len() as f64), precision])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_another_reader_parts_is_parted() {
        let words = |text: &str| words_of(text);
        let other = words("help in services for a multi-agency team, now here and nowhere");
        assert_eq!(
            parted(&words("help inservices fora multi\u{2}agency team, nowhere"), &other),
            words("help in services for a multi-agency team, nowhere")
        );
    }

    #[test]
    fn the_surplus_is_counted() {
        let (a, b) = (words_of("b a a a b"), words_of("a b"));
        assert_eq!(surplus(&a, &b), [("a", 2), ("b", 1)]);
        assert!(surplus(&b, &a).is_empty());
    }
}
