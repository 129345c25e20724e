//! What the figures of the report are computed from: a few numbers a report, never its words.

use std::collections::BTreeMap;

use scrutineer::tag::{Assertion, Tagged};
use scrutineer::taxonomy::{Issue, IssueKind, Taxonomy};

use crate::words::report_name;

/// What is kept of a report that was read, beside its markup on the disk.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Name of the source, as in the tables.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) year: Option<String>,
    pub(super) area: Option<String>,
    pub(super) review_type: Option<String>,
    /// 0 when the format has none.
    pub(super) pages: usize,
    pub(super) words: u64,
    pub(super) passages: u64,
    pub(super) findings: u64,
    pub(super) excluded: f64,
    /// Index of the assertion, then of the issue, sorted and without repetition.
    pub(super) shown: Vec<(u8, u16)>,
    /// The report that it repeats, known when all reports are in.
    pub(super) repeats: Option<usize>,
    /// Whether it stands in figures, known when all reports are in.
    pub(super) counted: bool,
}

/// The reports that stand in figures.
pub(super) fn counted_lines(lines: &[Line]) -> impl Iterator<Item = &Line> + Clone {
    lines.iter().filter(|line| line.counted)
}

impl Line {
    /// Reads off `tagged` what figures need.
    pub(super) fn of(name: &str, tagged: &Tagged, taxonomy: &Taxonomy) -> Self {
        let document = &tagged.document;
        let known = document.metadata.columns();
        let column = |name: &str| {
            known.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
        };
        let mut shown: Vec<(u8, u16)> = tagged
            .tags
            .iter()
            .filter_map(|tag| {
                let at = issue_index(taxonomy, &tag.issue)?;
                let asserted = tag.assertion == Assertion::Asserted;
                (!asserted || tag.is_finding(document)).then_some((index_of(tag.assertion), at))
            })
            .collect();
        shown.sort_unstable();
        shown.dedup();
        Self {
            name: name.to_owned(),
            title: report_name(&known, name),
            year: column("year").map(str::to_owned),
            area: column("area").or(column("body")).map(str::to_owned),
            review_type: column("review_type").map(str::to_owned),
            pages: document.pages.len(),
            words: document.text.as_str().split_whitespace().count() as u64,
            passages: document.blocks.len() as u64,
            findings: tagged.tags.iter().filter(|tag| tag.is_finding(document)).count() as u64,
            excluded: document.excluded_share(),
            shown,
            repeats: None,
            counted: true,
        }
    }

    /// Whether the report has a finding of the issue.
    pub(super) fn finds(&self, issue: u16) -> bool {
        self.says(Assertion::Asserted, issue)
    }

    /// Whether a passage says this of the issue.
    pub(super) fn says(&self, assertion: Assertion, issue: u16) -> bool {
        self.shown.binary_search(&(index_of(assertion), issue)).is_ok()
    }
}

/// Position of an assertion in [`Assertion::ALL`].
pub(super) fn index_of(assertion: Assertion) -> u8 {
    Assertion::ALL.iter().position(|&each| each == assertion).unwrap_or_default() as u8
}

/// Position of an issue in the taxonomy.
pub(super) fn issue_index(taxonomy: &Taxonomy, id: &str) -> Option<u16> {
    taxonomy.issues.iter().position(|issue| issue.id == id).and_then(|at| u16::try_from(at).ok())
}

/// Whether the figures have a row for the issue. Reasons, solutions and caveats are shown below their issue and
/// good practice is listed apart: none of them is a problem that could be ranked.
pub(super) fn in_figures(issue: &Issue) -> bool {
    issue.counted && matches!(issue.kind, IssueKind::Issue | IssueKind::Circumstance)
}

/// Counts over the reports that stand in figures.
#[derive(Debug)]
pub(super) struct Tally {
    /// Reports that stand in figures: N of every share.
    pub(super) reports: u64,
    /// Reports that repeat another one and stand in no figure.
    pub(super) left_out: u64,
    /// Issues of the figures by index into the taxonomy, the most frequent first.
    pub(super) ranked: Vec<u16>,
    /// Years that reports name, in order.
    pub(super) years: Vec<String>,
    /// Areas that reports name, in order.
    pub(super) areas: Vec<String>,
    /// Reports with a finding, by issue.
    pub(super) with: Vec<u64>,
    /// Reports of each year.
    pub(super) in_year: Vec<u64>,
    /// Reports with a finding, by issue and year.
    pub(super) with_in_year: Vec<Vec<u64>>,
    /// Reports without a year.
    pub(super) undated: u64,
}

impl Tally {
    /// Adds up `lines`.
    pub(super) fn of(lines: &[Line], taxonomy: &Taxonomy) -> Self {
        let sorted = |of: fn(&Line) -> Option<&String>| {
            let set: BTreeMap<&String, ()> =
                counted_lines(lines).filter_map(of).map(|v| (v, ())).collect();
            set.into_keys().cloned().collect::<Vec<_>>()
        };
        let years = sorted(|line| line.year.as_ref());
        let areas = sorted(|line| line.area.as_ref());
        let count = taxonomy.issues.len();
        let reports = counted_lines(lines).count();
        let mut tally = Self {
            reports: reports as u64,
            left_out: (lines.len() - reports) as u64,
            ranked: Vec::new(),
            in_year: vec![0; years.len()],
            with: vec![0; count],
            with_in_year: vec![vec![0; years.len()]; count],
            undated: 0,
            years,
            areas,
        };
        for line in counted_lines(lines) {
            let year = tally.year_of(line);
            match year {
                Some(at) => tally.in_year[at] += 1,
                None => tally.undated += 1,
            }
            for &(assertion, issue) in &line.shown {
                if assertion == index_of(Assertion::Asserted) {
                    tally.with[usize::from(issue)] += 1;
                    if let Some(at) = year {
                        tally.with_in_year[usize::from(issue)][at] += 1;
                    }
                }
            }
        }
        tally.ranked =
            (0..count as u16).filter(|&at| in_figures(&taxonomy.issues[usize::from(at)])).collect();
        tally.ranked.sort_by_key(|&at| std::cmp::Reverse(tally.with[usize::from(at)]));
        tally
    }

    /// Position of the report's year.
    pub(super) fn year_of(&self, line: &Line) -> Option<usize> {
        self.years.binary_search(line.year.as_ref()?).ok()
    }

    /// Position of the report's area.
    pub(super) fn area_of(&self, line: &Line) -> Option<usize> {
        self.areas.binary_search(line.area.as_ref()?).ok()
    }

    /// Ranked issues that at least one report has.
    pub(super) fn found(&self) -> impl Iterator<Item = u16> + '_ {
        self.ranked.iter().copied().filter(|&at| self.with[usize::from(at)] > 0)
    }

    /// (reports with, reports) a year.
    pub(super) fn by_year(&self, issue: u16) -> Vec<(u64, u64)> {
        self.with_in_year[usize::from(issue)]
            .iter()
            .copied()
            .zip(self.in_year.iter().copied())
            .collect()
    }
}
