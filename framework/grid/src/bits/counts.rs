//! Rules that count neighbours: the counts as four planes of bits, by adders; the decision as a polynomial.

use super::sweep::{AROUND, BLOCK, ROWS, Rule};
use crate::topology::Twist;
use quincunx_sdk::form::{MooreTable, OuterTotalistic};

/// Which of the cells around count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbourhood {
    /// All eight.
    Moore,
    /// Above, below, left and right.
    VonNeumann,
    /// All but the upper right and the lower left: hexagons in slanted coordinates.
    Hexagonal,
}

impl Neighbourhood {
    /// All of them, the one with the most neighbours first.
    pub const ALL: [Neighbourhood; 3] =
        [Neighbourhood::Moore, Neighbourhood::Hexagonal, Neighbourhood::VonNeumann];

    /// The neighbours as bits of a neighbourhood, as [`MooreTable::next`] has them.
    pub fn mask(self) -> u16 {
        match self {
            Neighbourhood::Moore => 0b111_101_111,
            Neighbourhood::VonNeumann => 0b010_101_010,
            Neighbourhood::Hexagonal => 0b110_101_011,
        }
    }

    /// The table of a rule that counts these.
    pub fn table(self, rule: OuterTotalistic) -> MooreTable {
        MooreTable::from_fn(|rows| {
            let n = (0..9).map(|i| u16::from(rows[i / 3][i % 3]) << i).sum::<u16>();
            rule.next(rows[1][1], (n & self.mask()).count_ones())
        })
    }

    /// The neighbourhood whose count a table asks for, if it looks at nothing else, and its births and survivals.
    pub fn counted_by(table: &MooreTable) -> Option<(Self, OuterTotalistic)> {
        Self::ALL.iter().find_map(|&cells| Some((cells, cells.counts(table)?)))
    }

    /// The births and survivals of a table, if it counts these neighbours and looks at nothing else.
    pub fn counts(self, table: &MooreTable) -> Option<OuterTotalistic> {
        table.counts(self.mask())
    }
}

/// What becomes of a cell, as a polynomial over {0, 1} (Reed–Muller form) in the lower three digits of the count and the
/// cell itself. Coefficients are words of equal bits. A count of eight, whose lower digits are those of zero, has its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decision {
    coefficients: [u64; 16],
    /// By what a dead cell with eight neighbours differs from one without, and by what that differs for a living one.
    eight: [u64; 2],
}

impl Decision {
    pub fn of(rule: OuterTotalistic) -> Self {
        let next = |alive: bool, n: u32| u64::from(rule.next(alive, n)).wrapping_neg();
        let mut coefficients: [u64; 16] = std::array::from_fn(|i| next(i >= 8, i as u32 % 8));
        // The Möbius transform: from values to coefficients.
        for digit in [1, 2, 4, 8] {
            for i in (0..16).filter(|i| i & digit != 0) {
                coefficients[i] ^= coefficients[i ^ digit];
            }
        }
        let dead = next(false, 8) ^ next(false, 0);
        Decision { coefficients, eight: [dead, dead ^ next(true, 8) ^ next(true, 0)] }
    }

    /// The polynomial, by Horner's scheme in one variable after the other.
    #[inline(always)]
    pub fn next(&self, count: [u64; 4], cell: u64) -> u64 {
        let c = &self.coefficients;
        let mut ones = [0; 8];
        for i in 0..8 {
            ones[i] = c[2 * i] ^ (count[0] & c[2 * i + 1]);
        }
        let mut twos = [0; 4];
        for i in 0..4 {
            twos[i] = ones[2 * i] ^ (count[1] & ones[2 * i + 1]);
        }
        let dead = twos[0] ^ (count[2] & twos[1]);
        let living = twos[2] ^ (count[2] & twos[3]);
        let eight = self.eight[0] ^ (cell & self.eight[1]);
        dead ^ (cell & living) ^ (count[3] & eight)
    }
}

/// A cell and those on its left and right, in each of 64 places.
#[derive(Clone, Copy, Default)]
pub(crate) struct Three {
    pub left: u64,
    pub here: u64,
    pub right: u64,
}

impl Three {
    /// From a word and those before and after it.
    #[inline(always)]
    pub fn of(before: u64, here: u64, after: u64) -> Self {
        Three { left: here << 1 | before >> 63, here, right: here >> 1 | after << 63 }
    }
}

/// The lower and the upper digit of a sum of three bits.
#[inline(always)]
fn add(a: u64, b: u64, c: u64) -> [u64; 2] {
    let odd = a ^ b;
    [odd ^ c, odd & c | !odd & a]
}

/// How neighbours are added up: what is known of a row by itself, and the sum of what lies above, beside and below.
pub(crate) trait Counts: Copy + Sync {
    /// What lies above or below counts as.
    fn above(row: Three) -> [u64; 2];
    fn beside(row: Three) -> [u64; 2];
    fn below(row: Three) -> [u64; 2];
}

/// All eight.
#[derive(Clone, Copy, Debug)]
pub struct Moore;

