//! Whether a grid has come round.

use crate::sight::Sight;
use crate::topology::Topology;
use std::collections::{HashMap, VecDeque};
use std::io::{self, ErrorKind, Read, Write};

/// A repetition: the grid of one generation is that of an earlier one, perhaps displaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Generations from one to the next.
    pub period: u64,
    /// The earlier generation.
    pub since: u64,
    /// How far to the right and down it was displaced meanwhile.
    pub moved: (i64, i64),
}

/// Remembers what the last generations looked like, and so knows a repetition in the generation in which it happens.
///
/// On a torus a displaced repetition goes on for ever. With dead edges it ends where it meets one: there it is held
/// against each further generation that should repeat, and forgotten when one does not.
pub(crate) struct Recurrence {
    size: (usize, usize),
    topology: Topology,
    most: u64,
    /// The generation of the first that is remembered.
    first: u64,
    seen: VecDeque<Sight>,
    /// Where each of them last was.
    places: HashMap<u128, u64>,
    found: Option<Found>,
}

/// Bytes that a generation takes, in both lists and with the room that they keep.
pub(crate) const BYTES: u64 = 128;

impl Recurrence {
    /// Remembers at most so many generations.
    pub fn new(size: (usize, usize), topology: Topology, most: u64) -> Self {
        let (seen, places) = (VecDeque::new(), HashMap::new());
        Recurrence { size, topology, most, first: 0, seen, places, found: None }
    }

    /// What is known to repeat.
    pub fn found(&self) -> Option<Found> {
        self.found
    }

    /// What is known to repeat for ever.
    pub fn proved(&self) -> Option<Found> {
        self.found.filter(|found| self.topology == Topology::TORUS || found.moved == (0, 0))
    }

    /// Whether a generation must be looked at.
    pub fn wants(&self, step: u64) -> bool {
        match self.found {
            None => true,
            Some(Found { period, since, .. }) => {
                self.proved().is_none() && (step - since).is_multiple_of(period)
            }
        }
    }

    /// Sees a generation that it [wants](Recurrence::wants); they come in order.
    pub fn see(&mut self, sight: Sight, step: u64) {
        if let Some(found) = self.found {
            if self.goes_on(found, sight, step) {
                return;
            }
            self.forget();
        }
        match self.places.get(&sight.hash).copied() {
            Some(since) => {
                let moved = self
                    .at(since)
                    .map_or((0, 0), |before| displacement(self.size, self.topology, before, sight));
                self.found = Some(Found { period: step - since, since, moved });
            }
            None => self.remember(sight, step),
        }
    }

    /// Whether a generation is again displaced by as much.
    fn goes_on(&self, Found { period, since, moved }: Found, sight: Sight, step: u64) -> bool {
        let times = ((step - since) / period) as i64;
        self.at(since).is_some_and(|before| {
            let by = displacement(self.size, self.topology, before, sight);
            before.hash == sight.hash && by == (times * moved.0, times * moved.1)
        })
    }

    fn at(&self, step: u64) -> Option<Sight> {
        self.seen.get(step.checked_sub(self.first)? as usize).copied()
    }

    fn remember(&mut self, sight: Sight, step: u64) {
        if self.seen.is_empty() {
            self.first = step;
        }
        self.seen.push_back(sight);
        self.places.insert(sight.hash, step);
        if self.seen.len() as u64 > self.most
            && let Some(oldest) = self.seen.pop_front()
        {
            self.places.remove(&oldest.hash);
            self.first += 1;
        }
    }

    fn forget(&mut self) {
        self.found = None;
        self.seen.clear();
        self.places.clear();
    }

    /// Writes what it remembers.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Found { period, since, moved } =
            self.found.unwrap_or(Found { period: 0, since: 0, moved: (0, 0) });
        for n in [period, since, moved.0 as u64, moved.1 as u64, self.first, self.seen.len() as u64] {
            out.write_all(&n.to_le_bytes())?;
        }
        self.seen.iter().try_for_each(|sight| sight.write(out))
    }

    /// Takes over what [`write`](Recurrence::write) wrote.
    ///
    /// # Errors
    /// Those of `from`, and bytes that are no memory of it.
    pub fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.forget();
        let mut numbers = [[0; 8]; 6];
        numbers.iter_mut().try_for_each(|bytes| from.read_exact(bytes))?;
        let [period, since, dx, dy, first, seen] = numbers.map(u64::from_le_bytes);
        if seen > self.most {
            return Err(io::Error::new(ErrorKind::InvalidData, "it remembers more generations than it may"));
        }
        self.found = (period > 0).then_some(Found { period, since, moved: (dx as i64, dy as i64) });
        self.first = first;
        for step in first..first.saturating_add(seen) {
            let sight = Sight::read(from)?;
            self.seen.push_back(sight);
            self.places.insert(sight.hash, step);
        }
        Ok(())
    }
}

