//! `cargo xtask bench-pdf`: our PDF reader beside poppler and MuPDF, on files whose text is known and on hostile ones.
//!
//! Each file is given to each tool in a process of its own, one after the other, so that all meet the same state of the machine.
//! Processor time includes the start of the process. `cargo run --release -p xtask -- bench-pdf …` measures what users get.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use scrutineer::extract::pdf::{PdfOptions, read};
use scrutineer::extract::{ExtractErrorKind, RawKind};

use crate::Outcome;
use crate::child::{End, Patience, measured};
use crate::measures::{common, heading_scores, lcs, parted, poppler_words, words_of};
use crate::pdf_truth::{pdfs, text_of, truth_of};

/// The command by which this program calls itself to read one file.
pub(crate) const READ: &str = "pdf-read";
/// Its codes: an error is one thing, a parser that failed another.
const ERROR: u8 = 1;
const PARSER_FAILED: u8 = 3;

const USUAL: Patience = Patience { time: Duration::from_secs(120), memory: 4 << 30 };
pub(crate) const HOSTILE: Patience = Patience { time: Duration::from_secs(20), memory: 2 << 30 };

/// A reader: its name in the table and how one file is given to it.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    program: PathBuf,
    before: Vec<&'static str>,
    after: Vec<&'static str>,
    ours: bool,
}

impl Tool {
    /// The text in what the tool wrote: ours puts a line about pages and headings before it.
    pub(crate) fn text_in<'o>(&self, output: &'o str) -> &'o str {
        if self.ours { output.split_once('\n').map_or("", |(_, text)| text) } else { output }
    }

    pub(crate) fn command(&self, file: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.before).arg(file).args(&self.after);
        command
    }
}

/// Our reader first.
pub(crate) fn tools() -> std::io::Result<Vec<Tool>> {
    let own = std::env::current_exe()?;
    let ours =
        |name, before| Tool { name, program: own.clone(), before, after: vec![], ours: true };
    let other = |name: &'static str, before, after| Tool {
        name,
        program: name.into(),
        before,
        after,
        ours: false,
    };
    Ok(vec![
        ours("scrutineer", vec![READ]),
        ours("scrutineer, tags ignored", vec![READ, "--untagged"]),
        other("pdftotext", vec![], vec!["-"]),
        other("mutool", vec!["draw", "-q", "-F", "txt", "-o", "-"], vec![]),
    ])
}

pub(crate) fn run(args: &[String]) -> Outcome {
    let mut args = args.to_vec();
    let torture = args.iter().position(|arg| arg == "--torture").map(|at| {
        args.remove(at);
        if at < args.len() {
            Ok(PathBuf::from(args.remove(at)))
        } else {
            Err("--torture needs a folder")
        }
    });
    let torture = torture.transpose()?;
    let tools = tools()?;
    if cfg!(debug_assertions) {
        println!("note: this is not a release build, so scrutineer is slower here than for users");
    }
    if let Some(folder) = args.first() {
        reports(&tools, Path::new(folder))?;
    } else if torture.is_none() {
        return Err("give a folder of PDFs with their texts, or --torture with a folder".into());
    }
    torture.map_or(Ok(()), |folder| hostile(&tools, &folder))
}

/// Sums of one tool.
#[derive(Clone, Default)]
struct Sums {
    cpu: Duration,
    pages: usize,
    files: f64,
    /// Order, precision, recall of words; sums over files. First against the truth as it is, then against the truth
    /// that `pdftotext` has parted.
    words: [[f64; 3]; 2],
    headings: [f64; 2],
    with_headings: f64,
    failed: usize,
}

fn reports(tools: &[Tool], folder: &Path) -> Outcome {
    let mut sums = vec![Sums::default(); tools.len()];
    for (turn, file) in pdfs(folder)?.iter().enumerate() {
        let truth_file = truth_of(file);
        let truth_text = std::fs::read_to_string(&truth_file)
            .map_err(|error| format!("{}: {error}", truth_file.display()))?;
        let truth = words_of(&truth_text);
        let truths = [&truth, &parted(&truth, &poppler_words(file)?)];
        for step in 0..tools.len() {
            // Each tool is first in its turn, so that none always finds the file in the cache.
            let at = (turn + step) % tools.len();
            let ran = measured(&mut tools[at].command(file), USUAL)?;
            let sum = &mut sums[at];
            sum.cpu += ran.cpu;
            sum.files += 1.0;
            if ran.end != End::Code(0) {
                sum.failed += 1;
                continue;
            }
            let text = tools[at].text_in(&ran.output);
            if tools[at].ours {
                let head = ran.output.lines().next().ok_or("our reader gave no first line")?;
                let (pages, headings): (usize, Vec<String>) = serde_json::from_str(head)?;
                sum.pages += pages;
                if let [Some(recall), precision] = heading_scores(&truth_file, &headings)? {
                    sum.headings[0] += recall;
                    sum.headings[1] += precision.unwrap_or_default();
                    sum.with_headings += 1.0;
                }
            }
            let words = words_of(text);
            for (truth, sums) in truths.iter().zip(&mut sum.words) {
                let shared = common(truth, &words) as f64;
                sums[0] += lcs(truth, &words) as f64 / truth.len().max(1) as f64;
                sums[1] += shared / words.len().max(1) as f64;
                sums[2] += shared / truth.len().max(1) as f64;
            }
        }
    }
    print_reports(tools, &sums);
    Ok(())
}

