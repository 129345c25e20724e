//! Glyphs to runs: joins what is painted side by side and finds the spaces that are only gaps.

use super::page::{Area, Run};

/// Where one glyph is painted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    /// Direction in which the text reads, of any length.
    pub(super) direction: (f64, f64),
    /// Origin of the glyph.
    pub(super) x: f64,
    /// Baseline at the origin.
    pub(super) y: f64,
    /// Font size.
    pub(super) size: f64,
    /// Width of the glyph.
    pub(super) advance: f64,
    /// Area of the glyph in em squares; 0 when it is not needed.
    pub(super) ink: f32,
}

impl Placed {
    /// Whether the numbers can be reckoned with; damaged files paint at infinity.
    pub(super) fn is_sound(self) -> bool {
        [self.x, self.y].iter().all(|v| v.is_finite() && v.abs() < 1e6)
            && self.size.is_finite()
            && self.size > 0.05
            && self.advance.is_finite()
            && self.advance.abs() < 1e5
    }
}

/// What all glyphs of one showing operator share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Style {
    pub(super) bold: bool,
    pub(super) artifact: bool,
    pub(super) mcid: Option<u32>,
}

/// Gap, as a share of the font size, from which it stands for a space.
const SPACE_GAP: f32 = 0.17;
/// Gap from which a new run begins: a tab or another column.
const BREAK_GAP: f32 = 0.9;
/// Spaces in a row that are taken for a tab.
const TAB_SPACES: usize = 4;

/// Builds the runs of one page.
#[derive(Debug, Default)]
pub(super) struct RunBuilder {
    done: Vec<Run>,
    open: Option<Run>,
    style: Style,
    /// Where the next glyph is due if it follows without a gap.
    pen: f32,
    /// Area and width, in ems, of the letters of the open run that were measured.
    ink: (f32, f32),
    /// Spaces seen since the last visible glyph.
    spaces: usize,
}

impl RunBuilder {
    /// A new showing operator.
    pub(super) fn begin(&mut self, style: Style) {
        if self.style != style {
            self.close();
        }
        self.style = style;
    }

    /// One glyph and its characters, in the order of painting.
    pub(super) fn push(&mut self, text: &str, place: Placed) {
        let (turn, slanted) = turn_of(place.direction);
        let (x, y) = turned(turn, place.x as f32, place.y as f32);
        let (size, advance) = (place.size as f32, place.advance as f32);
        if text.chars().all(|c| c.is_whitespace() || is_zero_width(c)) {
            self.space(text, turn, x, y, size, advance);
            return;
        }
        let artifact = self.style.artifact || slanted;
        if !self.continues(turn, x, y, size, artifact) {
            self.close();
        }
        if self.is_painted_twice(text, x, y, size, turn) {
            return;
        }
        let run = self.open.get_or_insert_with(|| Run {
            area: Area { left: x, top: y - size * 0.8, right: x, bottom: y + size * 0.2 },
            baseline: y,
            size,
            bold: self.style.bold,
            turn,
            artifact,
            mcid: self.style.mcid,
            ..Run::default()
        });
        if !run.text.is_empty() && !run.text.ends_with(char::is_whitespace) {
            let gap = x - self.pen;
            if gap > SPACE_GAP * size {
                run.text.push(' ');
            }
        }
        run.text.extend(text.chars().filter(|&c| !c.is_control() && !is_zero_width(c)));
        run.area.right = run.area.right.max(x + advance);
        self.pen = x + advance;
        self.spaces = 0;
        if place.ink > 0.0 {
            self.ink = (self.ink.0 + place.ink, self.ink.1 + advance / size);
        }
    }

    fn space(&mut self, text: &str, turn: u8, x: f32, y: f32, size: f32, advance: f32) {
        let artifact = self.style.artifact;
        if text.is_empty() || !self.continues(turn, x, y, size, artifact) {
            return;
        }
        let Some(run) = &mut self.open else { return };
        self.spaces += 1;
        if self.spaces >= TAB_SPACES {
            self.close();
            return;
        }
        if !run.text.ends_with(' ') {
            run.text.push(' ');
        }
        self.pen = x + advance;
    }

