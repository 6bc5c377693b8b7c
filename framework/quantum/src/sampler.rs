//! Atoms by the million: how many of them end where.
//!
//! Every atom has a number of its own, 64 bits that follow from its index and the key alone. Its upper half nearly always
//! decides; only where it equals that of a bound the lower half is looked up.

mod few;
mod guide;

use crate::outcomes::Outcomes;
use few::Few;
use guide::Guide;
use quincunx_sdk::lanes::isa::{Isa, dispatch};
use quincunx_sdk::noise::Noise;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::ops::Range;

/// Atoms of a block, which is a step of a beam.
pub const BLOCK: u64 = 1 << 16;
/// Up to so many bounds are compared with every number; more are looked up.
const FEW: usize = 16;
/// Parts that a thread gets at least, so that none waits long for the last.
const PARTS: u64 = 8;

/// Counts the ends of atoms.
#[derive(Clone, Debug)]
pub struct Sampler {
    noise: Noise,
    bounds: Vec<u64>,
    guide: Option<Guide>,
}

impl Sampler {
    /// Atoms with these outcomes; the key says which atoms.
    pub fn new(outcomes: &Outcomes, key: u64) -> Sampler {
        let bounds = outcomes.bounds().to_vec();
        let guide = (bounds.len() > FEW).then(|| Guide::new(&bounds));
        Sampler { noise: Noise { key, step: 0 }, bounds, guide }
    }

    /// The number of an atom, in units of 2⁻⁶⁴.
    pub fn number(&self, atom: u64) -> u64 {
        u64::from(self.noise.word(atom, 0)) << 32 | u64::from(self.noise.word(atom, 1))
    }

    /// How many of the atoms of these blocks have each outcome; of the last block there may be only a part. Neither how
    /// blocks are put together nor how many threads there are changes a count.
    pub fn count(&self, blocks: Range<u64>, atoms: u64, isa: Isa, pool: &ThreadPool) -> Vec<u64> {
        let all = blocks.start.saturating_mul(BLOCK).min(atoms)..blocks.end.saturating_mul(BLOCK).min(atoms);
        let part =
            (blocks.end - blocks.start).div_ceil(pool.current_num_threads() as u64 * PARTS).max(1) * BLOCK;
        let begins = |n: u64| (all.start + n * part).min(all.end);
        let parts = (all.end - all.start).div_ceil(part);
        if self.bounds.is_empty() || parts <= 1 {
            return self.count_here(all, isa);
        }
        // Each part for itself: else the last thread is left with several of them.
        let each = (0..parts as usize).into_par_iter().with_max_len(1).map(|n| n as u64);
        let counts: Vec<Vec<u64>> =
            pool.install(|| each.map(|n| self.count_here(begins(n)..begins(n + 1), isa)).collect());
        let mut sum = vec![0; self.bounds.len() + 1];
        counts.iter().for_each(|counts| add(&mut sum, counts));
        sum
    }

    /// The same on one thread. The first atom begins a block.
    fn count_here(&self, atoms: Range<u64>, isa: Isa) -> Vec<u64> {
        let mut counts = vec![0; self.bounds.len() + 1];
        if self.bounds.is_empty() {
            counts[0] = atoms.end - atoms.start; // what is certain is not drawn
            return counts;
        }
        let mut first = atoms.start;
        while first < atoms.end {
            let last = (first + BLOCK).min(atoms.end);
            match &self.guide {
                Some(guide) => guide.count(self, first..last, isa, &mut counts),
                None => self.count_few(first..last, isa, &mut counts),
            }
            first = last;
        }
        counts
    }

    fn count_few(&self, atoms: Range<u64>, isa: Isa, counts: &mut [u64]) {
        let mut below = [0; FEW];
        let few = Few { noise: self.noise, atoms: atoms.clone(), bounds: &self.bounds, below: &mut below };
        if dispatch(isa, few) {
            self.settle_ties(atoms.clone(), isa, &mut below);
        }
        let mut before = 0;
        for (count, below) in counts.iter_mut().zip(&below[..self.bounds.len()]) {
            *count += below - before;
            before = *below;
        }
        counts[self.bounds.len()] += atoms.end - atoms.start - before;
    }

    /// Counts those whose upper half is that of a bound, and whose lower half is below it.
    #[cold]
    fn settle_ties(&self, atoms: Range<u64>, isa: Isa, below: &mut [u64; FEW]) {
        let mut words = vec![0; (atoms.end - atoms.start) as usize];
        self.noise.fill(isa, atoms.start, 0, &mut words);
        for (atom, word) in atoms.zip(words) {
            for (bound, below) in self.bounds.iter().zip(&mut *below) {
                if word == upper(*bound) {
                    *below += u64::from(self.number(atom) < *bound);
                }
            }
        }
    }
}

/// The half of a number that is compared first.
fn upper(bound: u64) -> u32 {
    (bound >> 32) as u32
}

fn add(sum: &mut [u64], counts: &[u64]) {
    sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

#[cfg(test)]
mod tests;
