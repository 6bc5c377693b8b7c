//! Tables by shuffles of bytes, where the processor has them.
//!
//! What becomes of a cell is a bit of one of 64 bytes: the cells of the middle row and of the row below are the number of
//! the byte, and the three above that of the bit. A shuffle looks up bytes for as many cells as a register has bytes.

use super::sweep::{AROUND, ROWS};
use quincunx_sdk::form::MooreTable;
use quincunx_sdk::lanes::isa::Isa;

mod avx2;
mod vbmi;

/// A table, on a machine that can shuffle it: who has one may do so.
#[derive(Clone, Debug)]
pub(super) struct Shuffle {
    /// Bit n % 8 of byte n / 8 is what becomes of neighbourhood n.
    table: [u8; 64],
    way: Way,
}

/// What it is shuffled by.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// All of it by AVX-512 VBMI.
    Vbmi,
    /// Sixteen bytes by AVX2.
    Avx2,
}

impl Way {
    /// The fastest of an instruction set, if this machine has what is needed beside it.
    fn of(isa: Isa) -> Option<Self> {
        match isa.name() {
            "avx512" if is_x86_feature_detected!("avx512vbmi") => Some(Way::Vbmi),
            "avx512" | "avx2" => Some(Way::Avx2),
            _ => None,
        }
    }
}

impl Shuffle {
    /// For an instruction set that has shuffles.
    pub fn new(table: &MooreTable, isa: Isa) -> Option<Self> {
        let byte = |n: usize| (0..8).map(|bit| u8::from(table.next(8 * n as u16 + bit)) << bit).sum();
        Way::of(isa).map(|way| Shuffle { table: std::array::from_fn(byte), way })
    }

    /// As [`super::sweep::Rule::rows`].
    pub fn rows(&self, src: [[&[u64]; 1]; AROUND], dst: [[&mut [u64]; 1]; ROWS]) {
        let (src, dst) = (src.map(|[row]| row), dst.map(|[row]| row));
        // SAFETY: of an `Isa` with a name of AVX the processor has that, and none goes by VBMI unless it has this too.
        unsafe {
            match self.way {
                Way::Vbmi => vbmi::rows(&self.table, src, dst),
                Way::Avx2 => avx2::rows(&self.table, src, dst),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sweep::BLOCK;
    use super::*;
    use proptest::prelude::*;

    /// Words of a block of a row, and those before and after it.
    const WORDS: usize = BLOCK + 2;

    /// Whether a cell becomes alive, by its neighbourhood.
    fn next(table: &MooreTable, rows: &[[u64; WORDS]], x: usize) -> bool {
        let cell = |row: &[u64; WORDS], x: usize| u16::from(row[x / 64] >> (x % 64) & 1 == 1);
        table.next((0..9).map(|n| cell(&rows[n / 3], x + n % 3 - 1) << n).sum())
    }

    proptest! {
        #[test]
        fn every_way_finds_what_the_table_says(
            bytes in any::<[[u8; 32]; 2]>(),
            src in any::<[[u64; WORDS]; AROUND]>(),
        ) {
            let table = MooreTable::from_fn(|rows| {
                let n = rows.iter().flatten().fold(0, |n, cell| 2 * n + usize::from(*cell));
                bytes.as_flattened()[n / 8] >> (n % 8) & 1 == 1
            });
            for shuffle in Isa::all().into_iter().filter_map(|isa| Shuffle::new(&table, isa)) {
                let mut dst = [[0; WORDS - 2]; ROWS];
                shuffle.rows(src.each_ref().map(|row| [&row[..]]), dst.each_mut().map(|row| [&mut row[..]]));
                for (r, row) in dst.iter().enumerate() {
                    for x in 0..64 * row.len() {
                        let becomes = row[x / 64] >> (x % 64) & 1 == 1;
                        prop_assert_eq!(becomes, next(&table, &src[r..], x + 64), "{:?} {} {}", shuffle.way, x, r);
                    }
                }
            }
        }
    }
}
