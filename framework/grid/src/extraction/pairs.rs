//! Pairs of generations, as they are seen: disturbed, perhaps.

use super::tally::Tally;
use crate::bits::Bits;
use crate::disturbed::disturbed;
use quincunx_core::perturb::{Disturbance, Perturbs};
use quincunx_sdk::lanes::isa::Isa;
use rayon::ThreadPool;
use std::borrow::Cow;
use std::io::{self, Read, Write};

/// What of a pair is disturbed: the numbers of its draws.
const INPUTS: u32 = 0;
const TARGETS: u32 = 1;
/// The draw of cells that are there only to be asked about.
pub(super) const ASKED: u32 = 2;

/// Waits, with a generation, for the next.
pub(crate) struct Pairs {
    before: Bits,
    /// Whether that one has been seen.
    is_there: bool,
    noise: Option<(Disturbance, Perturbs)>,
}

impl Pairs {
    /// Of lattices like this one.
    pub fn new(blank: Bits, noise: Option<(Disturbance, Perturbs)>) -> Self {
        Pairs { before: blank, is_there: false, noise }
    }

    /// Begins anew with the next generation: that is not what became of the last.
    pub fn part(&mut self) {
        self.is_there = false;
    }

    /// Takes the next generation, and adds what became of so many cells of the last, at most, to a tally.
    pub fn see(&mut self, now: &Bits, step: u64, most: u64, tally: &mut Tally, isa: Isa, pool: &ThreadPool) {
        if self.is_there {
            // A pair has the number of its first step.
            let inputs = self.seen_as(&self.before, step - 1, INPUTS, pool);
            let targets = self.seen_as(now, step - 1, TARGETS, pool);
            tally.add(&inputs, &targets, most, isa, pool);
        }
        self.before.words.copy_from_slice(&now.words);
        self.is_there = true;
    }

    fn seen_as<'a>(&self, cells: &'a Bits, step: u64, draw: u32, pool: &ThreadPool) -> Cow<'a, Bits> {
        let met = |perturbs: Perturbs| if draw == INPUTS { perturbs.inputs() } else { perturbs.targets() };
        let Some((noise, _)) = self.noise.filter(|(_, perturbs)| met(*perturbs)) else {
            return Cow::Borrowed(cells);
        };
        Cow::Owned(disturbed(cells, &noise, step, draw, pool))
    }

    /// Writes the generation that waits.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&[self.is_there.into()])?;
        self.before.words.iter().try_for_each(|word| out.write_all(&word.to_le_bytes()))
    }

    /// Reads what [`write`](Pairs::write) wrote.
    ///
    /// # Errors
    /// Those of `from`.
    pub fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let (mut one, mut eight) = ([0], [0; 8]);
        from.read_exact(&mut one)?;
        self.is_there = one == [1];
        for word in &mut self.before.words {
            from.read_exact(&mut eight)?;
            *word = u64::from_le_bytes(eight);
        }
        Ok(())
    }
}
