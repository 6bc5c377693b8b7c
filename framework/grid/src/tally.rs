//! How often each combination of bits occurs in rows of bits that lie over each other.
//!
//! Counted is how many places have at least the bits of a combination, which takes an AND and a count of ones for 64 places;
//! how many have those and no others follows from the sums alone.

use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

/// Rows that are worth it: more have so many combinations that it is faster to look at each place.
pub(crate) const MOST_ROWS: usize = 6;
const ALL: usize = 1 << MOST_ROWS;
/// Words that are looked at together.
const LANES: usize = 8;

/// Counts of the combinations of up to [`MOST_ROWS`] bits.
pub(crate) struct Tally {
    isa: Isa,
    /// How many places had at least the bits of the index.
    with: Vec<u64>,
}

impl Tally {
    /// No place yet, with so many bits each.
    pub fn new(bits: usize, isa: Isa) -> Self {
        Tally { isa, with: vec![0; 1 << bits.min(MOST_ROWS)] }
    }

    /// Counts the places of some rows: bit n of a combination is from row n. Beyond the last place they are 0.
    pub fn add(&mut self, rows: &[&[u64]]) {
        let with = &mut self.with[..];
        dispatch(self.isa, Add { rows, with });
    }

    /// How many of all places had each combination.
    pub fn counts(self, places: u64) -> Vec<u64> {
        let mut counts = self.with;
        counts[0] = places;
        for bit in (0..counts.len().ilog2()).map(|n| 1 << n) {
            for n in (0..counts.len()).filter(|n| n & bit == 0) {
                counts[n] -= counts[n | bit];
            }
        }
        counts
    }
}

struct Add<'a> {
    rows: &'a [&'a [u64]],
    with: &'a mut [u64],
}

impl Kernel for Add<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let mut words = usize::MAX;
        for row in self.rows {
            words = words.min(row.len());
        }
        let (mut both, mut sums) = ([[u64::MAX; LANES]; ALL], [[0; LANES]; ALL]);
        let mut start = 0;
        while start < words && !self.rows.is_empty() {
            for (n, row) in self.rows.iter().enumerate() {
                let row = eight(row, start);
                for without in 0..1 << n {
                    let with = (without | 1 << n) % ALL;
                    for lane in 0..LANES {
                        let word = both[without % ALL][lane] & row[lane];
                        both[with][lane] = word;
                        sums[with][lane] += u64::from(word.count_ones());
                    }
                }
            }
            start += LANES;
        }
        for (with, sums) in self.with.iter_mut().zip(&sums) {
            for sum in sums {
                *with += sum;
            }
        }
    }
}

/// Words of a row, and 0 behind its end.
#[inline(always)]
fn eight(row: &[u64], start: usize) -> [u64; LANES] {
    let mut words = [0; LANES];
    let end = row.len().min(start + LANES);
    words[..end - start].copy_from_slice(&row[start..end]);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn combinations_are_those_of_each_place(
            rows in (1..=MOST_ROWS, 1usize..20).prop_flat_map(|(rows, words)| {
                prop::collection::vec(prop::collection::vec(any::<u64>(), words), rows)
            }),
            again in 1usize..3,
        ) {
            let mut expected = vec![0; 1 << rows.len()];
            for place in 0..64 * rows[0].len() {
                let bit = |n: usize| (rows[n][place / 64] >> (place % 64) & 1) as usize;
                expected[(0..rows.len()).map(|n| bit(n) << n).sum::<usize>()] += again as u64;
            }
            for isa in Isa::all() {
                let mut tally = Tally::new(rows.len(), isa);
                let rows: Vec<&[u64]> = rows.iter().map(|row| &row[..]).collect();
                (0..again).for_each(|_| tally.add(&rows));
                prop_assert_eq!(tally.counts((again * 64 * rows[0].len()) as u64), expected.clone());
            }
        }
    }
}
