//! `scrutineer learn`: a scorer from coded passages.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use scrutineer::learn::{Lesson, learn, recalibrate};
use scrutineer_export::WholeFile;

use super::evaluate::print_reliability;
use super::{load_taxonomy, read_passages};
use crate::args::Learn;
use crate::failure::Failure;

pub(crate) fn run(command: &Learn) -> Result<ExitCode, Failure> {
    let taxonomy = load_taxonomy(command.taxonomy.taxonomy.as_deref())?;
    let mut lessons = Vec::new();
    for (paths, calibrates) in [(&command.gold, false), (&command.calibrate, true)] {
        for path in paths {
            lessons.push(lesson(path, calibrates)?);
        }
    }
    // Read before the long work, so that a wrong file is said at once.
    let mut others = Vec::new();
    for path in &command.recalibrate {
        others.extend(read_passages(path)?);
    }
    let (mut scorer, report) =
        learn(&taxonomy, &lessons).map_err(|error| Failure::new(error.to_string()))?;
    let recalibrated = (!others.is_empty()).then(|| recalibrate(&mut scorer, &taxonomy, &others));
    let mut file = WholeFile::create(&command.output)?;
    file.write_all(&scorer.to_bytes())?;
    file.finish()?;
    let mut out = io::stdout().lock();
    writeln!(out, "{} codes, {} words and pairs", report.codes, report.features)?;
    writeln!(
        out,
        "on {} passages held out: precision {:.3}, recall {:.3}, F1 {:.3} at strength {:.3}",
        report.passages, report.precision, report.recall, report.f1, report.cut
    )?;
    print_reliability(&mut out, &report.reliability, report.expected_calibration_error)?;
    if let Some(evaluation) = recalibrated {
        writeln!(out, "strengths fitted to {} passages by others", evaluation.passages)?;
        print_reliability(
            &mut out,
            &evaluation.reliability,
            evaluation.expected_calibration_error,
        )?;
    }
    writeln!(out, "model written to {}", command.output.display())?;
    Ok(ExitCode::SUCCESS)
}

fn lesson(path: &Path, calibrates: bool) -> Result<Lesson, Failure> {
    Ok(Lesson { name: path.display().to_string(), passages: read_passages(path)?, calibrates })
}
