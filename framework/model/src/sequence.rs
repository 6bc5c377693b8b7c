//! A strip of cells in which every square neighbourhood stands once: its columns are a de Bruijn sequence.
//!
//! So all decisions of a network come from one long slab, whose layers share what neighbouring squares have in common.

/// The columns of the strip, as numbers with a bit a cell, the upper one lowest. Each of the 2^(side²) squares of
/// `side` columns that follow each other is there exactly once.
///
/// Lyndon words whose length divides the order, in lexicographic order: H. Fredricksen, J. Maiorana, "Necklaces of beads
/// in k colors and k-ary de Bruijn sequences", Discrete Mathematics 23 (1978); from word to word by J.-P. Duval's method.
pub(crate) fn columns(side: usize) -> Vec<u8> {
    let last = ((1u16 << side) - 1) as u8;
    let mut word = vec![0; side];
    let (mut length, mut columns) = (1, vec![]);
    while length > 0 {
        if side.is_multiple_of(length) {
            columns.extend_from_slice(&word[..length]);
        }
        for i in length..side {
            word[i] = word[i - length];
        }
        length = word.iter().rposition(|column| *column < last).map_or(0, |at| at + 1);
        if length > 0 {
            word[length - 1] += 1;
        }
    }
    columns.extend_from_within(..side - 1);
    columns
}

/// The number of the square that begins with a column: a bit a cell, column by column from the left.
pub(crate) fn square(columns: &[u8], side: usize) -> usize {
    columns.iter().take(side).rev().fold(0, |number, column| number << side | usize::from(*column))
}

/// The cells of a square, row by row.
pub(crate) fn cells(square: usize, side: usize) -> Vec<u8> {
    let cell = |row: usize, column: usize| (square >> (column * side + row) & 1) as u8;
    (0..side * side).map(|i| cell(i / side, i % side)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_square_stands_once_in_the_strip() {
        for side in [1, 3] {
            let columns = columns(side);
            let count = 1 << (side * side);
            assert_eq!(columns.len(), count + side - 1);
            let mut seen = vec![false; count];
            for window in columns.windows(side) {
                assert!(!std::mem::replace(&mut seen[square(window, side)], true));
            }
        }
        assert_eq!(columns(5).len(), (1 << 25) + 4);
        assert_eq!(cells(0b001_010_100, 3), [0, 0, 1, 0, 1, 0, 1, 0, 0]);
    }
}
