//! Bounds on what one document may cost.

use std::time::Instant;

use crate::extract::{ExtractError, ExtractErrorKind};

/// Most pages that are read of one document.
pub(super) const MAX_PAGES: usize = 20_000;
/// Most glyphs that are read of one page; a dense broadsheet has some 30,000.
pub(super) const MAX_PAGE_GLYPHS: usize = 400_000;
/// Most bytes of text that are read of one document.
pub(super) const MAX_TEXT: usize = 256 << 20;
/// Most elements and leaves that are read of a structure tree.
pub(super) const MAX_STRUCTURE: usize = 4_000_000;
/// Deepest nesting of structure elements that is followed.
pub(super) const MAX_STRUCTURE_DEPTH: usize = 200;
/// Stack of the thread that parses: the parsers recurse over nested objects of the file.
pub(super) const STACK_BYTES: usize = 64 << 20;

/// Reading was ended before the end of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The deadline has passed.
    Deadline,
    /// The document yields more text than the limit.
    TooMuchText,
}

impl From<Stopped> for ExtractError {
    fn from(stopped: Stopped) -> Self {
        let message = match stopped {
            Stopped::Deadline => "reading took longer than the time limit; allow more time",
            Stopped::TooMuchText => "the document holds more text than the limit of 256 MB",
        };
        Self::new(ExtractErrorKind::Limit, message)
    }
}

/// Counts work and tells when the deadline has passed, looking at the clock only now and then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch {
    deadline: Option<Instant>,
    ticks: u32,
}

impl Watch {
    /// How many ticks pass between two looks at the clock.
    const STRIDE: u32 = 256;

    pub(super) fn new(deadline: Option<Instant>) -> Self {
        Self { deadline, ticks: 0 }
    }

    /// Whether the deadline has passed, by the clock.
    pub(super) fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// One small piece of work was done: whether the deadline has passed.
    pub(super) fn tick(&mut self) -> bool {
        self.ticks = self.ticks.wrapping_add(1);
        self.ticks.is_multiple_of(Self::STRIDE) && self.is_over()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_without_deadline_never_ends() {
        let mut watch = Watch::new(None);
        assert!((0..10_000).all(|_| !watch.tick()));
    }

    #[test]
    fn a_watch_looks_at_the_clock_within_its_stride() {
        let mut watch = Watch::new(Some(Instant::now()));
        assert!((0..Watch::STRIDE).any(|_| watch.tick()));
    }
}
