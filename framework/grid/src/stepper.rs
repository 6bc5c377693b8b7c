//! The seam behind which a lattice is moved.

use crate::lattice::Lattice;
use quincunx_core::clock::Stopped;
use rayon::ThreadPool;
use rayon::prelude::*;

/// Takes cells of some form from generation to generation by one rule.
///
/// Many generations come in one call, so that a stepper may do several in one sweep over memory.
pub trait Stepper<Cells = Lattice>: Send + Sync {
    /// Moves the cells, which are at generation `from`, by so many. The threads of the pool never change the result.
    ///
    /// # Errors
    /// After how many generations it stopped, and why; the cells are left there.
    fn advance(
        &mut self,
        cells: &mut Cells,
        from: u64,
        generations: u64,
        pool: &ThreadPool,
    ) -> Result<(), Stopped>;
}

/// Generations of a sweep, more of which win nothing.
pub(crate) const MOST_GENERATIONS: usize = 12;
/// Cell updates for which a thread is woken.
const WORTH_A_THREAD: usize = 1 << 20;

/// How many threads are worth waking for a sweep: each needs about a hundred microseconds of work.
pub(crate) fn shares(lattice: &Lattice, pool: &ThreadPool) -> usize {
    let work = lattice.cells.len().saturating_mul(MOST_GENERATIONS);
    pool.current_num_threads().min(work / WORTH_A_THREAD).max(1)
}

/// Nanoseconds of work for which a thread is woken.
const WORTH_NANOSECONDS: usize = 100_000;

/// How many threads are worth waking for one generation of a rule that has so many nanoseconds of work with a cell.
pub(crate) fn shares_of_work(lattice: &Lattice, work: u32, pool: &ThreadPool) -> usize {
    let work = lattice.cells.len().saturating_mul(work as usize);
    pool.current_num_threads().min(work / WORTH_NANOSECONDS).max(1)
}

/// Computes the lattice as it will be, share by share of its rows on as many threads; then both change places. `band` is
/// told the first row of its share. If one fails the lattice stays as it was.
pub(crate) fn by_shares<E: Send>(
    lattice: &mut Lattice,
    next: &mut Vec<u8>,
    share: usize,
    pool: &ThreadPool,
    band: impl Fn(&Lattice, usize, &mut [u8]) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let src = &*lattice;
    if share == src.height() {
        band(src, 0, next)?;
    } else {
        let shares = next.par_chunks_mut(share * src.width()).enumerate();
        pool.install(|| shares.map(|(n, dst)| band(src, n * share, dst)).collect::<Result<(), E>>())?;
    }
    std::mem::swap(&mut lattice.cells, next);
    Ok(())
}
