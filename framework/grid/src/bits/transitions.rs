//! How often each neighbourhood of nine cells is seen, and how often its middle is alive a generation later.

use super::Bits;
use super::load::{Ends, LEFT, load};
use quincunx_sdk::lanes::isa::Kernel;
use std::ops::Range;

/// Cells that are looked up at once.
const SOME: usize = 16;
/// Cells that follow each other are counted apart, so that none waits for the count of the one before.
const APART: usize = 4;
/// A neighbourhood, and above it what became of its middle.
const BITS: usize = 10;

/// How often a neighbourhood was seen whose middle was dead afterwards, and how often one whose middle was alive: bit
/// 3·row + column of its number is a cell, from the upper left.
pub(crate) type Seen = [[u64; 2]; 512];

/// Counts what becomes of cells, by what lies around them. Lattices have two states.
pub(crate) struct Transitions<'a> {
    pub before: &'a Bits,
    /// A generation later, of the same size.
    pub after: &'a Bits,
    /// The rows whose cells are counted, fewer than 2³² of them.
    pub rows: Range<usize>,
    /// How many of these cells, row by row.
    pub cells: u64,
}

impl Kernel for Transitions<'_> {
    type Out = Seen;

    #[inline(always)]
    fn run(self) -> Seen {
        let Transitions { before, after, rows, cells } = self;
        let (ends, width) = (Ends::of(before), before.width());
        let stride = LEFT + width.div_ceil(64) + 3;
        let mut around = vec![0; 3 * stride];
        let mut counts = [[0u32; 1 << BITS]; APART];
        let mut left = cells;
        for (n, y) in rows.enumerate() {
            let (first, y) = (if n == 0 { 0 } else { 2 }, y as i64);
            for below in first..3 {
                let place = (n + below) % 3;
                load(before, ends, y - 1 + below as i64, &mut around[place * stride..][..stride]);
            }
            let row =
                |above: usize| &around[(n + above) % 3 * stride..][..stride][LEFT + ends.margin() - 1..];
            let some = left.min(width as u64) as usize;
            count([row(0), row(1), row(2)], after.row(0, y as usize), some, &mut counts);
            left -= some as u64;
        }
        summed(&counts)
    }
}

/// Counts the first cells of a row. Words around it begin one before those of the row.
#[inline(always)]
fn count(around: [&[u64]; 3], after: &[u64], cells: usize, counts: &mut [[u32; 1 << BITS]; APART]) {
    for start in (0..cells).step_by(SOME) {
        let (word, bit) = (start / 64, start % 64);
        let mut rows = [0u32; 3];
        for r in 0..3 {
            let three = [around[r][word], around[r][word + 1], around[r][word + 2]];
            rows[r] = with_both_sides(three, bit);
        }
        let next = (after[word] >> bit) as u32;
        let mut numbers = [0u16; SOME];
        for (i, number) in numbers.iter_mut().enumerate() {
            let [above, here, below] = [rows[0] >> i & 7, rows[1] >> i & 7, rows[2] >> i & 7];
            *number = (above | here << 3 | below << 6 | (next >> i & 1) << 9) as u16;
        }
        let some = if cells - start < SOME { cells - start } else { SOME };
        for i in 0..some {
            counts[i % APART][usize::from(numbers[i])] += 1;
        }
    }
}

/// The cells of a word from a bit on, one more before and one after them: the word is the middle one of three.
#[inline(always)]
fn with_both_sides([before, here, after]: [u64; 3], bit: usize) -> u32 {
    match bit {
        0 => (here << 1 | before >> 63) as u32,
        48 => (here >> 47 | after << 17) as u32,
        _ => (here >> (bit - 1)) as u32,
    }
}

#[inline(always)]
fn summed(counts: &[[u32; 1 << BITS]; APART]) -> Seen {
    let mut seen = [[0; 2]; 512];
    for counts in counts {
        for n in 0..512 {
            seen[n][0] += u64::from(counts[n]);
            seen[n][1] += u64::from(counts[n | 512]);
        }
    }
    seen
}
