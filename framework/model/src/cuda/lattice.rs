//! How a lattice is cut, so that what layers leave for each other fits into bounded memory.

use quincunx_device::board::Board;
use quincunx_device::cuda::Buffer;

/// Cells of a lattice: the first one, and the sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

impl Piece {
    /// As kernels take it.
    pub fn numbers(self) -> [i32; 4] {
        [self.x, self.y, self.width, self.height].map(|number| number as i32)
    }

    /// Words that it is in, row by row.
    pub fn words(self) -> usize {
        self.width.div_ceil(32) * self.height
    }
}

/// A board whose next cells may be written while these are read.
pub(super) struct Lattice<'b> {
    pub cells: &'b Buffer<u32>,
    pub width: i32,
    pub height: i32,
    pub torus: bool,
}

impl<'b> Lattice<'b> {
    /// The board with what is decided next.
    pub fn with_next(board: &'b mut Board) -> (Self, &'b mut Buffer<u32>) {
        let (width, height, torus) = (board.width() as i32, board.height() as i32, board.torus());
        (Lattice { cells: &board.cells, width, height, torus }, &mut board.next)
    }

    /// The board alone.
    pub fn of(board: &'b Board) -> Self {
        let (width, height, torus) = (board.width() as i32, board.height() as i32, board.torus());
        Lattice { cells: &board.cells, width, height, torus }
    }

    /// Cells in a row, and rows.
    pub fn size(&self) -> [usize; 2] {
        [self.width as usize, self.height as usize]
    }
}

/// What a layer leaves for the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stage {
    /// How far the layers behind see: so many cells around a piece are needed.
    pub reach: usize,
    /// Numbers that a cell takes.
    pub stride: usize,
}

/// Cells of a row that a piece has at most, where memory allows; a multiple of 32, and so is whatever half of it is
/// used.
const WIDEST: usize = 512;
/// Rows of a piece: with those around it not more than a kernel can have blocks along y.
const TALLEST: usize = 1 << 15;

impl Stage {
    /// Numbers for a piece.
    pub fn numbers(self, width: usize, height: usize) -> usize {
        (width + 2 * self.reach) * (height + 2 * self.reach) * self.stride
    }
}

/// The largest piece of a lattice of this size for which no stage is more than `most` numbers. One row of a word is the
/// smallest, even where that is more.
pub(super) fn largest([width, height]: [usize; 2], stages: &[Stage], most: usize) -> [usize; 2] {
    let numbers = |w, h| stages.iter().map(|stage| stage.numbers(w, h)).max().unwrap_or(0);
    let mut wide = WIDEST;
    while wide > 32 && numbers(wide.min(width), 1) > most {
        wide /= 2;
    }
    let wide = wide.min(width);
    let fits = |tall: usize| numbers(wide, tall) <= most;
    // Half of what is possible is halved again until it is found.
    let (mut tall, mut over) = (1, height.min(TALLEST) + 1);
    while over - tall > 1 {
        let middle = tall.midpoint(over);
        if fits(middle) { tall = middle } else { over = middle }
    }
    [wide, tall]
}

/// A lattice in pieces of this size, which are smaller at the end of a row and in the last rows.
pub(super) fn cut([width, height]: [usize; 2], [wide, tall]: [usize; 2]) -> impl Iterator<Item = Piece> {
    let row = move |y| {
        let piece = move |x| Piece { x, y, width: wide.min(width - x), height: tall.min(height - y) };
        (0..width).step_by(wide).map(piece)
    };
    (0..height).step_by(tall).flat_map(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_as_large_as_memory_allows() {
        let stages = [Stage { reach: 2, stride: 16 }, Stage { reach: 0, stride: 64 }];
        assert_eq!(largest([100, 70], &stages, 1 << 30), [100, 70]);
        assert_eq!(largest([4000, 100_000], &stages, 1 << 40), [512, TALLEST]);
        let [wide, tall] = largest([4000, 4000], &stages, 1 << 20);
        assert_eq!((wide, tall), (512, 32));
        assert!(stages.iter().all(|stage| stage.numbers(wide, tall) <= 1 << 20));
        assert_eq!(largest([4000, 4000], &stages, 1 << 13), [64, 2]);
        assert_eq!(largest([4000, 4000], &stages, 1), [32, 1]);
        assert_eq!(largest([1, 1], &stages, 1), [1, 1]);
    }

    #[test]
    fn every_cell_is_in_one_piece_that_begins_with_a_word() {
        for (size, piece) in [([1, 1], [1, 1]), ([100, 7], [32, 3]), ([64, 5], [64, 5]), ([33, 2], [32, 1])] {
            let mut seen = vec![0; size[0] * size[1]];
            for Piece { x, y, width, height } in cut(size, piece) {
                assert!(x % 32 == 0 && width <= piece[0] && height <= piece[1]);
                for row in y..y + height {
                    seen[row * size[0] + x..][..width].iter_mut().for_each(|count| *count += 1);
                }
            }
            assert!(seen.iter().all(|count| *count == 1));
        }
    }
}
