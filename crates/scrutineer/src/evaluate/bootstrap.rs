//! Intervals by drawing passages again, with a fixed seed, so that the same input prints the same interval.

use super::measures::Counts;

/// Draws of a bootstrap.
pub const DRAWS: usize = 1_000;

/// 95 % percentile bootstrap interval (Efron 1979) of the F1 of summed `tables`, one a passage.
pub fn bootstrap_f1(tables: &[Counts]) -> (f64, f64) {
    if tables.is_empty() {
        return (0.0, 0.0);
    }
    let mut values = Vec::with_capacity(DRAWS);
    draw(tables.len(), tables.len(), |times| {
        let drawn = tables.iter().zip(times).map(|(table, &times)| table.times(times));
        values.push(drawn.fold(Counts::default(), Counts::plus).f1());
    });
    interval(&mut values)
}

/// Draws `units` out of `units` with replacement, a thousand times. `see` gets how often each of the first `listed`
/// was drawn; the others are units that are alike and need no list.
pub(crate) fn draw(units: usize, listed: usize, mut see: impl FnMut(&[u64])) {
    let mut random = Random(0x5eed);
    let mut times = vec![0; listed];
    for _ in 0..DRAWS {
        times.fill(0);
        for _ in 0..units {
            if let Some(times) = times.get_mut(random.below(units)) {
                *times += 1;
            }
        }
        see(&times);
    }
}

/// The middle 95 % of `values`, which must not be empty.
pub(crate) fn interval(values: &mut [f64]) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    (percentile(values, 0.025), percentile(values, 0.975))
}

/// Linear interpolation between order statistics, as R's default (type 7; Hyndman & Fan 1996).
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * (place - low as f64)
}

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; the bias of the multiplication is below 2^-32 for any sample that fits in memory.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_as_r_gives_them() {
        assert!((percentile(&[1.0, 2.0, 3.0, 4.0], 0.25) - 1.75).abs() < 1e-12);
    }

    #[test]
    fn interval_holds_the_estimate_and_repeats() {
        let right = Counts { true_positives: 1, ..Counts::default() };
        let wrong = Counts { false_negatives: 1, ..Counts::default() };
        let tables: Vec<Counts> =
            (0..100).map(|i| if i % 3 == 0 { wrong } else { right }).collect();
        let (low, high) = bootstrap_f1(&tables);
        assert!(low < 0.8 && 0.8 < high, "{low} {high}");
        assert_eq!(bootstrap_f1(&tables), (low, high));
    }

    /// The bootstrap's spread of a share is that of the binomial: sqrt(p (1 - p) / n), here .04.
    #[test]
    fn the_interval_of_a_share_is_as_wide_as_theory_says() {
        let mut shares = Vec::new();
        draw(100, 20, |times| shares.push(times.iter().sum::<u64>() as f64 / 100.0));
        let (low, high) = interval(&mut shares);
        assert!((high - low - 2.0 * 1.96 * 0.04).abs() < 0.02, "{low} {high}");
    }
}
