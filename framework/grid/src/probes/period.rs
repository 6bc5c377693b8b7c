//! Whether the grid has come round.

use crate::components::Automaton;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records, Rider};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::Section;
use quincunx_sdk::role::Complaint;
use std::io::{self, Read, Write};

quincunx_sdk::params! {
    /// The period of the grid, once it repeats itself; it looks at every generation. Columns: `step`, `time`,
    /// `period`, and `since`, a step from which it is known to repeat. No row is written while it has not.
    pub struct Period {}
}

impl Measure for Period {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const REFERENCES: &'static [&'static str] =
        &["R. P. Brent, \"An improved Monte Carlo factorization algorithm\", BIT 20, 176-184 (1980)"];
    const EXAMPLES: &'static [&'static str] = &["Period(of: \"soup\")"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(Brent { mark: [0; 32], since: 0, next_mark: 0, period: 0 }))
    }
}

/// Brent's cycle detection: one state is remembered (by its hash), and replaced at steps 1, 2, 4, 8, …
struct Brent {
    mark: [u8; 32],
    since: u64,
    next_mark: u64,
    /// 0 while unknown.
    period: u64,
}

impl Rider<Automaton> for Brent {
    fn see(&mut self, grid: &Automaton, step: u64) {
        if self.period > 0 {
            return;
        }
        let Ok(bits) = grid.bits() else { return }; // it was fetched, or the run has ended
        let hash = bits.hash();
        if step > 0 && hash == self.mark {
            self.period = step.saturating_sub(self.since);
        } else if step == self.next_mark {
            (self.mark, self.since, self.next_mark) = (hash, step, (2 * step).max(1));
        }
    }
}

impl Probe<Automaton> for Brent {
    fn records(&self, _: &Automaton) -> Records {
        let column = |name| Column::new(name, Type::Int64, "steps");
        Records::Rows(vec![column("period"), column("since")])
    }

    fn section(&self, _: &Automaton, _: &Context) -> Option<Section> {
        None
    }

    fn measure(&mut self, _: &Automaton, _: u64) -> Result<Measured, String> {
        let found = self.period > 0;
        let column = |value: u64| Values::Int64(found.then_some(value as i64).into_iter().collect());
        Ok(Measured::Rows(vec![column(self.period), column(self.since)]))
    }

    fn rider(&mut self) -> Option<&mut (dyn Rider<Automaton> + 'static)> {
        Some(self)
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.mark)?;
        [self.since, self.next_mark, self.period].iter().try_for_each(|n| out.write_all(&n.to_le_bytes()))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        from.read_exact(&mut self.mark)?;
        for n in [&mut self.since, &mut self.next_mark, &mut self.period] {
            let mut bytes = [0; 8];
            from.read_exact(&mut bytes)?;
            *n = u64::from_le_bytes(bytes);
        }
        Ok(())
    }
}
