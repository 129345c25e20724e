//! Runs to lines, where no structure tree says what belongs together.

use super::join::plain_bullet;
use super::page::{Area, Run, visible_chars};
use crate::extract::RawKind;

/// One line of a column or cell.
#[derive(Clone, Debug)]
pub(super) struct Line<'p> {
    pub(super) page: u32,
    pub(super) runs: Vec<&'p Run>,
    pub(super) area: Area,
    pub(super) baseline: f32,
    /// Size of most of its characters.
    pub(super) size: f32,
    /// Whether all of it is bold.
    pub(super) bold: bool,
    /// Where the text begins after a number or bullet that stands before it.
    pub(super) body_left: f32,
}

impl<'p> Line<'p> {
    fn new(page: u32, run: &'p Run) -> Self {
        Self {
            page,
            runs: vec![run],
            area: run.area,
            baseline: run.baseline,
            size: run.size,
            bold: run.bold,
            body_left: run.area.left,
        }
    }

    /// Adds a run to the right.
    pub(super) fn push(&mut self, run: &'p Run) {
        if self.runs.len() == 1 && label(&run_text(&self.runs)).is_some() {
            self.body_left = run.area.left;
        }
        self.bold &= run.bold || run.text.trim().is_empty() || self.bears(run);
        self.area = self.area.cover(run.area);
        self.runs.push(run);
        if let Some(main) = self.runs.iter().max_by_key(|run| visible_chars(&run.text)) {
            self.size = main.size;
            self.baseline = main.baseline;
        }
    }

    /// Its characters with single spaces between runs.
    pub(super) fn text(&self) -> String {
        run_text(&self.runs)
    }

    /// Quarter turns of its text.
    pub(super) fn turn(&self) -> u8 {
        self.runs.first().map_or(0, |run| run.turn)
    }

    /// Place of its first run in the order of painting.
    pub(super) fn order(&self) -> u32 {
        self.runs.first().map_or(0, |run| run.order)
    }

    /// Whether `run` is a small raised number that leans on the line: the mark of a footnote, or a power.
    fn bears(&self, run: &Run) -> bool {
        let raised = (self.baseline - run.baseline) / self.size;
        let gap = (run.area.left - self.area.right) / self.size;
        let text = run.text.trim();
        run.turn == self.turn()
            && run.size < 0.82 * self.size
            && (0.12..1.0).contains(&raised)
            && (-0.5..0.25).contains(&gap)
            && (1..=7).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_digit() || b == b',')
    }

    fn takes(&self, run: &Run) -> bool {
        let size = self.size.max(run.size);
        let gap = run.area.left - self.area.right;
        if self.bears(run) {
            return true;
        }
        // A number or bullet stands farther off from its text than words from each other.
        let widest = if label(&self.text()).is_some() { 6.0 } else { 1.2 };
        run.turn == self.turn()
            && (run.baseline - self.baseline).abs() < 0.45 * size
            && gap > -0.6 * size
            && gap < widest * size
    }
}

fn run_text(runs: &[&Run]) -> String {
    let mut text = String::new();
    for run in runs {
        if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
        text.push_str(&run.text);
    }
    text.trim().to_owned()
}

/// Joins runs that follow each other on one baseline.
pub(super) fn lines<'p>(page: u32, runs: impl Iterator<Item = &'p Run>) -> Vec<Line<'p>> {
    let mut lines: Vec<Line<'p>> = Vec::new();
    for run in runs {
        if run.text.trim().is_empty() {
            continue;
        }
        match lines.last_mut() {
            Some(line) if line.takes(run) => line.push(run),
            _ => lines.push(Line::new(page, run)),
        }
    }
    rejoin_labels(lines)
}

/// A paragraph number that is set in a column of its own comes back to its paragraph.
fn rejoin_labels(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let (labels, mut rest): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| label(&line.text()).is_some_and(|l| l.is_all));
    for mut line in labels {
        let target = rest
            .iter()
            .enumerate()
            .filter(|(_, other)| {
                other.turn() == line.turn()
                    && (other.baseline - line.baseline).abs() < 0.3 * line.size
                    && (0.0..12.0 * line.size).contains(&(other.area.left - line.area.right))
            })
            .min_by(|(_, a), (_, b)| a.area.left.total_cmp(&b.area.left))
            .map(|(index, _)| index);
        match target {
            Some(index) => {
                let other = rest.remove(index);
                for run in other.runs {
                    line.push(run);
                }
                rest.insert(index, line);
            }
            None => {
                let index = rest
                    .iter()
                    .position(|other| other.order() > line.order())
                    .unwrap_or(rest.len());
                rest.insert(index, line);
            }
        }
    }
    rest
}

/// What stands before the text of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) kind: LabelKind,
    /// Whether nothing follows it.
    pub(super) is_all: bool,
    /// Levels of a number: 2 in "4.12".
    pub(super) depth: u8,
}

