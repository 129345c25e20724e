//! Groups of lines to blocks.

use super::lines::{Group, Line, Lines};
use super::wrapping::{Wrapping, ends_sentence, starts_item};
use crate::extract::block::{RawBlock, RawKind};
use crate::extract::open_text::OpenText;
use crate::extract::shape::{self, TypedNumber};
use crate::extract::table::Table;

/// A longer one is a text without paragraphs, which nothing is gained by joining further.
const LONGEST_CUT_PARAGRAPH: usize = 5_000;

pub(super) fn blocks(lines: &Lines<'_>) -> Vec<RawBlock> {
    let mut writer = Writer {
        wrapping: Wrapping::measure(lines),
        in_contents: false,
        hanging_indent: 0,
        last_length: 0,
        out: Vec::new(),
    };
    for group in lines.groups() {
        writer.group(group);
    }
    writer.out
}

struct Writer {
    wrapping: Wrapping,
    /// Below a heading "Contents", as long as entries come.
    in_contents: bool,
    /// Where text goes on below the number of the last paragraph; 0 when it has none.
    hanging_indent: usize,
    /// Length of the last line.
    last_length: usize,
    out: Vec<RawBlock>,
}

impl Writer {
    fn group(&mut self, group: Group<'_, '_>) {
        let mut rest = group.lines;
        if group.after_page_turn && self.goes_on(rest) {
            let length = self.paragraph_length(rest);
            self.continue_last(&rest[..length]);
            rest = &rest[length..];
        }
        while !rest.is_empty() {
            let rows = if self.in_contents { 0 } else { table_length(rest) };
            let length = if rows > 0 {
                self.table(&rest[..rows]);
                rows
            } else {
                let length = self.paragraph_length(rest);
                let at = group.lines.len() - rest.len();
                self.paragraph(&rest[..length], is_alone(group.lines, at, length));
                length
            };
            rest = &rest[length..];
        }
    }

