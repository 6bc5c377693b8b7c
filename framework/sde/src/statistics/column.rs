//! One variable of many paths, as an ensemble stores it.

use crate::LANES;
use quincunx_sdk::lanes::real::Real;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::ops::Range;

/// Paths of which sums are taken in one go.
pub const CHUNK: usize = 4096;
/// Blocks of a chunk.
const BLOCKS: usize = CHUNK / LANES;

/// One variable of an ensemble: every `stride`-th block of those that hold its paths.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a, T> {
    blocks: &'a [[T; LANES]],
    stride: usize,
    /// The first path.
    first: usize,
    paths: usize,
}

impl<'a, T: Real> Column<'a, T> {
    /// The column of `variable` among so many `variables`, whose blocks follow each other: block 0 of every variable,
    /// block 1 of every variable, … Of the last block, only the lanes below `paths` count.
    ///
    /// Paths for which there is no block do not exist.
    pub fn new(blocks: &'a [[T; LANES]], variable: usize, variables: usize, paths: usize) -> Self {
        let blocks = blocks.get(variable..).unwrap_or_default();
        let stride = variables.max(1);
        Column { blocks, stride, first: 0, paths: paths.min(blocks.len().div_ceil(stride) * LANES) }
    }

    /// Some of its paths, which are counted anew from 0.
    pub fn part(&self, paths: Range<usize>) -> Self {
        let end = paths.end.min(self.paths);
        let start = paths.start.min(end);
        Column { first: self.first + start, paths: end - start, ..*self }
    }

    /// How many paths there are, lost ones included.
    pub fn paths(&self) -> usize {
        self.paths
    }

    /// How many blocks there are.
    pub fn blocks(&self) -> usize {
        self.paths.div_ceil(LANES)
    }

    /// The value of a path; not a number beyond the last.
    pub fn value(&self, path: usize) -> T {
        let at = self.first + path;
        let block = self.blocks.get(at / LANES * self.stride);
        block.filter(|_| path < self.paths).map_or(T::NAN, |block| block[at % LANES])
    }

    /// All values, in the order of the paths.
    pub fn values(&self) -> impl Iterator<Item = T> {
        (0..self.paths).map(|path| self.value(path))
    }

    /// A block in which the lanes that do not count are lost. `spare` is written only for the last one, and where paths do
    /// not begin with a block.
    #[inline(always)]
    pub(super) fn block<'b>(&self, block: usize, spare: &'b mut [T; LANES]) -> &'b [T; LANES]
    where
        'a: 'b,
    {
        let (at, real) = (self.first + block * LANES, (self.paths - block * LANES).min(LANES));
        let (whole, skipped) = (&self.blocks[at / LANES * self.stride], at % LANES);
        if real == LANES && skipped == 0 {
            return whole;
        }
        *spare = [T::NAN; LANES];
        let here = real.min(LANES - skipped);
        spare[..here].copy_from_slice(&whole[skipped..][..here]);
        if here < real {
            let next = &self.blocks[(at / LANES + 1) * self.stride];
            spare[here..real].copy_from_slice(&next[..real - here]);
        }
        spare
    }

    /// What `work` makes of the blocks of each chunk, in the order of the chunks.
    pub(super) fn chunks<R: Send>(
        &self,
        pool: &ThreadPool,
        work: impl Fn(Range<usize>) -> R + Sync,
    ) -> Vec<R> {
        self.pieces(BLOCKS, pool, work)
    }

    /// What `work` makes of the blocks of about one piece for each thread: for what no order changes.
    pub(super) fn shares<R: Send>(
        &self,
        pool: &ThreadPool,
        work: impl Fn(Range<usize>) -> R + Sync,
    ) -> Vec<R> {
        let share = self.blocks().div_ceil(pool.current_num_threads()).max(BLOCKS);
        self.pieces(share, pool, work)
    }

    fn pieces<R: Send>(
        &self,
        size: usize,
        pool: &ThreadPool,
        work: impl Fn(Range<usize>) -> R + Sync,
    ) -> Vec<R> {
        let all = self.blocks();
        let piece = |n: usize| work(n * size..all.min((n + 1) * size));
        pool.install(|| (0..all.div_ceil(size)).into_par_iter().map(piece).collect())
    }
}