/// Kinds of label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LabelKind {
    /// "4.12", "3.", "R2".
    Number,
    /// "(a)", "iv)", "b.".
    Letter,
    /// "•".
    Bullet,
}

/// The label at the start of `text`, if there is one.
pub(super) fn label(text: &str) -> Option<Label> {
    let text = text.trim();
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_all = rest.trim().is_empty();
    let mut chars = first.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && is_bullet(plain_bullet(c))
    {
        return Some(Label { kind: LabelKind::Bullet, is_all, depth: 1 });
    }
    if first.chars().count() > 9 {
        return None;
    }
    let core = first.trim_start_matches(['(', '[']).trim_end_matches([')', '.', ':', ']']);
    let closed = core.len() < first.len();
    let parts: Vec<&str> = core.split('.').collect();
    let depth = u8::try_from(parts.len()).unwrap_or(u8::MAX);
    let numeric = parts
        .iter()
        .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    if numeric && (closed || depth > 1 || is_all) {
        return Some(Label { kind: LabelKind::Number, is_all, depth });
    }
    let letter = core.len() == 1 && core.bytes().all(|b| b.is_ascii_alphabetic());
    let roman = core.len() <= 5 && !core.is_empty() && core.bytes().all(|b| b"ivxIVX".contains(&b));
    let enclosed = first.ends_with(')') || (first.ends_with('.') && core.len() <= 4);
    ((letter || roman) && enclosed && closed).then_some(Label {
        kind: LabelKind::Letter,
        is_all,
        depth: 1,
    })
}

/// The kind of running text by what stands before it: a number makes a paragraph, even where Word
/// tags it as an item of a list, any other label an item.
pub(super) fn labelled_kind(kind: RawKind, text: &str) -> RawKind {
    match (kind, label(text)) {
        (RawKind::Paragraph | RawKind::ListItem, Some(Label { kind, is_all: false, .. })) => {
            match kind {
                LabelKind::Number => RawKind::Paragraph,
                LabelKind::Letter | LabelKind::Bullet => RawKind::ListItem,
            }
        }
        _ => kind,
    }
}

/// Whether `text` ends as a sentence or its last clause does.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '’', '"', '\'', ')', ' ']).ends_with(['.', '?', '!', ':', ';'])
}

/// Whether `c` alone before a text is a bullet.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '◼'
            | '■'
            | '▪'
            | '●'
            | '○'
            | '◦'
            | '‣'
            | '⁃'
            | '–'
            | '-'
            | '➢'
            | '✓'
            | '❖'
            | '►'
            | '*'
            | '·'
            | '→'
            | '□'
            | '▫'
            | '◆'
            | '\u{E000}'..='\u{F8FF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_what_only_looks_like_one() {
        let kind = |text| label(text).map(|label| label.kind);
        assert_eq!(kind("4.12 The visit"), Some(LabelKind::Number));
        assert_eq!(kind("3. Methodology"), Some(LabelKind::Number));
        assert_eq!(kind("(iv) whether"), Some(LabelKind::Letter));
        assert_eq!(kind("a) whether"), Some(LabelKind::Letter));
        assert_eq!(kind("\u{F0B7} whether"), Some(LabelKind::Bullet));
        assert_eq!(kind("2009 was the year"), None);
        assert_eq!(kind("12 children"), None);
        assert_eq!(kind("I was told"), None);
        assert_eq!(label("4.12").map(|l| (l.is_all, l.depth)), Some((true, 2)));
    }

    #[test]
    fn a_footnote_mark_stays_on_its_line_however_high_it_is() {
        let run = |text: &str, left: f32, baseline: f32, size: f32, bold: bool| Run {
            text: text.into(),
            area: Area { left, top: baseline - size, right: left + 20.0, bottom: baseline },
            baseline,
            size,
            bold,
            ..Run::default()
        };
        let runs = [
            run("special schools", 0.0, 20.0, 12.0, true),
            run("3", 20.0, 13.0, 8.0, false),
            run("are residential", 42.0, 20.0, 12.0, true),
        ];
        let lines = lines(1, runs.iter());
        assert_eq!(lines.len(), 1);
        assert!(lines[0].bold);
    }

    #[test]
    fn a_number_in_its_own_column_comes_before_its_paragraph() {
        let run = |text: &str, left: f32, baseline: f32| Run {
            text: text.into(),
            area: Area { left, top: baseline - 10.0, right: left + 20.0, bottom: baseline },
            baseline,
            size: 10.0,
            ..Run::default()
        };
        let runs = [
            run("1.1", 0.0, 10.0),
            run("1.2", 0.0, 30.0),
            run("One", 60.0, 10.0),
            run("Two", 60.0, 30.0),
        ];
        let lines: Vec<_> = lines(1, runs.iter()).iter().map(Line::text).collect();
        assert_eq!(lines, ["1.1 One", "1.2 Two"]);
    }
}
