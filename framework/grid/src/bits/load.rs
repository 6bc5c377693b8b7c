//! Rows of a lattice as a sweep takes them up, those beyond its edges too.

use super::Bits;
use crate::topology::{Klein, Topology, Torus, Twist};

/// Words before the first of a row, so that rows begin on cache lines; the last of them holds the cell to the left.
pub(super) const LEFT: usize = 8;

/// What lies to the left and to the right of the rows of a lattice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    /// The row's own other end.
    Own,
    /// Nothing.
    Dead,
    /// Ends of other rows. Of those come 64 cells on either side, which are moved with the row: as many generations as
    /// there are cells have passed before what is wrong beyond them comes in.
    Margins,
    /// What the surface says, from cell to cell; that is for one generation.
    LookedUp,
}

impl Ends {
    pub fn of(bits: &Bits) -> Self {
        match bits.topology() {
            Topology::Dead => Ends::Dead,
            Topology::Torus(Torus { shift: (_, 0) }) => Ends::Own,
            Topology::Klein(Klein { twist: Twist::TopBottom, .. }) => Ends::Own,
            Topology::Torus(_) | Topology::Klein(_) if bits.width() >= 64 => Ends::Margins,
            Topology::Torus(_) | Topology::Klein(_) => Ends::LookedUp,
            Topology::CrossSurface | Topology::Sphere => Ends::LookedUp,
        }
    }

    /// Words before those of a row that belong to its margin.
    pub fn margin(self) -> usize {
        usize::from(self == Ends::Margins)
    }
}

/// Writes the planes of a row whose number may lie outside, each with what lies to its left and to its right. Each plane
/// has its part of `out`.
#[inline(always)]
pub(super) fn load(bits: &Bits, ends: Ends, y: i64, out: &mut [u64]) {
    let stride = out.len() / bits.planes();
    for (plane, out) in out.chunks_mut(stride).enumerate() {
        let cells = &mut out[LEFT + ends.margin()..];
        match usize::try_from(y).ok().filter(|y| *y < bits.height()) {
            Some(y) => {
                let row = bits.row(plane, y);
                cells[..row.len()].copy_from_slice(row);
            }
            None => beyond(bits, plane, y, cells),
        }
        match ends {
            Ends::Own | Ends::Dead => join(out, bits.width(), ends),
            Ends::Margins => margins(bits, plane, y, out),
            Ends::LookedUp => {
                let (width, size) = (bits.width() as i64, (bits.width(), bits.height()));
                let at = |x: i64| bits.topology().at(size, x, y);
                let cell = |x: i64| at(x).is_some_and(|(x, y)| bits.bit(plane, x, y));
                surround(out, bits.width(), cell(-1), cell(width));
            }
        }
    }
}

/// Joins the ends of a row, or lets nothing lie beyond them.
#[inline(always)]
pub(super) fn join(row: &mut [u64], width: usize, ends: Ends) {
    let last = width - 1;
    let (first, last) = (row[LEFT] & 1 == 1, row[LEFT + last / 64] >> (last % 64) & 1 == 1);
    let own = ends == Ends::Own;
    surround(row, width, own & last, own & first);
}

/// Sets the cells to the left and to the right of a row.
#[inline(always)]
fn surround(row: &mut [u64], width: usize, left: bool, right: bool) {
    row[LEFT - 1] = u64::from(left) << 63;
    let (word, bit) = (LEFT + width / 64, width % 64);
    row[word] = row[word] & !(1 << bit) | u64::from(right) << bit;
}

/// The ends of the rows that lie on either side of a row.
fn margins(bits: &Bits, plane: usize, y: i64, out: &mut [u64]) {
    let (width, height) = (bits.width(), bits.height() as i64);
    let (left, right) = match bits.topology() {
        Topology::Torus(Torus { shift: (_, down) }) => (y - i64::from(down), y + i64::from(down)),
        Topology::Klein(Klein { shift, .. }) => [height - 1 - y + i64::from(shift); 2].into(),
        Topology::Dead | Topology::CrossSurface | Topology::Sphere => (y, y),
    };
    let row = |y: i64| bits.row(plane, y.rem_euclid(height) as usize);
    out[LEFT] = cells_from(row(left), width, width as i64 - 64);
    let (right, word, bit) = (cells_from(row(right), width, 0), LEFT + 1 + width / 64, width % 64);
    out[word] = out[word] & ((1 << bit) - 1) | right << bit;
    if bit > 0 {
        out[word + 1] = right >> (64 - bit);
    }
}

/// The cells of a row above the first or below the last.
fn beyond(bits: &Bits, plane: usize, y: i64, cells: &mut [u64]) {
    let (width, height) = (bits.width(), bits.height() as i64);
    let (row, times) = (|y: i64| bits.row(plane, y.rem_euclid(height) as usize), y.div_euclid(height));
    let words = 0..width.div_ceil(64);
    let turned = |shift: i64, cells: &mut [u64]| {
        for i in words.clone() {
            // The last 64 cells become the first, read backwards.
            let end = width as i64 + shift - 64 * i as i64;
            cells[i] = cells_from(row(y), width, end - 64).reverse_bits();
        }
    };
    match bits.topology() {
        Topology::Dead => cells[..words.len()].fill(0),
        Topology::Torus(Torus { shift: (0, _) }) | Topology::Klein(Klein { twist: Twist::LeftRight, .. }) => {
            cells[..words.len()].copy_from_slice(row(y));
        }
        Topology::Torus(Torus { shift: (shift, _) }) => {
            for i in words {
                cells[i] = cells_from(row(y), width, 64 * i as i64 + times * i64::from(shift));
            }
        }
        Topology::Klein(Klein { shift, .. }) if times % 2 != 0 => turned(i64::from(shift), cells),
        Topology::Klein(_) => cells[..words.len()].copy_from_slice(row(y)),
        Topology::CrossSurface if times % 2 != 0 => turned(0, cells),
        Topology::CrossSurface | Topology::Sphere => {
            cells[..words.len()].fill(0);
            for x in 0..width {
                let at = bits.topology().at((width, bits.height()), x as i64, y);
                let cell = at.is_some_and(|(x, y)| bits.bit(plane, x, y));
                cells[x / 64] |= u64::from(cell) << (x % 64);
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
            let topology = Topology::any(kind, shift);
            let mut bits = Bits::new(width, height, topology, 4);
            for y in 0..height {
                let cell = |x: u64| ((x ^ y as u64 ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 62) as u8;
                bits.put_row(y, &(0..width as u64).map(cell).collect::<Vec<_>>());
            }
            for y in -3..height as i64 + 3 {
                let (ends, stride) = (Ends::of(&bits), LEFT + width / 64 + 3);
                let margin = 64 * ends.margin() as i64;
                let mut out = vec![u64::MAX; 2 * stride];
                load(&bits, ends, y, &mut out);
                for (plane, out) in out.chunks(stride).enumerate() {
                    for x in -margin.max(1)..=(width as i64 + (margin - 1).max(0)) {
                        let n = (x + margin + 64 * LEFT as i64) as usize;
                        let expected = topology.at((width, height), x, y);
                        let expected = expected.is_some_and(|(x, y)| bits.bit(plane, x, y));
                        prop_assert_eq!(out[n / 64] >> (n % 64) & 1 == 1, expected, "{:?} {} {}", topology, x, y);
                    }
                }
            }
        }
    }
}
