//! Rules that decide by a number.

use crate::fault::Fault;
use crate::group::finite::FiniteGroup;
use crate::slab::Slab;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What decides for a network: a logit for each cell, which is alive next where that is above a threshold.
///
/// A [`Rule`](crate::rule::Rule) that has one hands it out as its
/// [`predictor`](crate::rule::Rule::predictor), for those who want the logits themselves.
pub trait Predictor: Send + Sync {
    /// What its filters turn by.
    fn group(&self) -> &FiniteGroup;

    /// What the group is called: "p8".
    fn group_name(&self) -> String;

    /// The sides of the filters, layer by layer; a cell sees 1 + Σ (side − 1) cells of a row.
    fn sides(&self) -> Vec<usize>;

    /// Above which logit a cell is alive next.
    fn threshold(&self) -> f32;

    /// The logits of a slab of cells, as they decide: `src` and `slab` as for [`Rule::step`](crate::rule::Rule::step),
    /// `dst` with the same rows as its target.
    ///
    /// # Errors
    /// Why it cannot.
    fn logits(&self, src: &[u8], dst: &mut [f32], slab: &Slab) -> Result<(), Fault>;

    /// The same for any real values in place of cells.
    ///
    /// # Errors
    /// Why it cannot.
    fn predict(&self, src: &[f32], dst: &mut [f32], slab: &Slab) -> Result<(), Fault>;

    /// How close the decisions were so far.
    fn margin(&self) -> &Margin;
}

/// How close decisions were, over all that were made. Threads may tell of theirs in any order.
#[derive(Debug, Default)]
pub struct Margin(Mutex<Option<Closest>>);

/// The closest of some decisions.
#[derive(Clone, Debug, PartialEq)]
pub struct Closest {
    /// By how much the logit missed the threshold.
    pub margin: f32,
    /// The cells that were decided by, row by row, in a square; none where the margin is so large that rounding cannot
    /// have decided.
    pub neighbourhood: Vec<u8>,
    /// The largest size of a logit among all decisions.
    pub largest: f32,
}

impl Closest {
    /// What rounding may do to a logit, relative to the largest, in a network of usual size and weights; more where large
    /// terms cancel.
    pub const ROUNDING: f32 = 2e-6;

    /// Whether rounding may have decided.
    pub fn is_within_rounding(&self) -> bool {
        self.margin <= Self::ROUNDING * self.largest
    }

    /// The neighbourhood in a line: `010/111/000`, rows from above.
    pub fn words(&self) -> String {
        let side = self.neighbourhood.len().isqrt().max(1);
        let row = |row: &[u8]| row.iter().map(u8::to_string).collect::<String>();
        self.neighbourhood.chunks(side).map(row).collect::<Vec<_>>().join("/")
    }

    /// Of two the closer, by the neighbourhood if they are equally close, with the larger logit of both.
    #[must_use]
    pub fn and(self, other: Closest) -> Closest {
        let largest = if other.largest > self.largest { other.largest } else { self.largest };
        let key = |closest: &Closest| (closest.margin.to_bits(), closest.neighbourhood.clone());
        let closest = if key(&other) < key(&self) { other } else { self };
        Closest { largest, ..closest }
    }
}

impl Margin {
    /// Takes some more decisions into account.
    pub fn meet(&self, closest: Closest) {
        let mut met = self.lock();
        *met = Some(match met.take() {
            Some(before) => before.and(closest),
            None => closest,
        });
    }

    /// The closest decision so far; `None` if there was none.
    pub fn met(&self) -> Option<Closest> {
        self.lock().clone()
    }

    /// Writes what it remembers.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(Closest { margin, neighbourhood, largest }) = self.met() else { return Ok(()) };
        out.write_all(&margin.to_le_bytes())?;
        out.write_all(&largest.to_le_bytes())?;
        out.write_all(&neighbourhood)
    }

    /// Takes what [`write`](Margin::write) wrote into account, too.
    ///
    /// # Errors
    /// Those of `from`, and bytes that are no margin.
    pub fn read(&self, from: &mut dyn Read) -> io::Result<()> {
        let mut bytes = vec![];
        from.take(1 << 16).read_to_end(&mut bytes)?;
        let wrong = || io::Error::new(ErrorKind::InvalidData, "it does not say how close decisions were");
        match bytes.split_first_chunk::<8>() {
            None if bytes.is_empty() => {}
            None => return Err(wrong()),
            Some(([a, b, c, d, e, f, g, h], neighbourhood)) => {
                let [margin, largest] = [[*a, *b, *c, *d], [*e, *f, *g, *h]].map(f32::from_le_bytes);
                let sound = margin >= 0.0 && largest >= 0.0 && neighbourhood.iter().all(|cell| *cell < 2);
                let closest = Closest { margin, largest, neighbourhood: neighbourhood.to_vec() };
                self.meet(Some(closest).filter(|_| sound).ok_or_else(wrong)?);
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Closest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner) // what it guards is whole at all times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closest(margin: f32, neighbourhood: [u8; 4], largest: f32) -> Closest {
        Closest { margin, neighbourhood: neighbourhood.into(), largest }
    }

    #[test]
    fn the_closest_decision_does_not_depend_on_the_order() {
        let all = [
            closest(0.5, [1, 0, 0, 0], 3.0),
            closest(0.25, [0, 1, 0, 0], 2.0),
            closest(0.25, [0, 0, 1, 1], 1.0),
        ];
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]] {
            let margin = Margin::default();
            assert_eq!(margin.met(), None);
            order.iter().for_each(|i| margin.meet(all[*i].clone()));
            assert_eq!(margin.met(), Some(closest(0.25, [0, 0, 1, 1], 3.0)));
        }
        assert_eq!(all[0].words(), "10/00");
        assert!(!all[0].is_within_rounding() && closest(1e-6, [0; 4], 1.0).is_within_rounding());
    }

    #[test]
    fn it_is_written_and_read() {
        let (margin, other) = (Margin::default(), Margin::default());
        let mut nothing = vec![];
        margin.write(&mut nothing).unwrap();
        assert!(nothing.is_empty());
        margin.meet(closest(0.5, [1, 0, 1, 0], 3.0));
        let mut bytes = vec![];
        margin.write(&mut bytes).unwrap();
        other.read(&mut &bytes[..]).unwrap();
        assert_eq!(other.met(), margin.met());
        assert!(other.read(&mut &bytes[..7]).is_err());
        assert!(other.read(&mut &[0, 0, 0, 128, 0, 0, 192, 255, 7][..]).is_err());
        other.read(&mut &nothing[..]).unwrap();
        assert_eq!(other.met(), margin.met());
    }
}
