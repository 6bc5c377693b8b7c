//! Discs of real numbers, turned between their cells.

use super::{Comparison, Differences, larger};
use quincunx_core::streams::Streams;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::group::matrix::Matrix;
use rand_core::Rng;

/// The radius of the disc in which predictions are compared, in cells.
const RADIUS: usize = 8;
/// How far around it predictions are needed that are turned there and back.
const AROUND: usize = 4;
/// How often noise is smoothed: to a standard deviation of two cells.
const PASSES: usize = 8;
/// By how much smoothed noise is stretched, to a standard deviation of about ¼.
const STRETCH: f64 = 6.0;

impl Comparison<'_> {
    /// Compares in the middle of a square that is so large that nothing from outside of it comes in: a cell at the edge of
    /// the disc sees a halo, turned, and one cell more for the interpolation.
    pub(super) fn discs(&self, sample: u32, all: &mut [Differences]) -> Result<(), Fault> {
        let predicted = 2 * (RADIUS + AROUND + self.halo) + 1;
        let values = smooth(sample, predicted + 2 * self.halo);
        let logits = self.logits_of(&values, predicted)?;
        let middle = disc(predicted);
        for (element, sum) in all.iter_mut().enumerate() {
            let matrix = self.group.element(element);
            if matrix.is_integral() {
                continue;
            }
            let inverse = self.group.element(self.group.inverse(element));
            let turned_first = self.logits_of(&turned(&values, inverse), predicted)?;
            let turned_then = turned(&logits, inverse);
            let back = turned(&turned_then, matrix);
            for place in &middle {
                sum.add(turned_first[*place], turned_then[*place]);
                sum.resampling = larger(sum.resampling, (back[*place] - logits[*place]).abs());
            }
        }
        Ok(())
    }

    fn logits_of(&self, values: &[f64], side: usize) -> Result<Vec<f64>, Fault> {
        let values: Vec<f32> = values.iter().map(|value| *value as f32).collect();
        Ok(self.predict(&values, side)?.into_iter().map(f64::from).collect())
    }
}

/// The places of a square, of an odd side, that lie in the disc around its middle.
fn disc(side: usize) -> Vec<usize> {
    let off = |at: usize| at.abs_diff(side / 2);
    let inside = |place: &usize| {
        let (x, y) = (off(place % side), off(place / side));
        x * x + y * y <= RADIUS * RADIUS
    };
    (0..side * side).filter(inside).collect()
}

/// Uniform noise, smoothed by a binomial filter that goes around the edges.
fn smooth(sample: u32, side: usize) -> Vec<f64> {
    let mut random = Streams::new(0).pcg("equivariance", "discs", sample.into());
    let mut uniform = || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let mut values: Vec<f64> = (0..side * side).map(|_| uniform()).collect();
    for _ in 0..PASSES {
        for [dx, dy] in [[1, 0], [0, 1]] {
            let at = |x: usize, y: usize| values[y % side * side + x % side];
            let mean = |place: usize| {
                let (x, y) = (place % side + side, place / side + side);
                (at(x - dx, y - dy) + 2.0 * at(x, y) + at(x + dx, y + dy)) / 4.0
            };
            values = (0..side * side).map(mean).collect();
        }
    }
    values.iter().map(|value| 0.5 + STRETCH * (value - 0.5)).collect()
}

/// A square turned about its middle, by the inverse of what turns it; outside of it all is 0.
fn turned(values: &[f64], inverse: Matrix) -> Vec<f64> {
    let side = values.len().isqrt();
    let middle = (side / 2) as f64;
    let at = |x: f64, y: f64| {
        let inside = |at: f64| (0.0..side as f64).contains(&at);
        if inside(x) && inside(y) { values[y as usize * side + x as usize] } else { 0.0 }
    };
    let value = |place: usize| {
        let [x, y] = inverse.apply([(place % side) as f64 - middle, (place / side) as f64 - middle]);
        let (x, y) = (x + middle, y + middle);
        let (left, upper) = (x.floor(), y.floor());
        let (right, lower) = (x - left, y - upper);
        let row = |y: f64| (1.0 - right) * at(left, y) + right * at(left + 1.0, y);
        (1.0 - lower) * row(upper) + lower * row(upper + 1.0)
    };
    (0..values.len()).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::iter::zip;

    #[test]
    fn noise_is_smooth_and_about_a_half() {
        let values = smooth(3, 101);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let spread = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        let spread = (spread / values.len() as f64).sqrt();
        assert!((mean - 0.5).abs() < 0.1 && (0.18..0.3).contains(&spread), "{mean} {spread}");
        assert!(zip(&values, &values[1..]).all(|(a, b)| (a - b).abs() < 0.45));
    }

    #[test]
    fn quarters_are_turned_exactly_and_planes_by_any_angle_within() {
        let values: Vec<f64> = (0..25).map(f64::from).collect();
        let quarter = Matrix::rotation(1, 4);
        let back = turned(&turned(&values, quarter), Matrix::rotation(3, 4));
        assert!(back == values && turned(&values, quarter)[0] != 0.0);
        // Counter-clockwise: what was in the middle of the right side comes to that of the upper one.
        assert_eq!(turned(&values, Matrix::rotation(3, 4))[2], values[14]);
        let plane: Vec<f64> = (0..25 * 25).map(|place| f64::from(place % 25 - 12)).collect();
        let eighth = turned(&plane, Matrix::rotation(7, 8));
        for place in disc(25) {
            let expected =
                Matrix::rotation(7, 8).apply([(place % 25) as f64 - 12.0, (place / 25) as f64 - 12.0])[0];
            assert!((eighth[place] - expected).abs() < 1e-12);
        }
    }
}
