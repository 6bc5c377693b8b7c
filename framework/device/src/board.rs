//! A lattice of two states on a device.

use crate::cuda::{Buffer, Cuda};
use crate::error::DeviceError;
use std::sync::Arc;

/// The CUDA C++ that reads a board: it stands before the sources of kernels that do, with
/// `concat!(include_str!("…/board.cuh"), "#line 1 \"own.cu\"\n", include_str!("own.cu"))`.
pub const BOARD_CUH: &str = include_str!("../kernels/board.cuh");

/// Cells of two states in the memory of a device: a bit a cell, 32 cells in a word, the first in the lowest bit, rows of
/// whole words one after the other. Bits behind the end of a row are 0, and every kernel leaves them so.
pub struct Board {
    cuda: Arc<Cuda>,
    width: usize,
    height: usize,
    torus: bool,
    /// The cells as they are.
    pub cells: Buffer<u32>,
    /// As many words, where a kernel puts the cells as they will be; then both [change places](Board::turn).
    pub next: Buffer<u32>,
}

impl Board {
    /// A board of cells, each 0 or 1, row by row; neither side is 0 nor above 2³⁰.
    ///
    /// # Errors
    ///
    /// The device has too little memory, or failed before.
    pub fn new(cuda: &Arc<Cuda>, cells: &[u8], width: usize, torus: bool) -> Result<Board, DeviceError> {
        let height = cells.len() / width;
        let words = packed(cells, width);
        let (next, cells) = (cuda.zeros(words.len())?, cuda.upload(&words)?);
        Ok(Board { cuda: cuda.clone(), width, height, torus, cells, next })
    }

    /// The device that it is on.
    pub fn cuda(&self) -> &Arc<Cuda> {
        &self.cuda
    }

    /// Cells in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Whether opposite edges are joined; everything outside is dead else.
    pub fn torus(&self) -> bool {
        self.torus
    }

    /// Words of a row.
    pub fn words(&self) -> usize {
        self.width.div_ceil(32)
    }

    /// Lets the next cells be those that are.
    pub fn turn(&mut self) {
        std::mem::swap(&mut self.cells, &mut self.next);
    }

    /// Puts other cells there, as many as there are.
    ///
    /// # Errors
    ///
    /// The device failed.
    pub fn put(&mut self, cells: &[u8]) -> Result<(), DeviceError> {
        self.cuda.store(&packed(cells, self.width), &mut self.cells)
    }

    /// The cells after all work that was asked for, each 0 or 1, row by row.
    ///
    /// # Errors
    ///
    /// The device failed, or a kernel did.
    pub fn cells(&self) -> Result<Vec<u8>, DeviceError> {
        Ok(unpacked(&self.cuda.download(&self.cells)?, self.width))
    }
}

/// From a byte a cell to a bit a cell.
fn packed(cells: &[u8], width: usize) -> Vec<u32> {
    let word = |cells: &[u8]| cells.iter().rev().fold(0, |word, cell| word << 1 | u32::from(*cell & 1));
    cells.chunks(width).flat_map(|row| row.chunks(32).map(word)).collect()
}

/// From a bit a cell to a byte a cell.
fn unpacked(words: &[u32], width: usize) -> Vec<u8> {
    let mut cells = Vec::with_capacity(words.len() * 32);
    for row in words.chunks(width.div_ceil(32)) {
        for (word, first) in row.iter().zip((0..width).step_by(32)) {
            cells.extend((0..32.min(width - first)).map(|bit| (word >> bit & 1) as u8));
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_become_bits_and_cells_again() {
        for (width, height) in [(1, 1), (1, 5), (31, 3), (32, 2), (33, 4), (70, 7)] {
            let cells: Vec<u8> = (0..width * height).map(|i| u8::from(i * i % 7 < 3)).collect();
            let words = packed(&cells, width);
            assert_eq!(words.len(), width.div_ceil(32) * height);
            for (i, cell) in cells.iter().enumerate() {
                let (x, y) = (i % width, i / width);
                assert_eq!((words[y * width.div_ceil(32) + x / 32] >> (x % 32) & 1) as u8, *cell);
            }
            let behind = words.iter().map(|word| word.count_ones()).sum::<u32>();
            assert_eq!(behind, cells.iter().map(|cell| u32::from(*cell)).sum(), "bits behind a row are 0");
            assert_eq!(unpacked(&words, width), cells);
        }
    }
}
