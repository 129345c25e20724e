//! Measures the PDF reader against files whose text is known.
//!
//! `pdf_truth DIR [--untagged] [--repair]` compares every `DIR/NAME.pdf` with `NAME.txt` (beside it or in
//! `DIR/../truth`) and `NAME.heads.json`; `pdf_truth --blocks FILE` prints the blocks of one file;
//! `pdf_truth --words FILE SECONDS` prints the words of one file.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use scrutineer::extract::pdf::{PdfOptions, PdfReader, read};
use scrutineer::extract::{Extraction, RawKind};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut flag = |name: &str| {
        let found = args.iter().position(|arg| arg == name);
        found.map(|index| args.remove(index)).is_some()
    };
    let reader = if flag("--pdf-extract") { PdfReader::PdfExtract } else { PdfReader::Hayro };
    let mut options = PdfOptions { reader, use_structure: !flag("--untagged"), deadline: None };
    let repair = flag("--repair");
    let (blocks, words) = (flag("--blocks"), flag("--words"));
    let path = PathBuf::from(args.first().ok_or("give a folder or a file")?);
    if blocks || words {
        let seconds = args.get(1).map_or(Ok(60), |text| text.parse())?;
        options.deadline = Some(Instant::now() + Duration::from_secs(seconds));
        match read(&std::fs::read(&path)?, &options) {
            Ok(extraction) if blocks => print_blocks(&extraction),
            Ok(extraction) => println!("{}", words_of(&text_of(&extraction)).join(" ")),
            Err(error) => println!("ERROR {}: {error}", error.kind().as_str()),
        }
        return Ok(());
    }
    measure(&path, &options, repair)
}

fn print_blocks(extraction: &Extraction) {
    for block in &extraction.blocks {
        println!("p{} {:?} {:?} {:?}", block.page, block.kind, block.text, block.page_breaks);
    }
    println!("{:?}\n{:?}", extraction.properties, extraction.warnings);
    for page in extraction.pages.iter().filter(|page| !page.flags.is_empty()) {
        println!("{page:?}");
    }
}

fn measure(
    folder: &Path,
    options: &PdfOptions,
    repair: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    names.sort();
    let mut sums = [0.0; 5];
    let mut counts = [0.0; 5];
    for pdf in names {
        let beside = pdf.with_extension("txt");
        let stem = pdf.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let apart = folder.join("../truth").join(format!("{stem}.txt"));
        let truth_path = if beside.exists() { beside } else { apart };
        let truth = words_of(&std::fs::read_to_string(&truth_path)?);
        let extraction = match read(&std::fs::read(&pdf)?, options) {
            Ok(extraction) => extraction,
            Err(error) => {
                println!("{stem}: {error}");
                Extraction::default()
            }
        };
        let ours = words_of(&text_of(&extraction));
        let truth = if repair { repaired(truth, &ours) } else { truth };
        let order = lcs(&truth, &ours) as f64 / truth.len().max(1) as f64;
        let common = common(&truth, &ours) as f64;
        let mut row = vec![
            Some(order),
            Some(common / ours.len().max(1) as f64),
            Some(common / truth.len().max(1) as f64),
        ];
        let heads = truth_path.with_extension("heads.json");
        row.extend(heading_scores(&heads, &extraction)?);
        for (index, value) in row.iter().enumerate() {
            if let Some(value) = value {
                sums[index] += value;
                counts[index] += 1.0;
            }
        }
        let shown: Vec<String> =
            row.iter().map(|v| v.map_or("-".into(), |v| format!("{v:.4}"))).collect();
        println!("{} {stem}", shown.join(" "));
    }
    let means: Vec<String> =
        (0..5).map(|index| format!("{:.4}", sums[index] / f64::max(counts[index], 1.0))).collect();
    println!(
        "MEAN order {} precision {} recall {} heading recall {} precision {}",
        means[0], means[1], means[2], means[3], means[4]
    );
    Ok(())
}

fn text_of(extraction: &Extraction) -> String {
    extraction.blocks.iter().map(|b| b.text.replace("-\n", "-") + "\n").collect()
}

/// Words, bullets of all kinds made one: what a bullet is drawn with is not the text.
fn words_of(text: &str) -> Vec<String> {
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
fn repaired(truth: Vec<String>, ours: &[String]) -> Vec<String> {
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

fn common(a: &[String], b: &[String]) -> usize {
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
fn lcs(a: &[String], b: &[String]) -> usize {
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

/// Share of true headings found, and of found headings that are true; letters only
/// (the truth keeps the digits of footnote marks).
fn heading_scores(
    truth: &Path,
    extraction: &Extraction,
) -> Result<[Option<f64>; 2], Box<dyn std::error::Error>> {
    if !truth.exists() {
        return Ok([None, None]);
    }
    let heads: Vec<(String, String)> = serde_json::from_str(&std::fs::read_to_string(truth)?)?;
    if heads.is_empty() {
        return Ok([None, None]);
    }
    let squeeze = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
    };
    let truth: Vec<String> = heads.iter().map(|(_, text)| squeeze(text)).collect();
    let truth: Vec<String> = truth.into_iter().filter(|text| !text.is_empty()).collect();
    let found: Vec<String> = extraction
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, RawKind::Heading(_)))
        .map(|block| squeeze(&block.text))
        .collect();
    if std::env::var_os("SHOW_HEADINGS").is_some() {
        truth.iter().filter(|h| !found.contains(h)).for_each(|h| println!("  missed {h}"));
        found.iter().filter(|h| !truth.contains(h)).for_each(|h| println!("  extra {h}"));
    }
    let common = common(&truth, &found) as f64;
    let precision = (!found.is_empty()).then(|| common / found.len() as f64);
    Ok([Some(common / truth.len() as f64), precision])
}
