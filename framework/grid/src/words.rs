//! Square blocks of cells as numbers, and how often each occurs.

use crate::bits::planes;

/// Counts the blocks of a lattice at all positions as its rows come in.
///
/// The number of a block is made of those of its columns, the left one highest, and that of a column of its cells, the
/// upper one highest: a row more shifts every column by a cell, and a step to the right shifts a block by a column.
pub(crate) struct Words {
    side: usize,
    bits: usize,
    /// Whether blocks go around the edges.
    around: bool,
    /// The last `side` cells of every column.
    columns: Vec<u32>,
    /// The first rows, which on a torus come below the last.
    first: Vec<Vec<u8>>,
    rows: usize,
    counts: Vec<u64>,
}

impl Words {
    /// No row yet of a lattice of some width and height.
    pub fn new(side: usize, states: usize, (width, _): (usize, usize), around: bool) -> Self {
        let bits = planes(states);
        let counts = vec![0; 1 << (bits * side * side)];
        Words { side, bits, around, columns: vec![0; width], first: vec![], rows: 0, counts }
    }

    /// A further row of states, below the others.
    pub fn add(&mut self, row: &[u8]) {
        if self.first.len() + 1 < self.side {
            self.first.push(row.to_vec());
        }
        let (bits, mask) = (self.bits, (1 << (self.bits * self.side)) - 1);
        for (column, cell) in self.columns.iter_mut().zip(row) {
            *column = (*column << bits | u32::from(*cell)) & mask;
        }
        self.rows += 1;
        if self.rows >= self.side {
            self.count();
        }
    }

    /// Counts the blocks that end in the last row.
    fn count(&mut self) {
        let (width, before) = (self.columns.len(), self.side - 1);
        let (shift, mask) = (self.bits * self.side, self.counts.len() as u32 - 1);
        let mut block = 0;
        for column in self.columns.iter().cycle().take(before) {
            block = block << shift | column;
        }
        let rest = if self.around { width } else { width.saturating_sub(before) };
        for column in self.columns.iter().cycle().skip(before % width).take(rest) {
            block = (block << shift | column) & mask;
            self.counts[block as usize] += 1;
        }
    }

    /// How often each block occurs, by its number.
    pub fn counts(mut self) -> Vec<u64> {
        if self.around {
            // As often around as a low lattice needs.
            let first = self.first.clone();
            first.iter().cycle().take(self.side - 1).for_each(|row| self.add(row));
        }
        self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every block looked up cell by cell.
    fn slow(side: usize, bits: usize, cells: &[Vec<u8>], around: bool) -> Vec<u64> {
        let (width, height) = (cells[0].len(), cells.len());
        let mut counts = vec![0; 1 << (bits * side * side)];
        for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
            if !around && (x + side > width || y + side > height) {
                continue;
            }
            let cell = |n: usize| usize::from(cells[(y + n % side) % height][(x + n / side) % width]);
            counts[(0..side * side).fold(0, |block, n| block << bits | cell(n))] += 1;
        }
        counts
    }

    proptest! {
        #[test]
        fn blocks_are_counted_as_when_each_is_looked_up(
            (width, height, seed, around) in (1usize..20, 1usize..20, any::<u64>(), any::<bool>()),
            (side, states) in prop_oneof![(1usize..5, Just(2)), (1usize..4, 3usize..5), (1usize..3, 5usize..9)],
        ) {
            let cell = |x: usize, y: usize| (seed.rotate_left((x * x * 7 + y * 13) as u32) % states as u64) as u8;
            let cells: Vec<Vec<u8>> = (0..height).map(|y| (0..width).map(|x| cell(x, y)).collect()).collect();
            let mut words = Words::new(side, states, (width, height), around);
            cells.iter().for_each(|row| words.add(row));
            prop_assert_eq!(words.counts(), slow(side, planes(states), &cells, around));
        }
    }
}
