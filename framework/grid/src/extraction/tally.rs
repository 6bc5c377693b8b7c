//! What was seen to become of each of the 512 neighbourhoods.

use crate::bits::Bits;
use crate::bits::transitions::Transitions;
use quincunx_sdk::form::Form;
use quincunx_sdk::lanes::isa::{Isa, dispatch};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::io::{self, ErrorKind, Read, Write};
use std::iter::Sum;
use std::ops::AddAssign;

/// Cells of which one thread counts the transitions in one go.
const SHARE: usize = 1 << 18;

/// How often something was seen, and how often the middle cell was alive a generation later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub seen: u64,
    /// At most as many.
    pub alive: u64,
}

impl Count {
    /// How often the middle cell was dead.
    pub fn dead(self) -> u64 {
        self.seen - self.alive
    }

    /// How often it was not what it mostly was.
    pub fn fewer(self) -> u64 {
        self.alive.min(self.dead())
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.seen += other.seen;
        self.alive += other.alive;
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Count>>(counts: I) -> Count {
        counts.fold(Count::default(), |mut sum, count| {
            sum += count;
            sum
        })
    }
}

/// Transitions by neighbourhood: bit 3·row + column of its number is a cell, from the upper left, as in
/// [`MooreTable`](quincunx_sdk::form::MooreTable).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tally([Count; 512]);

impl Default for Tally {
    fn default() -> Self {
        Tally([Count::default(); 512])
    }
}

impl Tally {
    /// Every neighbourhood once, by what a rule says of it; `None` unless it has two states and looks at nine cells.
    pub fn asked(form: &Form) -> Option<Self> {
        if form.states() != Some(2) || form.halo() != Some(1) {
            return None;
        }
        let mut tally = Tally::default();
        for (n, count) in (0u16..).zip(&mut tally.0) {
            let at = |dx: isize, dy: isize| n >> (4 + dx + 3 * dy) & 1 == 1;
            *count = Count { seen: 1, alive: form.becomes(at)?.into() };
        }
        Some(tally)
    }

    /// How often a neighbourhood was seen.
    pub fn of(&self, neighbourhood: u16) -> Count {
        self.0[usize::from(neighbourhood) % 512]
    }

    /// Of all neighbourhoods, by number.
    pub fn counts(&self) -> &[Count; 512] {
        &self.0
    }

    /// How many transitions were seen.
    pub fn seen(&self) -> u64 {
        self.0.iter().map(|count| count.seen).sum()
    }

    /// Adds what became of cells, row by row, of so many at most. Both lattices have one size and two states; the edges
    /// of the first say what lies around its cells.
    pub fn add(&mut self, before: &Bits, after: &Bits, most: u64, isa: Isa, pool: &ThreadPool) {
        let (width, height) = (before.width(), before.height());
        let rows = SHARE.div_ceil(width);
        let share = |first: usize| {
            let cells = most.saturating_sub(first as u64 * width as u64);
            dispatch(isa, Transitions { before, after, rows: first..height.min(first + rows), cells })
        };
        let starts: Vec<usize> = (0..height).step_by(rows).collect();
        let shares: Vec<_> = pool.install(|| starts.into_par_iter().map(share).collect());
        for share in &shares {
            for (count, [dead, alive]) in self.0.iter_mut().zip(share) {
                *count += Count { seen: dead + alive, alive: *alive };
            }
        }
    }

    /// Takes in what was counted elsewhere.
    #[cfg(test)]
    pub fn merge(&mut self, other: &Tally) {
        self.0.iter_mut().zip(&other.0).for_each(|(count, other)| *count += *other);
    }

    /// Sets what was seen of a neighbourhood.
    #[cfg(test)]
    pub fn put(&mut self, neighbourhood: u16, count: Count) {
        self.0[usize::from(neighbourhood)] = count;
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let numbers = self.0.iter().flat_map(|count| [count.seen, count.alive]);
        out.write_all(&numbers.flat_map(u64::to_le_bytes).collect::<Vec<u8>>())
    }

    /// Reads what [`write`](Tally::write) wrote.
    ///
    /// # Errors
    /// Those of `from`, and numbers that do not count anything.
    pub fn read(from: &mut dyn Read) -> io::Result<Self> {
        let mut tally = Tally::default();
        let mut number = || -> io::Result<u64> {
            let mut bytes = [0; 8];
            from.read_exact(&mut bytes)?;
            Ok(u64::from_le_bytes(bytes))
        };
        for count in &mut tally.0 {
            *count = Count { seen: number()?, alive: number()? };
            if count.alive > count.seen {
                return Err(io::Error::new(ErrorKind::InvalidData, "more cells are alive than were seen"));
            }
        }
        Ok(tally)
    }
}
