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
    pub(crate) fn new(
        (other, plain): (Option<f32>, Option<f32>),
        tone: Tone,
        among_praise: bool,
    ) -> Self {
        let lean = other.zip(plain).map_or(0.0, |(other, plain)| other - plain);
        Self { lean, tone, among_praise }
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
