//! A rectangle of cells.

use crate::topology::Topology;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

/// Cells of some states, a byte each, row by row. State 0 is dead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lattice {
    width: usize,
    height: usize,
    topology: Topology,
    states: usize,
    pub(crate) cells: Vec<u8>,
}

impl Lattice {
    /// A lattice of two states without living cells; its sides are at least 1.
    pub fn new(width: usize, height: usize, topology: Topology) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Lattice { width, height, topology, states: 2, cells: vec![0; width * height] }
    }

    /// The same, with cells of 2 to 256 states.
    pub fn with_states(self, states: usize) -> Self {
        Lattice { states: states.clamp(2, 256), ..self }
    }

    /// How many states a cell may be in.
    pub fn states(&self) -> usize {
        self.states
    }

    /// Cells in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// How the edges meet.
    pub fn topology(&self) -> Topology {
        self.topology
    }

    /// All cells, row-major: 0 is dead, all else alive.
    pub fn cells(&self) -> &[u8] {
        &self.cells
    }

    /// All cells, to be changed. Nothing but states of the lattice may be written.
    pub fn cells_mut(&mut self) -> &mut [u8] {
        &mut self.cells
    }

    /// How many cells are alive.
    pub fn alive(&self, isa: Isa) -> u64 {
        match self.states {
            2 => dispatch(isa, Count::<true>(&self.cells)),
            _ => dispatch(isa, Count::<false>(&self.cells)),
        }
    }
}

/// Counts bytes that are not 0. If they are `BITS`, 0 or 1, they count themselves.
struct Count<'a, const BITS: bool>(&'a [u8]);

const LANES: usize = 64;
/// Cells that are added up before the running sums are touched, which live in memory.
const STRIDE: usize = 8 * LANES;
/// As many strides as a byte can count.
const BLOCK: usize = STRIDE * 31;

impl<const BITS: bool> Kernel for Count<'_, BITS> {
    type Out = u64;

    #[inline(always)]
    fn run(self) -> u64 {
        let mut count = 0;
        for block in self.0.chunks(BLOCK) {
            count += ones::<BITS>(block);
        }
        count
    }
}

#[inline(always)]
fn ones<const BITS: bool>(cells: &[u8]) -> u64 {
    let mut lanes = [0u8; LANES];
    let (strides, rest) = cells.as_chunks::<STRIDE>();
    for stride in strides {
        for i in 0..LANES {
            let mut sum = 0;
            for k in 0..8 {
                sum += one::<BITS>(stride[i + k * LANES]);
            }
            lanes[i] += sum;
        }
    }
    let mut others = 0;
    for &cell in rest {
        others += u64::from(one::<BITS>(cell));
    }
    total(&lanes) + others
}

/// 1 for what is not 0.
#[inline(always)]
fn one<const BITS: bool>(cell: u8) -> u8 {
    if BITS { cell } else { u8::from(cell != 0) }
}

#[inline(always)]
fn total(counts: &[u8]) -> u64 {
    let mut sum = 0;
    for &count in counts {
        sum += u64::from(count);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_a_plain_loop() {
        for n in [1, 63, 64, 65, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 77] {
            for states in [2, 3, 256] {
                let mut lattice = Lattice::new(n, 1, Topology::TORUS).with_states(states);
                let state = |i: usize| (1 + i % 17 % (states - 1)) as u8;
                for (i, cell) in lattice.cells_mut().iter_mut().enumerate() {
                    *cell = u8::from(i % 7 < 5) * state(i);
                }
                let alive = lattice.cells().iter().filter(|&&cell| cell != 0).count() as u64;
                for isa in Isa::all() {
                    assert_eq!(lattice.alive(isa), alive, "{n}");
                }
            }
        }
    }
}
