//! Whether strengths mean what they say.

use serde::Serialize;

/// One row of a reliability table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reliability {
    /// Lower edge of the bin of strengths, 0.1 wide.
    pub from: f64,
    /// Tags in it.
    pub tags: u64,
    /// Their mean strength.
    pub strength: f64,
    /// Share of them that is right.
    pub right: f64,
}

/// The reliability table of tags, each with its strength and whether it is right, and the expected calibration error:
/// the mean distance of strength and share right, weighted by tags (Naeini et al. 2015).
pub fn reliability(tags: &[(f64, bool)]) -> (Vec<Reliability>, f64) {
    let mut rows = Vec::new();
    let mut error = 0.0;
    for bin in 0..10 {
        let from = f64::from(bin) / 10.0;
        let own: Vec<&(f64, bool)> =
            tags.iter().filter(|(strength, _)| ((strength * 10.0) as i32).min(9) == bin).collect();
        if own.is_empty() {
            continue;
        }
        let count = own.len() as f64;
        let strength = own.iter().map(|(strength, _)| strength).sum::<f64>() / count;
        let right = own.iter().filter(|(_, right)| *right).count() as f64 / count;
        error += (strength - right).abs() * count / tags.len() as f64;
        rows.push(Reliability { from, tags: own.len() as u64, strength, right });
    }
    (rows, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_and_error_by_hand() {
        let (rows, error) = reliability(&[(0.55, true), (0.55, false), (0.95, true), (1.0, true)]);
        let shown: Vec<_> = rows.iter().map(|row| (row.from, row.tags, row.right)).collect();
        assert_eq!(shown, [(0.5, 2, 0.5), (0.9, 2, 1.0)]);
        assert!((error - (0.05 * 0.5 + 0.025 * 0.5)).abs() < 1e-12, "{error}");
        assert_eq!(reliability(&[]), (vec![], 0.0));
    }
}
