//! The taxonomy that ships with the crate.

use std::sync::LazyLock;

use super::load::SourceFile;
use super::model::Taxonomy;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Name and content of every built-in file.
        pub(super) const FILES: &[SourceFile<'static>] = &[$(SourceFile {
            name: concat!("taxonomy/", $name, ".toml"),
            content: include_str!(concat!("../../taxonomy/", $name, ".toml")),
        }),*];
    };
}

files![
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

/// Files at the front of [`FILES`] that hold word lists and cues only.
const SHARED_FILES: usize = 2;

static BUILTIN: LazyLock<Result<Taxonomy, String>> = LazyLock::new(|| read(FILES));
static BASE: LazyLock<Result<Taxonomy, String>> = LazyLock::new(|| read(&FILES[..SHARED_FILES]));

fn read(files: &[SourceFile<'static>]) -> Result<Taxonomy, String> {
    Taxonomy::from_files(files, None)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

impl Taxonomy {
    /// The built-in taxonomy.
    ///
    /// # Panics
    /// Never in a released crate: a test reads the same constant files.
    pub fn builtin() -> &'static Self {
        constant(&BUILTIN)
    }

    /// The built-in word lists and cues without any issue: what a taxonomy of one's own starts from.
    ///
    /// # Panics
    /// Never in a released crate: a test reads the same constant files.
    pub fn base() -> &'static Self {
        constant(&BASE)
    }
}

fn constant(read: &'static Result<Taxonomy, String>) -> &'static Taxonomy {
    match read {
        Ok(taxonomy) => taxonomy,
        Err(errors) => panic!("the built-in taxonomy is faulty:\n{errors}"),
    }
}
