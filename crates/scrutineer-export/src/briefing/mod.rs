//! A practice briefing on one issue: a first draft that a person edits.
//!
//! Its sections follow the briefings that the field knows: what the issue is, why it occurs, what was suggested, questions to consider;
//! with counts and what they cannot say. Every statement is a quotation with its source, a count, or words of the codebook.
//!
//! What is kept in memory: the sentences about the issue and about what stands in the same passages, a few kilobytes a
//! report that has the issue and nothing of one that has not.

mod block;
mod compose;
mod context;
mod docx;
mod gather;
mod html;
mod markdown;

use std::io::{self, Seek, Write};

use scrutineer::corpus::Outcome;
use scrutineer::duplicate::Overlaps;
use scrutineer::taxonomy::Taxonomy;

use compose::Composer;
use gather::Gathered;

/// A briefing while reports are being read.
#[derive(Debug)]
pub struct Briefing {
    gathered: Gathered,
    overlaps: Overlaps,
    dedupe: bool,
}

/// What a briefing is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BriefingFormat {
    /// A page for a browser.
    Html,
    /// A Word file.
    Docx,
    /// Markdown.
    Markdown,
}

impl Briefing {
    /// A briefing on the issue of that id.
    ///
    /// # Errors
    /// A sentence when the taxonomy has no such issue, or when it is a reason, solution or caveat below another.
    pub fn new(issue: &str, taxonomy: &Taxonomy) -> Result<Self, String> {
        let Some(known) = taxonomy.issue(issue) else {
            return Err(format!(
                "there is no issue `{issue}`; `scrutineer taxonomy list` names them"
            ));
        };
        if let Some(parent) = &known.parent {
            return Err(format!(
                "`{issue}` is told of in the briefing of the issue above it: ask for `{parent}`"
            ));
        }
        let gathered = Gathered::new(issue, taxonomy);
        Ok(Self { gathered, overlaps: Overlaps::default(), dedupe: false })
    }

    /// Leaves reports that repeat another one out of counts and quotations; they are named among the sources.
    pub fn without_duplicates(mut self, dedupe: bool) -> Self {
        self.dedupe = dedupe;
        self
    }

    /// Adds one outcome; reports go in one by one and are not kept.
    pub fn add(&mut self, outcome: &Outcome, taxonomy: &Taxonomy) {
        if outcome.result.is_ok() {
            self.overlaps.add(outcome.sketch.clone());
        }
        self.gathered.add(outcome, taxonomy);
    }

    /// Reports read so far, those that repeat another one among them.
    pub fn read(&self) -> u64 {
        self.gathered.facts.len() as u64
    }

    /// Names of the files that could not be read so far.
    pub fn failed(&self) -> &[String] {
        &self.gathered.failed
    }

    /// Writes the briefing. `tool` is the program and its version, `taxonomy` the one that it was begun with.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn write(
        &self,
        format: BriefingFormat,
        tool: &str,
        taxonomy: &Taxonomy,
        mut out: impl Write + Seek,
    ) -> io::Result<()> {
        let Some(issue) = taxonomy.issue(&self.gathered.issue) else {
            return Err(io::Error::other("the taxonomy is not the one of the briefing"));
        };
        let repeats: Vec<Option<usize>> =
            self.overlaps.find().into_iter().map(|overlap| overlap.duplicate_of).collect();
        let settled = self.gathered.settled(&repeats, self.dedupe);
        let blocks = Composer::new(&self.gathered, &settled, taxonomy, issue).compose(tool);
        match format {
            BriefingFormat::Html => out.write_all(html::html(&issue.label, &blocks).as_bytes()),
            BriefingFormat::Markdown => out.write_all(markdown::markdown(&blocks).as_bytes()),
            BriefingFormat::Docx => docx::docx(&issue.label, &blocks, out),
        }
    }
}
