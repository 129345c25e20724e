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
    /// Whether the passage speaks of services and children at large: see [`is_at_large`].
    pub at_large: bool,
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

/// Whether a passage tells of no single person: it speaks of services, staff and children at large, as inspection
/// reports do. There faults are named outright, so that rules find them, and what only sounds like one seldom is one; in
/// the story of a case they are shown, and nobody names them.
pub(crate) fn is_at_large(passage: &str) -> bool {
    !passage
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| ONE_PERSON.binary_search(&word.to_lowercase().as_str()).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_without_a_single_person_is_at_large() {
        assert!(ONE_PERSON.is_sorted());
        assert!(is_at_large("Most children are seen alone, and their plans are reviewed."));
        assert!(!is_at_large("The health visitor did not ask Mother who else lived there."));
        assert!(!is_at_large("Nobody asked what she wanted."));
    }
}
