//! Cells as bits: 64 in a word, in as many planes as their states have binary digits.

use crate::lattice::Lattice;
use crate::topology::Topology;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

pub mod counts;
pub mod generations;
mod load;
#[cfg(target_arch = "x86_64")]
mod shuffle;
pub mod stepper;
mod sweep;
pub mod table;
pub(crate) mod transitions;

/// Cells of some states, row by row. Bit x % 64 of word x / 64 of a row belongs to cell x; a state is the sum of the bits
/// of its planes, that of plane p worth 2ᵖ. Bits beyond the width are 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits {
    width: usize,
    height: usize,
    topology: Topology,
    states: usize,
    /// Words of a row of one plane. The planes of a row lie one behind the other.
    stride: usize,
    pub(crate) words: Vec<u64>,
}

impl Bits {
    /// A lattice of 2 to 256 states without living cells; its sides are at least 1.
    pub fn new(width: usize, height: usize, topology: Topology, states: usize) -> Self {
        let (width, height, states) = (width.max(1), height.max(1), states.clamp(2, 256));
        let stride = width.div_ceil(64);
        let words = vec![0; height * planes(states) * stride];
        Bits { width, height, topology, states, stride, words }
    }

    /// The bytes that it takes.
    pub fn bytes(width: usize, height: usize, states: usize) -> u64 {
        8 * width.div_ceil(64) as u64 * planes(states) as u64 * height as u64
    }

    /// The cells of a lattice of bytes.
    pub fn of(lattice: &Lattice) -> Self {
        let mut bits = Bits::new(lattice.width(), lattice.height(), lattice.topology(), lattice.states());
        for (y, cells) in lattice.cells().chunks(lattice.width()).enumerate() {
            bits.put_row(y, cells);
        }
        bits
    }

    /// The same as a lattice of bytes.
    pub fn lattice(&self) -> Lattice {
        let mut lattice = Lattice::new(self.width, self.height, self.topology).with_states(self.states);
        for (y, cells) in lattice.cells_mut().chunks_mut(self.width).enumerate() {
            self.get_row(y, cells);
        }
        lattice
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

    /// How many states a cell may be in.
    pub fn states(&self) -> usize {
        self.states
    }

    /// Binary digits of a state.
    pub fn planes(&self) -> usize {
        planes(self.states)
    }

    /// The words of a row in a plane.
    pub fn row(&self, plane: usize, y: usize) -> &[u64] {
        &self.words[(y * self.planes() + plane) * self.stride..][..self.stride]
    }

    /// The words of a row in all planes together.
    pub(crate) fn words_in_row(&self) -> usize {
        self.planes() * self.stride
    }

    /// Whether a cell has a bit in a plane.
    pub(crate) fn bit(&self, plane: usize, x: usize, y: usize) -> bool {
        self.row(plane, y)[x / 64] >> (x % 64) & 1 == 1
    }

    /// Writes the states of a row; there are as many cells as the row has.
    pub fn put_row(&mut self, y: usize, cells: &[u8]) {
        let (planes, stride) = (self.planes(), self.stride);
        pack_row(cells, planes, &mut self.words[y * planes * stride..][..planes * stride]);
    }

    /// Reads the states of a row; there is room for as many cells as the row has.
    pub fn get_row(&self, y: usize, cells: &mut [u8]) {
        cells.fill(0);
        for plane in 0..self.planes() {
            for (word, cells) in self.row(plane, y).iter().zip(cells.chunks_mut(64)) {
                unpack(*word, plane, cells);
            }
        }
    }

    /// How many cells are not in state 0.
    pub fn alive(&self, isa: Isa) -> u64 {
        dispatch(isa, Alive { words: &self.words, planes: self.planes(), stride: self.stride, other: None })
    }

    /// How many cells differ from what the words of a lattice of the same size and states were.
    pub(crate) fn changed_from(&self, before: &[u64], isa: Isa) -> u64 {
        let other = Some(before);
        dispatch(isa, Alive { words: &self.words, planes: self.planes(), stride: self.stride, other })
    }
}

/// The states of a row as the words of its planes, one plane behind the other.
pub(crate) fn pack_row(cells: &[u8], planes: usize, row: &mut [u64]) {
    for (plane, words) in row.chunks_mut(row.len() / planes).enumerate() {
        for (word, cells) in words.iter_mut().zip(cells.chunks(64)) {
            *word = pack(cells, plane);
        }
    }
}

/// Binary digits of so many states.
pub fn planes(states: usize) -> usize {
    (states - 1).max(1).ilog2() as usize + 1
}

/// One bit of each of up to 64 states.
fn pack(cells: &[u8], plane: usize) -> u64 {
    let mut word = 0;
    for (n, eight) in cells.chunks(8).enumerate() {
        let mut bytes = [0; 8];
        bytes[..eight.len()].copy_from_slice(eight);
        // A product of bytes that are 0 or 1 with 2⁷, 2¹⁴, … gathers them in its uppermost byte.
        let ones = u64::from_le_bytes(bytes) >> plane & 0x0101_0101_0101_0101;
        word |= (ones.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * n);
    }
    word
}

/// Adds a bit of up to 64 states to them.
fn unpack(word: u64, plane: usize, cells: &mut [u8]) {
    for (n, eight) in cells.chunks_mut(8).enumerate() {
        // A copy of the eight bits in each byte, of which one is kept; adding 127 carries it to the top.
        let copies = (word >> (8 * n) & 0xff) * 0x0101_0101_0101_0101;
        let kept = (copies & 0x8040_2010_0804_0201) + 0x7f7f_7f7f_7f7f_7f7f;
        let bytes = ((kept >> 7 & 0x0101_0101_0101_0101) << plane).to_le_bytes();
        eight.iter_mut().zip(bytes).for_each(|(cell, bit)| *cell |= bit);
    }
}

/// Counts cells that are not 0, or differ.
struct Alive<'a> {
    words: &'a [u64],
    planes: usize,
    stride: usize,
    other: Option<&'a [u64]>,
}

