//! From the sums of each path to what the table shows.

use super::lagged::Lagged;
use crate::LANES;
use crate::components::Ensemble;
use crate::riders::{PerPath, Ride};
use rayon::prelude::*;

/// What is known of one lag.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub covariance: Option<f64>,
    pub autocorrelation: Option<f64>,
    pub standard_error: Option<f64>,
}

/// A row for each of these lags, for one combination of parameters after the other.
pub(super) fn rows(of: &Ensemble, ride: &Ride<Lagged>, lags: &[u32], steps: u64) -> Vec<Row> {
    let by_lag = by_lag(of, ride, lags, steps);
    (0..of.combinations.count() as usize).flat_map(|c| by_lag.iter().map(move |all| all[c])).collect()
}

/// For each lag, a row for each combination.
fn by_lag(of: &Ensemble, ride: &Ride<Lagged>, lags: &[u32], steps: u64) -> Vec<Vec<Row>> {
    let none = vec![Row::default(); of.combinations.count() as usize];
    if steps == 0 {
        return vec![none; lags.len()];
    }
    let paths = Estimate::new(of, ride, steps);
    let mut tails = vec![[0.0; LANES]; ride.tallies.len()];
    let (mut number, mut back) = (0, 0);
    let row = |lag: &u32| {
        if *lag == 0 {
            return paths.correlated(&paths.variance);
        }
        if u64::from(*lag) >= steps {
            return none.clone();
        }
        paths.extend(&mut tails, back, *lag as usize);
        back = *lag as usize;
        number += 1;
        paths.correlated(&paths.covariance(number - 1, back, &tails))
    };
    lags.iter().map(row).collect()
}

struct Estimate<'a> {
    of: &'a Ensemble,
    ride: &'a Ride<Lagged>,
    /// How many have counted.
    steps: u64,
    /// The mean over time and paths, less the path's first value.
    centre: PerPath,
    /// The covariance at lag 0.
    variance: PerPath,
}

impl<'a> Estimate<'a> {
    fn new(of: &'a Ensemble, ride: &'a Ride<Lagged>, steps: u64) -> Self {
        let whole = |block: usize, lane: usize| ride.tallies[block].whole(lane);
        let mean = |block, lane| {
            let own = whole(block, lane);
            // Where a square is not finite, no covariance is.
            if own.squares.is_finite() { own.first + own.sum / steps as f64 } else { f64::NAN }
        };
        let means: Vec<Option<f64>> = PerPath::new(of, mean).moments(of).iter().map(|m| m.mean).collect();
        let centre = PerPath::new(of, |block, lane| {
            let combination = of.combinations.at((block * LANES + lane) as u64) as usize;
            means[combination].unwrap_or(f64::NAN) - whole(block, lane).first
        });
        let variance = PerPath::new(of, |block, lane| {
            let (own, d) = (whole(block, lane), centre.at(block, lane));
            (own.squares - 2.0 * d * own.sum) / steps as f64 + d * d
        });
        Estimate { of, ride, steps, centre, variance }
    }

    /// Takes sums of the last deviations from so many to more.
    fn extend(&self, tails: &mut [[f64; LANES]], from: usize, to: usize) {
        let steps = self.steps;
        let add = |(tail, tally): (&mut [f64; LANES], &Lagged)| {
            for by in from + 1..=to {
                tail.iter_mut().zip(tally.back(steps, by)).for_each(|(sum, term)| *sum += term);
            }
        };
        let blocks = tails.par_iter_mut().zip(&self.ride.tallies);
        self.of.pool.install(|| blocks.for_each(add));
    }

    /// The covariance of each path with itself at a lag, given its number and the sums of as many last deviations.
    fn covariance(&self, number: usize, lag: usize, tails: &[[f64; LANES]]) -> PerPath {
        let pairs = (self.steps - lag as u64) as f64;
        PerPath::new(self.of, |block, lane| {
            let tally = &self.ride.tallies[block];
            let (sum, d) = (tally.whole(lane).sum, self.centre.at(block, lane));
            let (product, head) = tally.of_lag(number, lane);
            // Of the earlier ones of all pairs, and of the later ones.
            let (early, late) = (sum - tails[block][lane], sum - head);
            (product - d * (early + late)) / pairs + d * d
        })
    }

    /// What is known from the covariance of each path: a row for each combination.
    fn correlated(&self, covariance: &PerPath) -> Vec<Row> {
        let mean = |values: &PerPath| -> Vec<Option<f64>> {
            values.moments(self.of).iter().map(|moments| moments.mean).collect()
        };
        let (all, variance) = (mean(covariance), mean(&self.variance));
        let ratio = |(c, v): (&Option<f64>, &Option<f64>)| Some((*c)? / (*v)?).filter(|r| r.is_finite());
        let ratios: Vec<Option<f64>> = all.iter().zip(&variance).map(ratio).collect();
        // The ratio of two means deviates as the mean of these: the delta method.
        let deviation = PerPath::new(self.of, |block, lane| {
            let c = self.of.combinations.at((block * LANES + lane) as u64) as usize;
            let (Some(r), Some(v)) = (ratios[c], variance[c]) else { return f64::NAN };
            (covariance.at(block, lane) - r * self.variance.at(block, lane)) / v
        });
        let errors = deviation.moments(self.of);
        let row = |c: usize| Row {
            covariance: all[c],
            autocorrelation: ratios[c],
            standard_error: errors[c].standard_error(),
        };
        (0..all.len()).map(row).collect()
    }
}
