//! Rules of all nine cells: a table of 512 neighbourhoods, as a polynomial in seven of the cells.
//!
//! Of the nine cells of a neighbourhood, two (below left and below) have only sixteen functions, which are all computed.
//! In the other seven the table is a polynomial over {0, 1} (positive Davio, or Reed–Muller, expansion) whose 128
//! coefficients are such functions. Horner's scheme takes three variables at a time: seven steps for eight loads, so that
//! arithmetic and not the cache is what takes time. The work does not depend on the table.

use super::counts::Three;
#[cfg(target_arch = "x86_64")]
use super::shuffle::Shuffle;
use super::sweep::{AROUND, BLOCK, ROWS, Rule};
use crate::topology::Twist;
use quincunx_sdk::form::MooreTable;
use quincunx_sdk::lanes::isa::Isa;

/// Words that are computed at once.
type Block = [u64; BLOCK];
/// Blocks of a long row that are computed one after the other with what was looked up once.
const LONG: usize = 4;

/// A rule of two states by its table.
#[derive(Clone, Debug)]
pub(crate) struct LookUp {
    /// For each product of the seven, which function of the two is its coefficient.
    coefficients: [usize; 128],
    /// Whether it does not tell left from right, and not above from below.
    mirrors: [bool; 2],
    /// A faster way, if the processor has it.
    #[cfg(target_arch = "x86_64")]
    shuffle: Option<Shuffle>,
}

impl LookUp {
    /// A rule, for an instruction set.
    pub fn new(table: &MooreTable, isa: Isa) -> Self {
        #[cfg(target_arch = "x86_64")]
        let shuffle = Shuffle::new(table, isa);
        LookUp {
            #[cfg(target_arch = "x86_64")]
            shuffle,
            ..Self::polynomial(table)
        }
    }

    /// A rule that is computed everywhere.
    fn polynomial(table: &MooreTable) -> Self {
        // The two are cells 6 and 7, which a function has bits for in the order 00, 10, 01, 11; the seven are, from the
        // first digit of a product on, cell 8 and cells 3, 4, 5, 0, 1, 2.
        let function = |product: usize| {
            let cells = [(0, 8), (1, 3), (2, 4), (3, 5), (4, 0), (5, 1), (6, 2)];
            let seven: u16 = cells.iter().map(|(digit, cell)| (product as u16 >> digit & 1) << cell).sum();
            (0..4u16).map(|two| usize::from(table.next(seven | two << 6)) << two).sum::<usize>()
        };
        let mut coefficients: [usize; 128] = std::array::from_fn(function);
        // The Möbius transform: from values to coefficients.
        for digit in (0..7).map(|digit| 1 << digit) {
            for product in (0..128).filter(|product| product & digit != 0) {
                coefficients[product] ^= coefficients[product ^ digit];
            }
        }
        let mirrored = |n: u16| (n & 0o111) << 2 | n & 0o222 | (n & 0o444) >> 2;
        let upturned = |n: u16| (n & 7) << 6 | n & 0o70 | n >> 6;
        let same = |image: &dyn Fn(u16) -> u16| (0..512).all(|n| table.next(n) == table.next(image(n)));
        let mirrors = [same(&mirrored), same(&upturned)];
        LookUp {
            coefficients,
            mirrors,
            #[cfg(target_arch = "x86_64")]
            shuffle: None,
        }
    }

    /// Some blocks of one row, from those of the three rows around it, which begin one word earlier.
    #[inline(always)]
    fn blocks<const N: usize>(
        &self,
        scratch: &mut Scratch<N>,
        [up, middle, down]: [&[u64]; 3],
        out: &mut [u64],
    ) {
        let Scratch { seven, two, functions, fives, eights } = scratch;
        for b in 0..N {
            let at = BLOCK * b;
            let rows = (up[at..].first_chunk(), middle[at..].first_chunk(), down[at..].first_chunk());
            let (Some(up), Some(middle), Some(down)) = rows else { return };
            [seven[4][b], seven[5][b], seven[6][b]] = three(up);
            [seven[1][b], seven[2][b], seven[3][b]] = three(middle);
            [two[0][b], two[1][b], seven[0][b]] = three(down);
        }
        all(two, functions);
        for n in 0..16 {
            let mut leaves = [&functions[0]; 8];
            for k in 0..8 {
                leaves[k] = &functions[self.coefficients[8 * n + k] & 15];
            }
            horner(leaves, [&seven[0], &seven[1], &seven[2]], &mut fives[n]);
        }
        for n in 0..2 {
            let mut leaves = [&fives[0]; 8];
            for k in 0..8 {
                leaves[k] = &fives[8 * n + k];
            }
            horner(leaves, [&seven[3], &seven[4], &seven[5]], &mut eights[n]);
        }
        for (b, out) in out.as_chunks_mut::<BLOCK>().0.iter_mut().take(N).enumerate() {
            for i in 0..BLOCK {
                out[i] = eights[0][b][i] ^ (seven[6][b][i] & eights[1][b][i]);
            }
        }
    }
}

