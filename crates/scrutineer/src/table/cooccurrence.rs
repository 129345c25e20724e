//! Which issues stand together, in the same report and in the same passage.

use std::collections::{BTreeMap, BTreeSet};

use super::found::counted;
use super::{Cell, Column, Found, Table, rounded};
use crate::taxonomy::{Issue, Taxonomy};

/// Adds up pairs of issues, document by document; holds counts, never documents.
///
/// Reports that failed are not added, so no total holds them. Passages are those in which something could be found:
/// headings, captions, footnotes and excluded sections are in no total either.
#[derive(Clone, Debug, Default)]
pub struct Cooccurrence {
    reports: Level,
    passages: Level,
}

/// Units of one size with the issues they show; issues are positions among the counted ones.
#[derive(Clone, Debug, Default)]
struct Level {
    units: u64,
    with: BTreeMap<usize, u64>,
    both: BTreeMap<(usize, usize), u64>,
}

impl Level {
    fn add(&mut self, issues: &BTreeSet<usize>) {
        self.units += 1;
        for &first in issues {
            *self.with.entry(first).or_default() += 1;
            for &second in issues.range(first + 1..) {
                *self.both.entry((first, second)).or_default() += 1;
            }
        }
    }

    /// Rows of pairs that occur, the most frequent first.
    fn rows(&self, name: &str, issues: &[&Issue]) -> Vec<Vec<Cell>> {
        let mut pairs: Vec<_> = self.both.iter().map(|(&pair, &both)| (pair, both)).collect();
        pairs.sort_by_key(|&(pair, both)| (std::cmp::Reverse(both), pair));
        let with = |issue: usize| self.with.get(&issue).copied().unwrap_or_default();
        pairs
            .into_iter()
            .filter_map(|((first, second), both)| {
                let (a, b) = (issues.get(first)?, issues.get(second)?);
                let (with_a, with_b) = (with(first), with(second));
                let expected = with_a as f64 * with_b as f64 / self.units as f64;
                let jaccard = both as f64 / (with_a + with_b - both) as f64;
                let mut row = vec![Cell::from(name)];
                row.extend([&a.id, &a.label, &b.id, &b.label].map(|text| text.as_str().into()));
                row.extend([both, with_a, with_b, self.units].map(Cell::from));
                row.push(rounded(expected, 3).into());
                row.push(rounded(both as f64 / expected, 3).into());
                row.push(rounded(jaccard, 3).into());
                Some(row)
            })
            .collect()
    }
}

impl Cooccurrence {
    /// Adds a report that was read.
    pub fn add(&mut self, found: &Found) {
        self.reports.add(&found.issues());
        found.passages().for_each(|issues| self.passages.add(issues));
        self.passages.units += found.passages_without();
    }

    /// The table: pairs in reports, then pairs in passages, the most frequent first; pairs that never occur are left out.
    ///
    /// `lift` is how many times more often the two stand together than independent issues of their frequency would
    /// (Brin, Motwani & Silverstein 1997, there called interest); `jaccard` is both / either (Jaccard 1901).
    pub fn table(&self, taxonomy: &Taxonomy) -> Table {
        let issues: Vec<&Issue> = counted(taxonomy).collect();
        let mut columns: Vec<Column> =
            ["level", "issue_a", "label_a", "issue_b", "label_b"].map(Column::text).to_vec();
        columns.extend(["both", "with_a", "with_b", "total"].map(Column::integer));
        columns.extend(["expected", "lift", "jaccard"].map(Column::number));
        let mut rows = self.reports.rows("report", &issues);
        rows.extend(self.passages.rows("passage", &issues));
        Table { columns, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lift_compares_with_chance() {
        let mut level = Level::default();
        for issues in [&[0, 1][..], &[0, 1], &[0], &[2], &[1, 2], &[], &[], &[], &[], &[]] {
            level.add(&issues.iter().copied().collect());
        }
        let issue = |id: &str| Issue { id: id.to_owned(), ..empty_issue() };
        let issues = [issue("a"), issue("b"), issue("c")];
        let rows = level.rows("report", &issues.iter().collect::<Vec<_>>());
        assert_eq!(rows.len(), 2, "pairs that never occur are left out");
        // a in 3 of 10, b in 3 of 10, both in 2: 0.9 expected.
        assert_eq!(rows[0][1], Cell::from("a"));
        assert_eq!(rows[0][5..9], [2_u64, 3, 3, 10].map(Cell::from));
        assert_eq!(rows[0][9..], [0.9, 2.222, 0.5].map(Cell::from));
        // b in 3, c in 2, both in 1: 0.6 expected.
        assert_eq!(rows[1][9..], [0.6, 1.667, 0.25].map(Cell::from));
    }

    fn empty_issue() -> Issue {
        Issue {
            id: String::new(),
            label: String::new(),
            family: String::new(),
            stage: String::new(),
            kind: crate::taxonomy::IssueKind::Issue,
            parent: None,
            definition: String::new(),
            use_when: String::new(),
            not_use: String::new(),
            questions: Vec::new(),
            counted: true,
            rules: Vec::new(),
        }
    }
}
