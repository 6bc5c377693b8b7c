//! What a grid looks like wherever it lies: one number for all patterns that are the same but for their place.
//!
//! The columns of a torus that hold something, told around it as a word of "empty" and "not empty", have a place where
//! that word begins so that it is least: behind the widest gap. It moves with the pattern, and so the cells seen from
//! there, and from the row that follows from the rows in the same way, do not. Where the word repeats itself around the
//! torus it may begin in several places, and where nothing is empty it tells no place: the grid is then seen from the
//! first that there is, and patterns that are displaced are told apart. With dead edges the pattern is seen from the
//! corner of its bounding box, and where edges meet otherwise always from the corner of the grid.

use crate::bits::Bits;
use crate::shifted::{least_turn, turn};
use crate::topology::Topology;
use std::io::{self, Read, Write};

/// A pattern, and where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// The first half of the BLAKE3 hash of the cells as they are seen from the corner.
    pub hash: u128,
    /// Column and row of that corner.
    pub corner: (u32, u32),
}

impl Sight {
    /// Looks at cells.
    pub fn of(bits: &Bits) -> Self {
        let corner = corner(bits);
        let (width, height, mut hasher) = (bits.width(), bits.height(), Bytes::default());
        let mut turned = vec![0; width.div_ceil(64)];
        for y in (corner.1..height).chain(0..corner.1) {
            for plane in 0..bits.planes() {
                match corner.0 {
                    0 => hasher.add(bits.row(plane, y)),
                    by => {
                        turn(bits.row(plane, y), width, by, &mut turned);
                        hasher.add(&turned);
                    }
                }
            }
        }
        Sight { hash: hasher.hash(), corner: (corner.0 as u32, corner.1 as u32) }
    }
}

impl Sight {
    /// Writes it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.hash.to_le_bytes())?;
        out.write_all(&self.corner.0.to_le_bytes())?;
        out.write_all(&self.corner.1.to_le_bytes())
    }

    /// Reads what [`write`](Sight::write) wrote.
    ///
    /// # Errors
    /// Those of `from`.
    pub fn read(from: &mut dyn Read) -> io::Result<Self> {
        let (mut hash, mut x, mut y) = ([0; 16], [0; 4], [0; 4]);
        from.read_exact(&mut hash)?;
        from.read_exact(&mut x)?;
        from.read_exact(&mut y)?;
        let corner = (u32::from_le_bytes(x), u32::from_le_bytes(y));
        Ok(Sight { hash: u128::from_le_bytes(hash), corner })
    }
}

/// Where a pattern is seen from.
fn corner(bits: &Bits) -> (usize, usize) {
    let first: fn(&[bool]) -> usize = match bits.topology() {
        Topology::TORUS => least_turn,
        Topology::Dead => |filled| filled.iter().position(|filled| *filled).unwrap_or(0),
        _ => return (0, 0),
    };
    let (mut any, mut filled) = (vec![0; bits.width().div_ceil(64)], vec![false; bits.height()]);
    for (y, filled) in filled.iter_mut().enumerate() {
        for row in (0..bits.planes()).map(|plane| bits.row(plane, y)) {
            let mut all = 0;
            any.iter_mut().zip(row).for_each(|(any, word)| (*any, all) = (*any | word, all | word));
            *filled |= all != 0;
        }
    }
    let columns: Vec<bool> = (0..bits.width()).map(|x| any[x / 64] >> (x % 64) & 1 == 1).collect();
    (first(&columns), first(&filled))
}

/// Gathers rows, which are short, for a hash that is fast where there is much.
#[derive(Default)]
struct Bytes {
    hasher: blake3::Hasher,
    waiting: Vec<u8>,
}

impl Bytes {
    const MANY: usize = 1 << 16;

    fn add(&mut self, words: &[u64]) {
        words.iter().for_each(|word| self.waiting.extend_from_slice(&word.to_le_bytes()));
        if self.waiting.len() >= Self::MANY {
            self.hasher.update(&self.waiting);
            self.waiting.clear();
        }
    }

    fn hash(mut self) -> u128 {
        self.hasher.update(&self.waiting);
        let mut half = [0; 16];
        half.copy_from_slice(&self.hasher.finalize().as_bytes()[..16]);
        u128::from_le_bytes(half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sight(width: usize, states: usize, topology: Topology, cells: &[u8]) -> Sight {
        let mut bits = Bits::new(width, cells.len() / width, topology, states);
        cells.chunks(width).enumerate().for_each(|(y, row)| bits.put_row(y, row));
        Sight::of(&bits)
    }

    proptest! {
        #[test]
        fn a_pattern_is_known_wherever_it_lies(
            (width, height, states) in (11usize..150, 11usize..20, prop::sample::select(vec![2usize, 4])),
            (living, dx, dy) in (prop::collection::vec((0usize..5, 0usize..5, 1u8..4), 1..12), 0usize..150, 0usize..20),
            torus: bool,
        ) {
            let topology = if torus { Topology::TORUS } else { Topology::Dead };
            let (dx, dy) = if torus { (dx % width, dy % height) } else { (dx % (width - 5), dy % (height - 5)) };
            let put = |dx: usize, dy: usize| {
                let mut cells = vec![0; width * height];
                for (x, y, state) in &living {
                    cells[(y + dy) % height * width + (x + dx) % width] = *state.min(&(states as u8 - 1));
                }
                sight(width, states, topology, &cells)
            };
            let (before, after) = (put(0, 0), put(dx, dy));
            prop_assert_eq!(before.hash, after.hash);
            let moved = |from: u32, to: u32, side: usize| (to as usize + side - from as usize) % side;
            // What looks the same after less than a turn has moved by as much less.
            let (x, y) = (moved(before.corner.0, after.corner.0, width), moved(before.corner.1, after.corner.1, height));
            prop_assert_eq!(put(x, y), after);
        }
    }

    #[test]
    fn other_patterns_are_others() {
        let sight = |cells: &[u8]| sight(4, 3, Topology::TORUS, cells);
        let one = sight(&[0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0]);
        assert_eq!(sight(&[2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]).hash, one.hash);
        assert_ne!(sight(&[0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0]).hash, one.hash);
        assert_ne!(sight(&[0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0]).hash, one.hash);
        assert_ne!(sight(&[0; 12]).hash, one.hash);
    }
}