/// The cells to the left of those of a block, these, and those to the right.
#[inline(always)]
fn three(row: &[u64; BLOCK + 2]) -> [Block; 3] {
    let mut three = [[0; BLOCK]; 3];
    for i in 0..BLOCK {
        let Three { left, here, right } = Three::of(row[i], row[i + 1], row[i + 2]);
        (three[0][i], three[1][i], three[2][i]) = (left, here, right);
    }
    three
}

/// What is between the cells and what they become, for so many blocks, each in a cache line of its own.
#[repr(C, align(64))]
struct Scratch<const N: usize> {
    /// The variables of the polynomial.
    seven: [[Block; N]; 7],
    /// The cells that its coefficients are functions of.
    two: [[Block; N]; 2],
    functions: [[Block; N]; 16],
    /// Polynomials in the first three variables, so of five cells.
    fives: [[Block; N]; 16],
    /// In the first six.
    eights: [[Block; N]; 2],
}

impl<const N: usize> Default for Scratch<N> {
    fn default() -> Self {
        let zero = [[0; BLOCK]; N];
        Scratch {
            seven: [zero; 7],
            two: [zero; 2],
            functions: [zero; 16],
            fives: [zero; 16],
            eights: [zero; 2],
        }
    }
}

/// For the blocks of long rows, and one for what is left.
#[derive(Default)]
pub(crate) struct Scratches(Scratch<LONG>, Scratch<1>);

/// All functions of two cells; bit a + 2·b of a function's number is its value for cells a and b.
#[inline(always)]
fn all<const N: usize>(two: &[[Block; N]; 2], functions: &mut [[Block; N]; 16]) {
    for b in 0..N {
        let mut cases = [[0; BLOCK]; 4];
        for i in 0..BLOCK {
            let (a, c) = (two[0][b][i], two[1][b][i]);
            cases[0][i] = !a & !c;
            cases[1][i] = a & !c;
            cases[2][i] = !a & c;
            cases[3][i] = a & c;
        }
        [functions[1][b], functions[2][b], functions[4][b], functions[8][b]] = cases;
        // In loops over the words of a block, each of which becomes one instruction.
        for n in 1..16usize {
            let (rest, first) = (n & (n - 1), n & n.wrapping_neg());
            if rest != 0 {
                let (rest, first) = (functions[rest][b], functions[first][b]);
                for (value, (rest, first)) in functions[n][b].iter_mut().zip(rest.iter().zip(&first)) {
                    *value = rest | first;
                }
            }
        }
    }
}

/// A polynomial in three variables.
#[inline(always)]
fn horner<const N: usize>(leaves: [&[Block; N]; 8], [x, y, z]: [&[Block; N]; 3], out: &mut [Block; N]) {
    for b in 0..N {
        for i in 0..BLOCK {
            let (x, y, z) = (x[b][i], y[b][i], z[b][i]);
            let mut pairs = [0; 4];
            for n in 0..4 {
                pairs[n] = leaves[2 * n][b][i] ^ (x & leaves[2 * n + 1][b][i]);
            }
            out[b][i] = pairs[0] ^ (y & pairs[1]) ^ (z & (pairs[2] ^ (y & pairs[3])));
        }
    }
}

impl Rule<1> for LookUp {
    type Scratch = Scratches;

    fn mirrors(&self, twist: Twist) -> bool {
        self.mirrors[usize::from(twist == Twist::LeftRight)]
    }

    #[inline(always)]
    fn rows(&self, scratch: &mut Scratches, src: [[&[u64]; 1]; AROUND], mut dst: [[&mut [u64]; 1]; ROWS]) {
        #[cfg(target_arch = "x86_64")]
        if let Some(shuffle) = &self.shuffle {
            return shuffle.rows(src, dst);
        }
        for (r, [out]) in dst.iter_mut().enumerate() {
            let rows = [src[r][0], src[r + 1][0], src[r + 2][0]];
            let mut at = 0;
            while at + LONG * BLOCK <= out.len() {
                self.blocks(&mut scratch.0, [&rows[0][at..], &rows[1][at..], &rows[2][at..]], &mut out[at..]);
                at += LONG * BLOCK;
            }
            while at < out.len() {
                self.blocks(&mut scratch.1, [&rows[0][at..], &rows[1][at..], &rows[2][at..]], &mut out[at..]);
                at += BLOCK;
            }
        }
    }
}
