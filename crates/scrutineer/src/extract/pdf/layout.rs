//! Lines to blocks by their looks, for pages without a structure tree.

use super::draft::Draft;
use super::heading::contents_entry;
use super::join::Joiner;
use super::line::{Label, LabelKind, Line, ends_sentence, label, labelled_kind, lines};
use super::order::reading_order;
use super::page::{Page, Run, visible_chars};
use crate::extract::{RawBlock, RawKind};

/// The blocks of a page, and whether their order is a guess.
pub(super) fn drafts<'p>(
    page: &'p Page,
    runs: impl Iterator<Item = &'p Run>,
) -> (Vec<Draft>, bool) {
    let mut by_turn: [Vec<&Run>; 4] = Default::default();
    for run in runs.filter(|run| !run.artifact) {
        by_turn[usize::from(run.turn & 3)].push(run);
    }
    // What most of the page is written in comes first, turned text on the side after it.
    by_turn.sort_by_key(|runs| {
        std::cmp::Reverse(runs.iter().map(|run| visible_chars(&run.text)).sum::<usize>())
    });
    let mut drafts = Vec::new();
    let mut doubtful = false;
    for runs in by_turn {
        let (ordered, guess) = reading_order(lines(page.number, runs.into_iter()));
        doubtful |= guess;
        drafts.extend(paragraphs(&ordered));
    }
    (drafts, doubtful)
}

/// Blocks of runs whose order is known, but not where one block ends.
pub(super) fn drafts_in_order<'p>(page: &Page, runs: impl Iterator<Item = &'p Run>) -> Vec<Draft> {
    paragraphs(&lines(page.number, runs))
}

