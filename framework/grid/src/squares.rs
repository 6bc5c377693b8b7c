//! Square blocks of cells that are kept as bits, and how often each occurs: the same as [`Words`](crate::words::Words) says,
//! without a look at any cell.

use crate::bits::Bits;
use crate::tally::{MOST_ROWS, Tally};
use quincunx_sdk::lanes::isa::Isa;

/// How often each block of some side occurs by its number, if blocks are small enough to be counted so. `around` says
/// whether blocks go around the edges.
pub(crate) fn counts(bits: &Bits, side: usize, around: bool, isa: Isa) -> Option<Vec<u64>> {
    let (width, height, planes) = (bits.width(), bits.height(), bits.planes());
    if side * side * planes > MOST_ROWS {
        return None;
    }
    let inside = |cells: usize| if around { cells } else { (cells + 1).saturating_sub(side) };
    let (across, down) = (inside(width), inside(height));
    let mut tally = Tally::new(side * side * planes, isa);
    // The upper left cell is the highest in the number, then that below it: the lowest is the lower right.
    let places = (0..side).rev().flat_map(|dx| (0..side).rev().map(move |dy| (dx, dy)));
    let places: Vec<_> = places.flat_map(|(dx, dy)| (0..planes).map(move |plane| (dx, dy, plane))).collect();
    let mut rows = vec![vec![]; places.len()];
    for y in 0..down {
        for (row, &(dx, dy, plane)) in rows.iter_mut().zip(&places) {
            shift(bits.row(plane, (y + dy) % height), (width, dx), across, row);
        }
        tally.add(&rows.iter().map(|row| &row[..]).collect::<Vec<_>>());
    }
    Some(tally.counts(across as u64 * down as u64))
}

/// The entropy of blocks in bits: Σ p log₂ 1/p, of which no term is negative.
pub(crate) fn entropy(counts: &[u64]) -> f64 {
    let total = counts.iter().sum::<u64>() as f64;
    let term = |count: f64| count / total * libm::log2(total / count);
    counts.iter().filter(|count| **count > 0).fold(0.0, |sum, count| sum + term(*count as f64))
}

/// The first cells of a row that begins some cells later, and goes around its end.
fn shift(row: &[u64], (width, by): (usize, usize), cells: usize, shifted: &mut Vec<u64>) {
    shifted.clear();
    shifted.extend_from_slice(row);
    if by > 0 {
        let next = row.iter().skip(1).chain(&[0]);
        shifted.iter_mut().zip(next).for_each(|(word, next)| *word = *word >> by | next << (64 - by));
        for x in width.saturating_sub(by)..width {
            let from = (x + by) % width;
            shifted[x / 64] |= (row[from / 64] >> (from % 64) & 1) << (x % 64);
        }
    }
    // What is left behind the last block.
    for (n, word) in shifted.iter_mut().enumerate().skip(cells / 64) {
        let kept = cells.saturating_sub(64 * n);
        *word &= if kept < 64 { (1 << kept) - 1 } else { u64::MAX };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::Lattice;
    use crate::topology::Topology;
    use crate::words::Words;
    use proptest::prelude::*;

    #[test]
    fn even_odds_have_as_many_bits_as_it_takes_to_tell_them() {
        assert_eq!(entropy(&[]), 0.0);
        assert_eq!(entropy(&[0, 9, 0]), 0.0);
        assert_eq!(entropy(&[5; 16]), 4.0);
        assert_eq!(entropy(&[2, 1, 1]), 1.5);
    }

    proptest! {
        #[test]
        fn blocks_are_counted_as_by_words(
            (width, height, seed, around) in (prop_oneof![1usize..10, 60usize..70, 500usize..600], 1usize..20, any::<u64>(), any::<bool>()),
            (side, states) in prop_oneof![(1usize..3, Just(2)), (Just(1usize), 3usize..=64)],
        ) {
            let mut lattice = Lattice::new(width, height, Topology::TORUS).with_states(states);
            for (n, cell) in (seed..).zip(lattice.cells_mut()) {
                *cell = ((n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) % states as u64) as u8;
            }
            let mut words = Words::new(side, states, (width, height), around);
            lattice.cells().chunks(width).for_each(|row| words.add(row));
            let expected = words.counts();
            for isa in Isa::all() {
                prop_assert_eq!(counts(&Bits::of(&lattice), side, around, isa), Some(expected.clone()));
            }
            prop_assert_eq!(counts(&Bits::of(&lattice), 3, around, Isa::PORTABLE), None);
        }
    }
}
