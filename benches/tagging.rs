//! Speed of segmenting, matching and tagging beside a bare Aho-Corasick pass over the same text, one thread.
//!
//! Everything is timed in turn, round after round, in one process; what counts are the ratios, taken within each round:
//! their median stays the same while a shared machine grows faster or slower between rounds.
//! `cargo bench -p scrutineer` runs it.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its samples has nothing to measure"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use scrutineer::extract::{RawBlock, RawKind, ReadOptions, read};
use scrutineer::taxonomy::{Issue, Phrase, Rule};
use scrutineer::{Document, Scorer, Tagger, Taxonomy, Text};

const ROUNDS: usize = 15;
const BYTES: usize = 2 << 20;

/// Work to be timed; gives a number that depends on it.
type Job<'a> = Box<dyn Fn() -> usize + 'a>;

fn main() {
    let text = sample_text();
    let megabytes = text.as_str().len() as f64 / 1e6;
    let taxonomy = Taxonomy::builtin();
    let literals = literals(taxonomy);
    let floor = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::Standard)
        .ascii_case_insensitive(true)
        .build(&literals)
        .unwrap();
    let rules = Tagger::new(taxonomy);
    let both = Tagger::new(taxonomy).with_scorer(Scorer::builtin());
    let doubled = Tagger::new(&double(taxonomy));
    let mut jobs: Vec<(&str, Job<'_>)> = vec![
        ("floor", Box::new(|| floor.find_overlapping_iter(text.as_str()).count())),
        ("segmenting", Box::new(|| Document::from_text(text.clone()).sentences.len())),
        ("whole, rules", Box::new(|| rules.tag(Document::from_text(text.clone())).tags.len())),
        (
            "whole, rules doubled",
            Box::new(|| doubled.tag(Document::from_text(text.clone())).tags.len()),
        ),
        (
            "whole, rules and scorer",
            Box::new(|| both.tag(Document::from_text(text.clone())).tags.len()),
        ),
    ];
    // `cargo bench -p scrutineer -- segmenting` runs one job alone, for a profiler.
    if let Some(wanted) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) {
        for (_, job) in jobs.iter().filter(|(name, _)| *name == wanted) {
            for _ in 0..ROUNDS {
                std::hint::black_box(job());
            }
        }
        return;
    }
    let mut seconds = vec![Vec::new(); jobs.len()];
    for round in 0..=ROUNDS {
        for (job, times) in jobs.iter_mut().zip(&mut seconds) {
            let start = Instant::now();
            std::hint::black_box((job.1)());
            // The first round only warms caches.
            if round > 0 {
                times.push(start.elapsed().as_secs_f64());
            }
        }
    }
    let median = |values: &mut dyn Iterator<Item = f64>| {
        let mut sorted: Vec<f64> = values.collect();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    // How many times as fast as job `b` job `a` is.
    let ratio =
        |a: usize, b: usize| median(&mut seconds[a].iter().zip(&seconds[b]).map(|(a, b)| b / a));
    let [floor, segmenting, whole, doubled, with_scorer] = [0, 1, 2, 3, 4];
    println!("{megabytes:.1} MB, {} literals, medians of {ROUNDS} rounds", literals.len());
    for (job, (name, _)) in jobs.iter().enumerate() {
        let speed = median(&mut seconds[job].iter().map(|time| megabytes / time));
        println!("{name:<26}{speed:>8.1} MB/s{:>8.2} of the floor", ratio(job, floor));
    }
    let matching: Vec<f64> =
        seconds[whole].iter().zip(&seconds[segmenting]).map(|(a, b)| a - b).collect();
    println!(
        "{:<26}{:>8.1} MB/s{:>8.2} of the floor (whole less segmenting)",
        "matching, rules",
        median(&mut matching.iter().map(|time| megabytes / time)),
        median(&mut matching.iter().zip(&seconds[floor]).map(|(time, floor)| floor / time))
    );
    println!("whole tagging by rules: {:.2} of the floor (bound 0.25)", ratio(whole, floor));
    println!("rules and scorer: {:.2} of the floor (bound 0.10)", ratio(with_scorer, floor));
    println!("taxonomy doubled: {:.2} x the time (bound 1.2)", ratio(whole, doubled));
}

/// The sample reports, repeated.
fn sample_text() -> Text {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paragraphs = Vec::new();
    for entry in std::fs::read_dir(root.join("corpus-samples/reports")).unwrap() {
        let path = entry.unwrap().path();
        let is_text = path
            .extension()
            .is_some_and(|e| e == "docx" || e == "html" || e == "odt" || e == "txt");
        if is_text
            && let Ok(extraction) = read(&std::fs::read(&path).unwrap(), &ReadOptions::default())
        {
            paragraphs.extend(extraction.blocks.into_iter().map(|block| block.text));
        }
    }
    let once: usize = paragraphs.iter().map(String::len).sum();
    let blocks: Vec<RawBlock> = std::iter::repeat_n(&paragraphs, BYTES / once + 1)
        .flatten()
        .map(|text| RawBlock::new(RawKind::Paragraph, text.as_str(), 1))
        .collect();
    Text::from_blocks(&blocks)
}

/// Runs of plain words in the phrases of rules, lists and cues: what a search for literals would have to look for.
fn literals(taxonomy: &Taxonomy) -> Vec<String> {
    let rules = taxonomy.issues.iter().flat_map(|issue| &issue.rules);
    let of_rules = rules.flat_map(|rule| rule.find.iter().chain(&rule.with).chain(&rule.without));
    let of_cues = taxonomy.cues.iter().flat_map(|cue| &cue.find);
    let mut found = BTreeSet::new();
    for phrase in of_rules.chain(taxonomy.lists.values().flatten()).chain(of_cues) {
        for run in phrase.as_str().split(|c: char| !(c.is_alphabetic() || c == ' ')) {
            let run = run.trim();
            // Shorter ones stand inside other words everywhere and would only slow the yardstick.
            if run.len() >= 5 {
                found.insert(run.to_lowercase());
            }
        }
    }
    found.into_iter().collect()
}

/// The taxonomy and as many rules again, of the same shapes with other words.
fn double(taxonomy: &Taxonomy) -> Taxonomy {
    let mut doubled = taxonomy.clone();
    for (name, entries) in &taxonomy.lists {
        doubled.lists.insert(format!("x-{name}"), entries.iter().map(other_words).collect());
    }
    for issue in &taxonomy.issues {
        let rules = issue.rules.iter().map(|rule| Rule {
            find: rule.find.iter().map(other_words).collect(),
            with: rule.with.iter().map(other_words).collect(),
            without: rule.without.iter().map(other_words).collect(),
            ..rule.clone()
        });
        doubled.issues.push(Issue {
            id: format!("x-{}", issue.id),
            rules: rules.collect(),
            ..issue.clone()
        });
    }
    doubled
}

/// The phrase with every letter of its words moved by 13 places; lists by their doubles.
fn other_words(phrase: &Phrase) -> Phrase {
    let mut in_list = false;
    let mut source = String::new();
    for c in phrase.as_str().chars() {
        match c {
            '{' => {
                in_list = true;
                source.push(c);
            }
            '}' => {
                in_list = false;
                source.push(c);
            }
            c if in_list && source.ends_with('{') && c.is_alphabetic() => {
                source.push_str("x-");
                source.push(c);
            }
            'a'..='m' | 'A'..='M' if !in_list => source.push((c as u8 + 13) as char),
            'n'..='z' | 'N'..='Z' if !in_list => source.push((c as u8 - 13) as char),
            c => source.push(c),
        }
    }
    Phrase::parse(&source).unwrap()
}