    fn paragraph_length(&self, lines: &[Line<'_>]) -> usize {
        let breaks =
            lines.windows(2).position(|pair| self.wrapping.breaks_between(pair[0], pair[1]));
        breaks.map_or(lines.len(), |at| at + 1)
    }

    fn paragraph(&mut self, lines: &[Line<'_>], alone: bool) {
        let Some(first) = lines.first() else { return };
        let line = first.trimmed();
        let is_entry = shape::contents_entry(line).is_some();
        let heading = shape::heading_level(line).filter(|_| lines.len() == 1 && alone && !is_entry);
        let tabbed_entry = self.in_contents && lines.len() == 1 && shape::ends_in_tabbed_page(line);
        let (kind, skip) = if tabbed_entry {
            (RawKind::Contents, 0)
        } else if let Some(level) = heading {
            (RawKind::Heading(level), 0)
        } else if let Some(text) = shape::after_bullet(line) {
            (RawKind::ListItem, line.len() - text.len())
        } else {
            (RawKind::Paragraph, 0)
        };
        let after_number =
            shape::typed_number(line).map(|(_, text)| first.indent() + line.len() - text.len());
        self.hanging_indent = after_number.unwrap_or(0);
        self.note_last_line(lines);
        let mut open = OpenText::on_page(first.page);
        open.push(&line[skip..]);
        lines[1..].iter().for_each(|line| join(&mut open, *line));
        open.finish(kind, None, &mut self.out);
        let is_entry = self.out.last().is_some_and(|block| block.kind == RawKind::Contents);
        let opens = heading.is_some() && line.to_lowercase().contains("contents");
        self.in_contents = opens || self.in_contents && is_entry;
    }

    /// Whether the lines go on with the last paragraph, which the end of a page cut in two.
    fn goes_on(&self, lines: &[Line<'_>]) -> bool {
        let (Some(last), Some(first)) = (self.out.last(), lines.first()) else { return false };
        if !matches!(last.kind, RawKind::Paragraph | RawKind::ListItem)
            || last.text.len() > LONGEST_CUT_PARAGRAPH
            || starts_item(*first)
        {
            return false;
        }
        // Text below a number hangs in line with the text after the number.
        let hangs = self.hanging_indent > 0 && first.indent() == self.hanging_indent;
        let cut = !ends_sentence(&last.text)
            && (first.trimmed().starts_with(char::is_lowercase)
                || self.wrapping.is_full(self.last_length));
        hangs || cut && shape::heading_level(first.trimmed()).is_none()
    }

    fn note_last_line(&mut self, lines: &[Line<'_>]) {
        self.last_length = lines.last().map_or(0, |line| line.trimmed().chars().count());
    }

    fn continue_last(&mut self, lines: &[Line<'_>]) {
        self.note_last_line(lines);
        let Some(last) = self.out.pop() else { return };
        let mut open = OpenText::on_page(last.page);
        open.push(&last.text);
        let mut page = last.page;
        for line in lines {
            if line.page != page {
                page = line.page;
                open.push(separator(&open, *line));
                open.turn_to(page);
                open.push(line.trimmed());
            } else {
                join(&mut open, *line);
            }
        }
        let from = self.out.len();
        open.finish(last.kind, last.number, &mut self.out);
        if let Some(block) = self.out.get_mut(from) {
            block.page_breaks.splice(0..0, last.page_breaks);
        }
    }

    fn table(&mut self, lines: &[Line<'_>]) {
        let mut table = Table::default();
        for line in lines {
            table.begin_row();
            for cell in line.trimmed().split('\t') {
                let mut open = OpenText::on_page(line.page);
                open.push(cell);
                let mut blocks = Vec::new();
                open.finish(RawKind::Paragraph, None, &mut blocks);
                table.push_cell(blocks);
            }
        }
        table.finish(&mut self.out);
    }
}

fn join(open: &mut OpenText, line: Line<'_>) {
    open.push(separator(open, line));
    open.push(line.trimmed());
}

/// A hyphen at the end of a line may be part of the word or not; that is decided where the words are known.
fn separator(open: &OpenText, next: Line<'_>) -> &'static str {
    let mut ends = open.as_str().chars().rev();
    let hyphen = matches!(ends.next(), Some('-' | '\u{2010}' | '\u{ad}'));
    let in_word = hyphen && ends.next().is_some_and(char::is_alphanumeric);
    if in_word && next.trimmed().starts_with(char::is_alphanumeric) { "\n" } else { " " }
}

/// Whether a paragraph stands between blank lines, or every line does without them and the
/// neighbours are no headings too (then it is a list).
fn is_alone(group: &[Line<'_>], at: usize, length: usize) -> bool {
    if group.len() == length {
        return true;
    }
    let neighbours =
        [at.checked_sub(1).and_then(|before| group.get(before)), group.get(at + length)];
    let looks_alike = |line: &Line<'_>| {
        matches!(shape::typed_number(line.trimmed()), Some((TypedNumber::Single, _)))
            && shape::heading_level(line.trimmed()).is_some()
    };
    let mut present = neighbours.into_iter().flatten();
    present.all(|line| !looks_alike(line) && line.trimmed().chars().count() > 40)
}

/// How many lines from the first on are rows of one table: the same number of tabs in each.
fn table_length(lines: &[Line<'_>]) -> usize {
    let tabs = |line: &Line<'_>| line.trimmed().matches('\t').count();
    let columns = lines.first().map_or(0, tabs);
    if columns == 0 {
        return 0;
    }
    let is_row = |line: &&Line<'_>| {
        tabs(line) == columns
            && shape::contents_entry(line.trimmed()).is_none()
            && (columns > 1 || !starts_item(**line))
    };
    let rows = lines.iter().take_while(is_row).count();
    if rows >= 2 { rows } else { 0 }
}
