//! The seam behind which a lattice is moved.

use crate::lattice::Lattice;
use rayon::ThreadPool;

/// Takes a lattice from generation to generation by one rule.
///
/// Many generations come in one call, so that a stepper may do several in one sweep over memory, or keep the lattice
/// in a form of its own between calls.
pub trait Stepper: Send + Sync {
    /// Moves the lattice by so many generations. The threads of the pool never change the result.
    fn advance(&mut self, lattice: &mut Lattice, generations: u64, pool: &ThreadPool);
}
