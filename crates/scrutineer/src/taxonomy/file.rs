//! The shape of one taxonomy file, as serde reads it.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::model::{CueKind, Direction, IssueKind, Scope, Strength, Valence};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub family: Option<FamilyTable>,
    #[serde(default)]
    pub lists: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    #[serde(default)]
    pub issue: Vec<IssueTable>,
    #[serde(default)]
    pub cue: Vec<CueTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FamilyTable {
    pub id: String,
    pub label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IssueTable {
    pub id: Spanned<String>,
    pub label: String,
    pub family: Option<String>,
    #[serde(default = "no_stage")]
    pub stage: String,
    #[serde(default)]
    pub kind: IssueKind,
    pub parent: Option<Spanned<String>>,
    pub definition: String,
    #[serde(rename = "use", default)]
    pub use_when: String,
    #[serde(default)]
    pub not_use: String,
    #[serde(default)]
    pub questions: Vec<String>,
    #[serde(default = "yes")]
    pub counted: bool,
    #[serde(default)]
    pub rule: Vec<RuleTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleTable {
    pub id: Spanned<String>,
    pub find: Vec<Spanned<String>>,
    #[serde(default)]
    pub with: Vec<Spanned<String>>,
    #[serde(default)]
    pub without: Vec<Spanned<String>>,
    #[serde(default)]
    pub valence: Valence,
    #[serde(default)]
    pub scope: Scope,
    #[serde(default)]
    pub strength: Strength,
    pub assertion: Option<Spanned<String>>,
    #[serde(default)]
    pub section_in: Vec<Spanned<String>>,
    #[serde(default)]
    pub section_not_in: Vec<Spanned<String>>,
    #[serde(default)]
    pub examples: Vec<Spanned<String>>,
    #[serde(default)]
    pub counterexamples: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CueTable {
    pub kind: CueKind,
    #[serde(default)]
    pub direction: Direction,
    pub reach: Option<u8>,
    #[serde(default)]
    pub crosses: bool,
    pub find: Vec<Spanned<String>>,
}

fn yes() -> bool {
    true
}

fn no_stage() -> String {
    "cross-cutting".to_owned()
}
