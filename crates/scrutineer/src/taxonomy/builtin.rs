//! The taxonomies that ship with the crate.

use std::sync::LazyLock;

use super::load::SourceFile;
use super::model::Taxonomy;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(SourceFile {
            name: concat!("taxonomy/", $name, ".toml"),
            content: include_str!(concat!("../../taxonomy/", $name, ".toml")),
        }),*]
    };
}

/// A taxonomy that ships with the crate.
#[derive(Debug)]
pub struct Builtin {
    /// What it is called by, after `@`.
    pub name: &'static str,
    /// What it is for, one sentence.
    pub about: &'static str,
    read: LazyLock<Result<Taxonomy, String>>,
}

/// Word lists and cues without any issue.
const SHARED: &[SourceFile<'static>] = files!["_lists", "_cues"];

static BASE: LazyLock<Result<Taxonomy, String>> = LazyLock::new(|| read(SHARED, None));

/// Every taxonomy that ships with the crate; the first is the one that is used when none is named.
static BUILTINS: [Builtin; 2] = [
    Builtin {
        name: "practice-issues",
        about: "practice issues of serious case reviews, reasons and good practice; with a learned scorer",
        read: LazyLock::new(|| read(PRACTICE_ISSUES, None)),
    },
    Builtin {
        name: "fox-2026",
        about: "four facts of a child's case (Fox 2026): missing, exploited, special educational needs, excluded from school",
        read: LazyLock::new(|| read(FOX_2026, Some(Taxonomy::base()))),
    },
];

const FOX_2026: &[SourceFile<'static>] = files!["fox-2026/child-circumstances"];

const PRACTICE_ISSUES: &[SourceFile<'static>] = files![
    "_lists",
    "_cues",
    "information-sharing",
    "challenge-escalation",
    "family-engagement",
    "child-focus",
    "thinking-judgement",
    "assessment-planning",
    "meetings-conferences",
    "thresholds-referral",
    "organisation-resources",
    "harm-recognition",
    "equality-identity",
    "language-recording",
    "good-practice",
    "reluctance-reasons",
    "other-reasons",
];

fn read(files: &[SourceFile<'static>], base: Option<&Taxonomy>) -> Result<Taxonomy, String> {
    Taxonomy::from_files(files, base)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

impl Builtin {
    /// Every taxonomy that ships with the crate; the first is the one that is used when none is named.
    pub fn all() -> &'static [Self] {
        &BUILTINS
    }

    /// The taxonomy.
    ///
    /// # Panics
    /// Never in a released crate: a test reads the same constant files.
    pub fn taxonomy(&'static self) -> &'static Taxonomy {
        constant(&self.read)
    }
}

impl Taxonomy {
    /// The built-in taxonomy of practice issues.
    ///
    /// # Panics
    /// Never in a released crate: a test reads the same constant files.
    pub fn builtin() -> &'static Self {
        BUILTINS[0].taxonomy()
    }

    /// The built-in taxonomy of that name, without its `@`.
    pub fn named(name: &str) -> Option<&'static Self> {
        BUILTINS.iter().find(|builtin| builtin.name == name).map(Builtin::taxonomy)
    }

    /// The built-in word lists and cues without any issue: what a taxonomy of one's own starts from.
    ///
    /// # Panics
    /// Never in a released crate: a test reads the same constant files.
    pub fn base() -> &'static Self {
        constant(&BASE)
    }
}

fn constant(read: &'static LazyLock<Result<Taxonomy, String>>) -> &'static Taxonomy {
    match &**read {
        Ok(taxonomy) => taxonomy,
        Err(errors) => panic!("a built-in taxonomy is faulty:\n{errors}"),
    }
}