fn print_reports(tools: &[Tool], sums: &[Sums]) {
    let pages = sums.iter().map(|sum| sum.pages).max().unwrap_or_default();
    let seconds_of = |name: &str| {
        let at = tools.iter().position(|tool| tool.name == name);
        at.map_or(f64::NAN, |at| sums[at].cpu.as_secs_f64())
    };
    let (poppler, mupdf) = (seconds_of("pdftotext"), seconds_of("mutool"));
    println!(
        "{:<24} {:>6} {:>11} {:>8} {:>7} {:>6} {:>9} {:>6} {:>10} {:>9} {:>6} {:>14} {:>17} {:>6}",
        "tool",
        "CPU s",
        "÷ pdftotext",
        "÷ mutool",
        "pages/s",
        "LCS",
        "precision",
        "recall",
        "LCS parted",
        "precision",
        "recall",
        "heading recall",
        "heading precision",
        "failed"
    );
    for (tool, sum) in tools.iter().zip(sums) {
        let seconds = sum.cpu.as_secs_f64();
        let read = (sum.files - sum.failed as f64).max(1.0);
        let [[order, precision, recall], parted] =
            sum.words.map(|sums| sums.map(|value| value / read));
        let [found, right] = sum.headings.map(|value| {
            if sum.with_headings > 0.0 {
                format!("{:.3}", value / sum.with_headings)
            } else {
                "-".to_owned()
            }
        });
        println!(
            "{:<24} {seconds:>6.2} {:>11.2} {:>8.2} {:>7.0} {order:>6.4} {precision:>9.4} {recall:>6.4} {:>10.4} {:>9.4} {:>6.4} {found:>14} {right:>17} {:>6}",
            tool.name,
            seconds / poppler,
            seconds / mupdf,
            pages as f64 / seconds,
            parted[0],
            parted[1],
            parted[2],
            sum.failed
        );
    }
    println!(
        "words are runs of letters and digits; parted: the truth with words that it runs together at line ends parted where pdftotext parts them"
    );
}

fn hostile(tools: &[Tool], folder: &Path) -> Outcome {
    println!(
        "\n{:<26} {:>6} {:>6} {:>6} {:>6} {:>12}",
        "tool", "read", "error", "crash", "hang", "over 2 GB"
    );
    let files = pdfs(folder)?;
    let mut ends: Vec<Vec<(End, &Path)>> = vec![Vec::new(); tools.len()];
    for file in &files {
        for (tool, ends) in tools.iter().zip(&mut ends) {
            ends.push((measured(&mut tool.command(file), HOSTILE)?.end, file));
        }
    }
    for (tool, ends) in tools.iter().zip(&ends) {
        let crashed = |end: End| {
            end == End::Crash
                || tool.ours && end == End::Code(i32::from(PARSER_FAILED))
                || end == End::Code(101)
        };
        let count = |test: &dyn Fn(End) -> bool| ends.iter().filter(|(end, _)| test(*end)).count();
        println!(
            "{:<26} {:>6} {:>6} {:>6} {:>6} {:>12}",
            tool.name,
            count(&|end| end == End::Code(0)),
            count(&|end| matches!(end, End::Code(1..)) && !crashed(end)),
            count(&crashed),
            count(&|end| end == End::Hang),
            count(&|end| end == End::OverMemory)
        );
        for (end, file) in ends.iter().filter(|(end, _)| !matches!(end, End::Code(0 | 1))) {
            println!("    {end:?} {}", file.display());
        }
    }
    Ok(())
}

/// `pdf-read FILE [--untagged]`: a line of JSON (pages, headings), then the text; what the bench measures as ours.
pub(crate) fn read_one(args: &[String]) -> Outcome {
    let untagged = args.iter().any(|arg| arg == "--untagged");
    let file = args.iter().find(|arg| !arg.starts_with("--")).ok_or("give a file")?;
    let options = PdfOptions { use_structure: !untagged, ..PdfOptions::default() };
    match read(&std::fs::read(file)?, &options) {
        Ok(extraction) => {
            let headings = extraction.blocks.iter();
            let headings: Vec<&str> = headings
                .filter(|block| matches!(block.kind, RawKind::Heading(_)))
                .map(|block| block.text.as_str())
                .collect();
            println!("{}", serde_json::to_string(&(extraction.pages.len(), headings))?);
            print!("{}", text_of(&extraction));
            Ok(())
        }
        Err(error) => {
            eprintln!("{error}");
            let failed = error.kind() == ExtractErrorKind::ParserFailed;
            std::process::exit(i32::from(if failed { PARSER_FAILED } else { ERROR }))
        }
    }
}
