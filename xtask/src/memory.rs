//! `cargo xtask memory`: the most memory that a whole run takes, workers included.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::child::{memory_of_tree, scrutineer};
use crate::pdf_truth::pdfs;

/// `memory DIR [COPIES] [LIMIT-MB]`: a run over the PDFs of DIR, then over COPIES (10) of each under other names.
pub(crate) fn run(args: &[String]) -> Outcome {
    let folder = Path::new(args.first().ok_or("give a folder of PDFs")?);
    let copies: usize = args.get(1).map_or(Ok(10), |text| text.parse())?;
    let limit: u64 = args.get(2).map_or(Ok(400), |text| text.parse())?;
    let program = scrutineer()?;
    let work = tempfile::tempdir()?;
    let files = pdfs(folder)?;
    let mut peaks = Vec::new();
    for copies in [1, copies] {
        let inputs = work.path().join(format!("reports-{copies}"));
        std::fs::create_dir(&inputs)?;
        for file in &files {
            for copy in 0..copies {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                std::fs::copy(file, inputs.join(format!("{copy:03}-{name}")))?;
            }
        }
        let begun = Instant::now();
        let mut child = Command::new(&program)
            .arg("run")
            .arg(&inputs)
            .arg("--out")
            .arg(work.path().join("results"))
            .stdout(Stdio::null())
            .spawn()?;
        let mut peak = 0;
        let status = loop {
            peak = peak.max(memory_of_tree(child.id()));
            if let Some(status) = child.try_wait()? {
                break status;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let megabytes = peak >> 20;
        println!(
            "{} files: at most {megabytes} MB with workers, {:.1} s, {status}",
            files.len() * copies,
            begun.elapsed().as_secs_f64()
        );
        peaks.push(megabytes);
    }
    match peaks.iter().max() {
        Some(&peak) if peak > limit => Err(format!("{peak} MB, the limit is {limit} MB").into()),
        Some(0) | None => Err("this system does not tell the memory of processes".into()),
        _ => Ok(()),
    }
}
