//! Counts of what falls into bins of equal width.

use super::column::Column;
use crate::LANES;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use rayon::ThreadPool;
use std::ops::Range;

/// Bins of equal width from `a` to `b`; each contains its low end and not its high one.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    /// −∞, the low end of each bin, `b`, ∞: a slot lies between neighbours, and the first and last are outside.
    edges: Vec<f64>,
}

/// How many paths are where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Below the first bin.
    pub below: u64,
    /// In each bin.
    pub bins: Vec<u64>,
    /// At the end of the last bin, and above.
    pub above: u64,
    /// Paths that are lost.
    pub lost: u64,
}

impl Counts {
    /// All paths that are not lost.
    pub fn count(&self) -> u64 {
        self.below + self.bins.iter().sum::<u64>() + self.above
    }
}

impl Bins {
    /// So many bins from `a` to `b`. Bin i begins at a + i·(b − a)/n, rounded as written; what is counted is what lies
    /// between the numbers that [`Bins::bin`] gives.
    ///
    /// # Errors
    /// A fragment, if there is no bin, or `b` is not above `a`, or they are too far apart for a float.
    pub fn new(a: f64, b: f64, n: usize) -> Result<Self, String> {
        if n == 0 || n > u32::MAX as usize / 2 {
            return Err(format!("{n} bins are not from 1 up to {}", u32::MAX / 2));
        }
        let width = b - a;
        if !(width > 0.0 && width.is_finite()) {
            let why = if b > a { "too far above" } else { "not above" };
            return Err(format!("the upper end {b} is {why} the lower end {a}"));
        }
        let inner = (0..n).map(|i| (a + i as f64 * width / n as f64).min(b));
        let edges = [f64::NEG_INFINITY].into_iter().chain(inner).chain([b, f64::INFINITY]);
        Ok(Bins { edges: edges.collect() })
    }

    /// How many bins there are.
    pub fn bins(&self) -> usize {
        self.edges.len() - 3
    }

    /// The low and high end of a bin.
    pub fn bin(&self, i: usize) -> (f64, f64) {
        (self.edges[i + 1], self.edges[i + 2])
    }

    /// Counts a column. Every path that is not lost is in one bin, or below, or above.
    pub fn count<T: Real>(&self, column: Column<T>, isa: Isa, pool: &ThreadPool) -> Counts {
        let share = |blocks| dispatch(isa, Count { bins: self, column, blocks });
        let mut slots = vec![0; self.slots()];
        for counts in column.shares(pool, share) {
            slots.iter_mut().zip(counts).for_each(|(all, count)| *all += u64::from(count));
        }
        let (lost, above) = (slots.pop().unwrap_or(0), slots.pop().unwrap_or(0));
        // The last block was filled up with lanes that do not count.
        let lost = lost - (column.blocks() * LANES - column.paths()) as u64;
        let bins = slots.split_off(1);
        Counts { below: slots[0], bins, above, lost }
    }

    /// Below, the bins, above, lost.
    fn slots(&self) -> usize {
        self.edges.len()
    }
}

/// How many values are in each slot.
struct Count<'a, T> {
    bins: &'a Bins,
    column: Column<'a, T>,
    blocks: Range<usize>,
}

impl<T: Real> Kernel for Count<'_, T> {
    type Out = Vec<u32>;

    #[inline(always)]
    fn run(self) -> Vec<u32> {
        let edges = &self.bins.edges[..];
        let mut counts = vec![0u32; edges.len()];
        let mut spare = [T::NAN; LANES];
        let mut guesses = [0; LANES];
        for block in self.blocks {
            let block = self.column.block(block, &mut spare);
            guess(self.bins, block, &mut guesses);
            for (x, guess) in block.iter().zip(guesses) {
                counts[settled(edges, x.wide(), guess as usize)] += 1;
            }
        }
        counts
    }
}

/// About which slot each value is in: rounding may miss it by one.
#[inline(always)]
fn guess<T: Real>(bins: &Bins, block: &[T; LANES], out: &mut [u32; LANES]) {
    let (n, a, b) = (bins.bins(), bins.edges[1], bins.edges[bins.bins() + 1]);
    let (scale, above) = (n as f64 / (b - a), (n + 1) as f64);
    for (x, out) in block.iter().zip(out) {
        let at = (x.wide() - a) * scale + 1.0;
        let at = if at > 0.0 { at } else { 0.0 };
        let at = if at < above { at } else { above };
        *out = if x.wide().is_nan() { n as u32 + 2 } else { at as i32 as u32 };
    }
}

/// The slot between whose edges a value lies, from a guess.
#[inline(always)]
fn settled(edges: &[f64], x: f64, guess: usize) -> usize {
    let mut slot = guess;
    while x < edges[slot] && slot > 0 {
        slot -= 1;
    }
    while slot + 2 < edges.len() && x >= edges[slot + 1] {
        slot += 1;
    }
    slot
}
