//! Rows of a lattice as a sweep takes them up, those beyond its edges too.

use super::Bits;
use crate::topology::{Klein, Topology, Torus, Twist};

/// Words before the first of a row, so that rows begin on cache lines; the last of them holds the cell to the left.
pub(super) const LEFT: usize = 8;

/// Writes the planes of a row whose number may lie outside, each with the cell to its left and to its right. Each plane
/// has its part of `out`.
pub(super) fn load(bits: &Bits, y: i64, out: &mut [u64]) {
    let (width, size) = (bits.width(), (bits.width(), bits.height()));
    let inside = (0..bits.height() as i64).contains(&y);
    let stride = out.len() / bits.planes();
    for (plane, out) in out.chunks_mut(stride).enumerate() {
        if inside {
            let row = bits.row(plane, y as usize);
            out[LEFT..][..row.len()].copy_from_slice(row);
        } else {
            beyond(bits, plane, y, out);
        }
        let cell = |x: i64| bits.topology().at(size, x, y).is_some_and(|(x, y)| bits.bit(plane, x, y));
        surround(out, width, cell(-1), cell(width as i64));
    }
}

/// Sets the cells to the left and to the right of a row.
#[inline(always)]
pub(super) fn surround(row: &mut [u64], width: usize, left: bool, right: bool) {
    row[LEFT - 1] = u64::from(left) << 63;
    let (word, bit) = (LEFT + width / 64, width % 64);
    row[word] = row[word] & !(1 << bit) | u64::from(right) << bit;
}

/// The cells of a row above the first or below the last.
fn beyond(bits: &Bits, plane: usize, y: i64, out: &mut [u64]) {
    let (width, height) = (bits.width(), bits.height() as i64);
    let (row, times) = (|y: i64| bits.row(plane, y.rem_euclid(height) as usize), y.div_euclid(height));
    let words = 0..width.div_ceil(64);
    let turned = |shift: i64, out: &mut [u64]| {
        for i in words.clone() {
            // The last 64 cells become the first, read backwards.
            let end = width as i64 + shift - 64 * i as i64;
            out[LEFT + i] = cells_from(row(y), width, end - 64).reverse_bits();
        }
    };
    match bits.topology() {
        Topology::Dead => out[LEFT..].fill(0),
        Topology::Torus(Torus { shift: (0, _) }) | Topology::Klein(Klein { twist: Twist::LeftRight, .. }) => {
            out[LEFT..][..words.len()].copy_from_slice(row(y));
        }
        Topology::Torus(Torus { shift: (shift, _) }) => {
            for i in words {
                out[LEFT + i] = cells_from(row(y), width, 64 * i as i64 + times * i64::from(shift));
            }
        }
        Topology::Klein(Klein { shift, .. }) if times % 2 != 0 => turned(i64::from(shift), out),
        Topology::Klein(_) => out[LEFT..][..words.len()].copy_from_slice(row(y)),
        Topology::CrossSurface if times % 2 != 0 => turned(0, out),
        Topology::CrossSurface | Topology::Sphere => {
            out[LEFT..].fill(0);
            for x in 0..width {
                let at = bits.topology().at((width, bits.height()), x as i64, y);
                let cell = at.is_some_and(|(x, y)| bits.bit(plane, x, y));
                out[LEFT + x / 64] |= u64::from(cell) << (x % 64);
            }
        }
    }
}

/// The 64 cells of a row from one on, whose number may lie outside: after the last comes the first.
fn cells_from(row: &[u64], width: usize, start: i64) -> u64 {
    let (mut at, mut have, mut cells) = (start.rem_euclid(width as i64) as usize, 0, 0);
    while have < 64 {
        let some = (64 - at % 64).min(width - at).min(64 - have);
        let ones = if some == 64 { u64::MAX } else { (1 << some) - 1 };
        cells |= (row[at / 64] >> (at % 64) & ones) << have;
        have += some;
        at = if at + some == width { 0 } else { at + some };
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_row_is_what_lies_there(
            (width, height) in prop_oneof![(1usize..6, 1usize..6), (1usize..200, 1usize..12)],
            (kind, shift) in (0usize..8, -200i32..200),
            seed in any::<u64>(),
        ) {
            let height = if kind == 7 { width } else { height };
            let topology = [
                Topology::Torus(Torus { shift: (shift, 0) }),
                Topology::Torus(Torus { shift: (0, shift) }),
                Topology::TORUS,
                Topology::Dead,
                Topology::Klein(Klein { twist: Twist::TopBottom, shift }),
                Topology::Klein(Klein { twist: Twist::LeftRight, shift }),
                Topology::CrossSurface,
                Topology::Sphere,
            ][kind];
            let mut bits = Bits::new(width, height, topology, 4);
            for y in 0..height {
                let cell = |x: u64| ((x ^ y as u64 ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 62) as u8;
                bits.put_row(y, &(0..width as u64).map(cell).collect::<Vec<_>>());
            }
            for y in -3..height as i64 + 3 {
                let stride = LEFT + width / 64 + 1;
                let mut out = vec![u64::MAX; 2 * stride];
                load(&bits, y, &mut out);
                for (plane, out) in out.chunks(stride).enumerate() {
                    for x in -1..=width as i64 {
                        let n = (x + 64 * LEFT as i64) as usize;
                        let expected = topology.at((width, height), x, y);
                        let expected = expected.is_some_and(|(x, y)| bits.bit(plane, x, y));
                        prop_assert_eq!(out[n / 64] >> (n % 64) & 1 == 1, expected, "{:?} {} {}", topology, x, y);
                    }
                }
            }
        }
    }
}
