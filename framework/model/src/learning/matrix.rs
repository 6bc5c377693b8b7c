//! Products of matrices, with the same bits for any instruction set and threads.

use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

/// Columns that are summed side by side.
const WIDE: usize = 16;
/// Rows that share what is read of the right matrix.
const TALL: usize = 6;

/// A matrix that is read, by how far its rows and columns are apart: the transpose of one is another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matrix<'a> {
    numbers: &'a [f32],
    row: usize,
    column: usize,
}

impl<'a> Matrix<'a> {
    /// Row by row.
    pub fn rows(numbers: &'a [f32], columns: usize) -> Self {
        Matrix { numbers, row: columns, column: 1 }
    }

    /// The transpose of one that is stored row by row.
    pub fn transposed(numbers: &'a [f32], columns: usize) -> Self {
        Matrix { numbers, row: 1, column: columns }
    }

    #[inline(always)]
    fn at(&self, row: usize, column: usize) -> f32 {
        self.numbers[row * self.row + column * self.column]
    }
}

/// to += left · right, where `to` and `right` are stored row by row and have as many columns. Each sum is taken from
/// the first term to the last, one fused multiplication after the other.
pub(super) fn add_product(isa: Isa, left: Matrix, right: &[f32], columns: usize, to: &mut [f32]) {
    if columns > 0 {
        dispatch(isa, Product { left, right, columns, to });
    }
}

struct Product<'a> {
    left: Matrix<'a>,
    right: &'a [f32],
    columns: usize,
    to: &'a mut [f32],
}

impl Kernel for Product<'_> {
    type Out = ();

    #[inline(always)]
    fn run(mut self) {
        let rows = self.to.len() / self.columns;
        for from in (0..self.columns).step_by(WIDE) {
            let mut row = 0;
            while row + TALL <= rows {
                self.tile::<TALL>(row, from);
                row += TALL;
            }
            for row in row..rows {
                self.tile::<1>(row, from);
            }
        }
    }
}

impl Product<'_> {
    #[inline(always)]
    fn tile<const ROWS: usize>(&mut self, row: usize, from: usize) {
        let wide = WIDE.min(self.columns - from);
        let mut sums = [[0.0; WIDE]; ROWS];
        for (m, sum) in sums.iter_mut().enumerate() {
            sum[..wide].copy_from_slice(&self.to[(row + m) * self.columns + from..][..wide]);
        }
        match wide {
            WIDE => self.sum::<ROWS>(row, from, &mut sums),
            _ => self.sum_narrow::<ROWS>(row, from, wide, &mut sums),
        }
        for (m, sum) in sums.iter().enumerate() {
            self.to[(row + m) * self.columns + from..][..wide].copy_from_slice(&sum[..wide]);
        }
    }

    #[inline(always)]
    fn sum<const ROWS: usize>(&self, row: usize, from: usize, sums: &mut [[f32; WIDE]; ROWS]) {
        let mut acc = *sums;
        for (k, right) in self.right.chunks_exact(self.columns).enumerate() {
            let Some(right) = right[from..].first_chunk::<WIDE>() else { return };
            for (m, acc) in acc.iter_mut().enumerate() {
                let left = self.left.at(row + m, k);
                for (sum, right) in acc.iter_mut().zip(right) {
                    *sum = left.mul_add(*right, *sum);
                }
            }
        }
        *sums = acc;
    }

    #[inline(always)]
    fn sum_narrow<const ROWS: usize>(
        &self,
        row: usize,
        from: usize,
        wide: usize,
        sums: &mut [[f32; WIDE]; ROWS],
    ) {
        for (k, right) in self.right.chunks_exact(self.columns).enumerate() {
            let right = &right[from..][..wide];
            for (m, sums) in sums.iter_mut().enumerate() {
                let left = self.left.at(row + m, k);
                for (sum, right) in sums.iter_mut().zip(right) {
                    *sum = left.mul_add(*right, *sum);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Row by column.
    fn slowly(left: Matrix, depth: usize, right: &[f32], columns: usize, to: &mut [f32]) {
        for (n, to) in to.iter_mut().enumerate() {
            for k in 0..depth {
                *to = left.at(n / columns, k).mul_add(right[k * columns + n % columns], *to);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn products_are_those_of_the_definition(
            rows in 1..20usize, depth in 0..20usize, columns in 1..50usize, flipped: bool, seed: u64,
        ) {
            let mut state = seed;
            let mut some = |n: usize| -> Vec<f32> {
                (0..n).map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 40) as f32 / 1e7 - 0.5
                }).collect()
            };
            let (left, right, start) = (some(rows * depth), some(depth * columns), some(rows * columns));
            let left = if flipped { Matrix::transposed(&left, rows) } else { Matrix::rows(&left, depth) };
            let mut expected = start.clone();
            slowly(left, depth, &right, columns, &mut expected);
            for isa in Isa::all() {
                let mut to = start.clone();
                add_product(isa, left, &right, columns, &mut to);
                prop_assert_eq!(&to, &expected, "{}", isa.name());
            }
        }
    }
}
