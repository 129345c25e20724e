//! `cargo xtask formats`: what every format of results costs beside CSV alone.

use std::path::Path;
use std::time::Duration;

use crate::Outcome;
use crate::child::{scrutineer, whole_run};

/// Formats beside CSV and JSON lines.
const FORMATS: [&str; 4] = ["--xlsx", "--parquet", "--qdpx", "--html"];

/// `formats DIR [ROUNDS] [RATIO] [LIMIT-MB]`: runs over DIR with CSV only and with all formats by turns, ROUNDS (3)
/// times each. Fails when the mean time with all formats is more than RATIO (2) times the other, or when a run holds
/// more than LIMIT-MB (600).
pub(crate) fn run(args: &[String]) -> Outcome {
    let folder = Path::new(args.first().ok_or("give a folder of reports")?);
    let rounds: u32 = args.get(1).map_or(Ok(3), |text| text.parse())?;
    let most: f64 = args.get(2).map_or(Ok(2.0), |text| text.parse())?;
    let limit: u64 = args.get(3).map_or(Ok(600), |text| text.parse())?;
    let program = scrutineer()?;
    let mut totals = [(Duration::ZERO, 0), (Duration::ZERO, 0)];
    // The first round fills the caches of the system and is not counted.
    for round in 0..=rounds {
        for (formats, total) in [&[][..], &FORMATS[..]].into_iter().zip(&mut totals) {
            let work = tempfile::tempdir()?;
            let run = whole_run(&program, folder, work.path(), formats)?;
            // Code 1 is a run that is complete but for files that cannot be read.
            if !matches!(run.status.code(), Some(0 | 1)) {
                return Err(format!("the run with {formats:?} ended with {}", run.status).into());
            }
            if round > 0 {
                total.0 += run.time;
                total.1 = run.memory.max(total.1);
            }
        }
    }
    let [csv, all] =
        totals.map(|(time, memory)| (time.as_secs_f64() / f64::from(rounds), memory >> 20));
    let ratio = all.0 / csv.0;
    println!("{}, mean of {rounds} rounds", folder.display());
    println!("CSV only:    {:.2} s, at most {} MB with workers", csv.0, csv.1);
    println!("all formats: {:.2} s, at most {} MB with workers", all.0, all.1);
    println!("ratio {ratio:.2}");
    if all.1 == 0 {
        return Err("this system does not tell the memory of processes".into());
    }
    if ratio > most || all.1 > limit {
        return Err(format!("the bounds are {most} times and {limit} MB").into());
    }
    Ok(())
}
