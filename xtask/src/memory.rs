//! `cargo xtask memory`: the most memory that a whole run takes, workers included.

use std::path::Path;

use crate::Outcome;
use crate::child::{WholeRun, scrutineer, whole_run};
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
        let out = work.path().join("results");
        let WholeRun { status, time, memory } = whole_run(&program, &inputs, &out, &[])?;
        let megabytes = memory >> 20;
        println!(
            "{} files: at most {megabytes} MB with workers, {:.1} s, {status}",
            files.len() * copies,
            time.as_secs_f64()
        );
        peaks.push(megabytes);
    }
    match peaks.iter().max() {
        Some(&peak) if peak > limit => Err(format!("{peak} MB, the limit is {limit} MB").into()),
        Some(0) | None => Err("this system does not tell the memory of processes".into()),
        _ => Ok(()),
    }
}
