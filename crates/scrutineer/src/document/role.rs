//! What a section of a report is for.

use serde::{Deserialize, Serialize};

/// The role of a section: evidence about what its sentences assert.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// Cover, publication notes, repository cover sheet.
    FrontMatter,
    /// Contents list.
    Contents,
    /// Terms of reference, scope, key lines of enquiry; purpose and statute.
    TermsOfReference,
    /// Method, panel, contributors, parallel processes.
    Methodology,
    /// Family composition, genogram.
    Family,
    /// What happened: background, chronology, circumstances.
    Narrative,
    /// Appraisal of practice.
    Analysis,
    /// A finding.
    Finding,
    /// Good practice.
    GoodPractice,
    /// Lessons, learning points, conclusions.
    Learning,
    /// Recommendations, considerations for the board.
    Recommendation,
    /// Action plan, progress.
    ActionPlan,
    /// Glossary, abbreviations.
    Glossary,
    /// References, bibliography, notes.
    References,
    /// Appendices that are none of the above.
    Appendix,
    /// Reflective questions for the reader.
    Questions,
    /// Nothing told the role.
    #[default]
    Other,
}

impl Role {
    /// Every role, in the order of a report.
    pub const ALL: [Self; 17] = [
        Self::FrontMatter,
        Self::Contents,
        Self::TermsOfReference,
        Self::Methodology,
        Self::Family,
        Self::Narrative,
        Self::Analysis,
        Self::Finding,
        Self::GoodPractice,
        Self::Learning,
        Self::Recommendation,
        Self::ActionPlan,
        Self::Glossary,
        Self::References,
        Self::Appendix,
        Self::Questions,
        Self::Other,
    ];

    /// Kebab-case name, as in taxonomy files and outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::Contents => "contents",
            Self::TermsOfReference => "terms-of-reference",
            Self::Methodology => "methodology",
            Self::Family => "family",
            Self::Narrative => "narrative",
            Self::Analysis => "analysis",
            Self::Finding => "finding",
            Self::GoodPractice => "good-practice",
            Self::Learning => "learning",
            Self::Recommendation => "recommendation",
            Self::ActionPlan => "action-plan",
            Self::Glossary => "glossary",
            Self::References => "references",
            Self::Appendix => "appendix",
            Self::Questions => "questions",
            Self::Other => "other",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether nothing here may be counted as found (zones of the coding rules that must not be tagged).
    pub fn is_excluded(self) -> bool {
        matches!(
            self,
            Self::FrontMatter
                | Self::Contents
                | Self::TermsOfReference
                | Self::Methodology
                | Self::ActionPlan
                | Self::Glossary
                | Self::References
                | Self::Appendix
                | Self::Questions
        )
    }

    /// Whether the zone holds no statements at all, so that it is not even tagged as procedural.
    pub fn is_furniture(self) -> bool {
        matches!(self, Self::FrontMatter | Self::Contents | Self::References)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
