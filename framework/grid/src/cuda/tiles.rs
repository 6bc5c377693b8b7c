//! How a board is shared out: each block of threads takes a tile, and moves it by several generations.

use quincunx_device::board::Board;
use quincunx_device::cuda::Shape;

/// Threads of a block.
pub const THREADS: u32 = 256;
/// Rows of a tile; as many as there are generations are lost above and below.
const ROWS: usize = 64;
/// Words of a tile's row that are not lost: one is on each side.
const WORDS: usize = 30;

/// Generations in a launch where there is enough to do. More would save little memory traffic, and more rows would be
/// computed twice.
const USUAL: u64 = 4;
/// Generations in a launch where there is little to do: then launches are what takes time.
const MOST: u64 = 16;
/// Tiles for each multiprocessor that are enough to do.
const ENOUGH: usize = 2;

/// How many generations are best computed in a launch.
pub fn generations(board: &Board) -> u64 {
    let enough = ENOUGH * board.cuda().card().multiprocessors as usize;
    best(board.words(), board.height(), enough)
}

/// The blocks and threads that move a board by so many generations in a launch, 1 to 16.
pub fn shape(board: &Board, generations: u64) -> Shape {
    let tiles = tiles(board.words(), board.height(), generations);
    Shape { blocks: (tiles as u32, 1, 1), threads: (THREADS, 1, 1) }
}

fn best(words: usize, height: usize, enough: usize) -> u64 {
    if tiles(words, height, USUAL) < enough { MOST } else { USUAL }
}

fn tiles(words: usize, height: usize, generations: u64) -> usize {
    words.div_ceil(WORDS) * height.div_ceil(ROWS - 2 * generations as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_the_board() {
        assert_eq!(tiles(1, 1, 1), 1);
        assert_eq!((tiles(30, 62, 1), tiles(30, 63, 1), tiles(31, 62, 1)), (1, 2, 2));
        assert_eq!((tiles(61, 56, 4), tiles(61, 57, 4)), (3, 6));
        assert_eq!((tiles(1, 32, 16), tiles(1, 33, 16)), (1, 2));
    }

    #[test]
    fn a_board_that_keeps_the_device_busy_takes_few_generations_at_a_time() {
        let best = |side: usize| best(side.div_ceil(32), side, 264);
        assert_eq!((best(1), best(1 << 10), best(1 << 12)), (16, 16, 4));
        assert_eq!(best(1 << 15), 4);
    }
}
