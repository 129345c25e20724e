//! Reading order of lines on a page without a structure tree.

use super::line::Line;

/// Alternations between the columns from which the page was painted row by row, not as it reads.
const MAX_ALTERNATIONS: usize = 4;

/// Puts lines into reading order. Producers nearly always paint in it, tables included, so that
/// order is kept unless it zigzags between columns of running text; the flag says it was changed.
pub(super) fn reading_order(lines: Vec<Line<'_>>) -> (Vec<Line<'_>>, bool) {
    let Some(gutter) = gutter(&lines) else { return (lines, false) };
    let sides: Vec<Side> = lines.iter().map(|line| side(line, gutter)).collect();
    let alternations =
        sides.windows(2).filter(|pair| pair[0] == Side::Right && pair[1] == Side::Left).count();
    if alternations < MAX_ALTERNATIONS {
        return (lines, false);
    }
    (by_columns(lines, gutter), true)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Both,
}

fn side(line: &Line<'_>, gutter: f32) -> Side {
    if line.area.right <= gutter {
        Side::Left
    } else if line.area.left >= gutter {
        Side::Right
    } else {
        Side::Both
    }
}

/// The middle of the white strip between two columns of running text, when there is one.
fn gutter(lines: &[Line<'_>]) -> Option<f32> {
    let left = lines.iter().map(|line| line.area.left).reduce(f32::min)?;
    let right = lines.iter().map(|line| line.area.right).reduce(f32::max)?;
    let width = right - left;
    if lines.len() < 16 || width < 200.0 {
        return None;
    }
    (30..=70)
        .map(|percent| left + width * percent as f32 / 100.0)
        .filter_map(|x| Some((x, column_share(lines, x, width)?)))
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .map(|(x, _)| x)
}

/// Share of lines that a cut at `x` leaves whole, if both sides look like columns of running text.
fn column_share(lines: &[Line<'_>], x: f32, width: f32) -> Option<f32> {
    let mut counts = [0_usize; 3];
    let mut filled = [0.0_f32; 2];
    for line in lines {
        match side(line, x) {
            Side::Left => {
                counts[0] += 1;
                filled[0] += line.area.width();
            }
            Side::Right => {
                counts[1] += 1;
                filled[1] += line.area.width();
            }
            Side::Both => counts[2] += 1,
        }
    }
    let whole = counts[0] + counts[1];
    let share = whole as f32 / lines.len() as f32;
    // Columns of a table are mostly white; columns of text are filled for the most part.
    let full =
        (0..2).all(|side| counts[side] >= 6 && filled[side] / counts[side] as f32 > 0.28 * width);
    (share > 0.85 && full).then_some(share)
}

/// Bands between full-width lines are read column by column.
fn by_columns(mut lines: Vec<Line<'_>>, gutter: f32) -> Vec<Line<'_>> {
    lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut ordered = Vec::with_capacity(lines.len());
    let mut right = Vec::new();
    for line in lines {
        match side(&line, gutter) {
            Side::Left => ordered.push(line),
            Side::Right => right.push(line),
            Side::Both => {
                ordered.append(&mut right);
                ordered.push(line);
            }
        }
    }
    ordered.append(&mut right);
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::line::lines;
    use crate::extract::pdf::page::{Area, Run};

    #[test]
    fn columns_painted_row_by_row_are_read_one_after_the_other() {
        let runs: Vec<Run> = (0..20)
            .flat_map(|row| {
                [("left", 50.0, row), ("right", 320.0, row)].map(|(name, left, row)| {
                    let baseline = 100.0 + 14.0 * row as f32;
                    Run {
                        text: format!("{name} {row}"),
                        area: Area {
                            left,
                            top: baseline - 9.0,
                            right: left + 230.0,
                            bottom: baseline,
                        },
                        baseline,
                        size: 11.0,
                        ..Run::default()
                    }
                })
            })
            .collect();
        let (ordered, doubtful) = reading_order(lines(1, runs.iter()));
        let texts: Vec<_> = ordered.iter().map(Line::text).collect();
        assert!(doubtful);
        assert_eq!((texts[19].as_str(), texts[20].as_str()), ("left 19", "right 0"));
    }
}
