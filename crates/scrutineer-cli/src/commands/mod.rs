//! One file a command.

pub(crate) mod count;
pub(crate) mod evaluate;
pub(crate) mod find;
pub(crate) mod generated;
pub(crate) mod inputs;
pub(crate) mod learn;
pub(crate) mod run;
pub(crate) mod tag;
pub(crate) mod taxonomy;
pub(crate) mod text;
pub(crate) mod text_tables;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use scrutineer::evaluate::{GoldPassage, read_gold};
use scrutineer::exchange::{CodedOptions, read_coded_project};
use scrutineer::taxonomy::TaxonomyError;
use scrutineer::{Scorer, Tagger, Taxonomy};

use crate::args::Tagging;
use crate::failure::Failure;

/// The taxonomy at `path`, or the built-in one; every fault is shown.
pub(crate) fn load_taxonomy(path: Option<&Path>) -> Result<Taxonomy, Failure> {
    let Some(path) = path else { return Ok(Taxonomy::builtin().clone()) };
    loaded(Taxonomy::from_path(path, Some(Taxonomy::base())))
}

/// The taxonomy, or its faults as people read them.
pub(crate) fn loaded(read: Result<Taxonomy, Vec<TaxonomyError>>) -> Result<Taxonomy, Failure> {
    read.map_err(|errors| {
        let shown: Vec<String> = errors.iter().take(20).map(ToString::to_string).collect();
        let more = errors.len().saturating_sub(shown.len());
        let tail = if more > 0 { format!("\n… and {more} more") } else { String::new() };
        Failure::new(format!("the taxonomy cannot be used:\n{}{tail}", shown.join("\n")))
    })
}

/// The tagger that was asked for: rules, and the scorer that belongs to them.
pub(crate) fn build_tagger(tagging: &Tagging) -> Result<Tagger, Failure> {
    let taxonomy = load_taxonomy(tagging.taxonomy.taxonomy.as_deref())?;
    let mut tagger = Tagger::new(&taxonomy);
    if let Some(path) = &tagging.model {
        let named = |error: String| Failure::new(format!("{}: {error}", path.display()));
        let bytes = fs::read(path).map_err(|error| named(error.to_string()))?;
        let scorer = Scorer::from_bytes(&bytes).map_err(|error| named(error.to_string()))?;
        tagger = if tagging.rules_only {
            tagger.with_records(scorer.records())
        } else {
            tagger.with_scorer(&scorer)
        };
    } else if tagging.taxonomy.taxonomy.is_none() {
        let scorer = Scorer::builtin();
        tagger = if tagging.rules_only {
            tagger.with_records(scorer.records())
        } else {
            tagger.with_scorer(scorer)
        };
    }
    match tagging.min_strength {
        None => Ok(tagger),
        Some(strength) if (0.0..=1.0).contains(&strength) => Ok(tagger.with_min_strength(strength)),
        Some(_) => Err(Failure::new("--min-strength is a number from 0 to 1")),
    }
}

/// Reads a file of coded passages.
pub(crate) fn read_passages(path: &Path) -> Result<Vec<GoldPassage>, Failure> {
    let named = |error: String| Failure::new(format!("{}: {error}", path.display()));
    let content = fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
    read_gold(&content).map_err(|error| named(error.to_string()))
}

/// Reads coded passages of a file, or of a project that people coded in another program.
pub(crate) fn read_coding(
    path: &Path,
    taxonomy: &Taxonomy,
    coders: &[String],
) -> Result<Vec<GoldPassage>, Failure> {
    if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("qdpx")) {
        return read_passages(path);
    }
    let named = |error: String| Failure::new(format!("{}: {error}", path.display()));
    let file = fs::File::open(path).map_err(|error| named(error.to_string()))?;
    let options = CodedOptions { coders: coders.to_vec(), keep_unknown: false };
    let coded = read_coded_project(io::BufReader::new(file), taxonomy, &options)
        .map_err(|error| named(error.to_string()))?;
    for warning in &coded.warnings {
        writeln!(io::stderr(), "warning: {}: {warning}", path.display())?;
    }
    if coded.passages.is_empty() {
        return Err(named("nothing in it is coded with a code of the taxonomy".to_owned()));
    }
    Ok(coded.passages)
}

/// Refuses codes that the taxonomy does not have.
pub(crate) fn check_codes(codes: &[String], taxonomy: &Taxonomy) -> Result<(), Failure> {
    match codes.iter().find(|code| taxonomy.issue(code).is_none()) {
        None => Ok(()),
        Some(code) => Err(Failure::new(format!(
            "there is no issue `{code}`; `scrutineer taxonomy list` names them"
        ))),
    }
}
