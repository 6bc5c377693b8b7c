//! Quantiles, without sorting.

use super::column::Column;
use super::ordered::{key, value};
use super::select::select;
use crate::LANES;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use rayon::ThreadPool;
use std::ops::Range;

/// How many quantiles are taken.
pub const COUNT: usize = 5;
/// At which probabilities.
pub const LEVELS: [f64; COUNT] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Of a 32-bit key, the bits that name a bucket: sign, exponent, and sixteen buckets between powers of two.
const SHIFT: u32 = 32 - 13;
/// More than there are buckets, so that an index needs no test.
const BUCKETS: usize = 1 << 16;
/// The bucket of lost paths, behind all others.
const LOST: u16 = (1 << 13) - 1;
/// Mark of a bucket that no quantile needs.
const UNWANTED: u8 = u8::MAX;

/// The quantiles at [`LEVELS`] over the paths that are not lost, as numpy's method `linear` defines them: between the
/// two values whose ranks enclose (n − 1)·p. None if there is no path.
pub fn quantiles<T: Real>(column: Column<T>, isa: Isa, pool: &ThreadPool) -> Option<[f64; COUNT]> {
    around(column, 0.0, isa, pool)
}

/// The same, faster if `centre` is near the middle of the values.
///
/// By radix selection: values fall into buckets by the sign, exponent and first bits of their distance from the centre,
/// and only the few buckets that the quantiles lie in are looked into.
pub fn around<T: Real>(column: Column<T>, centre: f64, isa: Isa, pool: &ThreadPool) -> Option<[f64; COUNT]> {
    let count = |blocks| dispatch(isa, Count { column, centre, blocks });
    let counts = merged(column.shares(pool, count));
    let n: u64 = counts[..usize::from(LOST)].iter().sum();
    let last = n.checked_sub(1)?;
    let places = LEVELS.map(|level| last as f64 * level);
    let mut ranks: Vec<u64> = places.iter().flat_map(|at| [*at as u64, (*at as u64 + 1).min(last)]).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let wanted = Wanted::of(&counts, &ranks);
    let gather = |blocks| dispatch(isa, Gather { column, centre, blocks, wanted: &wanted });
    let found = wanted.found(column.shares(pool, gather), &ranks);
    let ranked = |rank| found[ranks.partition_point(|other| *other < rank)];
    Some(places.map(|at| {
        let below = at as u64;
        between(ranked(below), ranked((below + 1).min(last)), at - at.floor())
    }))
}

/// From `a` to `b`, as numpy rounds it.
pub(super) fn between(a: f64, b: f64, share: f64) -> f64 {
    let step = b - a;
    let between = match share {
        _ if step.is_infinite() => a * (1.0 - share) + b * share,
        0.5.. => b - step * (1.0 - share),
        _ => a + step * share,
    };
    between + 0.0 // no -0
}

fn merged(counts: Vec<Vec<u32>>) -> Vec<u64> {
    let mut all = vec![0; usize::from(LOST) + 1];
    for counts in counts {
        all.iter_mut().zip(counts).for_each(|(all, count)| *all += u64::from(count));
    }
    all
}

/// The bucket of each value. The order of the buckets is the order of the values: a difference and its rounding to
/// 32 bits change no order, and neither does dropping bits.
#[inline(always)]
fn buckets<T: Real>(block: &[T; LANES], centre: f64, out: &mut [u16; LANES]) {
    for (x, out) in block.iter().zip(out) {
        let bits = (x.wide() - centre) as f32;
        let sign = (bits.to_bits() as i32 >> 31) as u32;
        let bucket = ((bits.to_bits() ^ (sign | 1 << 31)) >> SHIFT) as u16;
        *out = if bits.is_nan() { LOST } else { bucket };
    }
}

/// How many values are in each bucket.
struct Count<'a, T> {
    column: Column<'a, T>,
    centre: f64,
    blocks: Range<usize>,
}

impl<T: Real> Kernel for Count<'_, T> {
    type Out = Vec<u32>;

    #[inline(always)]
    fn run(self) -> Vec<u32> {
        let mut spare = [T::NAN; LANES];
        let mut names = [0; LANES];
        let mut counts = vec![0u32; BUCKETS];
        for block in self.blocks {
            buckets(self.column.block(block, &mut spare), self.centre, &mut names);
            for name in names {
                counts[usize::from(name)] += 1;
            }
        }
        counts
    }
}

/// The buckets that some ranks lie in.
struct Wanted {
    /// What stands in front of each.
    before: Vec<u64>,
    /// Which of them a bucket is.
    slots: Vec<u8>,
}

impl Wanted {
    /// Ranks ascend.
    fn of(counts: &[u64], ranks: &[u64]) -> Self {
        let mut wanted = Wanted { before: vec![], slots: vec![UNWANTED; BUCKETS] };
        let (mut before, mut ranks) = (0, ranks.iter().peekable());
        for (bucket, count) in counts.iter().enumerate() {
            let mut here = false;
            while ranks.next_if(|rank| **rank < before + count).is_some() {
                here = true;
            }
            if here {
                wanted.slots[bucket] = wanted.before.len() as u8;
                wanted.before.push(before);
            }
            before += count;
        }
        wanted
    }

    /// The values of the ranks, from what was gathered.
    fn found(&self, shares: Vec<Vec<Vec<u64>>>, ranks: &[u64]) -> Vec<f64> {
        let mut found = vec![];
        for (slot, before) in self.before.iter().enumerate() {
            let mut keys = shares.iter().flat_map(|share| &share[slot]).copied().collect::<Vec<_>>();
            let end = before + keys.len() as u64;
            let inside = ranks.iter().filter(|rank| (*before..end).contains(*rank));
            let inside: Vec<_> = inside.map(|rank| (rank - before) as usize).collect();
            found.extend(select(&mut keys, &inside).into_iter().map(value));
        }
        found
    }
}

/// The values of the wanted buckets, as keys.
struct Gather<'a, T> {
    column: Column<'a, T>,
    centre: f64,
    blocks: Range<usize>,
    wanted: &'a Wanted,
}

impl<T: Real> Kernel for Gather<'_, T> {
    type Out = Vec<Vec<u64>>;

    #[inline(always)]
    fn run(self) -> Vec<Vec<u64>> {
        let mut spare = [T::NAN; LANES];
        let mut names = [0; LANES];
        let mut out = vec![vec![]; self.wanted.before.len()];
        for block in self.blocks {
            let block = self.column.block(block, &mut spare);
            buckets(block, self.centre, &mut names);
            for (x, name) in block.iter().zip(names) {
                let slot = self.wanted.slots[usize::from(name)];
                if slot != UNWANTED {
                    out[usize::from(slot)].push(key(x.wide()));
                }
            }
        }
        out
    }
}
