//! Cues of one sentence: where they stand, and which clause they belong to.

use super::program::PhraseId;
use super::unit::{LONGEST, Match};
use super::words::Word;
use crate::taxonomy::{CueKind, Direction};

/// A cue phrase as compiled.
#[derive(Clone, Copy, Debug)]
pub(super) struct CueRule {
    pub phrase: PhraseId,
    pub kind: CueKind,
    pub direction: Direction,
    pub reach: u8,
    pub crosses: bool,
}

/// A cue found in a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct CueHit {
    pub kind: CueKind,
    pub direction: Direction,
    pub reach: usize,
    pub crosses: bool,
    pub place: Match,
}

fn is_and(word: &str) -> bool {
    word.eq_ignore_ascii_case("and")
}

/// Whether a cue is the month: "between May and the half-term" leaves nothing open.
fn is_month(place: Match, text: &str, words: &[Word]) -> bool {
    let only = |at: usize| &text[words[at].start as usize..words[at].end as usize];
    place.end - place.start == 1 && place.start > 0 && only(place.start) == "May"
}

/// Whether a cue says something of targets, as against ending clauses or naming who speaks.
fn speaks(kind: CueKind) -> bool {
    !matches!(
        kind,
        CueKind::Terminator
            | CueKind::Pseudo
            | CueKind::VoicePractitioner
            | CueKind::VoiceFamily
            | CueKind::VoiceDocument
    )
}

/// Whether a cue of this kind still speaks of a target when its last words are the target's first.
fn runs_into(kind: CueKind) -> bool {
    matches!(kind, CueKind::Recommended | CueKind::Judged | CueKind::Good | CueKind::GoodPractice)
}

/// The cues of a sentence and the clause of each word.
#[derive(Debug)]
pub(super) struct Cues {
    pub hits: Vec<CueHit>,
    clauses: [u8; LONGEST + 1],
    /// Like clauses, cut at commas and "and" as well: as far as a denial reaches.
    phrases: [u8; LONGEST + 1],
}

impl Cues {
    /// Orders `hits`, lets pseudo cues swallow what they cover, and cuts the sentence into clauses at
    /// terminators, semicolons and colons.
    pub(super) fn new(mut hits: Vec<CueHit>, text: &str, words: &[Word]) -> Self {
        hits.retain(|hit| !is_month(hit.place, text, words));
        let pseudo: Vec<Match> =
            hits.iter().filter(|hit| hit.kind == CueKind::Pseudo).map(|hit| hit.place).collect();
        hits.retain(|hit| {
            hit.kind == CueKind::Pseudo
                || !pseudo.iter().any(|p| p.start <= hit.place.start && hit.place.end <= p.end)
        });
        // The longest cue counts: "no evidence of" beats "no", and "should have" beats "should".
        let all: Vec<(CueKind, Match)> =
            hits.iter().filter(|hit| speaks(hit.kind)).map(|hit| (hit.kind, hit.place)).collect();
        hits.retain(|hit| {
            let swallows = |kind: CueKind, other: Match| {
                let longer = other != hit.place
                    && other.start <= hit.place.start
                    && hit.place.end <= other.end;
                // "did not" says nothing else than its "not"; "no one" does.
                let same = hit.kind == CueKind::Denial
                    && kind == CueKind::Absent
                    && other.start < hit.place.start;
                // "no evidence of" speaks of a problem as a denial and of a practice as absent: both readings stay.
                let other_valence = hit.kind == CueKind::Absent && kind == CueKind::Denial;
                longer && !same && !other_valence
            };
            !speaks(hit.kind) || !all.iter().any(|&(kind, other)| swallows(kind, other))
        });
        hits.sort_by_key(|hit| (hit.place, hit.kind));
        let mut clauses = [0; LONGEST + 1];
        let mut phrases = [0; LONGEST + 1];
        let (mut clause, mut phrase) = (0, 0);
        for at in 0..words.len() {
            let between = if at == 0 {
                ""
            } else {
                &text[words[at - 1].end as usize..words[at].start as usize]
            };
            let cut = between.contains([';', ':'])
                || between.contains(" – ")
                || between.contains(" — ")
                || hits.iter().any(|hit| hit.kind == CueKind::Terminator && hit.place.start == at);
            clause += u8::from(cut && at > 0);
            let joined = cut
                || between.contains(',')
                || is_and(&text[words[at].start as usize..words[at].end as usize]);
            phrase += u8::from(joined && at > 0);
            clauses[at] = clause;
            phrases[at] = phrase;
        }
        Self { hits, clauses, phrases }
    }

    /// The cues of `kind` that reach the target, nearest first, with their distance in words.
    pub(super) fn reaching(&self, target: Match, kind: CueKind) -> Option<(usize, CueHit)> {
        self.hits
            .iter()
            .filter(|hit| hit.kind == kind)
            .filter_map(|hit| Some((self.distance(hit, target)?, *hit)))
            .min_by_key(|&(distance, hit)| (distance, hit.place))
    }

    /// Words between cue and target when the cue is on its side of the target and in reach.
    fn distance(&self, hit: &CueHit, target: Match) -> Option<usize> {
        // "must share information": modality and praise may take in the verb of the target.
        let runs_in = runs_into(hit.kind)
            && hit.place.start < target.start
            && hit.place.end > target.start
            && hit.place.end < target.end;
        // "Had the midwife escalated, … would have": what is supposed stands within the cue.
        let around = matches!(hit.kind, CueKind::Judged | CueKind::Hypothetical)
            && hit.place.start <= target.start
            && target.end <= hit.place.end;
        if around {
            return Some(0);
        }
        let before = hit.place.end <= target.start || runs_in;
        let after = hit.place.start >= target.end;
        let inside = hit.place.start > target.start && hit.place.end < target.end;
        let side = match hit.direction {
            Direction::Forward => before || inside,
            Direction::Backward => after || inside,
            Direction::Either => before || after || inside,
        };
        if !side {
            return None;
        }
        let distance = if before {
            target.start.saturating_sub(hit.place.end)
        } else if after {
            hit.place.start - target.end
        } else {
            0
        };
        let borders = if hit.kind == CueKind::Denial { &self.phrases } else { &self.clauses };
        let same_clause = if before {
            borders[hit.place.end - 1] == borders[target.start]
        } else {
            borders[hit.place.start] == borders[target.end - 1]
        };
        let in_reach = distance <= hit.reach && (same_clause || inside);
        (hit.crosses || in_reach).then_some(distance)
    }

    /// Whether a cue of `kind` stands inside `place` or overlaps it.
    pub(super) fn any_inside(&self, kind: CueKind, place: Match) -> bool {
        self.hits.iter().any(|hit| {
            hit.kind == kind && hit.place.start < place.end && place.start < hit.place.end
        })
    }

    /// Whether a cue of `kind` stands anywhere outside `place`.
    pub(super) fn any_outside(&self, kind: CueKind, place: Match) -> bool {
        self.hits.iter().any(|hit| {
            hit.kind == kind && (hit.place.end <= place.start || hit.place.start >= place.end)
        })
    }
}
