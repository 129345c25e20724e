//! Titles of sections and the roles they give.

use std::sync::LazyLock;

use regex::RegexSet;

use super::Role;

/// Words of a title (lower case) and the role they give; the first that matches wins.
const TITLES: &[(&[&str], Role)] = &[
    (&["table of contents", "contents", "index"], Role::Contents),
    (
        &[
            "terms of reference",
            "key lines of enquiry",
            "lines of enquiry",
            "scope of the review",
            "scope and",
            "scope",
            "specific questions",
            "areas for consideration",
            "purpose of the review",
            "purpose of this",
            "purpose",
            "rationale",
            "legal context",
            "legal mandate",
            "legal framework",
            "statutory basis",
            "key questions",
            "statutory framework",
            "reason for the review",
            "reasons for the review",
            "decision to hold",
            "criteria for",
            "regulation 5",
            "aims of the review",
            "remit",
            "time frame",
            "timeframe",
            "period under review",
            "research questions",
            "objectives",
        ],
        Role::TermsOfReference,
    ),
    (
        &[
            "methodology",
            "method",
            "review process",
            "process of the review",
            "the process",
            "how the review was",
            "review panel",
            "panel members",
            "panel membership",
            "the panel",
            "membership of",
            "reviewers",
            "lead reviewer",
            "independence",
            "parallel",
            "family involvement",
            "involvement of family",
            "involvement of the family",
            "contribution of family",
            "contributors",
            "agencies involved",
            "agencies contributing",
            "agency contributions",
            "participating agencies",
            "sources of information",
            "documents reviewed",
            "confidentiality",
            "dissemination",
            "equality and diversity statement",
            "timescales",
            "authors of",
            "about the author",
            "the author",
            "about this review",
            "conduct of the review",
            "engagement with the family",
            "limitations",
            "reports received",
            "acknowledgement",
            "information about",
            "how the inspection",
            "about this inspection",
            "inspection team",
        ],
        Role::Methodology,
    ),
    (
        &[
            "glossary",
            "abbreviation",
            "acronym",
            "terminology",
            "key to",
            "definitions",
            "terms used",
            "list of terms",
        ],
        Role::Glossary,
    ),
    (
        &[
            "bibliography",
            "references",
            "endnotes",
            "footnotes",
            "further reading",
            "notes and references",
        ],
        Role::References,
    ),
    (
        &[
            "action plan",
            "action taken",
            "actions taken",
            "progress",
            "response to the review",
            "response of",
            "board response",
            "statement by",
            "press statement",
            "implementation",
        ],
        Role::ActionPlan,
    ),
    (
        &[
            "questions to consider",
            "questions for you",
            "reflective questions",
            "questions for practice",
            "questions for reflection",
        ],
        Role::Questions,
    ),
    (
        &[
            "recommendation",
            "considerations for",
            "questions for the board",
            "what needs to improve",
            "what does the local authority need to improve",
            "areas for improvement",
            "priority and immediate action",
            "what needs to happen",
            "proposed action",
            "actions for",
        ],
        Role::Recommendation,
    ),
    (
        &[
            "good practice",
            "positive practice",
            "strengths",
            "what worked well",
            "what went well",
            "what is working",
            "effective practice",
            "what is working well",
        ],
        Role::GoodPractice,
    ),
    (
        &[
            "learning",
            "lessons",
            "conclusion",
            "implications for practice",
            "what can we learn",
            "improving systems",
        ],
        Role::Learning,
    ),
    (
        &[
            "finding",
            "inspection finding",
            "experiences and progress",
            "impact of leaders",
            "impact of leadership",
            "inspection judgements",
            "leadership, management and governance",
            "overall effectiveness",
            "key strengths and weaknesses",
        ],
        Role::Finding,
    ),
    (
        &[
            "analysis",
            "appraisal",
            "evaluation",
            "themes",
            "key issues",
            "practice issues",
            "discussion",
            "critical",
            "professional practice",
            "what happened and why",
            "thematic",
            "emerging issues",
            "how well",
            "missed opportunit",
        ],
        Role::Analysis,
    ),
    (
        &[
            "family composition",
            "family structure",
            "family members",
            "genogram",
            "the family",
            "household",
            "subject of the review",
            "pen picture",
            "who was",
            "about the child",
            "the child",
            "cast list",
            "key people",
        ],
        Role::Family,
    ),
    (
        &[
            "chronology",
            "narrative",
            "background",
            "circumstances",
            "summary of events",
            "timeline",
            "the facts",
            "summary of the case",
            "case summary",
            "what happened",
            "key events",
            "history",
            "significant events",
            "factual",
            "episode",
            "synopsis",
            "overview of",
            "involvement with",
            "agency involvement",
            "story of",
        ],
        Role::Narrative,
    ),
    (&["appendix", "annex", "appendices"], Role::Appendix),
    (&["executive summary", "summary", "introduction", "preface", "foreword"], Role::Other),
];

