//! The stepper for a rule of all nine cells: every neighbourhood is looked up.

use crate::lattice::{Edges, Lattice};
use crate::stepper::{Stepper, by_shares, shares, source_row};
use quincunx_core::clock::Stopped;
use quincunx_sdk::form::MooreTable;
use rayon::ThreadPool;
use std::convert::Infallible;

/// Steps a lattice by a table.
pub struct TableStepper {
    /// A byte for each of the neighbourhoods.
    table: Box<[u8; 512]>,
    /// The lattice as it will be; both change places after each generation.
    next: Vec<u8>,
}

impl TableStepper {
    /// A stepper for a table.
    pub fn new(table: &MooreTable) -> Self {
        let mut bytes = Box::new([0; 512]);
        for (n, byte) in (0..).zip(bytes.iter_mut()) {
            *byte = u8::from(table.next(n));
        }
        TableStepper { table: bytes, next: vec![] }
    }

    fn step(&mut self, lattice: &mut Lattice, share: usize, pool: &ThreadPool) {
        let table = &*self.table;
        let Ok(()) = by_shares::<Infallible>(lattice, &mut self.next, share, pool, |src, first, dst| {
            band(src, table, first, dst);
            Ok(())
        });
    }
}

impl Stepper for TableStepper {
    fn advance(
        &mut self,
        lattice: &mut Lattice,
        _: u64,
        generations: u64,
        pool: &ThreadPool,
    ) -> Result<(), Stopped> {
        self.next.resize(lattice.cells.len(), 0);
        let share = lattice.height().div_ceil(shares(lattice, pool));
        (0..generations).for_each(|_| self.step(lattice, share, pool));
        Ok(())
    }
}

/// Some rows of the lattice, one generation later; `dst` begins with row `first`.
fn band(src: &Lattice, table: &[u8; 512], first: usize, dst: &mut [u8]) {
    let outside = vec![0; src.width()];
    let torus = src.edges() == Edges::Torus;
    for (y, out) in (first as i64..).zip(dst.chunks_mut(src.width())) {
        row([-1, 0, 1].map(|dy| source_row(src, y + dy, &outside)), torus, table, out);
    }
}

/// The number of a neighbourhood has a bit a cell, row by row; a step to the right moves each of its rows by a bit.
fn row([up, middle, down]: [&[u8]; 3], torus: bool, table: &[u8; 512], out: &mut [u8]) {
    let column = |x: usize| u16::from(up[x]) | u16::from(middle[x]) << 3 | u16::from(down[x]) << 6;
    let last = out.len() - 1;
    let (before, after) = if torus { (column(last), column(0)) } else { (0, 0) };
    let mut n = before << 1 | column(0) << 2;
    for (x, cell) in out.iter_mut().enumerate() {
        let right = if x < last { column(x + 1) } else { after };
        n = n >> 1 & 0o333 | right << 2;
        *cell = table[usize::from(n)];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn like_the_reference(
            (width, height) in prop_oneof![(1usize..6, 1usize..6), (1usize..600, 1usize..400)],
            (seed, torus, threads) in (any::<u64>(), any::<bool>(), 1usize..4),
            generations in 0u64..6,
        ) {
            // Any table: a hash of the neighbourhood.
            let table = MooreTable::from_fn(|rows| {
                let n = rows.iter().flatten().fold(0, |n, cell| 2 * n + u64::from(*cell));
                (n ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 63 == 1
            });
            let edges = if torus { Edges::Torus } else { Edges::Dead };
            let mut found = Lattice::new(width, height, edges);
            for (i, cell) in (0u64..).zip(found.cells_mut()) {
                *cell = ((i ^ seed).wrapping_mul(0xd134_2543_de82_ef95) >> 62 == 1).into();
            }
            let mut expected = found.clone();
            for _ in 0..generations {
                expected = reference::look_up(&expected, &table);
            }
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            TableStepper::new(&table).advance(&mut found, 0, generations, &pool).unwrap();
            prop_assert!(found == expected);
        }
    }
}
