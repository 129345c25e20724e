//! `cargo xtask mutants`: how many words of a report are still read when its PDF is damaged.
//!
//! Damaged files are named mNN_….pdf; those with the same number were one document. Its undamaged text is not there, so
//! the fullest reading of any file of that number stands for it: what is lost in all of them is not counted. Two such
//! references are taken: the fullest reading of any reader, running heads and page numbers and all, and the fullest of
//! ours, from which these are gone, as they are from the truth of whole reports.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::Outcome;
use crate::bench_pdf::READ;
use crate::child::{End, Patience, measured};
use crate::measures::{common, words_of};
use crate::pdf_truth::pdfs;

const PATIENCE: Patience = Patience { time: Duration::from_secs(20), memory: 2 << 30 };
const TOOLS: [&str; 3] = ["scrutineer", "pdftotext", "mutool"];

/// What each tool reads of one file.
struct Readings {
    file: String,
    words: [Vec<String>; TOOLS.len()],
}

pub(crate) fn run(args: &[String]) -> Outcome {
    let list = args.iter().any(|arg| arg == "--files");
    let folder = args.iter().find(|arg| !arg.starts_with("--")).ok_or("give a folder of PDFs")?;
    let mut reports: BTreeMap<String, Vec<Readings>> = BTreeMap::new();
    for file in pdfs(Path::new(folder))? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(report) = report_of(&name) {
            let words = [ours(&file)?, pdftotext(&file)?, mutool(&file)?];
            reports.entry(report.to_owned()).or_default().push(Readings { file: name, words });
        }
    }
    let mut recalls: [Vec<[f64; TOOLS.len()]>; 2] = Default::default();
    for (report, files) in &reports {
        let of_all = fullest(files.iter().flat_map(|file| &file.words));
        let of_ours = fullest(files.iter().map(|file| &file.words[0]));
        for (whole, recalls) in [of_all, of_ours].into_iter().zip(&mut recalls) {
            let recall =
                |words: &Vec<String>| common(whole, words) as f64 / whole.len().max(1) as f64;
            let of_report: Vec<[f64; TOOLS.len()]> =
                files.iter().map(|file| file.words.each_ref().map(recall)).collect();
            if list {
                for (file, recall) in files.iter().zip(&of_report) {
                    println!("  {:<16} {recall:.2?}", file.file);
                }
            }
            println!(
                "{report}: {} words, {} files, {:.3?}",
                whole.len(),
                files.len(),
                mean(&of_report)
            );
            recalls.extend(of_report);
        }
    }
    if recalls[0].is_empty() {
        return Err("no file is named mNN_….pdf".into());
    }
    println!("{} files; mean word recall against the fullest reading", recalls[0].len());
    println!("  {:<11} {:>11} {:>7}", "", "of any tool", "of ours");
    let [of_all, of_ours] = recalls.each_ref().map(|recalls| mean(recalls));
    for ((tool, all), ours) in TOOLS.iter().zip(of_all).zip(of_ours) {
        println!("  {tool:<11} {all:>11.3} {ours:>7.3}");
    }
    Ok(())
}

/// The reading with the most words of some length: letters that stand apart are no words.
fn fullest<'r>(readings: impl Iterator<Item = &'r Vec<String>>) -> &'r [String] {
    const SHORTEST: usize = 4;
    let long = |words: &&Vec<String>| words.iter().filter(|word| word.len() >= SHORTEST).count();
    readings.max_by_key(long).map_or(&[], Vec::as_slice)
}

/// "m07" of "m07_08_2.pdf".
fn report_of(name: &str) -> Option<&str> {
    let (report, _) = name.split_once('_')?;
    let digits = report.strip_prefix('m')?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(report)
}

fn mean(recalls: &[[f64; TOOLS.len()]]) -> [f64; TOOLS.len()] {
    std::array::from_fn(|tool| {
        recalls.iter().map(|recall| recall[tool]).sum::<f64>() / recalls.len().max(1) as f64
    })
}

/// What a tool writes, wherever it ends; nothing where it fails.
fn output(command: &mut Command) -> std::io::Result<String> {
    let ran = measured(command, PATIENCE)?;
    Ok(if matches!(ran.end, End::Code(_)) { ran.output } else { String::new() })
}

fn ours(file: &Path) -> std::io::Result<Vec<String>> {
    let text = output(Command::new(std::env::current_exe()?).arg(READ).arg(file))?;
    // The first line is about pages and headings.
    Ok(text.split_once('\n').map_or_else(Vec::new, |(_, text)| words_of(text)))
}

fn pdftotext(file: &Path) -> std::io::Result<Vec<String>> {
    Ok(words_of(&output(Command::new("pdftotext").arg(file).arg("-"))?))
}

fn mutool(file: &Path) -> std::io::Result<Vec<String>> {
    let mut command = Command::new("mutool");
    command.args(["draw", "-q", "-F", "txt", "-o", "-"]).arg(file);
    Ok(words_of(&output(&mut command)?))
}
