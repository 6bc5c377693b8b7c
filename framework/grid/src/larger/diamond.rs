//! Sums over diamonds, from sums along diagonals.
//!
//! A diamond that moves down by a row gains the two lower edges of where it is then, and loses the two upper ones of where
//! it was. An edge is a diagonal of radius + 1 cells, and its sum one along with the diagonal: it gains a cell at one end
//! and loses one at the other.

use super::number::Number;
use super::padded::{Rows, margin, padded};
use super::{Band, Sums};

/// Sums over the diamonds around the cells of a row.
pub(super) struct Diamond<N> {
    radius: usize,
    /// Of the last rows, for each cell the sum over radius + 1 cells from it to the upper left.
    left: Diagonals,
    /// The same to the upper right.
    right: Diagonals,
    counts: Vec<N>,
}

/// Sums of the last rows.
struct Diagonals(Vec<Vec<u16>>);

impl Diagonals {
    fn place(&self, row: i64) -> usize {
        row.rem_euclid(self.0.len() as i64) as usize
    }

    #[inline(always)]
    fn row(&self, row: i64) -> &[u16] {
        &self.0[self.place(row)]
    }

    /// Makes the sums of a row: of each cell, those of the one before on its diagonal, the cell, and less the one that is
    /// then too far. The diagonal comes from `before` columns farther to the right, and `far` is where it ends.
    #[inline(always)]
    fn enter(&mut self, rows: &Rows, row: i64, radius: usize, to_the_left: bool) {
        let place = self.place(row);
        let mut sums = std::mem::take(&mut self.0[place]);
        let margin = margin(radius);
        let inner = margin..sums.len() - margin;
        let length = inner.len();
        let (before, far) = if to_the_left { (margin - 1, 0) } else { (margin + 1, 2 * margin) };
        let before = &self.row(row - 1)[before..][..length];
        let far = &rows.row(row - margin as i64)[far..][..length];
        let cells = &rows.row(row)[inner.clone()][..length];
        let sums_of = &mut sums[inner][..length];
        for x in 0..length {
            sums_of[x] = before[x] + u16::from(cells[x]) - u16::from(far[x]);
        }
        self.0[place] = sums;
    }
}

impl<N: Number> Diamond<N> {
    pub fn new(band: &Band) -> Self {
        let (width, radius) = (band.src.width(), band.radius);
        let diagonals = || Diagonals(vec![vec![0; padded(width, radius)]; radius + 2]);
        Diamond { radius, left: diagonals(), right: diagonals(), counts: vec![N::default(); width] }
    }
}

impl<N: Number> Sums<N> for Diamond<N> {
    #[inline(always)]
    fn enter(&mut self, rows: &Rows, row: i64) {
        let (radius, width) = (self.radius, self.counts.len());
        self.left.enter(rows, row, radius, true);
        self.right.enter(rows, row, radius, false);
        let (before, first) = (row - radius as i64 - 1, margin(radius));
        let centre = first + radius;
        let lower = [&self.left.row(row)[centre..][..width], &self.right.row(row)[centre..][..width]];
        let upper =
            [&self.left.row(before)[centre + radius..][..width], &self.right.row(before)[first..][..width]];
        // The tips belong to two edges.
        let tips = [&rows.row(row)[centre..][..width], &rows.row(before - radius as i64)[centre..][..width]];
        let counts = &mut self.counts[..width];
        for x in 0..width {
            let gained = lower[0][x] + lower[1][x] + u16::from(tips[1][x]);
            let lost = upper[0][x] + upper[1][x] + u16::from(tips[0][x]);
            counts[x] = counts[x].moved(gained, lost);
        }
    }

    #[inline(always)]
    fn counts(&self) -> &[N] {
        &self.counts
    }
}
