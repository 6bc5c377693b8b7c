//! The same cells, left to another rule.

use super::course::Course;
use crate::bits::Bits;
use quincunx_sdk::lanes::isa::Isa;
use std::io::{self, Read, Write};

/// Cells that another rule moves from where a grid began, and how far they have come.
pub(crate) struct Twin {
    cells: Bits,
    at: u64,
    /// The first generation at which they were not those of the grid.
    diverged: Option<u64>,
}

impl Twin {
    /// At generation 0, at which the grid has the cells of `start`.
    pub fn new(cells: Bits, start: &Bits) -> Self {
        let diverged = (cells.words != start.words).then_some(0);
        Twin { cells, at: 0, diverged }
    }

    /// The generation at which it is.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Begins once more, where the grid does not go on from what it was.
    pub fn begin_again(&mut self, cells: Bits, step: u64) {
        (self.cells, self.at) = (cells, step);
    }

    /// Its cells.
    pub fn cells(&self) -> &Bits {
        &self.cells
    }

    /// The first generation at which it was not like the grid, as far as it was compared.
    pub fn diverged(&self) -> Option<u64> {
        self.diverged
    }

    /// Goes to the generation of the grid, and says in how many cells it differs. If it does for the first time, both go
    /// again from where they were the same, step by step.
    ///
    /// # Errors
    /// A fragment that says which rule cannot move them, and why.
    pub fn follow(
        &mut self,
        grid: &Bits,
        step: u64,
        [ours, theirs]: [&mut Course; 2],
        isa: Isa,
    ) -> Result<u64, String> {
        let same = self.diverged.is_none().then(|| self.cells.clone());
        move_twin(theirs, &mut self.cells, self.at, step.saturating_sub(self.at))?;
        let damage = self.cells.changed_from(&grid.words, isa);
        if let Some(same) = same.filter(|_| damage > 0) {
            self.diverged = Some(first_difference(same, self.at, step, [ours, theirs])?);
        }
        self.at = step;
        Ok(damage)
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        // Diverged at generation n is n + 1: 0 is never.
        let diverged = self.diverged.map_or(0, |step| step + 1);
        let numbers = [self.at, diverged].into_iter().chain(self.cells.words.iter().copied());
        numbers.map(u64::to_le_bytes).try_for_each(|bytes| out.write_all(&bytes))
    }

    /// Reads what [`write`](Twin::write) wrote.
    ///
    /// # Errors
    /// Those of `from`.
    pub fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut number = || -> io::Result<u64> {
            let mut bytes = [0; 8];
            from.read_exact(&mut bytes)?;
            Ok(u64::from_le_bytes(bytes))
        };
        self.at = number()?;
        self.diverged = number()?.checked_sub(1);
        for word in &mut self.cells.words {
            *word = number()?;
        }
        Ok(())
    }
}

/// Moves cells by the rule that a grid's is compared with, which is said where it cannot.
pub(super) fn move_twin(
    theirs: &mut Course,
    cells: &mut Bits,
    from: u64,
    generations: u64,
) -> Result<(), String> {
    theirs.advance(cells, from, generations).map_err(|why| format!("what it is compared with: {why}"))
}

/// The first generation up to `to` at which two rules have made different cells of the same. It is `to` if none has: a
/// device may round otherwise than the processor, which is asked here.
fn first_difference(
    mut cells: Bits,
    from: u64,
    to: u64,
    [ours, theirs]: [&mut Course; 2],
) -> Result<u64, String> {
    let mut other = cells.clone();
    for step in from..to {
        ours.advance(&mut cells, step, 1)?;
        move_twin(theirs, &mut other, step, 1)?;
        if cells.words != other.words {
            return Ok(step + 1);
        }
    }
    Ok(to)
}
