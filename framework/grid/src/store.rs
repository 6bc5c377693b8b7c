//! Cells in memory, in the form in which their stepper moves them.

use crate::bits::Bits;
use crate::lattice::Lattice;
use crate::stepper::Stepper;
use crate::topology::Topology;
use quincunx_core::clock::Stopped;
use quincunx_sdk::lanes::isa::Isa;
use rayon::ThreadPool;
use std::borrow::Cow;

/// Cells, and what takes them from one generation to the next.
pub enum Store {
    /// A byte a cell.
    Bytes(Lattice, Box<dyn Stepper<Lattice>>),
    /// Planes of bits.
    Bits(Bits, Box<dyn Stepper<Bits>>),
}

impl Store {
    /// Cells in a row, and rows.
    pub fn size(&self) -> (usize, usize) {
        match self {
            Store::Bytes(lattice, _) => (lattice.width(), lattice.height()),
            Store::Bits(bits, _) => (bits.width(), bits.height()),
        }
    }

    /// How many states a cell may be in.
    pub fn states(&self) -> usize {
        match self {
            Store::Bytes(lattice, _) => lattice.states(),
            Store::Bits(bits, _) => bits.states(),
        }
    }

    /// How the edges meet.
    pub fn topology(&self) -> Topology {
        match self {
            Store::Bytes(lattice, _) => lattice.topology(),
            Store::Bits(bits, _) => bits.topology(),
        }
    }

    /// Moves the cells, which are at generation `from`, by so many. The threads of the pool never change the result.
    ///
    /// # Errors
    /// After how many generations it stopped, and why; the cells are left there.
    pub fn advance(&mut self, from: u64, generations: u64, pool: &ThreadPool) -> Result<(), Stopped> {
        match self {
            Store::Bytes(lattice, stepper) => stepper.advance(lattice, from, generations, pool),
            Store::Bits(bits, stepper) => stepper.advance(bits, from, generations, pool),
        }
    }

    /// How many cells are not in state 0.
    pub fn alive(&self, isa: Isa) -> u64 {
        match self {
            Store::Bytes(lattice, _) => lattice.alive(isa),
            Store::Bits(bits, _) => bits.alive(isa),
        }
    }

    /// All cells as bytes: a copy, where they are kept as bits.
    pub fn lattice(&self) -> Cow<'_, Lattice> {
        match self {
            Store::Bytes(lattice, _) => Cow::Borrowed(lattice),
            Store::Bits(bits, _) => Cow::Owned(bits.lattice()),
        }
    }

    /// All cells as bits: a copy, where they are kept as bytes.
    pub fn bits(&self) -> Cow<'_, Bits> {
        match self {
            Store::Bytes(lattice, _) => Cow::Owned(Bits::of(lattice)),
            Store::Bits(bits, _) => Cow::Borrowed(bits),
        }
    }

    /// Reads the states of a row into a buffer of its length, and lends it; what is kept as bytes is lent as it is.
    pub fn row<'a>(&'a self, y: usize, buffer: &'a mut [u8]) -> &'a [u8] {
        match self {
            Store::Bytes(lattice, _) => &lattice.cells()[y * lattice.width()..][..lattice.width()],
            Store::Bits(bits, _) => {
                bits.get_row(y, buffer);
                buffer
            }
        }
    }

    /// Reads the states of a row.
    pub fn get_row(&self, y: usize, cells: &mut [u8]) {
        match self {
            Store::Bytes(lattice, _) => {
                cells.copy_from_slice(&lattice.cells()[y * lattice.width()..][..lattice.width()])
            }
            Store::Bits(bits, _) => bits.get_row(y, cells),
        }
    }

    /// Writes all cells; the lattice is of the same size.
    pub fn put(&mut self, lattice: &Lattice) {
        lattice.cells().chunks(lattice.width()).enumerate().for_each(|(y, row)| self.put_row(y, row));
    }

    /// Writes the states of a row.
    pub fn put_row(&mut self, y: usize, cells: &[u8]) {
        match self {
            Store::Bytes(lattice, _) => {
                let width = lattice.width();
                lattice.cells_mut()[y * width..][..width].copy_from_slice(cells);
            }
            Store::Bits(bits, _) => bits.put_row(y, cells),
        }
    }
}
