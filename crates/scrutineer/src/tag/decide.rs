//! From a match and the cues around it to what it asserts.
//!
//! The order of decisions follows the project's assertion tables: target valence × operator, then stance.
//! The mechanism (directed cues with a scope that ends at terminators, pseudo cues that swallow false ones)
//! is ConText's (Harkema et al. 2009), turned round: here absence of a desired practice *is* the finding.

use super::assertion::{Assertion, Voice};
use super::cues::{CueHit, Cues};
use super::unit::Match;
use crate::document::Role;
use crate::score::Tone;
use crate::taxonomy::{CueKind, Valence};

/// What a match asserts, and the cue that decided it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision {
    pub assertion: Assertion,
    pub cue: Option<CueHit>,
}

/// What was matched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub valence: Valence,
    pub place: Match,
    /// The phrase has a negator of its own.
    pub negates: bool,
}

/// A negator this near before a word of criticism turns it round: "not inadequate", "no poor practice".
const ADJACENT: usize = 2;
/// A denial further away than this does not speak of the target.
const DENIAL_REACH: usize = 3;

/// Decides on a match at `target`; `None` when a desired practice is named without any word on how it was.
pub(super) fn decide(
    target: Target,
    cues: &Cues,
    role: Role,
    is_question: bool,
) -> Option<Decision> {
    let Target { valence, place, negates } = target;
    let stated = match valence {
        Valence::Practice => practice(place, cues).or_else(|| is_question.then(stated_plainly))?,
        Valence::Problem => problem(place, negates, cues),
    };
    Some(by_role(stance(stated, place, cues), role, is_question))
}

/// A match of a rule that says itself what it asserts: only the place in the report can change that.
pub(super) fn fixed(assertion: Assertion, role: Role, is_question: bool) -> Decision {
    let stated = Decision { assertion, cue: None };
    match assertion {
        Assertion::Asserted if role.is_excluded() || is_question => {
            by_role(stated, role, is_question)
        }
        _ => stated,
    }
}

fn stated_plainly() -> Decision {
    Decision { assertion: Assertion::Asserted, cue: None }
}

fn says(assertion: Assertion, cue: CueHit) -> Decision {
    Decision { assertion, cue: Some(cue) }
}

/// A desired practice: absent or poor → asserted, good → good practice, not lacking → negated.
fn practice(target: Match, cues: &Cues) -> Option<Decision> {
    let absent = cues.reaching(target, CueKind::Absent);
    let poor = cues.reaching(target, CueKind::Poor);
    let good = cues.reaching(target, CueKind::Good);
    if let Some((_, clear)) = cues.reaching(target, CueKind::Clear) {
        return Some(says(Assertion::Negated, clear));
    }
    match (absent, poor, good) {
        // "not inadequate", "no evidence of weak supervision": two negatives.
        (Some((_, absent)), Some((_, poor)), _)
            if absent.place.end <= poor.place.start
                && poor.place.start - absent.place.end <= ADJACENT =>
        {
            Some(says(Assertion::Negated, poor))
        }
        // "not consistently effective", "lack of timely supervision": the good word is what is missing.
        (Some((_, absent)), _, Some((_, good))) if negates(absent, good) => {
            Some(says(Assertion::Asserted, absent))
        }
        (absent, poor, good) => {
            let bad = [absent, poor].into_iter().flatten().min_by_key(|&(distance, _)| distance);
            match (bad, good) {
                (Some((near, bad)), Some((far, _))) if near <= far => {
                    Some(says(Assertion::Asserted, bad))
                }
                (_, Some((_, good))) => Some(says(Assertion::GoodPractice, good)),
                (Some((_, bad)), None) => Some(says(Assertion::Asserted, bad)),
                (None, None) => unqualified(target, cues),
            }
        }
    }
}

fn negates(absent: CueHit, good: CueHit) -> bool {
    absent.place.end <= good.place.start && good.place.start - absent.place.end <= 4
}

/// A practice without an operator: a judgement, praise or recommendation may still say how it was.
fn unqualified(target: Match, cues: &Cues) -> Option<Decision> {
    let by = |kind, assertion| cues.reaching(target, kind).map(|(_, cue)| says(assertion, cue));
    by(CueKind::Judged, Assertion::Asserted)
        .or_else(|| by(CueKind::GoodPractice, Assertion::GoodPractice))
        .or_else(|| by(CueKind::Recommended, Assertion::Recommended))
}

/// A problem: asserted unless denied.
fn problem(target: Match, negates: bool, cues: &Cues) -> Decision {
    // A negator of the phrase itself is part of the evidence and never cancels it; one in a gap does: "staff were not
    // at any time afraid of him".
    let outside = |kind| cues.reaching(target, kind).filter(|(_, cue)| !inside(cue, target));
    let in_gap = || {
        let negator = |cue: &&CueHit| {
            let absent = cues.any_inside(CueKind::Absent, cue.place);
            cue.kind == CueKind::Denial && inside(cue, target) && absent
        };
        cues.hits.iter().find(negator).filter(|_| !negates).map(|cue| (0, *cue))
    };
    let clear = outside(CueKind::Clear);
    let denial = outside(CueKind::Denial).filter(|&(distance, _)| distance <= DENIAL_REACH);
    // "Neither the school nor the nurse was told": a bare negator before a phrase that says "not" agrees with it.
    let negative = cues.any_inside(CueKind::Absent, target);
    let denial = denial.filter(|(_, cue)| !negative || cue.place.end - cue.place.start > 1);
    match clear.or(denial).or_else(in_gap) {
        Some((_, cue)) => says(Assertion::Negated, cue),
        None => stated_plainly(),
    }
}

