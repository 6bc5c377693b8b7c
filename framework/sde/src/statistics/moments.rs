//! Mean, variance, skewness and kurtosis.

use super::column::Column;
use super::tree::tree;
use crate::LANES;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use rayon::ThreadPool;
use std::ops::{Add, Range};

/// Running sums of each kind inside a chunk: the fastest of 8, 16, 32 and 64 with AVX2.
const WIDTH: usize = 16;

/// Moments over the paths that are not lost. What is undefined, or too large for a float, is none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// The paths that are not lost.
    pub count: u64,
    /// The paths that are.
    pub lost: u64,
    /// The mean, of at least one path.
    pub mean: Option<f64>,
    /// The sum of squared deviations over n − 1, of at least two paths.
    pub variance: Option<f64>,
    /// m₃ / m₂^1.5 of the population's central moments, where paths differ.
    pub skewness: Option<f64>,
    /// The excess m₄ / m₂² − 3, where paths differ.
    pub kurtosis: Option<f64>,
}

impl Moments {
    /// Measures a column, in two passes: the mean, then the deviations from it.
    pub fn of<T: Real>(column: Column<T>, isa: Isa, pool: &ThreadPool) -> Self {
        let whole = extent(column, isa, pool);
        let (count, lost) = (whole.count as u64, column.paths() as u64 - whole.count as u64);
        let moments = Moments { count, lost, ..Moments::default() };
        if count == 0 {
            return moments;
        }
        if whole.min == whole.max {
            let variance = (count > 1).then_some(0.0);
            return Moments { mean: Some(whole.min), variance, ..moments };
        }
        let mean = whole.mean().clamp(whole.min, whole.max);
        let scale = unit((whole.max * 0.5 - mean * 0.5).max(mean * 0.5 - whole.min * 0.5));
        let centre = mean * scale;
        let chunk = |blocks| dispatch(isa, Deviations { column, blocks, centre, scale });
        let [s1, s2, s3, s4] = tree(&mut column.chunks(pool, chunk)).unwrap_or_default().0;
        let n = whole.count;
        // The mean was rounded: what it is off by is the mean of the deviations, and the moments are moved by it.
        let (e, r2, r3, r4) = (s1 / n, s2 / n, s3 / n, s4 / n);
        let m2 = (r2 - e * e).max(0.0);
        let m3 = r3 - 3.0 * e * r2 + 2.0 * e * e * e;
        let m4 = r4 - 4.0 * e * r3 + 6.0 * e * e * r2 - 3.0 * e * e * e * e;
        let finite = |x: f64| Some(x).filter(|x| x.is_finite());
        Moments {
            mean: finite(mean + e / scale),
            variance: finite(m2 * n / (n - 1.0) / scale / scale),
            skewness: finite(m3 / (m2 * m2.sqrt())),
            kurtosis: finite(m4 / (m2 * m2) - 3.0),
            ..moments
        }
    }

    /// The standard error of the mean, of at least two paths: √(variance / n).
    pub fn standard_error(&self) -> Option<f64> {
        self.variance.map(|variance| (variance / self.count as f64).sqrt())
    }
}

/// What the first pass finds.
#[derive(Clone, Copy)]
struct Extent {
    count: f64,
    /// Of the values times `scale`.
    sum: f64,
    scale: f64,
    min: f64,
    max: f64,
}

impl Extent {
    fn mean(&self) -> f64 {
        self.sum / self.count / self.scale
    }
}

impl Add for Extent {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Extent {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            scale: self.scale,
            min: if other.min < self.min { other.min } else { self.min },
            max: if other.max > self.max { other.max } else { self.max },
        }
    }
}

/// The first pass; if the sum has no room in a float, again with the values scaled down.
fn extent<T: Real>(column: Column<T>, isa: Isa, pool: &ThreadPool) -> Extent {
    let scaled = |scale| {
        let mut chunks = column.chunks(pool, |blocks| dispatch(isa, First { column, blocks, scale }));
        let none = Extent { count: 0.0, sum: 0.0, scale, min: f64::INFINITY, max: f64::NEG_INFINITY };
        tree(&mut chunks).unwrap_or(none)
    };
    let whole = scaled(1.0);
    if whole.sum.is_finite() { whole } else { scaled(1.0 / (1u64 << 63) as f64) }
}

/// A power of two that brings deviations of this size near 1, if their fourth powers might have no room in a float.
fn unit(size: f64) -> f64 {
    let exponent = size.to_bits() >> 52;
    if (823..=1223).contains(&exponent) {
        1.0
    } else {
        f64::from_bits((2046 - exponent).clamp(1, 2046) << 52)
    }
}

/// The first pass over a chunk.
struct First<'a, T> {
    column: Column<'a, T>,
    blocks: Range<usize>,
    scale: f64,
}

impl<T: Real> Kernel for First<'_, T> {
    type Out = Extent;

    #[inline(always)]
    fn run(self) -> Extent {
        let mut spare = [T::NAN; LANES];
        let (mut count, mut sum) = ([0.0; WIDTH], [0.0; WIDTH]);
        let (mut min, mut max) = ([f64::INFINITY; WIDTH], [f64::NEG_INFINITY; WIDTH]);
        for block in self.blocks {
            for row in self.column.block(block, &mut spare).as_chunks::<WIDTH>().0 {
                for i in 0..WIDTH {
                    let x = row[i].wide();
                    let real = !x.is_nan();
                    count[i] += if real { 1.0 } else { 0.0 };
                    sum[i] += if real { x * self.scale } else { 0.0 };
                    min[i] = if x < min[i] { x } else { min[i] };
                    max[i] = if x > max[i] { x } else { max[i] };
                }
            }
        }
        let lane =
            |i: usize| Extent { count: count[i], sum: sum[i], scale: self.scale, min: min[i], max: max[i] };
        let mut lanes: [_; WIDTH] = std::array::from_fn(lane);
        tree(&mut lanes).unwrap_or(lanes[0])
    }
}

/// The sums of the first four powers of the deviations.
#[derive(Clone, Copy, Default)]
struct Powers([f64; 4]);

impl Add for Powers {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Powers([a + e, b + f, c + g, d + h])
    }
}

/// The second pass over a chunk.
struct Deviations<'a, T> {
    column: Column<'a, T>,
    blocks: Range<usize>,
    centre: f64,
    scale: f64,
}

impl<T: Real> Kernel for Deviations<'_, T> {
    type Out = Powers;

    #[inline(always)]
    fn run(self) -> Powers {
        let mut spare = [T::NAN; LANES];
        let mut sums = [[0.0; WIDTH]; 4];
        for block in self.blocks {
            for row in self.column.block(block, &mut spare).as_chunks::<WIDTH>().0 {
                for i in 0..WIDTH {
                    let x = row[i].wide();
                    let d = if x.is_nan() { 0.0 } else { x * self.scale - self.centre };
                    let square = d * d;
                    sums[0][i] += d;
                    sums[1][i] += square;
                    sums[2][i] += square * d;
                    sums[3][i] += square * square;
                }
            }
        }
        let mut lanes: [_; WIDTH] = std::array::from_fn(|i| Powers(sums.map(|lane| lane[i])));
        tree(&mut lanes).unwrap_or_default()
    }
}
