//! The same statistics, slow and obvious.

use super::Summary;
use super::histogram::{Bins, Counts};
use super::moments::Moments;
use super::quantiles::{LEVELS, between};

/// What [`Summary::of`] should find.
pub fn summary(values: &[f64]) -> Summary {
    Summary { moments: moments(values), quantiles: quantiles(values) }
}

/// Moments from their definitions.
pub fn moments(values: &[f64]) -> Moments {
    let here = present(values);
    let (count, lost) = (here.len() as u64, (values.len() - here.len()) as u64);
    let (n, same) = (here.len() as f64, here.iter().all(|x| *x == here[0]));
    // Twice, for rounding: the second time around what the first time gave.
    let around = |origin: f64| here.iter().map(|x| x - origin).sum::<f64>() / n;
    let rough = around(0.0);
    let off = around(rough);
    let power = |p: i32| {
        let deviation = |x: &f64| (0..p).fold(1.0, |power, _| power * (x - rough - off));
        here.iter().map(deviation).sum::<f64>()
    };
    let m = |p| power(p) / n;
    Moments {
        count,
        lost,
        mean: (count > 0).then_some(rough + off),
        variance: (count > 1).then(|| if same { 0.0 } else { power(2) / (n - 1.0) }),
        skewness: (!same).then(|| m(3) / (m(2) * m(2).sqrt())),
        kurtosis: (!same).then(|| m(4) / (m(2) * m(2)) - 3.0),
    }
}

/// Quantiles of the sorted values.
pub fn quantiles(values: &[f64]) -> Option<[f64; LEVELS.len()]> {
    let mut sorted = present(values);
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    Some(LEVELS.map(|level| {
        let at = last as f64 * level;
        let below = at.floor() as usize;
        between(sorted[below], sorted[(below + 1).min(last)], at - at.floor())
    }))
}

/// Each value looked for in each bin.
pub fn histogram(bins: &Bins, values: &[f64]) -> Counts {
    let here = present(values);
    let inside = |low: f64, high: f64| here.iter().filter(|x| low <= **x && **x < high).count() as u64;
    let ends: Vec<_> = (0..bins.bins()).map(|i| bins.bin(i)).collect();
    Counts {
        below: inside(f64::NEG_INFINITY, ends[0].0),
        bins: ends.iter().map(|(low, high)| inside(*low, *high)).collect(),
        above: inside(ends[ends.len() - 1].1, f64::INFINITY),
        lost: (values.len() - here.len()) as u64,
    }
}

fn present(values: &[f64]) -> Vec<f64> {
    values.iter().copied().filter(|x| !x.is_nan()).collect()
}