    fn continues(&self, turn: u8, x: f32, y: f32, size: f32, artifact: bool) -> bool {
        let Some(run) = &self.open else { return false };
        let gap = x - self.pen;
        run.turn == turn
            && run.artifact == artifact
            && (run.baseline - y).abs() < 0.08 * size
            && (run.size - size).abs() < 0.05 * size
            && gap < BREAK_GAP * size
            && gap > -0.6 * size
    }

    /// A glyph painted again on the same spot makes fake bold; the second one is no text.
    fn is_painted_twice(&mut self, text: &str, x: f32, y: f32, size: f32, turn: u8) -> bool {
        if self.open.is_some() {
            return false;
        }
        let Some(last) = self.done.last_mut() else { return false };
        let same_place = last.turn == turn
            && (last.area.left - x).abs() < 0.1 * size
            && (last.baseline - y).abs() < 0.1 * size
            && (last.size - size).abs() < 0.05 * size;
        if same_place && last.text.starts_with(text) {
            last.bold = true;
            if last.text.trim_end().chars().count() == 1 {
                return true;
            }
        }
        false
    }

    fn close(&mut self) {
        self.spaces = 0;
        let (area, width) = std::mem::take(&mut self.ink);
        let Some(mut run) = self.open.take() else { return };
        if width > 0.0 {
            run.ink = area / width;
        }
        let twice = self.done.last().is_some_and(|last| {
            last.text.trim_end() == run.text.trim_end()
                && last.turn == run.turn
                && (last.area.left - run.area.left).abs() < 0.1 * run.size
                && (last.baseline - run.baseline).abs() < 0.1 * run.size
        });
        if twice {
            if let Some(last) = self.done.last_mut() {
                last.bold = true;
            }
        } else {
            self.done.push(run);
        }
    }

    /// All runs.
    pub(super) fn finish(mut self) -> Vec<Run> {
        self.close();
        for (order, run) in (0..).zip(&mut self.done) {
            run.order = order;
        }
        self.done
    }
}

/// Marks for typesetters that no reader sees; the soft hyphen is not one of them, it is painted.
fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200C}' | '\u{2060}' | '\u{FEFF}')
}

/// Quarter turns of a direction, and whether it is none of them.
fn turn_of((a, b): (f64, f64)) -> (u8, bool) {
    let slanted = a.abs().min(b.abs()) > 0.2 * a.abs().max(b.abs());
    let turn = match (a.abs() >= b.abs(), a >= 0.0, b >= 0.0) {
        (true, true, _) => 0,
        (false, _, true) => 1,
        (true, false, _) => 2,
        (false, _, false) => 3,
    };
    (turn, slanted)
}

/// The point as seen when text of `turn` is held upright.
fn turned(turn: u8, x: f32, y: f32) -> (f32, f32) {
    match turn {
        0 => (x, y),
        1 => (y, -x),
        2 => (-x, -y),
        _ => (-y, x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Placed {
        Placed { direction: (1.0, 0.0), x, y, size: 10.0, advance: 5.0, ink: 0.0 }
    }

    fn texts(builder: RunBuilder) -> Vec<String> {
        builder.finish().into_iter().map(|run| run.text).collect()
    }

    #[test]
    fn a_gap_is_a_space_and_a_wide_gap_another_run() {
        let mut runs = RunBuilder::default();
        for (c, x) in [("a", 0.0), ("b", 5.0), ("c", 13.0), ("d", 40.0)] {
            runs.push(c, at(x, 0.0));
        }
        assert_eq!(texts(runs), ["ab c", "d"]);
    }

    #[test]
    fn text_painted_twice_is_bold_and_read_once() {
        let mut runs = RunBuilder::default();
        for x in [0.0, 5.0, 0.2, 5.2] {
            runs.push(if x < 1.0 { "o" } else { "k" }, at(x, 0.0));
        }
        let runs = runs.finish();
        assert_eq!(runs.len(), 1);
        assert!(runs[0].bold && runs[0].text == "ok");
    }

    #[test]
    fn slanted_text_is_an_artifact() {
        let mut runs = RunBuilder::default();
        runs.push("D", Placed { direction: (1.0, -1.0), ..at(0.0, 0.0) });
        assert!(runs.finish()[0].artifact);
    }
}
