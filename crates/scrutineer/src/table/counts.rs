//! How many reports show an issue: n of N, by any metadata column.

use std::collections::{BTreeMap, BTreeSet};

use super::found::is_found;
use super::{Cell, Column, Table, rounded, wilson_interval};
use crate::tag::{Assertion, Tagged};
use crate::taxonomy::{Issue, Taxonomy};

/// What counts are broken down by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountKey {
    /// The code.
    Issue,
    /// The family of the code.
    Family,
    /// The home stage of the code.
    Stage,
    /// A metadata or catalogue column.
    Column(String),
}

impl CountKey {
    /// Reads "issue", "family", "stage" or the name of a column.
    pub fn parse(name: &str) -> Self {
        match name {
            "issue" => Self::Issue,
            "family" => Self::Family,
            "stage" => Self::Stage,
            column => Self::Column(column.to_owned()),
        }
    }
}

/// Adds up documents one by one; holds counts, never documents.
#[derive(Clone, Debug)]
pub struct Counter {
    /// "issue", "family" or "stage", whichever was asked for; issue when none was.
    by: CountKey,
    columns: Vec<String>,
    /// Documents in each group.
    documents: BTreeMap<Vec<String>, u64>,
    cells: BTreeMap<(Vec<String>, String), CountCell>,
}

#[derive(Clone, Debug, Default)]
struct CountCell {
    reports: u64,
    /// Passages by assertion, in the order of [`Assertion::ALL`].
    passages: [u64; Assertion::ALL.len()],
    /// Reports by what their tags assert, in the order of [`AssertionGroup::ALL`].
    reports_by: [u64; AssertionGroup::ALL.len()],
}

/// What reports are counted by beside findings. A report can stand in all three.
#[derive(Clone, Copy, Debug)]
enum AssertionGroup {
    GoodPractice,
    Recommended,
    /// Anything else that does not assert: negated, hypothetical, procedural, reported-view, question.
    Other,
}

impl AssertionGroup {
    const ALL: [(Self, &str); 3] = [
        (Self::GoodPractice, "reports_good_practice"),
        (Self::Recommended, "reports_recommended"),
        (Self::Other, "reports_other"),
    ];

    fn of(assertion: Assertion) -> Option<Self> {
        match assertion {
            Assertion::Asserted => None,
            Assertion::GoodPractice => Some(Self::GoodPractice),
            Assertion::Recommended => Some(Self::Recommended),
            _ => Some(Self::Other),
        }
    }
}

/// What one document adds to a [`Counter`].
#[derive(Clone, Debug)]
pub struct Contribution {
    group: Vec<String>,
    cells: BTreeMap<String, CountCell>,
}

/// What a missing value of a column is called.
const UNKNOWN: &str = "unknown";

