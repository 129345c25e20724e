//! `cargo xtask workers`: what reading in worker processes costs against reading in the process.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use scrutineer::corpus::{CorpusOptions, gather, run as run_corpus};
use scrutineer::extract::worker::{WorkerPool, serve};
use scrutineer::extract::{InProcess, Reader};
use scrutineer::{Tagger, Taxonomy};

use crate::Outcome;
use crate::child::{children_cpu, own_cpu};

/// The argument by which this program calls itself as a worker.
pub(crate) const WORKER: &str = "--worker-process";

/// Serves as a worker.
pub(crate) fn work() -> Outcome {
    Ok(serve(&InProcess)?)
}

/// `workers DIR [ROUNDS] [THREADS]`: tags the folder both ways by turns.
pub(crate) fn run(args: &[String]) -> Outcome {
    let folder = PathBuf::from(args.first().ok_or("give a folder of reports")?);
    let rounds: usize = args.get(1).map_or(Ok(5), |text| text.parse())?;
    let threads: usize = args.get(2).map_or(Ok(1), |text| text.parse())?;
    let tagger = Tagger::new(Taxonomy::builtin());
    let plain = CorpusOptions { threads, ..CorpusOptions::default() };
    let sources = gather(&[folder], &plain.read)?;
    let mut totals = [(0.0, 0.0); 2];
    for round in 0..=rounds {
        for (at, total) in totals.iter_mut().enumerate() {
            let begun = (Instant::now(), own_cpu()? + children_cpu()?);
            {
                let reader: Arc<dyn Reader> = if at == 0 {
                    Arc::new(InProcess)
                } else {
                    Arc::new(WorkerPool::of_this_program(WORKER, Some(2 << 30))?)
                };
                let options = CorpusOptions { reader, ..plain.clone() };
                run_corpus(&sources, &tagger, &options, |_| true);
            }
            // Workers have ended with their pool, so their time is in the sum.
            let cpu = (own_cpu()? + children_cpu()?).saturating_sub(begun.1);
            // The first round fills caches and compiles tables.
            if round > 0 {
                total.0 += begun.0.elapsed().as_secs_f64();
                total.1 += cpu.as_secs_f64();
            }
        }
    }
    let [here, there] = totals.map(|(wall, cpu)| (wall / rounds as f64, cpu / rounds as f64));
    println!("{} files, {threads} threads, mean of {rounds} rounds", sources.len());
    println!("in the process: {:.2} s, processor {:.2} s", here.0, here.1);
    println!("with workers:   {:.2} s, processor {:.2} s", there.0, there.1);
    println!("ratio {:.3}, processor {:.3}", there.0 / here.0, there.1 / here.1);
    Ok(())
}