/// Every cue without its article and its role, in the order of the table.
static CUES: LazyLock<Vec<(&str, Role)>> = LazyLock::new(|| {
    TITLES.iter().flat_map(|(cues, role)| cues.iter().map(|&cue| (cue, *role))).collect()
});

/// The bare cues as expressions: one pass over a title tells which are worth a look.
static BARE_CUES: LazyLock<Option<RegexSet>> =
    LazyLock::new(|| RegexSet::new(CUES.iter().map(|(cue, _)| regex::escape(bare(cue)))).ok());

fn bare(cue: &str) -> &str {
    cue.strip_prefix("the ").unwrap_or(cue)
}

/// The role that a title gives by its words, if any.
///
/// A cue counts where the title begins with it (after a number or "The"), or, when it is of two words or more, anywhere
/// in a title of a few words; a long title that merely mentions "the panel" is no section on method.
pub(super) fn role_of_title(title: &str) -> Option<Role> {
    let lower = title.to_lowercase();
    let lower = lower.trim_end_matches([':', '.']).trim();
    if lower.contains(": ") && lower.ends_with(|c: char| c.is_ascii_digit()) {
        // "Report received by the Panel: May 2013", "Date of publication: …": a line of the cover.
        return None;
    }
    if lower
        .split_once(':')
        .is_some_and(|(head, _)| COVER_LINES.contains(&head.trim_end_matches('s')))
    {
        return None;
    }
    let opening = lower.strip_prefix("the ").unwrap_or(lower);
    let words = lower.split_whitespace().count();
    let whole_word = |at: usize, cue: &str| {
        let before = lower[..at].chars().next_back();
        let after = lower[at + cue.len()..].trim_start_matches('s').chars().next();
        before.is_none_or(|c| !c.is_alphanumeric())
            && (after.is_none_or(|c| !c.is_alphabetic()) || cue.len() >= 7)
    };
    let present = BARE_CUES.as_ref()?.matches(lower);
    present.iter().map(|at| CUES[at]).find_map(|(cue, role)| {
        let bare = bare(cue);
        let fits = if opening.starts_with(bare) && (bare.len() >= 6 || words <= 3) {
            let after = opening[bare.len()..].trim_start_matches('s').chars().next();
            after.is_none_or(|c| !c.is_alphabetic() || bare.len() >= 7)
        } else {
            // The last words of a short title name what it is: "Key findings", "Analysis of practice and themes".
            words <= MENTIONS
                && lower.find(cue).is_some_and(|at| at > 0 && whole_word(at, cue))
                && !NOT_INSIDE.contains(&cue)
        };
        fits.then_some(role)
    })
}

/// What cover lines name before a colon: persons and dates, no sections.
const COVER_LINES: [&str; 12] = [
    "author",
    "report author",
    "independent author",
    "lead reviewer",
    "reviewer",
    "chair",
    "panel chair",
    "lead inspector",
    "deputy lead inspector",
    "team inspector",
    "date",
    "published",
];

/// Words of a title inside which a cue may stand anywhere.
const MENTIONS: usize = 6;
/// Cues that say nothing inside a longer title.
const NOT_INSIDE: [&str; 13] = [
    "index",
    "scope",
    "purpose",
    "method",
    "the panel",
    "reviewers",
    "the author",
    "the family",
    "household",
    "the child",
    "progress",
    "history",
    "summary",
];
