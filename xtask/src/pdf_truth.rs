//! `cargo xtask pdf-truth`: the PDF reader against files whose text is known.
//!
//! `pdf-truth DIR [--untagged] [--parted] [--diff]` compares every `DIR/NAME.pdf` with `NAME.txt` (beside it or in
//! `DIR/../truth`) and `NAME.heads.json`, the truth repaired by `pdftotext` with `--parted`, the words that differ listed
//! with `--diff`; `pdf-truth --blocks FILE` prints the blocks of one file; `pdf-truth --words FILE SECONDS` its words.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use scrutineer::extract::pdf::{PdfOptions, PdfReader, read};
use scrutineer::extract::{Extraction, RawKind};

use crate::Outcome;
use crate::measures::{common, heading_scores, lcs, parted, poppler_words, surplus, words_of};

/// Words that differ which are listed of each file.
const SHOWN: usize = 20;

pub(crate) fn run(args: &[String]) -> Outcome {
    let mut args = args.to_vec();
    let mut flag = |name: &str| {
        let found = args.iter().position(|arg| arg == name);
        found.map(|index| args.remove(index)).is_some()
    };
    let reader = if flag("--pdf-extract") { PdfReader::PdfExtract } else { PdfReader::Hayro };
    let mut options =
        PdfOptions { reader, use_structure: !flag("--untagged"), ..PdfOptions::default() };
    let (part, diff) = (flag("--parted"), flag("--diff"));
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
    measure(&path, &options, part, diff)
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

fn measure(folder: &Path, options: &PdfOptions, part: bool, diff: bool) -> Outcome {
    let mut sums = [0.0; 5];
    let mut counts = [0.0; 5];
    for pdf in pdfs(folder)? {
        let stem = pdf.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let truth_path = truth_of(&pdf);
        let truth = words_of(&std::fs::read_to_string(&truth_path)?);
        let extraction = match read(&std::fs::read(&pdf)?, options) {
            Ok(extraction) => extraction,
            Err(error) => {
                println!("{stem}: {error}");
                Extraction::default()
            }
        };
        let ours = words_of(&text_of(&extraction));
        let truth = if part { parted(&truth, &poppler_words(&pdf)?) } else { truth };
        let order = lcs(&truth, &ours) as f64 / truth.len().max(1) as f64;
        let common = common(&truth, &ours) as f64;
        let mut row = vec![
            Some(order),
            Some(common / ours.len().max(1) as f64),
            Some(common / truth.len().max(1) as f64),
        ];
        let headings = extraction.blocks.iter();
        let headings = headings.filter(|block| matches!(block.kind, RawKind::Heading(_)));
        let headings: Vec<String> = headings.map(|block| block.text.clone()).collect();
        row.extend(heading_scores(&truth_path, &headings)?);
        for (index, value) in row.iter().enumerate() {
            if let Some(value) = value {
                sums[index] += value;
                counts[index] += 1.0;
            }
        }
        let shown: Vec<String> =
            row.iter().map(|v| v.map_or("-".into(), |v| format!("{v:.4}"))).collect();
        println!("{} {stem}", shown.join(" "));
        if diff {
            println!("    ours only {:?}", shortened(surplus(&ours, &truth)));
            println!("    truth only {:?}", shortened(surplus(&truth, &ours)));
        }
    }
    let means: Vec<String> =
        (0..5).map(|index| format!("{:.4}", sums[index] / f64::max(counts[index], 1.0))).collect();
    println!(
        "MEAN order {} precision {} recall {} heading recall {} precision {}",
        means[0], means[1], means[2], means[3], means[4]
    );
    Ok(())
}

/// The first of a long list.
fn shortened<T>(mut list: Vec<T>) -> Vec<T> {
    list.truncate(SHOWN);
    list
}

/// Text of all blocks, words that a line end divides joined.
pub(crate) fn text_of(extraction: &Extraction) -> String {
    extraction.blocks.iter().map(|b| b.text.replace("-\n", "-") + "\n").collect()
}

/// PDFs of a folder, sorted.
pub(crate) fn pdfs(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| {
        std::io::Error::new(error.kind(), format!("{}: {error}", folder.display()))
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    files.sort();
    Ok(files)
}

/// Where the true text of a PDF lies: beside it, or in a folder `truth` beside its folder.
pub(crate) fn truth_of(pdf: &Path) -> PathBuf {
    let beside = pdf.with_extension("txt");
    if beside.exists() {
        return beside;
    }
    let name = beside.file_name().unwrap_or_default();
    pdf.parent().unwrap_or(Path::new(".")).join("../truth").join(name)
}
