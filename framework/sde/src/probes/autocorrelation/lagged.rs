//! Sums of products of a path with its own past.

use crate::LANES;
use crate::riders::{Tally, read_rows, write_rows};
use crate::rows::Rows;
use quincunx_sdk::lanes::real::Real;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// What autocovariances follow from, of the paths of a block. All sums are of deviations from the path's first value, so
/// that a mean far from 0 costs no digits; they can be moved to any other centre.
#[derive(Clone)]
pub(super) struct Lagged {
    /// In rising order, without 0.
    lags: Arc<[usize]>,
    /// Three rows: the first value, and the sums of deviations and of their squares.
    whole: Rows<f64>,
    /// For each lag, the sum of products of deviations that are so far apart.
    products: Rows<f64>,
    /// For each lag, the sum of so many deviations at the beginning.
    heads: Rows<f64>,
    /// The last deviations, as many as the longest lag, in a ring.
    ring: Rows<f64>,
}

/// What a block holds of one path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole {
    pub first: f64,
    pub sum: f64,
    pub squares: f64,
}

impl Lagged {
    /// Nothing yet, for lags in rising order; 0 needs nothing of its own.
    pub fn new(lags: &[u32]) -> Lagged {
        let lags: Arc<[usize]> = lags.iter().map(|lag| *lag as usize).filter(|lag| *lag > 0).collect();
        let (count, longest) = (lags.len(), lags.last().copied().unwrap_or(0));
        let rows = Rows::new;
        Lagged { lags, whole: rows(3), products: rows(count), heads: rows(count), ring: rows(longest) }
    }

    /// What it takes in memory with such lags.
    pub fn bytes_of(lags: &[u32]) -> u64 {
        let longest = lags.last().copied().unwrap_or(0);
        (3 + 2 * lags.len() as u64 + u64::from(longest)) * size_of::<[f64; LANES]>() as u64
    }

    pub fn whole(&self, lane: usize) -> Whole {
        Whole { first: self.whole[0][lane], sum: self.whole[1][lane], squares: self.whole[2][lane] }
    }

    /// Of a lag by its number: the sum of products, and the sum of deviations at the beginning.
    pub fn of_lag(&self, number: usize, lane: usize) -> (f64, f64) {
        (self.products[number][lane], self.heads[number][lane])
    }

    /// The deviations some steps before the end, where the last of so many is 1 step before it.
    pub fn back(&self, steps: u64, by: usize) -> &[f64; LANES] {
        let length = self.ring.len();
        &self.ring[((steps % length as u64) as usize + length - by) % length]
    }
}

impl Tally for Lagged {
    #[inline(always)]
    fn see<T: Real>(&mut self, values: &[T; LANES], n: u64) {
        let [first, sum, squares] = &mut self.whole[..] else { return };
        if n == 0 {
            *first = values.map(Real::wide);
        }
        let mut now = [0.0; LANES];
        for i in 0..LANES {
            now[i] = values[i].wide() - first[i];
            sum[i] += now[i];
            squares[i] += now[i] * now[i];
        }
        let length = self.ring.len();
        if length == 0 {
            return;
        }
        let place = (n % length as u64) as usize;
        for (number, &lag) in self.lags.iter().enumerate() {
            if n < lag as u64 {
                add(&mut self.heads[number], &now);
            } else {
                let past = if lag <= place { place - lag } else { place + length - lag };
                add_product(&mut self.products[number], &now, &self.ring[past]);
            }
        }
        self.ring[place] = now;
    }

    fn bytes(&self) -> u64 {
        let rows = 3 + 2 * self.lags.len() + self.ring.len();
        (rows * size_of::<[f64; LANES]>()) as u64
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = [&self.whole, &self.products, &self.heads, &self.ring];
        all.iter().try_for_each(|rows| write_rows(rows, out))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let all = [&mut self.whole, &mut self.products, &mut self.heads, &mut self.ring];
        all.into_iter().try_for_each(|rows| read_rows(rows, from))
    }
}

#[inline(always)]
fn add(to: &mut [f64; LANES], terms: &[f64; LANES]) {
    to.iter_mut().zip(terms).for_each(|(to, term)| *to += term);
}

#[inline(always)]
fn add_product(to: &mut [f64; LANES], a: &[f64; LANES], b: &[f64; LANES]) {
    for i in 0..LANES {
        to[i] += a[i] * b[i];
    }
}