impl Kernel for Alive<'_> {
    type Out = u64;

    #[inline(always)]
    fn run(self) -> u64 {
        let mut count = 0;
        for start in (0..self.words.len()).step_by(self.planes * self.stride) {
            for i in start..start + self.stride {
                let mut any = 0;
                for p in 0..self.planes {
                    let n = i + p * self.stride;
                    any |= self.words[n] ^ self.other.map_or(0, |other| other[n]);
                }
                count += u64::from(any.count_ones());
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn states_have_so_many_binary_digits() {
        assert_eq!([2, 3, 4, 5, 8, 9, 255, 256].map(planes), [1, 2, 2, 3, 3, 4, 8, 8]);
    }

    proptest! {
        #[test]
        fn bytes_and_bits_are_the_same_cells(
            (width, height) in (1usize..200, 1usize..12),
            states in prop_oneof![Just(2usize), 3usize..12, Just(256)],
            seed in any::<u64>(),
        ) {
            let mut lattice = Lattice::new(width, height, Topology::TORUS).with_states(states);
            let mut before = lattice.clone();
            for (n, cell) in (0u64..).zip(lattice.cells_mut()) {
                *cell = ((n ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) as u8;
                *cell = (usize::from(*cell) % states) as u8;
                before.cells_mut()[n as usize] = *cell / 2;
            }
            let bits = Bits::of(&lattice);
            prop_assert!(bits.lattice() == lattice);
            for isa in Isa::all() {
                prop_assert_eq!(bits.alive(isa), lattice.alive(isa));
                let pairs = lattice.cells().iter().zip(before.cells());
                let changed = pairs.filter(|(a, b)| a != b).count() as u64;
                prop_assert_eq!(bits.changed_from(&Bits::of(&before).words, isa), changed);
            }
            for (n, cell) in lattice.cells().iter().enumerate() {
                let bit = |p| u8::from(bits.bit(p, n % width, n / width)) << p;
                prop_assert_eq!((0..bits.planes()).map(bit).sum::<u8>(), *cell);
            }
        }
    }
}
