//! Issues, rules, cues and word lists as plain data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::phrase::Phrase;
use crate::document::Role;
use crate::tag::Assertion;

/// A codebook with its rules.
#[derive(Clone, Debug, Default)]
pub struct Taxonomy {
    /// Issues in the order of their files.
    pub issues: Vec<Issue>,
    /// Families by id, in the order of their files.
    pub families: Vec<Family>,
    /// Word lists by name.
    pub lists: BTreeMap<String, Vec<Phrase>>,
    /// Cues of assertion and voice.
    pub cues: Vec<Cue>,
    /// SHA-256 of all files, hex: the version that outputs cite.
    pub fingerprint: String,
}

/// A group of issues that are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Family {
    /// Kebab-case name.
    pub id: String,
    /// Name for people.
    pub label: String,
}

/// A code of the codebook.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// Kebab-case name, stable across versions.
    pub id: String,
    /// Name for people.
    pub label: String,
    /// Id of its family.
    pub family: String,
    /// Home stage on the child's journey.
    pub stage: String,
    /// What kind of code it is.
    pub kind: IssueKind,
    /// The issue above a reason, solution or caveat.
    pub parent: Option<String>,
    /// What it is.
    pub definition: String,
    /// When to use it.
    pub use_when: String,
    /// When not.
    pub not_use: String,
    /// Questions to put to one's own service.
    pub questions: Vec<String>,
    /// Whether it stands in the default counts.
    pub counted: bool,
    /// How it is recognised.
    pub rules: Vec<Rule>,
}

/// Kinds of codes.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum IssueKind {
    /// A practice issue.
    #[default]
    Issue,
    /// A fact of the case, such as behaviour of a family, that is recorded whether or not practice was weak.
    Circumstance,
    /// Why an issue occurs.
    Reason,
    /// What was suggested against it.
    Solution,
    /// What must be kept in mind.
    Caveat,
    /// Something done well; its tags carry the assertion good-practice.
    Positive,
}

impl IssueKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Issue,
        Self::Circumstance,
        Self::Reason,
        Self::Solution,
        Self::Caveat,
        Self::Positive,
    ];

    /// Kebab-case name, as in taxonomy files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Circumstance => "circumstance",
            Self::Reason => "reason",
            Self::Solution => "solution",
            Self::Caveat => "caveat",
            Self::Positive => "positive",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How one issue is recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Kebab-case name, unique within the issue.
    pub id: String,
    /// Any of these must occur in a sentence.
    pub find: Vec<Phrase>,
    /// When not empty, one of these must occur in the scope as well.
    pub with: Vec<Phrase>,
    /// None of these may occur in the sentence.
    pub without: Vec<Phrase>,
    /// Whether `find` names a problem or a desired practice.
    pub valence: Valence,
    /// Where `with` may stand.
    pub scope: Scope,
    /// Whether the rule stands alone.
    pub strength: Strength,
    /// What a match asserts whatever the cues say.
    pub assertion: Option<Assertion>,
    /// Only in sections of these roles, when not empty.
    pub section_in: Vec<Role>,
    /// Never in sections of these roles.
    pub section_not_in: Vec<Role>,
    /// Sentences that the rule must recognise; `**` marks words of the evidence.
    pub examples: Vec<String>,
    /// Sentences in which the issue must not be asserted.
    pub counterexamples: Vec<String>,
}

/// What a rule's phrases name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Valence {
    /// The problem itself.
    #[default]
    Problem,
    /// A desired practice, which becomes an issue when it is lacking or poor.
    Practice,
}

/// Where a rule's `with` phrases may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// In the same sentence.
    #[default]
    Sentence,
    /// In the same sentence, the one before or the one after.
    Window,
    /// Anywhere in the passage.
    Passage,
}

/// How much a rule is worth on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Stands alone.
    #[default]
    Strong,
    /// Needs a second piece of evidence: another rule of the issue in the passage, or a word of criticism.
    Weak,
}

/// A set of cue phrases.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// What they say.
    pub kind: CueKind,
    /// On which side of the cue the target stands.
    pub direction: Direction,
    /// Words between cue and target at most.
    pub reach: u8,
    /// Whether the cue reaches past the end of its clause.
    pub crosses: bool,
    /// The phrases.
    pub find: Vec<Phrase>,
}

/// What a cue says of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CueKind {
    /// A practice was not there.
    Absent,
    /// A practice was done badly.
    Poor,
    /// A practice was done well.
    Good,
    /// There was no problem (any target).
    Clear,
    /// The problem named did not occur (problem targets).
    Denial,
    /// Forward-looking: what should be done.
    Recommended,
    /// Past modal or counterfactual: it was not done.
    Judged,
    /// Uncertain or conditional.
    Hypothetical,
    /// Guidance, literature, another case.
    Procedural,
    /// Somebody's view that the author does not adopt.
    Reported,
    /// Praise.
    GoodPractice,
    /// Ends a clause.
    Terminator,
    /// Swallows a false cue.
    Pseudo,
    /// A practitioner speaks.
    VoicePractitioner,
    /// A member of the family speaks.
    VoiceFamily,
    /// A document is quoted.
    VoiceDocument,
}

/// On which side of a cue its target stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The target follows the cue.
    Forward,
    /// The target precedes the cue.
    Backward,
    /// Either side.
    #[default]
    Either,
}

impl Taxonomy {
    /// The issue of that id.
    pub fn issue(&self, id: &str) -> Option<&Issue> {
        self.issues.iter().find(|issue| issue.id == id)
    }

    /// The same codebook without rules: with a scorer, a tagger by the scorer alone.
    #[must_use]
    pub fn without_rules(mut self) -> Self {
        for issue in &mut self.issues {
            issue.rules.clear();
        }
        self
    }

    /// The label of a family id; the id itself when the family has none.
    pub fn family_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.families.iter().find(|family| family.id == id).map_or(id, |family| &family.label)
    }
}
