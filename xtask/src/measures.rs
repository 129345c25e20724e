//! How far two readings of one document agree: words, their order.

use std::collections::BTreeMap;
use std::path::Path;

/// Words, bullets of all kinds made one: what a bullet is drawn with is not the text.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| {
            word.chars()
                .map(|c| match c {
                    '\u{E000}'..='\u{F8FF}' | '◼' | '■' | '▪' => '•',
                    '\u{2011}' => '-',
                    '\u{2019}' => '\'',
                    c => c,
                })
                .collect::<String>()
        })
        .map(|word| if word == "-" { "•".to_owned() } else { word })
        .collect()
}

/// The truth with the spaces and hyphens back that its own decoding lost at line ends ("inservices",
/// "decisionmaking"): only where our words say the same letters and the fused word is not ours.
pub(crate) fn repaired(truth: Vec<String>, ours: &[String]) -> Vec<String> {
    let squeeze = |words: &[String]| words.concat().replace('-', "");
    let mut pieces: BTreeMap<String, &[String]> = BTreeMap::new();
    for length in [3, 2, 1] {
        pieces.extend(ours.windows(length).map(|words| (squeeze(words), words)));
    }
    let known: std::collections::BTreeSet<&String> = ours.iter().collect();
    truth
        .into_iter()
        .flat_map(|word| {
            let better = pieces.get(&word.replace('-', "")).filter(|_| !known.contains(&word));
            better.map_or_else(|| vec![word], |words| words.to_vec())
        })
        .collect()
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