impl Counter {
    /// A counter broken down by `keys`.
    pub fn new(keys: &[CountKey]) -> Self {
        let by = keys
            .iter()
            .find(|key| !matches!(key, CountKey::Column(_)))
            .cloned()
            .unwrap_or(CountKey::Issue);
        let columns = keys
            .iter()
            .filter_map(|key| match key {
                CountKey::Column(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        Self { by, columns, documents: BTreeMap::new(), cells: BTreeMap::new() }
    }

    /// Adds a document that was read. Failed documents are not added, so no denominator holds them.
    pub fn add(&mut self, tagged: &Tagged, taxonomy: &Taxonomy) {
        let contribution = self.contribution(tagged, taxonomy);
        self.apply(&contribution);
    }

    /// What a document would add; small, so that it can wait until duplicates are known.
    pub fn contribution(&self, tagged: &Tagged, taxonomy: &Taxonomy) -> Contribution {
        let known = tagged.document.metadata.columns();
        let group: Vec<String> = self
            .columns
            .iter()
            .map(|name| known.get(name).cloned().unwrap_or_else(|| UNKNOWN.to_owned()))
            .collect();
        let mut cells: BTreeMap<String, CountCell> = BTreeMap::new();
        let mut passages = BTreeSet::new();
        for tag in &tagged.tags {
            let Some(issue) = taxonomy.issue(&tag.issue).filter(|issue| issue.counted) else {
                continue;
            };
            let name = self.name_of(issue).to_owned();
            // A passage with two codes of one family is one passage of the family.
            if !passages.insert((tag.block, name.clone(), tag.assertion)) {
                continue;
            }
            let cell = cells.entry(name).or_default();
            let at = Assertion::ALL
                .iter()
                .position(|&assertion| assertion == tag.assertion)
                .unwrap_or_default();
            cell.passages[at] += 1;
            if let Some(group) = AssertionGroup::of(tag.assertion) {
                cell.reports_by[group as usize] = 1;
            }
            if is_found(tag, issue, &tagged.document) {
                cell.reports = 1;
            }
        }
        Contribution { group, cells }
    }

    /// Adds what [`Self::contribution`] of this counter gave.
    pub fn apply(&mut self, contribution: &Contribution) {
        *self.documents.entry(contribution.group.clone()).or_default() += 1;
        for (name, added) in &contribution.cells {
            let cell = self.cells.entry((contribution.group.clone(), name.clone())).or_default();
            cell.reports += added.reports;
            for (sum, count) in cell.passages.iter_mut().zip(added.passages) {
                *sum += count;
            }
            for (sum, count) in cell.reports_by.iter_mut().zip(added.reports_by) {
                *sum += count;
            }
        }
    }

    fn name_of<'a>(&self, issue: &'a Issue) -> &'a str {
        match self.by {
            CountKey::Family => &issue.family,
            CountKey::Stage => &issue.stage,
            _ => &issue.id,
        }
    }

    /// Documents added.
    pub fn documents(&self) -> u64 {
        self.documents.values().sum()
    }

    /// The table: a row for every issue (family, stage) of the taxonomy and every group, zeros included.
    pub fn table(&self, taxonomy: &Taxonomy) -> Table {
        let by = match self.by {
            CountKey::Family => "family",
            CountKey::Stage => "stage",
            _ => "issue",
        };
        let mut columns = vec![Column::text(by)];
        if self.by == CountKey::Issue {
            columns.extend(["label", "family", "stage"].map(Column::text));
        }
        columns.extend(self.columns.iter().map(Column::text));
        columns.extend(["reports_with", "reports"].map(Column::integer));
        columns.extend(["share", "share_low", "share_high"].map(Column::number));
        columns.push(Column::integer("passages"));
        columns.extend(
            Assertion::ALL[1..].iter().map(|a| Column::integer(a.as_str().replace('-', "_"))),
        );
        columns.extend(AssertionGroup::ALL.map(|(_, name)| Column::integer(name)));
        let mut rows = Vec::new();
        let mut done = BTreeSet::new();
        for issue in taxonomy.issues.iter().filter(|issue| issue.counted) {
            let name = self.name_of(issue);
            if !done.insert(name) {
                continue;
            }
            for (group, &reports) in &self.documents {
                let cell =
                    self.cells.get(&(group.clone(), name.to_owned())).cloned().unwrap_or_default();
                let (low, high) = wilson_interval(cell.reports, reports);
                let mut row: Vec<Cell> = vec![name.into()];
                if self.by == CountKey::Issue {
                    row.extend(
                        [&issue.label, &issue.family, &issue.stage]
                            .map(|text| Cell::from(text.as_str())),
                    );
                }
                row.extend(group.iter().map(|value| Cell::from(value.as_str())));
                row.push(cell.reports.into());
                row.push(reports.into());
                row.extend(
                    [cell.reports as f64 / reports as f64, low, high]
                        .map(|share| Cell::from(rounded(share, 4))),
                );
                row.extend(cell.passages.iter().map(|&count| Cell::from(count)));
                row.extend(cell.reports_by.map(Cell::from));
                rows.push(row);
            }
        }
        Table { columns, rows }
    }
}
