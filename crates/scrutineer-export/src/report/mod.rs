//! The HTML report of a run: one file that needs nothing else, to read, filter, print and pass on.
//!
//! What is kept in memory: of each report its name, title and a few numbers (about 300 bytes), four bytes for each issue and
//! assertion found in it, and 16 bytes for each tag. Words go to a temporary file at once. A collection whose report
//! would be larger than [`BOUND`] gets `report.html` as an index and its sections in `report/part-01.html` and so on.

mod charts;
mod issues;
mod page;
mod spool;
mod svg;
mod tally;
mod text;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use scrutineer::corpus::Outcome;
use scrutineer::tag::Assertion;
use scrutineer::taxonomy::Taxonomy;

use crate::whole_file::{WholeFile, remove_leftovers};
use crate::writer::{RunEnd, Writer};
use issues::{Part, Passage};
use page::{Leaf, Page};
use spool::{Piece, Spool, Spooled};
use tally::{Line, Tally};

/// Bytes of the one file at most; a larger report becomes several files. Browsers open 30 MB within seconds.
pub const BOUND: u64 = 30_000_000;
/// Bytes of each of several files, unless one section alone is larger.
const PART: u64 = 10_000_000;

/// Writes `report.html`, while a run goes on.
#[derive(Debug)]
pub struct HtmlReport {
    folder: PathBuf,
    bound: u64,
    spool: Spool,
    lines: Vec<Line>,
    texts: Vec<Piece>,
    passages: Vec<Passage>,
    /// Names and reasons.
    failures: Vec<(String, String)>,
}

impl HtmlReport {
    /// Begins a report in `folder`, which must exist; `bound` is the size in bytes from which it becomes
    /// several files, usually [`BOUND`].
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(folder: &Path, bound: u64) -> io::Result<Self> {
        Ok(Self {
            folder: folder.to_owned(),
            bound,
            spool: Spool::create(folder)?,
            lines: Vec::new(),
            texts: Vec::new(),
            passages: Vec::new(),
            failures: Vec::new(),
        })
    }
}

impl Writer for HtmlReport {
    fn add(&mut self, outcome: &Outcome, taxonomy: &Taxonomy) -> io::Result<()> {
        let tagged = match &outcome.result {
            Ok(tagged) => tagged,
            Err(failure) => {
                self.failures.push((outcome.name.clone(), failure.message.clone()));
                return Ok(());
            }
        };
        let at = self.lines.len();
        let line = Line::of(&outcome.name, tagged, taxonomy);
        let text = text::report_section(at, &line, tagged, taxonomy);
        self.texts.push(self.spool.push(&text)?);
        for (number, tag) in tagged.tags.iter().enumerate() {
            let Some(issue) = tally::issue_index(taxonomy, &tag.issue) else { continue };
            if tag.assertion == Assertion::Asserted && !tag.is_finding(&tagged.document) {
                continue;
            }
            let markup = issues::passage(at, number, &line, &tagged.document, tag);
            self.passages.push(Passage {
                issue,
                assertion: tally::index_of(tag.assertion),
                piece: self.spool.push(&markup)?,
            });
        }
        self.lines.push(line);
        Ok(())
    }

