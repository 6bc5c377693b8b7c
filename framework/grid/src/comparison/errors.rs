//! Where a step of one rule is not that of another.

use super::course::Course;
use super::twin::move_twin;
use crate::bits::Bits;
use crate::extraction::{Count, Tally};
use quincunx_core::neighbourhood::{Alphabet, is_alive, neighbours};
use quincunx_sdk::lanes::isa::Isa;
use rayon::ThreadPool;

/// Of each of the 512 neighbourhoods, how often it was seen and how often two rules disagreed about its middle.
#[derive(Default)]
pub(crate) struct Errors(Tally);

/// How often two rules agreed about the cells of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agreement {
    /// As in A. Hensel's notation: B3, S2a.
    pub class: String,
    /// Whether the cell is alive.
    pub centre: bool,
    /// How many of its neighbours are.
    pub count: usize,
    pub seen: u64,
    pub agreed: u64,
}

impl Errors {
    /// Of a step of either from these cells, which are at generation `step`.
    ///
    /// # Errors
    /// A fragment that says which rule cannot move them, and why.
    pub fn of(
        cells: &Bits,
        step: u64,
        [ours, theirs]: [&mut Course; 2],
        isa: Isa,
        pool: &ThreadPool,
    ) -> Result<Self, String> {
        let (mut one, mut other) = (cells.clone(), cells.clone());
        ours.advance(&mut one, step, 1)?;
        move_twin(theirs, &mut other, step, 1)?;
        one.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word ^= other);
        // A disagreement is counted as a transition to 1.
        let mut tally = Tally::default();
        tally.add(cells, &one, u64::MAX, isa, pool);
        Ok(Errors(tally))
    }

    /// How many cells there were, and of how many both said the same.
    pub fn all(&self) -> (u64, u64) {
        let Count { seen, alive } = self.0.counts().iter().copied().sum();
        (seen, seen - alive)
    }

    /// Every class that was seen.
    pub fn by_class(&self) -> impl Iterator<Item = Agreement> {
        Alphabet::Isotropic.classes().into_iter().filter_map(|class| {
            let Count { seen, alive } = class.members.iter().map(|n| self.0.of(*n)).sum();
            let first = *class.members.first()?;
            let (centre, count, agreed) = (is_alive(first), neighbours(first), seen - alive);
            (seen > 0).then_some(Agreement { class: class.name, centre, count, seen, agreed })
        })
    }
}
