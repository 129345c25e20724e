//! Tesseract's words to runs, one a line or column, as if the page had never been crooked.

use crate::extract::pdf::page::{Area, Run};

/// One word of the table, its box in points.
#[derive(Clone, Debug)]
struct Word {
    /// Block, paragraph and line that hold it.
    line: (u32, u32, u32),
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    /// 0 to 100.
    confidence: f32,
    text: String,
}

impl Word {
    fn middle(&self) -> (f32, f32) {
        (f32::midpoint(self.left, self.right), f32::midpoint(self.top, self.bottom))
    }
}

/// Lines read with less confidence than this are specks, rules and photographs.
const MIN_CONFIDENCE: f32 = 30.0;
/// Lines read with less confidence than this keep the page's own size: rules around a table make letters look large.
const SURE_OF_SIZE: f32 = 80.0;
/// Gap, as a share of the font size, from which it stands for a tab or parts two columns.
const BREAK_GAP: f32 = 1.2;
/// Height of a word as a share of the font size: some have letters that go up or down, some do not.
const HEIGHT_PER_SIZE: f32 = 0.75;
/// Sizes that differ less than this from the page's own are the page's own: boxes are not exact.
const SAME_SIZE: f32 = 1.3;

/// Runs of the page from tesseract's table; `dpi` is that of the picture.
pub(super) fn runs(table: &str, dpi: f32) -> Vec<Run> {
    let words: Vec<Word> = table.lines().filter_map(|row| word(row, 72.0 / dpi)).collect();
    let lines: Vec<&[Word]> = words.chunk_by(|a, b| a.line == b.line).collect();
    let slope = slope(&lines);
    let lines: Vec<(&[Word], f32)> = lines
        .into_iter()
        .map(|words| (words, mean(words.iter().map(|word| word.confidence))))
        .filter(|&(_, confidence)| confidence >= MIN_CONFIDENCE)
        .collect();
    let Some(usual) = median(lines.iter().map(|(words, _)| size_of(words))) else {
        return Vec::new();
    };
    let mut runs = Vec::with_capacity(lines.len());
    for (words, confidence) in lines {
        let own = size_of(words);
        let differs = own / usual >= SAME_SIZE || usual / own >= SAME_SIZE;
        let size = if differs && confidence >= SURE_OF_SIZE { own } else { usual };
        // All pieces of a line stand on one baseline.
        let middle = mean(words.iter().map(|word| level(slope, word.middle()).1));
        for piece in words.chunk_by(|a, b| b.left - a.right < BREAK_GAP * size) {
            let order = u32::try_from(runs.len()).unwrap_or(u32::MAX);
            runs.push(run(piece, slope, middle, size, order));
        }
    }
    runs
}

/// Font size of a line.
fn size_of(words: &[Word]) -> f32 {
    let height = median(words.iter().map(|word| word.bottom - word.top)).unwrap_or_default();
    (height / HEIGHT_PER_SIZE).max(1.0)
}

/// A row: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
fn word(row: &str, scale: f32) -> Option<Word> {
    let cells: Vec<&str> = row.split('\t').collect();
    let [level, _, block, paragraph, line, _, left, top, width, height, confidence, text] =
        cells.as_slice()
    else {
        return None;
    };
    if *level != "5" || text.trim().is_empty() {
        return None;
    }
    let number = |cell: &str| Some(cell.parse::<f32>().ok()? * scale);
    let (left, top) = (number(left)?, number(top)?);
    Some(Word {
        line: (block.parse().ok()?, paragraph.parse().ok()?, line.parse().ok()?),
        left,
        right: left + number(width)?,
        top,
        bottom: top + number(height)?,
        confidence: confidence.parse().ok()?,
        text: text.trim().to_owned(),
    })
}

/// How far lines sink from left to right: the tangent of the angle at which the page was laid on the glass.
fn slope(lines: &[&[Word]]) -> f32 {
    let slopes = lines.iter().filter_map(|words| {
        let [first, .., last] = words else { return None };
        let ((left, above), (right, below)) = (first.middle(), last.middle());
        (right - left > 100.0).then(|| (below - above) / (right - left))
    });
    median(slopes).unwrap_or_default()
}

/// Where a point would be on a level page. The angle is small: its cosine is taken for 1, its sine for the slope.
fn level(slope: f32, (x, y): (f32, f32)) -> (f32, f32) {
    (x + slope * y, y - slope * x)
}

fn run(words: &[Word], slope: f32, middle: f32, size: f32, order: u32) -> Run {
    let end = |x: f32, word: &Word| level(slope, (x, word.middle().1)).0;
    let left = words.first().map_or(0.0, |word| end(word.left, word));
    let right = words.last().map_or(left, |word| end(word.right, word));
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let baseline = middle + 0.3 * size;
    Run {
        text: text.join(" "),
        area: Area { left, right, top: baseline - 0.8 * size, bottom: baseline + 0.2 * size },
        baseline,
        size,
        order,
        ..Run::default()
    }
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += value;
        count += 1.0;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

fn median(values: impl Iterator<Item = f32>) -> Option<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u32, left: u32, top: u32, confidence: f32, text: &str) -> String {
        format!("5\t1\t1\t1\t{line}\t1\t{left}\t{top}\t200\t40\t{confidence}\t{text}\n")
    }

    #[test]
    fn a_crooked_page_is_read_level() {
        // Lines that sink by 1 in 50.
        let table: String = (0..3)
            .flat_map(|line| {
                (0..5).map(move |at| row(line, 250 * at, 300 + 60 * line + 5 * at, 90.0, "word"))
            })
            .collect();
        let runs = runs(&("level\tpage_num\n".to_owned() + &table), 300.0);
        assert_eq!(runs.len(), 3);
        assert_eq!(runs[0].text, "word word word word word");
        let pitch = runs[1].baseline - runs[0].baseline;
        assert!((pitch - 60.0 * 0.24).abs() < 0.2, "{pitch}");
        assert!(runs.iter().all(|run| (run.area.left - runs[0].area.left).abs() < 1.0));
        assert!(runs.iter().all(|run| run.size == runs[0].size));
    }

    #[test]
    fn a_line_over_two_columns_is_parted() {
        let table = row(1, 0, 300, 90.0, "left")
            + &row(1, 250, 300, 90.0, "half")
            + &row(1, 900, 300, 90.0, "right");
        let texts: Vec<String> = runs(&table, 300.0).into_iter().map(|run| run.text).collect();
        assert_eq!(texts, ["left half", "right"]);
    }

    #[test]
    fn specks_and_rows_that_are_no_words_are_left_out() {
        let table = row(1, 0, 0, 12.0, "~-") + "5\tnot a row\n4\t1\t1\t1\t2\t0\t0\t0\t9\t9\t-1\t\n";
        assert!(runs(&table, 300.0).is_empty());
    }
}
