//! How many issues each further report adds: whether more reports would still show new ones.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Column, Found, Table, rounded};

/// Follows issues report by report; holds a line a report.
#[derive(Clone, Debug, Default)]
pub struct Saturation {
    lines: Vec<Line>,
    /// Reports that show each issue, by position among the counted ones.
    reports: BTreeMap<usize, u64>,
}

#[derive(Clone, Debug)]
struct Line {
    document: String,
    issues: usize,
    new: usize,
    so_far: usize,
}

impl Saturation {
    /// Adds a report that was read; the order of reports is the order of their rows.
    pub fn add(&mut self, name: &str, found: &Found) {
        self.add_issues(name, &found.issues());
    }

    fn add_issues(&mut self, name: &str, issues: &BTreeSet<usize>) {
        let before = self.reports.len();
        for &issue in issues {
            *self.reports.entry(issue).or_default() += 1;
        }
        let so_far = self.reports.len();
        let line =
            Line { document: name.to_owned(), issues: issues.len(), new: so_far - before, so_far };
        self.lines.push(line);
    }

    /// The table: a row a report in the order in which they came.
    ///
    /// `expected_issues` is the mean over all orders of the reports, so that the curve does not hang on file names:
    /// sample-based rarefaction (Colwell, Mao & Chang 2004, Ecology 85:2717), sum over issues of
    /// 1 − C(N − k, n) / C(N, n) for an issue in k of N reports after n reports.
    pub fn table(&self) -> Table {
        let columns = vec![
            Column::integer("report"),
            Column::text("document"),
            Column::integer("issues"),
            Column::integer("new_issues"),
            Column::integer("issues_so_far"),
            Column::number("expected_issues"),
        ];
        let all = self.lines.len() as u64;
        // The chance that n reports drawn so far all miss the issue.
        let mut missed = vec![1.0; self.reports.len()];
        let mut rows = Vec::with_capacity(self.lines.len());
        for (drawn, line) in (0_u64..).zip(&self.lines) {
            for (chance, &with) in missed.iter_mut().zip(self.reports.values()) {
                *chance *= (all - drawn).saturating_sub(with) as f64 / (all - drawn) as f64;
            }
            let expected: f64 = missed.iter().map(|chance| 1.0 - chance).sum();
            rows.push(vec![
                Cell::from(drawn + 1),
                line.document.as_str().into(),
                line.issues.into(),
                line.new.into(),
                line.so_far.into(),
                rounded(expected, 2).into(),
            ]);
        }
        Table { columns, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean number of issues after each number of reports, over every order.
    fn by_all_orders(reports: &[BTreeSet<usize>]) -> Vec<f64> {
        fn go(
            reports: &[BTreeSet<usize>],
            order: &mut Vec<usize>,
            sums: &mut [f64],
            count: &mut f64,
        ) {
            if order.len() == reports.len() {
                *count += 1.0;
                let mut seen: BTreeSet<usize> = BTreeSet::new();
                for (at, &report) in order.iter().enumerate() {
                    seen.extend(&reports[report]);
                    sums[at] += seen.len() as f64;
                }
            }
            for report in 0..reports.len() {
                if !order.contains(&report) {
                    order.push(report);
                    go(reports, order, sums, count);
                    order.pop();
                }
            }
        }
        let (mut sums, mut count) = (vec![0.0; reports.len()], 0.0);
        go(reports, &mut Vec::new(), &mut sums, &mut count);
        sums.iter().map(|sum| sum / count).collect()
    }

    #[test]
    fn expected_is_the_mean_of_all_orders() {
        let reports: Vec<BTreeSet<usize>> = [&[0, 1, 2][..], &[0], &[], &[1, 5], &[0, 7]]
            .map(|set| set.iter().copied().collect())
            .to_vec();
        let mut curve = Saturation::default();
        for (at, report) in reports.iter().enumerate() {
            curve.add_issues(&format!("r{at}"), report);
        }
        let table = curve.table();
        let number = |cell: &Cell| if let Cell::Number(number) = cell { *number } else { f64::NAN };
        for (row, mean) in table.rows.iter().zip(by_all_orders(&reports)) {
            assert!((number(&row[5]) - mean).abs() < 0.006, "{row:?} {mean}");
        }
        let new: Vec<&Cell> = table.rows.iter().map(|row| &row[3]).collect();
        assert_eq!(new, [3_u64, 0, 0, 1, 1].map(Cell::from).iter().collect::<Vec<_>>());
        assert_eq!(table.rows[4][4], Cell::from(5_u64));
        assert_eq!(table.rows[4][5], Cell::from(5.0));
    }
}