fn inside(cue: &CueHit, target: Match) -> bool {
    cue.place.start >= target.start && cue.place.end <= target.end
}

/// What modality and source make of a statement.
fn stance(stated: Decision, target: Match, cues: &Cues) -> Decision {
    if stated.assertion != Assertion::Asserted {
        let forward = cues
            .reaching(target, CueKind::Recommended)
            .filter(|(_, cue)| cue.place.end <= target.start);
        let judged = cues.reaching(target, CueKind::Judged);
        return match (stated.assertion, forward, judged) {
            // "should have been shared promptly", "it would have been good practice": it was not done.
            (Assertion::GoodPractice, _, Some((_, cue))) => says(Assertion::Asserted, cue),
            (Assertion::GoodPractice, Some((_, cue)), None) => says(Assertion::Recommended, cue),
            // "must guard against drift": to be avoided, not avoided.
            (Assertion::Negated, Some((_, cue)), None) => says(Assertion::Recommended, cue),
            _ => stated,
        };
    }
    if let Some((_, cue)) = cues.reaching(target, CueKind::Judged) {
        return says(Assertion::Asserted, cue);
    }
    // A modal inside the phrase speaks of the whole of it: "past concerns should not be set aside".
    let before = |kind| {
        cues.reaching(target, kind).filter(|(_, cue)| {
            cue.place.end <= target.start || (kind == CueKind::Recommended && inside(cue, target))
        })
    };
    let readings = [
        (CueKind::Recommended, Assertion::Recommended),
        (CueKind::Procedural, Assertion::Procedural),
        (CueKind::Reported, Assertion::ReportedView),
        (CueKind::Hypothetical, Assertion::Hypothetical),
    ];
    readings
        .into_iter()
        .find_map(|(kind, assertion)| before(kind).map(|(_, cue)| says(assertion, cue)))
        .unwrap_or(stated)
}

/// What the place in the report makes of it.
fn by_role(stated: Decision, role: Role, is_question: bool) -> Decision {
    let assertion = match (stated.assertion, role) {
        (_, Role::Questions) => Assertion::Question,
        (_, _) if is_question => Assertion::Question,
        (Assertion::Asserted | Assertion::GoodPractice, role) if role.is_excluded() => {
            Assertion::Procedural
        }
        (Assertion::Asserted, Role::Recommendation) => Assertion::Recommended,
        (assertion, _) => assertion,
    };
    Decision { assertion, ..stated }
}

/// Whether a cue anywhere in the sentence speaks for `assertion`.
pub(super) fn speaks_of(assertion: Assertion, cues: &Cues) -> bool {
    let kinds: &[CueKind] = match assertion {
        Assertion::Recommended => &[CueKind::Recommended],
        Assertion::GoodPractice => &[CueKind::Good, CueKind::GoodPractice],
        Assertion::Hypothetical => &[CueKind::Hypothetical],
        Assertion::Procedural => &[CueKind::Procedural],
        Assertion::ReportedView => &[CueKind::Reported],
        Assertion::Negated => &[CueKind::Clear, CueKind::Denial],
        Assertion::Asserted | Assertion::Question => &[],
    };
    let judged = cues.hits.iter().any(|hit| hit.kind == CueKind::Judged);
    !judged && cues.hits.iter().any(|hit| kinds.contains(&hit.kind))
}

/// What the cues of a sentence say, taken together.
pub(super) fn tone(cues: &Cues) -> Tone {
    let good = [CueKind::Good, CueKind::GoodPractice];
    if blames(cues) {
        Tone::Blame
    } else if cues.hits.iter().any(|hit| good.contains(&hit.kind)) {
        Tone::Praise
    } else {
        Tone::Plain
    }
}

/// Whether a sentence says that something was absent, poor or ought to have been done.
pub(super) fn blames(cues: &Cues) -> bool {
    let kinds = [CueKind::Absent, CueKind::Poor, CueKind::Judged];
    cues.hits.iter().any(|hit| kinds.contains(&hit.kind))
}

/// Who speaks in a sentence.
pub(super) fn voice(cues: &Cues, target: Match, is_quotation: bool) -> Voice {
    let near = |kind| cues.hits.iter().any(|hit| hit.kind == kind && hit.place.start <= target.end);
    if near(CueKind::VoiceFamily) {
        Voice::Family
    } else if near(CueKind::VoicePractitioner) || is_quotation {
        Voice::Practitioner
    } else if near(CueKind::VoiceDocument) {
        Voice::Document
    } else {
        Voice::Author
    }
}
