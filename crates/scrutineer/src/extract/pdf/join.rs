//! Runs to the text of one block: where a space belongs, where a line ends, what is a footnote mark.

use super::page::{Area, Run};

/// What must be known of the last run to join the next one.
#[derive(Clone, Copy, Debug)]
struct Last {
    page: u32,
    turn: u8,
    area: Area,
    baseline: f32,
    size: f32,
}

/// Builds the text of one block run by run.
#[derive(Clone, Debug, Default)]
pub(super) struct Joiner {
    text: String,
    page_breaks: Vec<(usize, u32)>,
    last: Option<Last>,
    /// What was taken for a footnote mark just now; before a fraction slash it was a numerator.
    mark: Option<String>,
}

impl Joiner {
    /// Adds a run that follows in reading order.
    pub(super) fn push(&mut self, page: u32, run: &Run) {
        if let Some(last) = self.last {
            if self.is_footnote_mark(&last, page, run) {
                self.mark = Some(run.text.clone());
                return;
            }
            let numerator = self.mark.take().filter(|_| run.text.starts_with('⁄'));
            if let Some(numerator) = numerator {
                self.append(&numerator);
            } else if is_same_line(&last, page, run) {
                let gap = run.area.left - last.area.right;
                if gap > 0.17 * run.size.min(last.size) {
                    self.space();
                }
            } else {
                self.line_end(&run.text);
            }
            if page > last.page {
                self.page_breaks.push((self.text.len(), page));
            }
        }
        self.append(&run.text);
        self.last = Some(Last {
            page,
            turn: run.turn,
            area: run.area,
            baseline: run.baseline,
            size: run.size,
        });
    }

    /// Begins another paragraph inside the same block (a cell with several).
    pub(super) fn paragraph_end(&mut self) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.last = None;
    }

    /// The text, and the offsets at which later pages begin.
    pub(super) fn finish(mut self) -> (String, Vec<(usize, u32)>) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        self.page_breaks.retain(|&(offset, _)| offset < end);
        (self.text, self.page_breaks)
    }

    fn append(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                // Word maps the glyph of a hyphen to the soft hyphen now and then.
                '\u{AD}' => self.text.push('-'),
                c if c.is_whitespace() => self.space(),
                // "10.Assessments": the tab after a wide paragraph number has no room left.
                c if c.is_uppercase() && is_number_with_stop(&self.text) => {
                    self.text.push(' ');
                    self.text.push(c);
                }
                c => self.text.push(plain_bullet(c)),
            }
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    /// A line ends here and goes on with `next`.
    fn line_end(&mut self, next: &str) {
        let mut back = self.text.chars().rev();
        let (end, before) = (back.next(), back.next());
        let word_goes_on = next.chars().next().is_some_and(char::is_alphanumeric);
        let in_word = before.is_some_and(char::is_alphanumeric);
        match end {
            Some('-' | '\u{2010}') if in_word && word_goes_on => self.text.push('\n'),
            Some('/' | '–' | '—') if in_word && word_goes_on => {}
            _ => self.space(),
        }
    }

    /// A raised small number that leans on a word says where a footnote belongs; it is no text.
    fn is_footnote_mark(&self, last: &Last, page: u32, run: &Run) -> bool {
        let mark = run.text.trim();
        let leans = !self.text.ends_with(char::is_whitespace)
            && run.area.left - last.area.right < 0.25 * last.size
            && run.area.left > last.area.right - 0.5 * last.size;
        let raised = last.baseline - run.baseline > 0.12 * last.size;
        let on_unit = ["m", "km", "cm", "ft"]
            .iter()
            .any(|unit| self.text.rsplit(' ').next().is_some_and(|word| word == *unit));
        page == last.page
            && run.turn == last.turn
            && run.size < 0.82 * last.size
            && raised
            && last.baseline - run.baseline < last.size
            && leans
            && !on_unit
            && !mark.is_empty()
            && mark.len() <= 7
            && mark.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' '))
    }
}

/// Whether `text` is all a paragraph number: "10.", "4.12.".
fn is_number_with_stop(text: &str) -> bool {
    let Some(number) = text.strip_suffix('.') else { return false };
    number.len() <= 7
        && number
            .split('.')
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

fn is_same_line(last: &Last, page: u32, run: &Run) -> bool {
    page == last.page
        && run.turn == last.turn
        && (run.baseline - last.baseline).abs() < 0.45 * run.size.max(last.size)
        && run.area.left > last.area.right - 0.6 * run.size.max(last.size)
}

/// Bullets of symbol fonts come as private-use characters that no other font can show.
pub(super) fn plain_bullet(c: char) -> char {
    match c {
        '\u{F0B7}' | '\u{F06E}' | '\u{F0A7}' | '\u{F0A8}' | '\u{F06C}' | '\u{F0D8}'
        | '\u{F076}' | '\u{F0FC}' | '\u{F071}' | '\u{F075}' | '\u{F09F}' => '•',
        '\u{F02D}' => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, left: f32, baseline: f32, size: f32) -> Run {
        let right = left + text.chars().count() as f32 * size * 0.5;
        let area = Area { left, top: baseline - size, right, bottom: baseline };
        Run { text: text.to_owned(), area, baseline, size, ..Run::default() }
    }

    fn joined(runs: &[(u32, Run)]) -> (String, Vec<(usize, u32)>) {
        let mut joiner = Joiner::default();
        for (page, run) in runs {
            joiner.push(*page, run);
        }
        joiner.finish()
    }

    #[test]
    fn lines_become_one_and_hyphens_stay_undecided() {
        let runs = [
            (1, run("No multi-", 0.0, 10.0, 10.0)),
            (1, run("agency meeting", 0.0, 22.0, 10.0)),
            (1, run("was held in 2009/", 0.0, 34.0, 10.0)),
            (2, run("10.", 0.0, 10.0, 10.0)),
        ];
        let (text, breaks) = joined(&runs);
        assert_eq!(text, "No multi-\nagency meeting was held in 2009/10.");
        assert_eq!(breaks, [(text.len() - 3, 2)]);
    }

    #[test]
    fn a_wide_paragraph_number_keeps_its_distance() {
        let runs = [(1, run("10.", 0.0, 10.0, 10.0)), (1, run("Assessments", 15.1, 10.0, 10.0))];
        assert_eq!(joined(&runs).0, "10. Assessments");
        assert_eq!(joined(&[(1, run("By 3.Juni", 0.0, 10.0, 10.0))]).0, "By 3.Juni");
    }

    #[test]
    fn a_numerator_is_no_footnote_mark() {
        let runs = [
            (1, run("size (", 0.0, 10.0, 10.0)),
            (1, run("1", 30.0, 6.5, 6.0)),
            (1, run("⁄4 inch)", 33.0, 10.0, 10.0)),
        ];
        assert_eq!(joined(&runs).0, "size (1⁄4 inch)");
    }

    #[test]
    fn a_footnote_mark_is_dropped_but_a_power_stays() {
        let runs = [
            (1, run("abuse", 0.0, 10.0, 10.0)),
            (1, run("12", 25.0, 6.5, 6.0)),
            (1, run("and 9 m", 36.0, 10.0, 10.0)),
            (1, run("2", 71.0, 6.5, 6.0)),
        ];
        assert_eq!(joined(&runs).0, "abuse and 9 m2");
    }
}
