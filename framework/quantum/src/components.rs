//! What a beam is made of in the laboratory.

use crate::apparatus::Apparatus;
use crate::chances::Chances;
use crate::outcomes::Outcomes;
use crate::sampler::{BLOCK, Sampler};
use bevy_ecs::component::Component;
use quincunx_core::clock::Stopped;
use quincunx_core::probe::Rider;
use quincunx_core::state::State;
use quincunx_sdk::lanes::isa::Isa;
use rayon::ThreadPool;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

/// An apparatus, and how many atoms came to each of its ends.
#[derive(Component)]
pub struct Beam {
    /// What the atoms meet.
    pub apparatus: Arc<Apparatus>,
    /// How likely they come where.
    pub chances: Chances,
    /// Which number of an atom leads where.
    pub outcomes: Outcomes,
    /// How many atoms there are in all.
    pub atoms: u64,
    /// How many came to each end so far, in the order of [`Apparatus::ends`].
    pub counts: Vec<u64>,
    pub(crate) sampler: Sampler,
    pub(crate) isa: Isa,
}

impl Beam {
    /// Atoms through an apparatus; the key says which atoms.
    pub fn new(apparatus: Arc<Apparatus>, atoms: u64, key: u64, isa: Isa) -> Beam {
        let chances = Chances::of(&apparatus);
        let outcomes = Outcomes::of(&apparatus, &chances);
        let (sampler, counts) = (Sampler::new(&outcomes, key), vec![0; apparatus.ends().count()]);
        Beam { apparatus, chances, outcomes, atoms, counts, sampler, isa }
    }

    /// How many atoms have left the oven after so many steps.
    pub fn emitted(&self, step: u64) -> u64 {
        step.saturating_mul(BLOCK).min(self.atoms)
    }

    /// The number of an atom, in units of 2⁻⁶⁴, and its end in the order of [`Apparatus::ends`].
    pub fn atom(&self, atom: u64) -> (u64, usize) {
        let number = self.sampler.number(atom);
        (number, self.outcomes.end_of(number))
    }

    /// Sends the atoms of so many steps on their way.
    ///
    /// # Errors
    /// Counts that are not those of the steps before: a damaged checkpoint.
    pub fn advance(&mut self, from: u64, steps: u64, pool: &ThreadPool) -> Result<(), Stopped> {
        let (counted, emitted) = (self.counts.iter().sum::<u64>(), self.emitted(from));
        if counted != emitted {
            let message =
                format!("{counted} atoms are counted, and {emitted} were sent (a damaged checkpoint)");
            return Err(Stopped { done: 0, fault: message.into() });
        }
        let found = self.sampler.count(from..from + steps, self.atoms, self.isa, pool);
        for (end, found) in self.outcomes.possible().iter().zip(found) {
            self.counts[*end] += found;
        }
        Ok(())
    }
}

impl State for Beam {
    const NAME: &'static str = "Beam";
    type Rider = dyn Rider<Self>;

    /// The count of each end, depth first.
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.counts.iter().try_for_each(|count| out.write_all(&count.to_le_bytes()))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut sum = 0u64;
        for count in &mut self.counts {
            let mut bytes = [0; 8];
            from.read_exact(&mut bytes)?;
            *count = u64::from_le_bytes(bytes);
            sum = sum.saturating_add(*count);
        }
        if sum > self.atoms {
            self.counts.fill(0);
            return Err(io::Error::new(ErrorKind::InvalidData, "it counts more atoms than there are"));
        }
        Ok(())
    }
}