/// How far a pattern has moved from one place to another, on a torus the shorter way around.
pub(crate) fn displacement(size: (usize, usize), topology: Topology, from: Sight, to: Sight) -> (i64, i64) {
    let way = |from: u32, to: u32, side: usize| {
        let (way, side) = (i64::from(to) - i64::from(from), side as i64);
        match topology {
            Topology::Dead => way,
            _ => (way + (side - 1) / 2).rem_euclid(side) - (side - 1) / 2,
        }
    };
    (way(from.corner.0, to.corner.0, size.0), way(from.corner.1, to.corner.1, size.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIDE: u32 = 10;

    /// What a way through some patterns looks like: pattern and corner of each generation.
    fn follow(way: &[(u32, u32)], topology: Topology, most: u64) -> Recurrence {
        let size = (SIDE as usize, SIDE as usize);
        let mut recurrence = Recurrence::new(size, topology, most);
        for (step, (pattern, x)) in (0..).zip(way) {
            let sight = Sight { hash: u128::from(*pattern), corner: (*x, 0) };
            if recurrence.wants(step) {
                recurrence.see(sight, step);
            }
            // Taking it up again changes nothing.
            let (mut bytes, mut again) = (vec![], Recurrence::new(size, topology, most));
            recurrence.write(&mut bytes).unwrap();
            again.read(&mut &bytes[..]).unwrap();
            recurrence = again;
        }
        recurrence
    }

    fn found(period: u64, since: u64, dx: i64) -> Option<Found> {
        Some(Found { period, since, moved: (dx, 0) })
    }

    #[test]
    fn still_lifes_oscillators_and_spaceships_are_told_apart() {
        let torus = |way: &[(u32, u32)]| follow(way, Topology::TORUS, 5).found();
        assert_eq!(torus(&[(1, 0), (2, 0), (2, 0)]), found(1, 1, 0));
        assert_eq!(torus(&[(1, 0), (2, 3), (3, 0), (2, 3)]), found(2, 1, 0));
        assert_eq!(torus(&[(1, 0), (2, 9), (3, 0), (2, 1)]), found(2, 1, 2));
        assert_eq!(torus(&[(1, 3), (1, 8)]), found(1, 0, 5)); // half of the way around
        assert_eq!(torus(&[(1, 3), (1, 2)]), found(1, 0, -1));
    }

    #[test]
    fn what_meets_an_edge_is_not_said_to_go_on() {
        let way = [(1, 0), (2, 1), (1, 2), (2, 3), (1, 4), (3, 4), (4, 4), (5, 4), (4, 4), (4, 4)];
        let dead = |steps: usize| follow(&way[..steps], Topology::Dead, 9);
        assert_eq!((dead(3).found(), dead(3).proved()), (found(2, 0, 2), None));
        assert_eq!(
            (dead(5).found(), dead(6).found(), dead(7).found()),
            (found(2, 0, 2), found(2, 0, 2), None)
        );
        assert_eq!(dead(9).proved(), found(2, 6, 0));
        assert_eq!(follow(&way, Topology::TORUS, 9).proved(), found(2, 0, 2));
        // It comes to rest where it is.
        let stands: Vec<_> = (0..9).map(|step| (1, step.min(4))).collect();
        assert_eq!(follow(&stands, Topology::Dead, 9).proved(), found(1, 5, 0));
    }

    proptest! {
        #[test]
        fn the_first_repetition_is_found_when_it_happens(way in prop::collection::vec(0u32..9, 1..20), most in 1u64..12) {
            let way: Vec<_> = way.into_iter().map(|pattern| (pattern, 0)).collect();
            let within = |step: usize| {
                (step.saturating_sub(most as usize)..step).find(|since| way[*since] == way[step])
            };
            let first = (0..way.len()).find_map(|step| Some((step, within(step)?)));
            let expected = first.and_then(|(step, since)| found((step - since) as u64, since as u64, 0));
            prop_assert_eq!(follow(&way, Topology::TORUS, most).found(), expected);
        }
    }
}
