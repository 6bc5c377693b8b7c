//! Some rows of a lattice, while they are filled.

/// Whole rows, a byte a cell. A large lattice is filled strip by strip, for all of it in bytes may have no room.
pub struct Strip<'a> {
    /// The cells, row by row.
    pub cells: &'a mut [u8],
    /// Which row of the lattice the strip begins with.
    pub first: usize,
    /// Width and height of the whole lattice.
    pub size: (usize, usize),
    /// How many states a cell may be in.
    pub states: usize,
}

/// Cells of a strip.
const CELLS: usize = 1 << 24;

impl Strip<'_> {
    /// Rows of a strip of so wide a lattice.
    pub fn rows(width: usize) -> usize {
        (CELLS / width).max(1)
    }

    /// The cell at a place of the lattice, if it lies in the strip.
    pub fn cell(&mut self, x: usize, y: usize) -> Option<&mut u8> {
        let row = y.checked_sub(self.first)?;
        self.cells.get_mut(row * self.size.0..(row + 1) * self.size.0)?.get_mut(x)
    }
}
