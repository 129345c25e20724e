//! `cargo xtask mutants`: how many words of a report are still read when its PDF is damaged.
//!
//! Damaged files are named mNN_….pdf; those with the same number were one document. Its undamaged text is not there, so
//! the fullest reading of any file of that number stands for it: what is lost in all of them is not counted. Two such
//! references are taken: the fullest reading of any reader, running heads and page numbers and all, and the fullest of
//! ours, from which these are gone, as they are from the truth of whole reports.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Outcome;
use crate::bench_pdf::{HOSTILE, tools};
use crate::child::{End, measured};
use crate::measures::{common, words_of};
use crate::pdf_truth::pdfs;

/// What each tool reads of one file.
struct Readings {
    file: String,
    words: Vec<Vec<String>>,
}

pub(crate) fn run(args: &[String]) -> Outcome {
    let list = args.iter().any(|arg| arg == "--files");
    let folder = args.iter().find(|arg| !arg.starts_with("--")).ok_or("give a folder of PDFs")?;
    let tools = tools()?;
    let mut reports: BTreeMap<String, Vec<Readings>> = BTreeMap::new();
    for file in pdfs(Path::new(folder))? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(report) = report_of(&name) else { continue };
        let mut words = Vec::new();
        for tool in &tools {
            let ran = measured(&mut tool.command(&file), HOSTILE)?;
            // What a tool wrote before it failed counts; what it wrote before it was stopped does not.
            let text = if matches!(ran.end, End::Code(_)) { tool.text_in(&ran.output) } else { "" };
            words.push(words_of(text));
        }
        reports.entry(report.to_owned()).or_default().push(Readings { file: name, words });
    }
    // Against the fullest reading of any tool, then of ours.
    let mut recalls: [Vec<Vec<f64>>; 2] = Default::default();
    for files in reports.values() {
        let of_all = fullest(files.iter().flat_map(|file| &file.words));
        let of_ours = fullest(files.iter().map(|file| &file.words[0]));
        for file in files {
            let recall = |whole: &[String]| -> Vec<f64> {
                let share = |words| common(whole, words) as f64 / whole.len().max(1) as f64;
                file.words.iter().map(|words| share(words)).collect()
            };
            let both = [recall(of_all), recall(of_ours)];
            if list {
                println!("{:<16} of any tool {:.2?}, of ours {:.2?}", file.file, both[0], both[1]);
            }
            recalls.iter_mut().zip(both).for_each(|(all, own)| all.push(own));
        }
    }
    let files = recalls[0].len();
    if files == 0 {
        return Err("no file is named mNN_….pdf".into());
    }
    println!("{files} files; mean word recall against the fullest reading");
    println!("{:<24} {:>11} {:>7}", "", "of any tool", "of ours");
    for (at, tool) in tools.iter().enumerate() {
        let [of_all, of_ours] = recalls
            .each_ref()
            .map(|recalls| recalls.iter().map(|recall| recall[at]).sum::<f64>() / files as f64);
        println!("{:<24} {of_all:>11.3} {of_ours:>7.3}", tool.name);
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
