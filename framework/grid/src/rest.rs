//! When a grid has come to rest: when all that it will ever do, it has done before.
//!
//! Every [`STRIDE`] generations it is looked at, and what it looks like is remembered. For whole strides each generation
//! between is held against all of these, too: in a stride some generation is any period later than some of those that
//! are remembered, for periods of all lengths. These are D. Shanks's steps of two lengths. As R. P. Brent's marks, such
//! strides come at powers of two, so that they cost little, and what repeats itself is still found before twice as many
//! generations have gone by.
//!
//! Between strides a grid is looked at closely only if it has as many living cells as one that is remembered.
//!
//! D. Shanks, "Class number, a theory of factorization, and genera", Proceedings of Symposia in Pure Mathematics 20,
//! 415-440 (1971); R. P. Brent, "An improved Monte Carlo factorization algorithm", BIT 20, 176-184 (1980).

mod memory;
#[cfg(test)]
mod tests;

use crate::recurrence::{Found, displacement};
use crate::sight::Sight;
use crate::topology::Topology;
use memory::{Memory, Seen};
use std::io::{self, ErrorKind, Read, Write};

/// Some periods are commoner than others: a multiple of 2, 3, 4, 5, 6, 8, 10, 12 and 15.
const STRIDE: u64 = 120;

/// Looks out for a repetition that goes on for ever. On a torus it may be displaced.
pub(crate) struct Rest {
    size: (usize, usize),
    topology: Topology,
    memory: Memory,
    /// The generation to look at next.
    next: u64,
    /// All generations from this one on have been looked at.
    watched: u64,
    /// It is known to repeat itself, but perhaps in a part of the time that it was seen to take.
    repeats: bool,
    found: Option<Found>,
}

impl Rest {
    /// Before the first generation.
    pub fn new(size: (usize, usize), topology: Topology) -> Self {
        let memory = Memory::new(topology);
        Rest { size, topology, memory, next: 0, watched: 0, repeats: false, found: None }
    }

    /// The generation to look at next; there is no further one once it is at rest.
    pub fn next(&self) -> Option<u64> {
        self.found.is_none().then_some(self.next)
    }

    /// The generation in which it came to rest.
    pub fn rested(&self) -> Option<u64> {
        self.found.map(|found| found.since + found.period)
    }

    /// Is told how many cells live in the generation that is next, and looks closely if it must.
    ///
    /// # Errors
    /// Those of looking.
    pub fn see<E>(&mut self, alive: u64, look: impl FnOnce() -> Result<Sight, E>) -> Result<(), E> {
        let step = self.next;
        let stands = step.is_multiple_of(STRIDE);
        if stands || self.memory.resembles(alive) {
            self.compare(Seen { alive, sight: look()?, step }, stands);
        }
        let stride = step / STRIDE;
        self.next = match self.repeats || is_watched(stride) {
            true => step + 1,
            false => (stride + 1) * STRIDE,
        };
        if self.next > step + 1 {
            self.watched = self.next;
        }
        Ok(())
    }

    /// A repetition within what was watched is the first, and so the shortest. Another might be several at once: that is
    /// clear when it comes round to here.
    fn compare(&mut self, seen: Seen, stands: bool) {
        match self.memory.like(&seen) {
            Some(before) if before.step >= self.watched => {
                let moved = displacement(self.size, self.topology, before.sight, seen.sight);
                self.found = Some(Found { period: seen.step - before.step, since: before.step, moved });
            }
            Some(_) => {
                self.memory.forget();
                (self.watched, self.repeats) = (seen.step, true);
                self.memory.keep(seen);
            }
            None if stands => self.memory.keep(seen),
            None => {}
        }
    }

    /// As a sentence without its full stop.
    pub fn words(&self) -> String {
        let Some(Found { period, since, moved: (dx, dy) }) = self.found else {
            return "was not found to repeat itself".into();
        };
        let at = format!("came to rest: step {} is step {since} again", since + period);
        match (period, (dx, dy)) {
            (1, (0, 0)) => format!("{at}, and nothing changes any more"),
            (_, (0, 0)) => format!("{at}, period {period}"),
            _ => format!("{at}, displaced by ({dx}, {dy}), period {period}"),
        }
    }

    /// Writes what it remembers.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Found { period, since, moved } =
            self.found.unwrap_or(Found { period: 0, since: 0, moved: (0, 0) });
        let (dx, dy) = (moved.0 as u64, moved.1 as u64);
        for n in [self.next, self.watched, u64::from(self.repeats), period, since, dx, dy] {
            out.write_all(&n.to_le_bytes())?;
        }
        self.memory.write(out)
    }

    /// Takes over what [`write`](Rest::write) wrote.
    ///
    /// # Errors
    /// Those of `from`, and bytes that are no memory of it.
    pub fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut numbers = [[0; 8]; 7];
        numbers.iter_mut().try_for_each(|bytes| from.read_exact(bytes))?;
        let [next, watched, repeats, period, since, dx, dy] = numbers.map(u64::from_le_bytes);
        if since.checked_add(period).is_none() {
            return Err(io::Error::new(ErrorKind::InvalidData, "it came to rest beyond the end of time"));
        }
        (self.next, self.watched, self.repeats) = (next, watched, repeats != 0);
        self.found = (period > 0).then_some(Found { period, since, moved: (dx as i64, dy as i64) });
        self.memory.read(from)
    }
}

/// Whether each generation of a stride is looked at: of the first three, and then at each doubling.
fn is_watched(stride: u64) -> bool {
    stride == 0 || stride.is_power_of_two()
}
