//! When a grid has come to rest: when all that it will ever do, it has done before.
//!
//! Every [`STRIDE`] generations it is held against those that many before, twice as many, and so on: what repeats itself
//! at all is there again after some of these strides, and most periods that there are go into a single one. Then it is
//! looked at in each generation until it is there again, and that is when it is said to be at rest. So a period that goes
//! into a stride is found up to two strides and itself late, and another only after as many generations as its least
//! common multiple with a stride; but it costs next to nothing: in between the grid moves as fast as it can.

use crate::bits::Bits;
use crate::recurrence::{Found, Recurrence, displacement};
use crate::sight::Sight;
use crate::topology::Topology;
use std::io::{self, ErrorKind, Read, Write};

/// A multiple of 2, 3, 4, 5, 6, 8, 10, 12 and 15.
const STRIDE: u64 = 120;
/// Strides after which a repetition is still known.
const MOST: u64 = 1 << 16;

/// Looks out for a repetition that goes on for ever. On a torus it may be displaced.
pub(crate) struct Rest {
    size: (usize, usize),
    topology: Topology,
    strides: Recurrence,
    /// The generation to look at next.
    next: u64,
    /// A generation that is known to be there again, and what it looks like.
    mark: Option<(u64, Sight)>,
    found: Option<Found>,
}

impl Rest {
    /// Before the first generation.
    pub fn new(size: (usize, usize), topology: Topology) -> Self {
        let strides = Recurrence::new(size, topology, MOST);
        Rest { size, topology, strides, next: 0, mark: None, found: None }
    }

    /// The generation to look at next; there is no further one once it is at rest.
    pub fn next(&self) -> Option<u64> {
        self.found.is_none().then_some(self.next)
    }

    /// The generation in which it came to rest.
    pub fn rested(&self) -> Option<u64> {
        self.found.map(|found| found.since + found.period)
    }

    /// Sees the generation that is next.
    pub fn see(&mut self, bits: &Bits) {
        let (step, sight) = (self.next, Sight::of(bits));
        self.next = step + 1;
        if let Some((since, before)) = self.mark {
            if before.hash == sight.hash
                && (self.topology == Topology::TORUS || before.corner == sight.corner)
            {
                let moved = displacement(self.size, self.topology, before, sight);
                self.found = Some(Found { period: step - since, since, moved });
            }
            return;
        }
        let stride = step / STRIDE;
        if self.strides.wants(stride) {
            self.strides.see(sight, stride);
        }
        match self.strides.proved() {
            Some(_) => self.mark = Some((step, sight)),
            None => self.next = step + STRIDE,
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
        let (since, sight) = self.mark.unwrap_or((u64::MAX, Sight { hash: 0, corner: (0, 0) }));
        let Found { period, moved, .. } = self.found.unwrap_or(Found { period: 0, since, moved: (0, 0) });
        for n in [self.next, since, period, moved.0 as u64, moved.1 as u64] {
            out.write_all(&n.to_le_bytes())?;
        }
        sight.write(out)?;
        self.strides.write(out)
    }

    /// Takes over what [`write`](Rest::write) wrote.
    ///
    /// # Errors
    /// Those of `from`, and bytes that are no memory of it.
    pub fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut numbers = [[0; 8]; 5];
        numbers.iter_mut().try_for_each(|bytes| from.read_exact(bytes))?;
        let [next, since, period, dx, dy] = numbers.map(u64::from_le_bytes);
        let sight = Sight::read(from)?;
        if period > 0 && since.checked_add(period).is_none() {
            return Err(io::Error::new(ErrorKind::InvalidData, "it came to rest beyond the end of time"));
        }
        self.next = next;
        self.mark = (since != u64::MAX).then_some((since, sight));
        self.found = (period > 0).then_some(Found { period, since, moved: (dx as i64, dy as i64) });
        self.strides.read(from)
    }
}
