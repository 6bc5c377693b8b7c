//! What generations looked like.

use crate::sight::Sight;
use crate::topology::Topology;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};

/// Generations that are remembered; beyond that the older half is forgotten.
const MOST: usize = 1 << 16;

/// A generation: how many cells lived, and what it looked like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub alive: u64,
    pub sight: Sight,
    pub step: u64,
}

/// By what generations are told apart: living cells, hash, and the place where a displaced one is another.
type Key = (u64, u128, (u32, u32));

/// Generations, by what they looked like.
pub(super) struct Memory {
    topology: Topology,
    seen: BTreeMap<Key, Seen>,
}

impl Memory {
    /// Of nothing.
    pub fn new(topology: Topology) -> Self {
        Memory { topology, seen: BTreeMap::new() }
    }

    /// Whether as many cells lived in some generation.
    pub fn resembles(&self, alive: u64) -> bool {
        let least = (alive, 0, (0, 0));
        self.seen.range(least..).next().is_some_and(|(key, _)| key.0 == alive)
    }

    /// The generation that looked like this one.
    pub fn like(&self, seen: &Seen) -> Option<Seen> {
        self.seen.get(&self.key(seen)).copied()
    }

    fn key(&self, seen: &Seen) -> Key {
        let place = if self.topology == Topology::TORUS { (0, 0) } else { seen.sight.corner };
        (seen.alive, seen.sight.hash, place)
    }

    /// Remembers one that is later than all others.
    pub fn keep(&mut self, seen: Seen) {
        self.seen.insert(self.key(&seen), seen);
        if self.seen.len() > MOST {
            let mut steps: Vec<u64> = self.seen.values().map(|seen| seen.step).collect();
            let (_, middle, _) = steps.select_nth_unstable(MOST / 2);
            self.seen.retain(|_, seen| seen.step >= *middle);
        }
    }

    /// Forgets all.
    pub fn forget(&mut self) {
        self.seen.clear();
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&(self.seen.len() as u64).to_le_bytes())?;
        self.seen.values().try_for_each(|Seen { alive, sight, step }| {
            out.write_all(&alive.to_le_bytes())?;
            out.write_all(&step.to_le_bytes())?;
            sight.write(out)
        })
    }

    /// Takes over what [`write`](Memory::write) wrote.
    ///
    /// # Errors
    /// Those of `from`, and bytes that are no memory.
    pub fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let many = read_number(from)?;
        if many > MOST as u64 {
            return Err(io::Error::new(ErrorKind::InvalidData, "it remembers more generations than it may"));
        }
        self.forget();
        for _ in 0..many {
            let (alive, step) = (read_number(from)?, read_number(from)?);
            let seen = Seen { alive, sight: Sight::read(from)?, step };
            self.seen.insert(self.key(&seen), seen);
        }
        Ok(())
    }
}

fn read_number(from: &mut dyn Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes).map(|()| u64::from_le_bytes(bytes))
}
