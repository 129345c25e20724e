//! `cargo xtask pdf-truth`: the PDF reader against files whose text is known.
//!
//! `pdf-truth DIR [--untagged] [--repair]` compares every `DIR/NAME.pdf` with `NAME.txt` (beside it or in
//! `DIR/../truth`) and `NAME.heads.json`; `pdf-truth --blocks FILE` prints the blocks of one file;
//! `pdf-truth --words FILE SECONDS` prints the words of one file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use scrutineer::extract::pdf::{PdfOptions, PdfReader, read};
use scrutineer::extract::{Extraction, RawKind};

use crate::Outcome;
use crate::measures::{common, lcs, repaired, words_of};

pub(crate) fn run(args: &[String]) -> Outcome {
    let mut args = args.to_vec();
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

fn measure(folder: &Path, options: &PdfOptions, repair: bool) -> Outcome {
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
