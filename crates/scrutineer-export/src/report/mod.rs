//! The HTML report of a run: one file that needs nothing else, to read, filter, print and pass on.
//!
//! What is kept in memory: of each report its name, title and a few numbers (about 300 bytes), four bytes for each issue and
//! assertion found in it, and about 60 bytes for each tag. Words go to a temporary file at once. A collection whose report
//! would be larger than [`BOUND`] gets `report.html` as an index and its sections in `report/part-01.html` and so on.

mod charts;
mod issues;
mod pack;
mod page;
mod spool;
mod svg;
mod tally;
mod text;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use scrutineer::corpus::Outcome;
use scrutineer::tag::Assertion;
use scrutineer::taxonomy::Taxonomy;

use crate::whole_file::{WholeFile, remove_leftovers};
use crate::writer::{RunEnd, Writer};
use issues::{Part, Passage};
use pack::{Section, files_of, pack, part_name};
use page::Page;
use spool::{Piece, Spool};
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
                report: at,
                issue,
                assertion: tally::index_of(tag.assertion),
                piece: self.spool.push(&markup)?,
            });
        }
        self.lines.push(line);
        Ok(())
    }

    fn finish(self: Box<Self>, end: &RunEnd<'_>) -> io::Result<Vec<WholeFile>> {
        let Self { folder, bound, spool, mut lines, texts, mut passages, failures } = *self;
        for (line, report) in lines.iter_mut().zip(end.reports) {
            (line.repeats, line.counted) = (report.duplicate_of, report.counted);
        }
        passages.retain(|passage| lines[passage.report].counted);
        let mut spooled = spool.finish()?;
        // Stable: within an issue and an assertion the order of the reports stays.
        passages.sort_by_key(|passage| (passage.issue, passage.assertion));
        let tally = Tally::of(&lines, end.taxonomy);
        let page = Page { end, lines: &lines, failures: &failures, tally: &tally };
        let mut sections = Vec::new();
        for at in (0u16..).take(end.taxonomy.issues.len()) {
            if has_section(end.taxonomy, at) {
                sections.push(Section {
                    leaf: page::issue_leaf(at, end.taxonomy, &lines, &tally),
                    parts: issues::issue_section(at, end.taxonomy, &lines, &tally, &passages),
                });
            }
        }
        for (at, line) in lines.iter().enumerate() {
            let said = page::repetition(line, &lines).map(Part::Words);
            let parts = said.into_iter().chain([Part::Piece(texts[at])]).collect();
            sections.push(Section { leaf: page::report_leaf(at, line), parts });
        }
        let pieces = folder.join(PIECES);
        let index = page.index(&sections, None);
        let tail = page.tail(None);
        let whole = (index.len() + tail.len()) as u64
            + sections.iter().map(Section::length_of_content).sum::<u64>();
        if whole <= bound {
            forget_parts(&pieces, 0)?;
            let mut file = WholeFile::create(&folder.join("report.html"))?;
            file.write_all(index.as_bytes())?;
            for section in &sections {
                section.write(&mut file, &mut spooled)?;
            }
            file.write_all(tail.as_bytes())?;
            return Ok(vec![file]);
        }
        fs::create_dir_all(&pieces)?;
        remove_leftovers(&pieces)?;
        // What every file holds beside its sections; names of files have the same length whatever their number.
        let all_in_first = files_of(&sections, std::slice::from_ref(&(0..sections.len())), "");
        let frame = page.part(1, &[], FROM_PARTS).len() + page.tail(Some(&all_in_first)).len();
        let room = PART.min(bound).saturating_sub(frame as u64);
        let lengths: Vec<u64> = sections.iter().map(Section::length).collect();
        let packed = pack(&lengths, room);
        forget_parts(&pieces, packed.len())?;
        let mut files = vec![WholeFile::create(&folder.join("report.html"))?];
        let from_index = files_of(&sections, &packed, &format!("{PIECES}/"));
        files[0].write_all(page.index(&sections, Some(&from_index)).as_bytes())?;
        files[0].write_all(page.tail(Some(&from_index)).as_bytes())?;
        let tail = page.tail(Some(&files_of(&sections, &packed, "")));
        for (number, range) in packed.iter().enumerate() {
            let mut file = WholeFile::create(&pieces.join(part_name(number)))?;
            let own = &sections[range.clone()];
            file.write_all(page.part(number + 1, own, FROM_PARTS).as_bytes())?;
            for section in own {
                section.write(&mut file, &mut spooled)?;
            }
            file.write_all(tail.as_bytes())?;
            files.push(file);
        }
        Ok(files)
    }
}

/// Folder of the files of a report that is too large for one.
const PIECES: &str = "report";

/// Where a part finds the index.
const FROM_PARTS: &str = "../report.html";

/// Codes below an issue are shown in its section; every other code has one of its own.
fn has_section(taxonomy: &Taxonomy, at: u16) -> bool {
    let parent = taxonomy.issues[usize::from(at)].parent.as_ref();
    parent.is_none_or(|parent| taxonomy.issue(parent).is_none())
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
