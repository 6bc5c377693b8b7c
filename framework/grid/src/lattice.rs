//! A rectangle of cells.

use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

/// How the edges of a lattice meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edges {
    /// Opposite edges are joined. On a lattice narrower than three cells a neighbour counts as often as it is reached.
    Torus,
    /// Everything outside is dead, in every generation.
    Dead,
}

/// Cells of two states, a byte each, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lattice {
    width: usize,
    height: usize,
    edges: Edges,
    pub(crate) cells: Vec<u8>,
}

impl Lattice {
    /// A lattice without living cells; its sides are at least 1.
    pub fn new(width: usize, height: usize, edges: Edges) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Lattice { width, height, edges, cells: vec![0; width * height] }
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
    pub fn edges(&self) -> Edges {
        self.edges
    }

    /// All cells, row-major: 0 is dead, 1 alive.
    pub fn cells(&self) -> &[u8] {
        &self.cells
    }

    /// All cells, to be changed. Nothing but 0 and 1 may be written.
    pub fn cells_mut(&mut self) -> &mut [u8] {
        &mut self.cells
    }

    /// How many cells are alive.
    pub fn alive(&self, isa: Isa) -> u64 {
        dispatch(isa, Count { cells: &self.cells, other: None })
    }

    /// How many cells differ from those of a lattice of the same size.
    pub fn changed_from(&self, before: &[u8], isa: Isa) -> u64 {
        dispatch(isa, Count { cells: &self.cells, other: Some(before) })
    }
}

/// Counts ones, or differences, of bytes that are 0 or 1.
struct Count<'a> {
    cells: &'a [u8],
    other: Option<&'a [u8]>,
}

const LANES: usize = 64;
/// Cells that are added up before the running sums are touched, which live in memory.
const STRIDE: usize = 8 * LANES;
/// As many strides as a byte can count.
const BLOCK: usize = STRIDE * 31;

impl Kernel for Count<'_> {
    type Out = u64;

    #[inline(always)]
    fn run(self) -> u64 {
        let mut count = 0;
        match self.other {
            None => {
                for block in self.cells.chunks(BLOCK) {
                    count += ones(block);
                }
            }
            Some(other) => {
                for (a, b) in self.cells.chunks(BLOCK).zip(other.chunks(BLOCK)) {
                    count += differences(a, b);
                }
            }
        }
        count
    }
}

#[inline(always)]
fn ones(cells: &[u8]) -> u64 {
    let mut lanes = [0u8; LANES];
    let (strides, rest) = cells.as_chunks::<STRIDE>();
    for stride in strides {
        for i in 0..LANES {
            let mut sum = 0;
            for k in 0..8 {
                sum += stride[i + k * LANES];
            }
            lanes[i] += sum;
        }
    }
    total(&lanes) + total(rest)
}

#[inline(always)]
fn differences(a: &[u8], b: &[u8]) -> u64 {
    let mut lanes = [0u8; LANES];
    let ((strides_a, rest_a), (strides_b, rest_b)) = (a.as_chunks::<STRIDE>(), b.as_chunks::<STRIDE>());
    for (a, b) in strides_a.iter().zip(strides_b) {
        for i in 0..LANES {
            let mut sum = 0;
            for k in 0..8 {
                sum += a[i + k * LANES] ^ b[i + k * LANES];
            }
            lanes[i] += sum;
        }
    }
    let mut rest = 0;
    for (a, b) in rest_a.iter().zip(rest_b) {
        rest += u64::from(a ^ b);
    }
    total(&lanes) + rest
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
            let mut lattice = Lattice::new(n, 1, Edges::Torus);
            let before: Vec<u8> = (0..n).map(|i| u8::from(i % 3 == 0)).collect();
            for (i, cell) in lattice.cells_mut().iter_mut().enumerate() {
                *cell = u8::from(i % 7 < 5);
            }
            let alive = lattice.cells().iter().filter(|&&cell| cell == 1).count() as u64;
            let changed = lattice.cells().iter().zip(&before).filter(|(a, b)| a != b).count() as u64;
            for isa in Isa::all() {
                assert_eq!((lattice.alive(isa), lattice.changed_from(&before, isa)), (alive, changed), "{n}");
            }
        }
    }
}