impl Counts for Moore {
    #[inline(always)]
    fn above(Three { left, here, right }: Three) -> [u64; 2] {
        add(left, here, right)
    }
    #[inline(always)]
    fn beside(Three { left, right, .. }: Three) -> [u64; 2] {
        [left ^ right, left & right]
    }
    #[inline(always)]
    fn below(row: Three) -> [u64; 2] {
        Self::above(row)
    }
}

/// The four that share an edge.
#[derive(Clone, Copy, Debug)]
pub struct VonNeumann;

impl Counts for VonNeumann {
    #[inline(always)]
    fn above(row: Three) -> [u64; 2] {
        [row.here, 0]
    }
    #[inline(always)]
    fn beside(row: Three) -> [u64; 2] {
        Moore::beside(row)
    }
    #[inline(always)]
    fn below(row: Three) -> [u64; 2] {
        [row.here, 0]
    }
}

/// The six of a hexagon.
#[derive(Clone, Copy, Debug)]
pub struct Hexagonal;

impl Counts for Hexagonal {
    #[inline(always)]
    fn above(Three { left, here, .. }: Three) -> [u64; 2] {
        [left ^ here, left & here]
    }
    #[inline(always)]
    fn beside(row: Three) -> [u64; 2] {
        Moore::beside(row)
    }
    #[inline(always)]
    fn below(Three { here, right, .. }: Three) -> [u64; 2] {
        [here ^ right, here & right]
    }
}

/// The four digits of the number of living neighbours.
#[inline(always)]
pub(crate) fn count<C: Counts>(above: [u64; 2], beside: [u64; 2], below: [u64; 2]) -> [u64; 4] {
    let [n0, carry] = add(above[0], beside[0], below[0]);
    let [twos, fours] = add(above[1], beside[1], below[1]);
    let more = twos & carry;
    [n0, twos ^ carry, fours ^ more, fours & more]
}

/// A rule of two states that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counting<C> {
    decision: Decision,
    _neighbours: C,
}

impl<C: Counts> Counting<C> {
    pub fn new(rule: OuterTotalistic, neighbours: C) -> Self {
        Counting { decision: Decision::of(rule), _neighbours: neighbours }
    }
}

impl<C: Counts> Rule<1> for Counting<C> {
    type Scratch = ();

    /// Hexagons in slanted coordinates do not.
    fn mirrors(&self, _: Twist) -> bool {
        let bits = Three { left: 1, here: 0, right: 0 };
        C::above(bits) == C::below(bits)
    }

    #[inline(always)]
    fn rows(&self, (): &mut (), src: [[&[u64]; 1]; AROUND], mut dst: [[&mut [u64]; 1]; ROWS]) {
        let decision = self.decision;
        for block in 0..dst[0][0].len() / BLOCK {
            let at = block * BLOCK;
            let mut words = [&[0; BLOCK + 2]; AROUND];
            for (words, [row]) in words.iter_mut().zip(src) {
                let Some(some) = row[at..].first_chunk() else { return };
                *words = some;
            }
            let mut out = [[0; BLOCK]; ROWS];
            // Loops and no closures: what is not inlined is not compiled for the instruction set.
            for i in 0..BLOCK {
                let mut rows = [Three::default(); AROUND];
                let (mut above, mut beside, mut below) =
                    ([[0; 2]; AROUND], [[0; 2]; AROUND], [[0; 2]; AROUND]);
                for r in 0..AROUND {
                    rows[r] = Three::of(words[r][i], words[r][i + 1], words[r][i + 2]);
                    (above[r], beside[r], below[r]) =
                        (C::above(rows[r]), C::beside(rows[r]), C::below(rows[r]));
                }
                for r in 0..ROWS {
                    let count = count::<C>(above[r], beside[r + 1], below[r + 2]);
                    out[r][i] = decision.next(count, rows[r + 1].here);
                }
            }
            for (out, [row]) in out.iter().zip(&mut dst) {
                row[at..at + BLOCK].copy_from_slice(out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_those_of_the_rule() {
        let mut random = 1u64;
        for _ in 0..300 {
            random = random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            let rule =
                OuterTotalistic { born: (random >> 33 & 511) as u16, survive: (random >> 44 & 511) as u16 };
            for (n, alive) in (0..9).flat_map(|n| [(n, false), (n, true)]) {
                let word = |bit: bool| u64::from(bit).wrapping_neg();
                let digits = [0, 1, 2, 3].map(|digit| word(n >> digit & 1 == 1));
                assert_eq!(
                    Decision::of(rule).next(digits, word(alive)),
                    word(rule.next(alive, n)),
                    "{rule:?}"
                );
            }
        }
    }

    #[test]
    fn a_table_that_counts_is_known_by_its_neighbourhood() {
        let rule = OuterTotalistic { born: 0b100, survive: 0b1101 };
        for neighbourhood in Neighbourhood::ALL {
            let table = neighbourhood.table(rule);
            for other in Neighbourhood::ALL {
                assert_eq!(other.counts(&table), (other == neighbourhood).then_some(rule));
            }
        }
    }
}
