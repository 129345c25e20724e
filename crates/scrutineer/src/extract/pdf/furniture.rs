//! Running heads, feet and page numbers: what stands at the same place on page after page.

use std::collections::BTreeMap;

use super::page::{Page, Run};

/// Share of the page height, at the top and at the bottom, in which heads and feet stand.
const MARGIN: f32 = 0.13;
/// Pages on which a line must stand to be a running head or foot.
const MIN_PAGES: usize = 3;

/// Share of the pages between its first and its last on which a running head stands; one that is
/// only on left-hand pages has a half. A heading that happens to open several pages has less.
const MIN_DENSITY: f32 = 0.4;

/// Marks as artifacts the runs of heads and feet on every page.
pub(super) fn mark(pages: &mut [Page]) {
    let margins: Vec<Vec<MarginLine>> = pages.iter().map(margin_lines).collect();
    let mut seen: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (index, lines) in margins.iter().enumerate() {
        for place in lines.iter().flat_map(MarginLine::places) {
            let on = seen.entry(place).or_default();
            if on.last() != Some(&index) {
                on.push(index);
            }
        }
    }
    for (page, lines) in pages.iter_mut().zip(&margins) {
        for line in lines {
            let recurs = seen.get(&line.place).is_some_and(|on| recurs(on));
            if recurs || line.is_page_number(page.number) {
                for &run in &line.runs {
                    page.runs[run].artifact = true;
                }
            }
        }
    }
}

/// Whether a line on these pages is a running one.
fn recurs(on: &[usize]) -> bool {
    let (Some(first), Some(last)) = (on.first(), on.last()) else { return false };
    on.len() >= MIN_PAGES && on.len() as f32 >= MIN_DENSITY * (last - first + 1) as f32
}

/// Text of a margin line with its digits levelled, and its height on the page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    text: String,
    turn: u8,
    /// Distance from the top, or from the bottom as a negative number, in steps of four points:
    /// pages of one document may be upright and broad.
    height: i32,
}

/// A line of the full page width in one of the margins.
struct MarginLine {
    place: Place,
    /// The characters without white space.
    text: String,
    runs: Vec<usize>,
}

impl MarginLine {
    /// Its place and those a step above and below.
    fn places(&self) -> impl Iterator<Item = Place> + '_ {
        [-1, 0, 1]
            .into_iter()
            .map(|step| Place { height: self.place.height + step, ..self.place.clone() })
    }

    /// "Page 3 of 10", "3/10", "- 3 -" with the right number, or the number alone.
    fn is_page_number(&self, page: u32) -> bool {
        let text = self.text.to_lowercase();
        let text = text.trim_matches(['-', '–', '—', '|', '[', ']', '(', ')']);
        let number = page.to_string();
        text == number
            || text.strip_prefix("page").is_some_and(|rest| {
                let digits = rest.split("of").next().unwrap_or(rest).trim_matches(['|', '-', ':']);
                !digits.is_empty()
                    && digits.bytes().all(|b| b.is_ascii_digit())
                    && rest.bytes().all(|b| b.is_ascii_digit() || b"of|-:".contains(&b))
            })
    }
}

fn margin_lines(page: &Page) -> Vec<MarginLine> {
    let mut runs: Vec<(usize, &Run)> = page
        .runs
        .iter()
        .enumerate()
        .filter(|(_, run)| !run.artifact && !run.text.trim().is_empty() && in_margin(page, run))
        .collect();
    runs.sort_by(|(_, a), (_, b)| a.turn.cmp(&b.turn).then(a.baseline.total_cmp(&b.baseline)));
    let mut lines: Vec<MarginLine> = Vec::new();
    let mut baseline = f32::NEG_INFINITY;
    let mut members: Vec<(usize, &Run)> = Vec::new();
    for (index, run) in runs {
        let same = (run.baseline - baseline).abs() < 3.0
            && members.first().is_some_and(|(_, first)| first.turn == run.turn);
        if !same {
            lines.extend(margin_line(page, &mut members));
            baseline = run.baseline;
        }
        members.push((index, run));
    }
    lines.extend(margin_line(page, &mut members));
    lines
}

fn margin_line(page: &Page, members: &mut Vec<(usize, &Run)>) -> Option<MarginLine> {
    members.sort_by(|(_, a), (_, b)| a.area.left.total_cmp(&b.area.left));
    let first = members.first()?.1;
    let text: String = members
        .iter()
        .flat_map(|(_, run)| run.text.chars())
        .filter(|c| !c.is_whitespace())
        .collect();
    let (top, height) = frame(page, first.turn);
    let from_top = first.baseline - top;
    let distance = if from_top < height / 2.0 { from_top } else { from_top - height };
    let place = Place {
        text: level_digits(&text),
        turn: first.turn,
        height: (distance / 4.0).round() as i32,
    };
    let runs = members.drain(..).map(|(index, _)| index).collect();
    Some(MarginLine { place, text, runs })
}

/// Every number becomes one sign, so that page numbers do not tell lines apart.
fn level_digits(text: &str) -> String {
    let mut levelled = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_ascii_digit() {
            levelled.push(c);
        } else if !levelled.ends_with('#') {
            levelled.push('#');
        }
    }
    levelled
}

/// Top and height of the page as text of `turn` sees it: turned text has its margins at its own top
/// and bottom, the sides of the page.
fn frame(page: &Page, turn: u8) -> (f32, f32) {
    match turn {
        0 => (0.0, page.height),
        1 => (-page.width, page.width),
        2 => (-page.height, page.height),
        _ => (0.0, page.width),
    }
}

fn in_margin(page: &Page, run: &Run) -> bool {
    let (top, height) = frame(page, run.turn);
    run.area.bottom - top < height * MARGIN || run.area.top - top > height * (1.0 - MARGIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::page::Area;

    fn run(text: &str, baseline: f32) -> Run {
        let area = Area { left: 50.0, top: baseline - 10.0, right: 200.0, bottom: baseline + 2.0 };
        Run { text: text.into(), area, baseline, size: 10.0, ..Run::default() }
    }

    #[test]
    fn heads_and_page_numbers_go_and_text_stays() {
        let mut pages: Vec<Page> = (1..=4)
            .map(|number| Page {
                number,
                width: 600.0,
                height: 800.0,
                runs: vec![
                    run("CONFIDENTIAL until publication", 40.0),
                    run(
                        &format!(
                            "Text of page {number} that is all {}",
                            ["a", "b", "c", "d"][number as usize - 1]
                        ),
                        90.0,
                    ),
                    run(&format!("Child T {number}"), 770.0),
                ],
                ..Page::default()
            })
            .collect();
        mark(&mut pages);
        for page in &pages {
            let kept: Vec<_> = page.runs.iter().map(|run| run.artifact).collect();
            assert_eq!(kept, [true, false, true]);
        }
    }

    #[test]
    fn a_heading_on_a_few_pages_of_many_stays() {
        assert!(recurs(&[2, 4, 6, 8]));
        assert!(!recurs(&[3, 20, 31]));
    }

    #[test]
    fn a_page_number_needs_no_second_page() {
        let mut pages = [Page {
            number: 7,
            width: 600.0,
            height: 800.0,
            runs: vec![run("Page 7 of 9", 780.0), run("1999", 785.0), run("7", 790.0)],
            ..Page::default()
        }];
        mark(&mut pages);
        let kept: Vec<_> = pages[0].runs.iter().map(|run| run.artifact).collect();
        assert_eq!(kept, [true, false, true]);
    }
}
