//! Where pairs come from: a rule that is asked, or states that were recorded.

mod asked;
mod recorded;

pub use asked::Asked;

use quincunx_core::perturb::{Disturbance, Perturbs};
use quincunx_core::sequence::Sequence;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::noise::Noise;
use quincunx_sdk::rule::Rule;
use recorded::Rows;
use std::ops::Range;
use std::sync::Arc;

/// How many pairs tell how well something was learned, where there are too many to ask all.
const EXAM: usize = 1 << 16;
/// The epoch of what is examined: one that never comes.
const BEYOND: u64 = u64::MAX >> 16;
/// Draws of one pair.
const CELLS: u32 = 0;
const INPUTS: u32 = 0;
const TARGETS: u32 = 1;

/// Pairs: patches of cells, one after the other, and what became of their middle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs {
    /// 0 or 1, row by row.
    pub patches: Vec<u8>,
    /// 0 or 1.
    pub next: Vec<u8>,
}

/// Who knows what becomes of a cell.
#[derive(Clone)]
pub struct Teacher {
    /// Who is asked.
    pub source: Source,
    /// The side of the patches that are shown.
    pub field: usize,
    /// What disturbs the pairs, and which side of them.
    pub disturbance: Option<(Disturbance, Perturbs)>,
    /// Which pairs are drawn.
    pub key: u64,
    /// Which instructions draw them; the result is the same with any.
    pub isa: Isa,
}

/// What a teacher knows.
#[derive(Clone)]
pub enum Source {
    /// A rule of two states.
    Rule(Asked),
    /// A recording of two states.
    Recording(Arc<Sequence>),
}

impl Source {
    /// A rule of two states, and how likely a cell is alive when it is asked.
    pub fn rule(rule: Arc<dyn Rule>, density: f64) -> Self {
        Source::Rule(Asked::new(rule, density))
    }
}

impl Teacher {
    /// The pairs of an epoch, by their numbers in it.
    ///
    /// # Errors
    /// When the rule fails.
    pub fn pairs(&self, epoch: u64, numbers: Range<usize>) -> Result<Pairs, Fault> {
        let first = numbers.start as u64;
        let mut pairs = match &self.source {
            Source::Rule(rule) => rule.pairs(self, epoch, numbers)?,
            Source::Recording(sequence) => recorded::pairs(sequence, self, epoch, numbers, Rows::Learned),
        };
        if let Some((disturbance, which)) = &self.disturbance {
            if which.inputs() {
                let taps = (self.field * self.field) as u64;
                disturbance.meet(epoch, INPUTS, first * taps, &mut pairs.patches);
            }
            if which.targets() {
                disturbance.meet(epoch, TARGETS, first, &mut pairs.next);
            }
        }
        Ok(pairs)
    }

    /// Pairs that tell how well something was learned, undisturbed: all neighbourhoods of nine cells, else as many as can
    /// be asked; of a recording those of the rows that are never learned from.
    ///
    /// # Errors
    /// When the rule fails.
    pub fn exam(&self) -> Result<Pairs, Fault> {
        match &self.source {
            Source::Rule(rule) if rule.has_few(self.field) => rule.all(self, BEYOND),
            Source::Rule(rule) => rule.pairs(self, BEYOND, 0..EXAM),
            Source::Recording(sequence) => Ok(recorded::pairs(sequence, self, BEYOND, 0..EXAM, Rows::Apart)),
        }
    }

    /// What [`exam`](Teacher::exam) asks, in words.
    pub fn exam_words(&self) -> String {
        match &self.source {
            Source::Rule(rule) if rule.has_few(self.field) => "all 512 neighbourhoods".into(),
            Source::Rule(_) => format!("{EXAM} neighbourhoods at random"),
            Source::Recording(_) => format!("{EXAM} cells of the rows that are not learned from"),
        }
    }

    /// What pairs of an epoch are drawn by: so many words for each.
    fn words(&self, epoch: u64, numbers: Range<usize>, each: usize) -> Vec<u32> {
        let mut words = vec![0; numbers.len() * each];
        let noise = Noise { key: self.key, step: epoch };
        noise.fill(self.isa, (numbers.start * each) as u64, CELLS, &mut words);
        words
    }
}

#[cfg(test)]
mod tests;
