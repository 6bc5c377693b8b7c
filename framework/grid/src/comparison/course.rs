//! A rule apart from any grid.

use crate::bits::Bits;
use crate::method::Method;
use crate::store::Store;
use quincunx_sdk::lanes::isa::Isa;
use rayon::ThreadPool;
use std::sync::Arc;

/// Moves cells that it is given by one rule.
pub(crate) struct Course {
    store: Store,
    pool: Arc<ThreadPool>,
}

impl Course {
    /// For cells of two states like these; a stochastic rule draws with `key`.
    pub fn new(method: &Method, like: &Bits, isa: Isa, key: u64, pool: Arc<ThreadPool>) -> Self {
        let store = method.store((like.width(), like.height()), like.topology(), isa, key);
        Course { store, pool }
    }

    /// Moves cells, which are at generation `from`, by so many.
    ///
    /// # Errors
    /// A fragment that says why the rule cannot.
    pub fn advance(&mut self, cells: &mut Bits, from: u64, generations: u64) -> Result<(), String> {
        let moved = match &mut self.store {
            Store::Bits(_, stepper) => stepper.advance(cells, from, generations, &self.pool),
            Store::Bytes(lattice, stepper) => {
                let width = cells.width();
                let rows = lattice.cells_mut().chunks_mut(width).enumerate();
                rows.for_each(|(y, row)| cells.get_row(y, row));
                let moved = stepper.advance(lattice, from, generations, &self.pool);
                let rows = lattice.cells().chunks(width).enumerate();
                rows.for_each(|(y, row)| cells.put_row(y, row));
                moved
            }
        };
        moved.map_err(|stopped| stopped.fault.to_string())
    }
}
