//! Rows of the lattice with what lies on either side of them.

use crate::lattice::Lattice;
use crate::topology::Topology;

/// The last rows that were loaded, a byte a cell: whether it is in state 1. Before the first there are empty ones.
pub(super) struct Rows<'a> {
    lattice: &'a Lattice,
    radius: usize,
    ring: Vec<Vec<u8>>,
}

impl<'a> Rows<'a> {
    /// As many rows as a neighbourhood has, and one.
    pub fn new(lattice: &'a Lattice, radius: usize) -> Self {
        Rows { lattice, radius, ring: vec![vec![0; padded(lattice.width(), radius)]; 2 * radius + 2] }
    }

    fn place(&self, row: i64) -> usize {
        row.rem_euclid(self.ring.len() as i64) as usize
    }

    /// A row and `radius` cells on either side of it, between two [`margin`]s of empty cells.
    #[inline(always)]
    pub fn row(&self, row: i64) -> &[u8] {
        &self.ring[self.place(row)]
    }

    /// Loads the next row.
    #[inline(always)]
    pub fn load(&mut self, row: i64) {
        let place = self.place(row);
        let mut cells = std::mem::take(&mut self.ring[place]);
        let (margin, width, height) =
            (margin(self.radius), self.lattice.width(), self.lattice.height() as i64);
        let inner = &mut cells[margin..][..width + 2 * self.radius];
        match self.lattice.topology() {
            Topology::Dead if !(0..height).contains(&row) => inner.fill(0),
            Topology::TORUS => self.fill(row.rem_euclid(height), inner),
            _ if (0..height).contains(&row) => self.fill(row, inner),
            _ => self.look_up(row, 0..inner.len(), inner),
        }
        self.ring[place] = cells;
    }

    /// A row of the lattice, and what lies on either side.
    #[inline(always)]
    fn fill(&self, row: i64, inner: &mut [u8]) {
        let (width, radius) = (self.lattice.width(), self.radius);
        let cells = &self.lattice.cells()[row as usize * width..][..width];
        for (one, cell) in inner[radius..][..width].iter_mut().zip(cells) {
            *one = u8::from(*cell == 1);
        }
        match self.lattice.topology() {
            Topology::TORUS if radius <= width => {
                inner.copy_within(width..width + radius, 0);
                inner.copy_within(radius..2 * radius, radius + width);
            }
            Topology::Dead => {
                inner[..radius].fill(0);
                inner[radius + width..].fill(0);
            }
            _ => {
                self.look_up(row, 0..radius, inner);
                self.look_up(row, radius + width..inner.len(), inner);
            }
        }
    }

    fn look_up(&self, row: i64, places: std::ops::Range<usize>, inner: &mut [u8]) {
        let size = (self.lattice.width(), self.lattice.height());
        for place in places {
            let at = self.lattice.topology().at(size, place as i64 - self.radius as i64, row);
            let state = at.map_or(0, |(x, y)| self.lattice.cells()[y * size.0 + x]);
            inner[place] = u8::from(state == 1);
        }
    }
}

/// Empty cells on either side, so that diagonals end in nothing.
pub(super) fn margin(radius: usize) -> usize {
    radius + 1
}

/// Cells of a row with all that is beside it.
pub(super) fn padded(width: usize, radius: usize) -> usize {
    width + 2 * radius + 2 * margin(radius)
}
