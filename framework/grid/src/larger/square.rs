//! Sums over squares: of columns, moved down row by row, and of those along the row.

use super::padded::{Rows, margin, padded};
use super::{Band, Sums};

/// Sums over the squares around the cells of a row.
pub(super) struct Square {
    radius: usize,
    /// Of each column, how many of its 2·radius + 1 cells are in state 1.
    columns: Vec<u16>,
    counts: Vec<u32>,
}

impl Square {
    pub fn new(band: &Band) -> Self {
        let (width, radius) = (band.src.width(), band.radius);
        Square { radius, columns: vec![0; padded(width, radius)], counts: vec![0; width] }
    }
}

impl Sums for Square {
    #[inline(always)]
    fn enter(&mut self, rows: &Rows, row: i64) {
        let all = self.columns.len();
        let side = 2 * self.radius + 1;
        let (enters, leaves) = (&rows.row(row)[..all], &rows.row(row - side as i64)[..all]);
        for x in 0..all {
            self.columns[x] = self.columns[x] + u16::from(enters[x]) - u16::from(leaves[x]);
        }
        let columns = &self.columns[margin(self.radius)..];
        let mut count = columns[..side].iter().map(|column| u32::from(*column)).sum::<u32>();
        let width = self.counts.len();
        let (left, right) = (&columns[..width], &columns[side..][..width]);
        // Only one addition waits for the one before it.
        for x in 0..width {
            self.counts[x] = count;
            count = count.wrapping_add(u32::from(right[x]).wrapping_sub(u32::from(left[x])));
        }
    }

    #[inline(always)]
    fn counts(&self) -> &[u32] {
        &self.counts
    }
}
