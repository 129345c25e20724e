//! One file a command.

pub(crate) mod agree;
pub(crate) mod briefing;
pub(crate) mod count;
pub(crate) mod evaluate;
pub(crate) mod find;
pub(crate) mod generated;
pub(crate) mod inputs;
pub(crate) mod learn;
pub(crate) mod run;
pub(crate) mod tag;
pub(crate) mod taxonomy;
pub(crate) mod taxonomy_diff;
pub(crate) mod taxonomy_files;
pub(crate) mod text;
pub(crate) mod text_tables;

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use scrutineer::evaluate::{GoldPassage, read_gold};
use scrutineer::exchange::{CodedOptions, read_coded_project};
use scrutineer::taxonomy::Builtin;
use scrutineer::{Scorer, Tagger, Taxonomy};

use crate::args::Tagging;
use crate::failure::Failure;

/// The name of a built-in taxonomy, when `path` is `@NAME`.
fn built_in_name(path: &Path) -> Option<&str> {
    path.to_str()?.strip_prefix('@')
}

/// The taxonomy at `path`, the built-in one that `@NAME` names, or the first built-in one; every fault is shown.
pub(crate) fn load_taxonomy(path: Option<&Path>) -> Result<Taxonomy, Failure> {
    let Some(path) = path else { return Ok(Taxonomy::builtin().clone()) };
    if let Some(name) = built_in_name(path) {
        let names: Vec<String> =
            Builtin::all().iter().map(|builtin| format!("@{}", builtin.name)).collect();
        return Taxonomy::named(name).cloned().ok_or_else(|| {
            Failure::new(format!(
                "there is no built-in taxonomy `@{name}`; there are {}",
                names.join(", ")
            ))
        });
    }
    Taxonomy::from_path(path, Some(Taxonomy::base())).map_err(|errors| {
        Failure::new(format!("the taxonomy cannot be used:\n{}", first_of(&errors)))
    })
}

/// Faults a line each, the first twenty.
pub(crate) fn first_of(errors: &[impl ToString]) -> String {
    let shown: Vec<String> = errors.iter().take(20).map(ToString::to_string).collect();
    let more = errors.len().saturating_sub(shown.len());
    let tail = if more > 0 { format!("\n… and {more} more") } else { String::new() };
    shown.join("\n") + &tail
}

/// The scorer that was asked for: that of the file, else the one that belongs to the built-in taxonomy.
fn load_scorer(
    model: Option<&Path>,
    taxonomy: Option<&Path>,
) -> Result<Option<Cow<'static, Scorer>>, Failure> {
    if let Some(path) = model {
        return Ok(Some(Cow::Owned(read_scorer(path)?)));
    }
    let first = Builtin::all().first().map(|builtin| builtin.name);
    let is_first = taxonomy.is_none_or(|path| built_in_name(path) == first && first.is_some());
    Ok(is_first.then(|| Cow::Borrowed(Scorer::builtin())))
}

/// Reads the model of a scorer.
pub(crate) fn read_scorer(path: &Path) -> Result<Scorer, Failure> {
    let named = |error: String| Failure::new(format!("{}: {error}", path.display()));
    let bytes = fs::read(path).map_err(|error| named(error.to_string()))?;
    Scorer::from_bytes(&bytes).map_err(|error| named(error.to_string()))
}

/// The tagger that was asked for: rules, and the scorer that belongs to them.
pub(crate) fn build_tagger(tagging: &Tagging) -> Result<Tagger, Failure> {
    let path = tagging.taxonomy.taxonomy.as_deref();
    let taxonomy = load_taxonomy(path)?;
    let scorer = load_scorer(tagging.model.as_deref(), path)?;
    let tagger = match (scorer, tagging.rules_only, tagging.scorer_only) {
        (Some(scorer), true, _) => Tagger::new(&taxonomy).with_records(scorer.records()),
        (Some(scorer), _, true) => Tagger::new(&taxonomy.without_rules()).with_scorer(&scorer),
        (Some(scorer), false, false) => Tagger::new(&taxonomy).with_scorer(&scorer),
        (None, _, false) => Tagger::new(&taxonomy),
        (None, _, true) => {
            return Err(Failure::new(
                "--scorer-only needs a scorer: give one with --model (`scrutineer learn` makes it)",
            ));
        }
    };
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
pub(crate) fn read_gold_or_project(
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
