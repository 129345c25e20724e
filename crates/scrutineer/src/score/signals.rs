//! What is known of an issue in a passage before it is decided.

/// What is known of an issue in a passage before it is decided.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Signals {
    /// Largest margin of the scorer over the passage's sentences; `None` when it does not know the code.
    pub margin: Option<f32>,
    /// Trust in the best rule that asserts the issue.
    pub trust: Option<f64>,
    /// Two or more rules assert it.
    pub several: bool,
    /// Rules match, but with another assertion.
    pub otherwise: bool,
    /// What the code itself adds to the log-odds: see [`Combiner::offset`].
    pub offset: f64,
    /// How the sentence of that margin speaks.
    pub manner: Manner,
}

/// How a sentence speaks of what it names, whatever the code is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Manner {
    /// By how much another assertion has a larger margin than plain assertion; 0 when nobody has learned assertions.
    pub lean: f32,
    pub tone: Tone,
    /// Whether another sentence of the passage praises: where an author weighs what went well and what did not, a
    /// sentence without a word of blame seldom finds fault.
    pub among_praise: bool,
    /// What the passage tells of.
    pub subject: Subject,
}

/// What a passage tells of. Faults of services are named outright, so that rules find them, and what only sounds like
/// one seldom is one; in the story of a case they are shown, and nobody names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The story of one case: a single person is spoken of.
    #[default]
    OneCase,
    /// Services, staff and children at large, as they were.
    ServicesThen,
    /// Services, staff and children at large, as they are: the account of an inspection.
    ServicesNow,
}

impl Subject {
    pub(crate) const ALL: [Self; 3] = [Self::OneCase, Self::ServicesThen, Self::ServicesNow];

    /// What `passage` tells of, by its nouns, pronouns and auxiliary verbs.
    pub(crate) fn of(passage: &str) -> Self {
        let mut now = 0_i32;
        for word in passage.split(|c: char| !c.is_alphanumeric()) {
            let word = word.to_lowercase();
            if ONE_PERSON.binary_search(&word.as_str()).is_ok() {
                return Self::OneCase;
            }
            now += i32::from(PRESENT.contains(&word.as_str()));
            now -= i32::from(PAST.contains(&word.as_str()));
        }
        if now > 0 { Self::ServicesNow } else { Self::ServicesThen }
    }
}

/// What the cues of a sentence say, taken together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Neither praise nor blame.
    #[default]
    Plain,
    /// Something was absent, poor or ought to have been done.
    Blame,
    /// Something was good, and nothing is blamed.
    Praise,
}

impl Tone {
    pub(crate) const ALL: [Self; 3] = [Self::Plain, Self::Blame, Self::Praise];
}

impl Manner {
    /// How a sentence speaks in which plain assertion has the margin `plain`, and the likeliest other one `other`.
    pub(crate) fn new((other, plain): (Option<f32>, Option<f32>), tone: Tone) -> Self {
        let lean = other.zip(plain).map_or(0.0, |(other, plain)| other - plain);
        Self { lean, tone, ..Self::default() }
    }

    /// Whether the sentence blames nobody while others praise.
    pub(super) fn is_calm_among_praise(self) -> bool {
        self.among_praise && self.tone != Tone::Blame
    }
}

/// What is known of a code in a passage, and what a coder decided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    /// Number of the code.
    pub code: usize,
    pub signals: Signals,
    pub right: bool,
}

/// Words for a person in the story of one case, in lower case and in order.
const ONE_PERSON: [&str; 30] = [
    "aunt",
    "baby",
    "boy",
    "boyfriend",
    "brother",
    "dad",
    "daughter",
    "father",
    "girl",
    "girlfriend",
    "grandfather",
    "grandmother",
    "he",
    "her",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "husband",
    "infant",
    "mother",
    "mum",
    "she",
    "sister",
    "son",
    "stepfather",
    "toddler",
    "uncle",
    "wife",
];

/// Verbs that tell how things are.
const PRESENT: [&str; 10] =
    ["is", "are", "has", "have", "do", "does", "remain", "remains", "need", "needs"];
/// Verbs that tell how things were.
const PAST: [&str; 4] = ["was", "were", "had", "did"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_without_a_single_person_tells_of_services() {
        assert!(ONE_PERSON.is_sorted());
        let told = [
            ("Most children are seen alone, and their plans are reviewed.", Subject::ServicesNow),
            ("Most children were seen alone. The work is not recorded.", Subject::ServicesThen),
            ("The health visitor did not ask Mother who else lived there.", Subject::OneCase),
            ("Nobody asks what she wants.", Subject::OneCase),
        ];
        for (passage, subject) in told {
            assert_eq!(Subject::of(passage), subject, "{passage}");
        }
    }
}