/// Groups lines in reading order into paragraphs.
fn paragraphs(lines: &[Line<'_>]) -> Vec<Draft> {
    let usual = Usual {
        pitch: usual_pitch(lines),
        width: lines.iter().map(|line| line.area.width()).fold(0.0, f32::max),
    };
    let mut drafts = Vec::new();
    let mut start = 0;
    // Whether the paragraph stands right of the one before, as table cells do.
    let mut beside = false;
    for end in 1..=lines.len() {
        let cut = lines.get(end).is_none_or(|next| begins_anew(&lines[start..end], next, usual));
        if !cut {
            continue;
        }
        push_paragraph(&mut drafts, &lines[start..end], lines.get(end), beside);
        beside = lines.get(end).is_some_and(|next| stands_beside(&lines[start..end], next));
        start = end;
    }
    drafts
}

/// What is usual on a page.
#[derive(Clone, Copy, Debug)]
struct Usual {
    /// Distance of baselines within a paragraph, in font sizes.
    pitch: f32,
    /// Width of the longest line.
    width: f32,
}

/// Distance of baselines within a paragraph, in font sizes.
fn usual_pitch(lines: &[Line<'_>]) -> f32 {
    let mut pitches: Vec<f32> = lines
        .windows(2)
        .filter(|pair| (pair[0].size - pair[1].size).abs() < 0.05 * pair[0].size)
        .map(|pair| (pair[1].baseline - pair[0].baseline) / pair[0].size)
        .filter(|pitch| (0.8..2.6).contains(pitch))
        .collect();
    pitches.sort_by(f32::total_cmp);
    // Below the middle: gaps between paragraphs are the larger ones.
    pitches.get(pitches.len() * 2 / 5).copied().unwrap_or(1.3)
}

/// Whether `next` begins another paragraph than that of `lines`.
fn begins_anew(lines: &[Line<'_>], next: &Line<'_>, usual: Usual) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return true };
    let size = last.size;
    let step = next.baseline - last.baseline;
    let restyled = (next.size - size).abs() > 0.08 * size.max(next.size) || last.bold != next.bold;
    let apart = step < 0.5 * size || step > (usual.pitch * 1.22).max(1.0) * size;
    let beside = next.area.left > last.area.right || next.area.right < first.area.left;
    if next.turn() != last.turn() || restyled || apart || beside || opens_with_label(lines, next) {
        return true;
    }
    let last_text = last.text();
    if contents_entry(&last_text).is_some() {
        return true;
    }
    let ended = ends_sentence(&last_text);
    let indent = next.area.left - if lines.len() > 1 { last.area.left } else { first.body_left };
    if ended && indent > 1.2 * size {
        return true;
    }
    if lines.len() > 1 && indent < -1.2 * size && (ended || word_would_fit(lines, next)) {
        return true;
    }
    // On covers and in glossaries: "Author: …" under "Chair of the panel: …".
    let short_title = lines.len() == 1 && last.area.width() < 0.7 * usual.width;
    if is_entry(&next.text()) && (short_title || is_entry(&first.text())) {
        return true;
    }
    if !word_would_fit(lines, next) {
        return false;
    }
    let left = next.area.left.min(first.area.left);
    let width = right_edge(lines, next) - left;
    ended || room_left(lines, next) > 0.3 * width
}

/// "Date of publication: 22 March 2012".
fn is_entry(text: &str) -> bool {
    text.split_once(": ").is_some_and(|(name, _)| {
        name.split(' ').count() <= 6 && name.len() <= 60 && name.starts_with(char::is_uppercase)
    })
}

fn right_edge(lines: &[Line<'_>], next: &Line<'_>) -> f32 {
    lines.iter().map(|line| line.area.right).fold(next.area.right, f32::max)
}

/// White space that the last line leaves in its column, on both sides when lines are centred.
fn room_left(lines: &[Line<'_>], next: &Line<'_>) -> f32 {
    let Some(last) = lines.last() else { return 0.0 };
    let right = right_edge(lines, next) - last.area.right;
    let middle = |line: &Line<'_>| (line.area.left + line.area.right) / 2.0;
    let centred = (middle(last) - middle(next)).abs() < 0.5 * last.size
        && (last.area.left - next.area.left).abs() > last.size;
    if centred { right * 2.0 } else { right }
}

/// Whether the first word of `next` had room on the line before: then the line was ended on purpose.
fn word_would_fit(lines: &[Line<'_>], next: &Line<'_>) -> bool {
    let Some(last) = lines.last() else { return false };
    let text = next.text();
    let word = text.split(' ').next().map_or(0, |word| word.chars().count());
    let chars = text.chars().count().max(1);
    let width = next.area.width() * (word + 1) as f32 / chars as f32;
    room_left(lines, next) > width * 1.1 + 0.3 * last.size
}

/// A bullet or number at the head of a line opens an item, unless it is part of a sentence that
/// happens to break there ("… see section / 4.2 for").
fn opens_with_label(lines: &[Line<'_>], next: &Line<'_>) -> bool {
    let Some(Label { kind, .. }) = label(&next.text()) else { return false };
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return true };
    let hangs = next.body_left - next.area.left > 0.9 * next.size;
    let outdented = next.area.left < last.area.left - 0.8 * next.size;
    let aligned = lines.len() > 1
        && label(&first.text()).is_none()
        && (next.area.left - last.area.left).abs() < 0.3 * next.size;
    match kind {
        LabelKind::Bullet => true,
        _ => hangs || outdented || !aligned || ends_sentence(&last.text()),
    }
}

/// Whether `next` stands right of `lines` at the same height: the next cell of a table row.
fn stands_beside(lines: &[Line<'_>], next: &Line<'_>) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
    let right = lines.iter().map(|line| line.area.right).fold(f32::MIN, f32::max);
    next.area.left > right + 0.8 * next.size
        && next.baseline > first.area.top
        && next.baseline < last.area.bottom + 0.3 * next.size
}

fn push_paragraph(
    drafts: &mut Vec<Draft>,
    lines: &[Line<'_>],
    next: Option<&Line<'_>>,
    beside: bool,
) {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let mut joiner = Joiner::default();
    for run in lines.iter().flat_map(|line| &line.runs) {
        joiner.push(first.page, run);
    }
    let (text, _) = joiner.finish();
    if text.is_empty() {
        return;
    }
    let kind = if beside {
        if let Some(before) = drafts.last_mut()
            && !matches!(before.block.kind, RawKind::Cell { .. })
        {
            before.block.kind = RawKind::Cell { row_start: true };
        }
        RawKind::Cell { row_start: false }
    } else {
        labelled_kind(RawKind::Paragraph, &text)
    };
    let right = lines.iter().map(|line| line.area.right).fold(f32::MIN, f32::max);
    let area = lines.iter().map(|line| line.area).reduce(super::page::Area::cover);
    let edge = next
        .filter(|next| next.area.left < right && next.area.right > first.area.left)
        .map_or(right, |next| right.max(next.area.right));
    drafts.push(Draft {
        block: RawBlock::new(kind, text, first.page),
        last_page: first.page,
        area: area.unwrap_or_default(),
        size: last.size,
        bold: lines.iter().all(|line| line.bold),
        line_count: lines.len(),
        ends_full: lines.len() > 1 && last.area.right > edge - 0.15 * (edge - first.area.left),
        tagged: false,
    });
}
