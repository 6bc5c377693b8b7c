//! Sums over squares: of columns, moved down row by row, and of those along the row.

use super::number::Number;
use super::padded::{Rows, margin, padded};
use super::{Band, Sums};

/// Sums over the squares around the cells of a row.
pub(super) struct Square<N> {
    radius: usize,
    /// Of each column, how many of its 2·radius + 1 cells are in state 1.
    columns: Vec<u16>,
    counts: Vec<N>,
}

impl<N: Number> Square<N> {
    pub fn new(band: &Band) -> Self {
        let (width, radius) = (band.src.width(), band.radius);
        Square { radius, columns: vec![0; padded(width, radius)], counts: vec![N::default(); width] }
    }
}

impl<N: Number> Sums<N> for Square<N> {
    #[inline(always)]
    fn enter(&mut self, rows: &Rows, row: i64) {
        let side = 2 * self.radius + 1;
        // Slices of one length, and no fields: a check or a pointer left in a loop keeps it scalar.
        let columns = &mut self.columns[..];
        let all = columns.len();
        let (enters, leaves) = (&rows.row(row)[..all], &rows.row(row - side as i64)[..all]);
        for x in 0..all {
            columns[x] = columns[x].wrapping_add(u16::from(enters[x])).wrapping_sub(u16::from(leaves[x]));
        }
        let columns = &columns[margin(self.radius)..];
        let mut count = N::of(columns[..side].iter().map(|column| u32::from(*column)).sum());
        let counts = &mut self.counts[..];
        let width = counts.len();
        let (left, right) = (&columns[..width], &columns[side..][..width]);
        for ((counts, left), right) in
            counts.chunks_mut(LANES).zip(left.chunks(LANES)).zip(right.chunks(LANES))
        {
            count = add_up(count, left, right, counts);
        }
    }

    #[inline(always)]
    fn counts(&self) -> &[N] {
        &self.counts
    }
}

/// Columns that are taken together.
const LANES: usize = 64;

/// From the first count of some cells to that of the next: differences first, so that only one addition waits for the one
/// before it.
#[inline(always)]
fn add_up<N: Number>(mut count: N, left: &[u16], right: &[u16], counts: &mut [N]) -> N {
    let mut differences = [N::default(); LANES];
    let n = counts.len().min(left.len()).min(right.len()).min(LANES);
    for x in 0..n {
        differences[x] = N::default().moved(right[x], left[x]);
    }
    for x in 0..n {
        counts[x] = count;
        count = count.plus(differences[x]);
    }
    count
}