    fn finish(self: Box<Self>, end: &RunEnd<'_>) -> io::Result<Vec<WholeFile>> {
        let Self { folder, bound, spool, lines, texts, mut passages, failures } = *self;
        let mut spooled = spool.finish()?;
        // Stable: within an issue and an assertion the order of the reports stays.
        passages.sort_by_key(|passage| (passage.issue, passage.assertion));
        let tally = Tally::of(&lines, end.taxonomy);
        let page = Page { end, lines: &lines, failures: &failures, tally: &tally };
        let mut leaves = Vec::new();
        let mut contents = Vec::new();
        for at in (0u16..).take(end.taxonomy.issues.len()) {
            if has_section(end.taxonomy, at) {
                leaves.push(page::issue_leaf(at, end.taxonomy, &lines));
                contents.push(issues::issue_section(at, end.taxonomy, &lines, &tally, &passages));
            }
        }
        for (at, line) in lines.iter().enumerate() {
            leaves.push(page::report_leaf(at, line));
            contents.push(vec![Part::Piece(texts[at])]);
        }
        let size = |parts: &[Part]| parts.iter().map(Part::length).sum::<u64>() + 64;
        let sizes: Vec<u64> = contents.iter().map(|parts| size(parts)).collect();
        let index = page.index(&leaves, None);
        let tail = page.tail(None);
        let whole = (index.len() + tail.len()) as u64 + sizes.iter().sum::<u64>();
        let pieces = folder.join(PIECES);
        if whole <= bound {
            forget_parts(&pieces, 0)?;
            let mut file = WholeFile::create(&folder.join("report.html"))?;
            file.write_all(index.as_bytes())?;
            for (leaf, parts) in leaves.iter().zip(&contents) {
                write_section(&mut file, leaf, parts, &mut spooled)?;
            }
            file.write_all(tail.as_bytes())?;
            return Ok(vec![file]);
        }
        fs::create_dir_all(&pieces)?;
        remove_leftovers(&pieces)?;
        let packed = pack(&sizes, PART.min(bound));
        forget_parts(&pieces, packed.len())?;
        let mut files = vec![WholeFile::create(&folder.join("report.html"))?];
        let file_of = |prefix: &str| -> BTreeMap<String, String> {
            let named = packed.iter().enumerate().flat_map(|(number, range)| {
                let leaves = &leaves;
                range.clone().map(move |at| {
                    (leaves[at].id.clone(), format!("{prefix}{}", part_name(number)))
                })
            });
            named.collect()
        };
        let from_index = file_of(&format!("{PIECES}/"));
        files[0].write_all(page.index(&leaves, Some(&from_index)).as_bytes())?;
        files[0].write_all(page.tail(Some(&from_index)).as_bytes())?;
        let tail = page.tail(Some(&file_of("")));
        for (number, range) in packed.iter().enumerate() {
            let mut file = WholeFile::create(&pieces.join(part_name(number)))?;
            let own: Vec<&Leaf> = leaves[range.clone()].iter().collect();
            file.write_all(page.part(number + 1, &own, "../report.html").as_bytes())?;
            for (leaf, parts) in own.iter().zip(&contents[range.clone()]) {
                write_section(&mut file, leaf, parts, &mut spooled)?;
            }
            file.write_all(tail.as_bytes())?;
            files.push(file);
        }
        Ok(files)
    }
}

/// Folder of the files of a report that is too large for one.
const PIECES: &str = "report";

fn part_name(number: usize) -> String {
    format!("part-{:02}.html", number + 1)
}

/// Codes below an issue are shown in its section; every other code has one of its own.
fn has_section(taxonomy: &Taxonomy, at: u16) -> bool {
    let parent = taxonomy.issues[usize::from(at)].parent.as_ref();
    parent.is_none_or(|parent| taxonomy.issue(parent).is_none())
}

fn write_section(
    out: &mut impl Write,
    leaf: &Leaf,
    parts: &[Part],
    spooled: &mut Spooled,
) -> io::Result<()> {
    let (begin, end) = page::template(leaf);
    out.write_all(begin.as_bytes())?;
    for part in parts {
        match part {
            Part::Words(words) => out.write_all(words.as_bytes())?,
            Part::Piece(piece) => spooled.copy(*piece, out)?,
        }
    }
    out.write_all(end.as_bytes())
}

/// Consecutive sections into files of at most `limit` bytes; a section that alone is larger has a file to itself.
fn pack(sizes: &[u64], limit: u64) -> Vec<std::ops::Range<usize>> {
    let mut packed = Vec::new();
    let (mut start, mut held) = (0, 0);
    for (at, &size) in sizes.iter().enumerate() {
        if at > start && held + size > limit {
            packed.push(start..at);
            (start, held) = (at, 0);
        }
        held += size;
    }
    packed.push(start..sizes.len());
    packed
}

/// Removes the parts that an earlier, larger report left beyond the first `kept`: nothing would link to them.
fn forget_parts(pieces: &Path, kept: usize) -> io::Result<()> {
    if !pieces.is_dir() {
        return Ok(());
    }
    let wanted: Vec<String> = (0..kept).map(part_name).collect();
    for entry in fs::read_dir(pieces)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = name.starts_with("part-") && name.ends_with(".html");
        if ours && !wanted.contains(&name) {
            fs::remove_file(entry.path())?;
        }
    }
    if kept == 0 {
        // Left in place when somebody keeps other files in it.
        let _ = fs::remove_dir(pieces);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_packed_in_order_and_within_the_limit() {
        assert_eq!(pack(&[4, 4, 4, 12, 1, 1], 10), [0..2, 2..3, 3..4, 4..6]);
        assert_eq!(pack(&[3], 10), [0..1]);
    }
}
