//! Rules of all nine cells: a table of 512 neighbourhoods, as a polynomial in seven of the cells.
//!
//! Of the nine cells of a neighbourhood, two (below left and below) have only sixteen functions, which are all computed.
//! In the other seven the table is a polynomial over {0, 1} (positive Davio, or Reed–Muller, expansion) whose 128
//! coefficients are such functions. Horner's scheme takes three variables at a time: seven steps for eight loads, so that
//! arithmetic and not the cache is what takes time. The work does not depend on the table.

use super::counts::Three;
use super::sweep::{AROUND, BLOCK, ROWS, Rule};
use quincunx_sdk::form::MooreTable;

/// Words that are computed at once.
type Block = [u64; BLOCK];
/// Blocks of a long row that are computed one after the other with what was looked up once.
const LONG: usize = 4;

/// A rule of two states by its table.
#[derive(Clone, Debug)]
pub(crate) struct LookUp {
    /// For each product of the seven, which function of the two is its coefficient.
    coefficients: [u8; 128],
    mirrors: bool,
}

impl LookUp {
    pub fn new(table: &MooreTable) -> Self {
        // The two are cells 6 and 7, which a function has bits for in the order 00, 10, 01, 11; the seven are, from the
        // first digit of a product on, cell 8 and cells 3, 4, 5, 0, 1, 2.
        let function = |product: usize| {
            let cells = [(0, 8), (1, 3), (2, 4), (3, 5), (4, 0), (5, 1), (6, 2)];
            let seven: u16 = cells.iter().map(|(digit, cell)| (product as u16 >> digit & 1) << cell).sum();
            (0..4u16).map(|two| u8::from(table.next(seven | two << 6)) << two).sum::<u8>()
        };
        let mut coefficients: [u8; 128] = std::array::from_fn(function);
        // The Möbius transform: from values to coefficients.
        for digit in (0..7).map(|digit| 1 << digit) {
            for product in (0..128).filter(|product| product & digit != 0) {
                coefficients[product] ^= coefficients[product ^ digit];
            }
        }
        let mirrored = |n: u16| (n & 0o111) << 2 | n & 0o222 | (n & 0o444) >> 2;
        let mirrors = (0..512).all(|n| table.next(n) == table.next(mirrored(n)));
        LookUp { coefficients, mirrors }
    }

    /// Some blocks of one row, from those of the three rows around it, which begin one word earlier.
    #[inline(always)]
    fn blocks<const N: usize>(&self, [up, middle, down]: [&[u64]; 3], out: &mut [u64]) {
        let mut seven = [[[0; BLOCK]; N]; 7];
        let mut two = [[[0; BLOCK]; N]; 2];
        for b in 0..N {
            let rows = [up, middle, down].map(|row| row[BLOCK * b..].first_chunk::<{ BLOCK + 2 }>());
            let [Some(up), Some(middle), Some(down)] = rows else { return };
            for i in 0..BLOCK {
                let three = |row: &[u64; BLOCK + 2]| Three::of(row[i], row[i + 1], row[i + 2]);
                let (up, middle, down) = (three(up), three(middle), three(down));
                let cells = [down.right, middle.left, middle.here, middle.right, up.left, up.here, up.right];
                for (kept, cell) in seven.iter_mut().zip(cells) {
                    kept[b][i] = cell;
                }
                (two[0][b][i], two[1][b][i]) = (down.left, down.here);
            }
        }
        let functions = functions(&two);
        let leaf = |product: usize| &functions[usize::from(self.coefficients[product] & 15)];
        let mut fives = [[[0; BLOCK]; N]; 16];
        for (n, five) in fives.iter_mut().enumerate() {
            let leaves = [0, 1, 2, 3, 4, 5, 6, 7].map(|k| leaf(8 * n + k));
            horner(leaves, [&seven[0], &seven[1], &seven[2]], five);
        }
        let mut eights = [[[0; BLOCK]; N]; 2];
        for (n, eight) in eights.iter_mut().enumerate() {
            let leaves = [0, 1, 2, 3, 4, 5, 6, 7].map(|k| &fives[8 * n + k]);
            horner(leaves, [&seven[3], &seven[4], &seven[5]], eight);
        }
        for (b, out) in out.as_chunks_mut::<BLOCK>().0.iter_mut().take(N).enumerate() {
            for i in 0..BLOCK {
                out[i] = eights[0][b][i] ^ (seven[6][b][i] & eights[1][b][i]);
            }
        }
    }
}

/// All functions of two cells; bit a + 2·b of a function's number is its value for cells a and b.
#[inline(always)]
fn functions<const N: usize>(two: &[[Block; N]; 2]) -> [[Block; N]; 16] {
    let mut functions = [[[0; BLOCK]; N]; 16];
    for b in 0..N {
        for i in 0..BLOCK {
            let (a, c) = (two[0][b][i], two[1][b][i]);
            let cases = [!a & !c, a & !c, !a & c, a & c];
            let mut values = [0; 16];
            for n in 1..16usize {
                values[n] = values[n & (n - 1)] | cases[n.trailing_zeros() as usize];
            }
            for n in 0..16 {
                functions[n][b][i] = values[n];
            }
        }
    }
    functions
}

/// A polynomial in three variables.
#[inline(always)]
fn horner<const N: usize>(leaves: [&[Block; N]; 8], [x, y, z]: [&[Block; N]; 3], out: &mut [Block; N]) {
    for b in 0..N {
        for i in 0..BLOCK {
            let (x, y, z) = (x[b][i], y[b][i], z[b][i]);
            let pair = |n: usize| leaves[n][b][i] ^ (x & leaves[n + 1][b][i]);
            let lower = pair(0) ^ (y & pair(2));
            let upper = pair(4) ^ (y & pair(6));
            out[b][i] = lower ^ (z & upper);
        }
    }
}

impl Rule<1> for LookUp {
    fn mirrors(&self) -> bool {
        self.mirrors
    }

    #[inline(always)]
    fn rows(&self, src: [[&[u64]; 1]; AROUND], mut dst: [[&mut [u64]; 1]; ROWS]) {
        for (r, [out]) in dst.iter_mut().enumerate() {
            let rows = [src[r][0], src[r + 1][0], src[r + 2][0]];
            let mut at = 0;
            while at + LONG * BLOCK <= out.len() {
                self.blocks::<LONG>(rows.map(|row| &row[at..]), &mut out[at..]);
                at += LONG * BLOCK;
            }
            while at < out.len() {
                self.blocks::<1>(rows.map(|row| &row[at..]), &mut out[at..]);
                at += BLOCK;
            }
        }
    }
}
