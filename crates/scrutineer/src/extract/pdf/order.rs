//! Reading order of lines on a page without a structure tree.

use super::line::Line;

/// Alternations between the columns from which the page was painted row by row, not as it reads.
const MAX_ALTERNATIONS: usize = 4;

/// Puts lines into reading order. Producers nearly always paint in it, tables included, so that
/// order is kept unless it zigzags between columns of running text; the flag says it was changed.
pub(super) fn reading_order(lines: Vec<Line<'_>>) -> (Vec<Line<'_>>, bool) {
    let Some(gutter) = gutter(&lines) else { return (lines, false) };
    let rows = rows(&lines, gutter);
    let sides: Vec<Side> = lines
        .iter()
        .zip(&rows)
        .filter(|(_, row)| !row.of_cells)
        .map(|(line, _)| side(line, gutter))
        .collect();
    let alternations =
        sides.windows(2).filter(|pair| pair[0] == Side::Right && pair[1] == Side::Left).count();
    if alternations < MAX_ALTERNATIONS {
        return (lines, false);
    }
    (by_columns(lines, &rows, gutter), true)
}

/// The row in which a line stands.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    /// From the top.
    number: usize,
    /// Whether it is a row of a table: it and the row above or below have several lines on one side of the gutter.
    of_cells: bool,
}

/// The row of each line.
fn rows(lines: &[Line<'_>], gutter: f32) -> Vec<Row> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|&a, &b| lines[a].baseline.total_cmp(&lines[b].baseline));
    let is_level = |&a: &usize, &b: &usize| {
        lines[b].baseline - lines[a].baseline < 0.3 * lines[a].size.min(lines[b].size)
    };
    let rows: Vec<&[usize]> = order.chunk_by(is_level).collect();
    let on = |row: &[usize], wanted: Side| {
        row.iter().filter(|&&line| side(&lines[line], gutter) == wanted).count()
    };
    let crowded: Vec<bool> =
        rows.iter().map(|row| on(row, Side::Left) > 1 || on(row, Side::Right) > 1).collect();
    let mut found = vec![Row::default(); lines.len()];
    for (number, row) in rows.iter().enumerate() {
        let beside = (number > 0 && crowded[number - 1]) || crowded.get(number + 1) == Some(&true);
        for &line in *row {
            found[line] = Row { number, of_cells: crowded[number] && beside };
        }
    }
    found
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

/// Bands between full-width lines and rows of tables are read column by column.
fn by_columns<'p>(lines: Vec<Line<'p>>, rows: &[Row], gutter: f32) -> Vec<Line<'p>> {
    let mut placed: Vec<(Row, Line<'p>)> = rows.iter().copied().zip(lines).collect();
    placed.sort_by(|(a, left), (b, right)| {
        a.number.cmp(&b.number).then(left.area.left.total_cmp(&right.area.left))
    });
    let mut ordered = Vec::with_capacity(placed.len());
    let mut right = Vec::new();
    for (row, line) in placed {
        match side(&line, gutter) {
            Side::Left if !row.of_cells => ordered.push(line),
            Side::Right if !row.of_cells => right.push(line),
            _ => {
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

    fn run(text: String, left: f32, width: f32, baseline: f32) -> Run {
        let area = Area { left, top: baseline - 9.0, right: left + width, bottom: baseline };
        Run { text, area, baseline, size: 11.0, ..Run::default() }
    }

    /// Twenty lines in two columns, painted row by row.
    fn columns() -> Vec<Run> {
        (0..20_u8)
            .flat_map(|row| {
                [("left", 50.0), ("right", 320.0)].map(|(name, left)| {
                    run(format!("{name} {row}"), left, 230.0, 100.0 + 14.0 * f32::from(row))
                })
            })
            .collect()
    }

    #[test]
    fn columns_painted_row_by_row_are_read_one_after_the_other() {
        let runs = columns();
        let (ordered, doubtful) = reading_order(lines(1, runs.iter()));
        let texts: Vec<_> = ordered.iter().map(Line::text).collect();
        assert!(doubtful);
        assert_eq!((texts[19].as_str(), texts[20].as_str()), ("left 19", "right 0"));
    }

    #[test]
    fn a_table_above_columns_is_read_row_by_row() {
        let cells = (0..4_u8).flat_map(|row| {
            [("date", 50.0), ("agency", 150.0), ("event", 330.0)].map(|(name, left)| {
                run(format!("{name} {row}"), left, 60.0, 20.0 + 14.0 * f32::from(row))
            })
        });
        let runs: Vec<Run> = cells.chain(columns()).collect();
        let (ordered, _) = reading_order(lines(1, runs.iter()));
        let texts: Vec<_> = ordered.iter().map(Line::text).collect();
        assert_eq!(texts[3..6], ["date 1", "agency 1", "event 1"]);
        assert_eq!((texts[31].as_str(), texts[32].as_str()), ("left 19", "right 0"));
    }
}
