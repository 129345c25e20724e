//! One file a command.

pub(crate) mod count;
pub(crate) mod evaluate;
pub(crate) mod find;
pub(crate) mod generated;
pub(crate) mod inputs;
pub(crate) mod run;
pub(crate) mod tag;
pub(crate) mod taxonomy;
pub(crate) mod text;

use std::path::Path;

use scrutineer::Taxonomy;

use crate::failure::Failure;

/// The taxonomy at `path`, or the built-in one; every fault is shown.
pub(crate) fn load_taxonomy(path: Option<&Path>) -> Result<Taxonomy, Failure> {
    let Some(path) = path else { return Ok(Taxonomy::builtin().clone()) };
    Taxonomy::from_path(path, Some(Taxonomy::base())).map_err(|errors| {
        let shown: Vec<String> = errors.iter().take(20).map(ToString::to_string).collect();
        let more = errors.len().saturating_sub(shown.len());
        let tail = if more > 0 { format!("\n… and {more} more") } else { String::new() };
        Failure::new(format!("the taxonomy cannot be used:\n{}{tail}", shown.join("\n")))
    })
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
