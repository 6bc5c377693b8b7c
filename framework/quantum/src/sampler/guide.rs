//! Many bounds: a table says where to begin, and a walk of a step or two ends at the right one.

use super::{Sampler, upper};
use quincunx_sdk::lanes::isa::Isa;
use std::ops::Range;

/// Cells for each bound: more of them leave the first cache, and fewer make longer walks.
const CELLS: usize = 4;
/// Bits of the table's index: it fits into the second cache, and is never larger than it has to be.
const BITS: Range<u32> = 8..17;
/// Words that are drawn at once.
const WORDS: usize = 4096;
/// Tables of counts: an atom need not wait for the one before it to be counted.
const TABLES: usize = 4;

/// Looks up the share that a number is in, at a cost that does not grow with how many there are.
#[derive(Clone, Debug)]
pub(super) struct Guide {
    shift: u32,
    /// For each value of the upper bits of a number how many bounds lie below all such numbers.
    first: Vec<u32>,
    /// The upper halves of the bounds, and a last one beyond which there is nothing.
    uppers: Vec<u32>,
}

impl Guide {
    pub(super) fn new(bounds: &[u64]) -> Guide {
        let cells = (bounds.len() * CELLS).next_power_of_two();
        let bits = cells.trailing_zeros().clamp(BITS.start, BITS.end - 1);
        let below = |cell: u64| bounds.partition_point(|bound| *bound <= cell << (64 - bits)) as u32;
        let mut uppers: Vec<u32> = bounds.iter().map(|bound| upper(*bound)).collect();
        uppers.push(u32::MAX);
        Guide { shift: 32 - bits, first: (0..1 << bits).map(below).collect(), uppers }
    }

    /// Adds to `counts` how many of these atoms have each outcome.
    pub(super) fn count(&self, sampler: &Sampler, atoms: Range<u64>, isa: Isa, counts: &mut [u64]) {
        let outcomes = counts.len();
        let (mut words, mut tables) = (vec![0; WORDS], vec![0u32; TABLES * outcomes]);
        let mut first = atoms.start;
        while first < atoms.end {
            let words = &mut words[..(atoms.end - first).min(WORDS as u64) as usize];
            sampler.noise.fill(isa, first, 0, words);
            for (n, word) in words.iter().enumerate() {
                let mut at = self.at(*word);
                if self.uppers[at] == *word {
                    at = settled(sampler, first + n as u64);
                }
                tables[n % TABLES * outcomes + at] += 1;
            }
            first += words.len() as u64;
        }
        for table in tables.chunks(outcomes) {
            counts.iter_mut().zip(table).for_each(|(count, more)| *count += u64::from(*more));
        }
    }

    /// How many bounds have an upper half below a word.
    #[inline(always)]
    fn at(&self, word: u32) -> usize {
        let mut at = self.first[(word >> self.shift) as usize] as usize;
        // The first step is taken without a branch that nobody can foresee; a second one is rare.
        at += usize::from(self.uppers[at] < word);
        while self.uppers[at] < word {
            at += 1;
        }
        at
    }
}

/// The outcome of an atom whose upper half is that of a bound.
#[cold]
#[inline(never)]
fn settled(sampler: &Sampler, atom: u64) -> usize {
    let number = sampler.number(atom);
    sampler.bounds.partition_point(|bound| *bound <= number)
}
