//! How many cells have changed.

use super::grid_of;
use crate::bits::Bits;
use crate::components::Automaton;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Curve, Section};
use quincunx_sdk::role::Complaint;
use std::io::{self, Read, Write};

quincunx_sdk::params! {
    /// How many cells differ from what they were at the last row's step. Columns: `step`, `time`, `changed`.
    pub struct Activity {}
}

impl Measure for Activity {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &["Activity(of: \"soup\", every: 1)"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(Changes { before: vec![] }))
    }
}

/// Remembers the cells of the last row; none before the first, which counts no changes.
struct Changes {
    before: Vec<u64>,
}

impl Probe<Automaton> for Changes {
    /// The cells of the row before, as bits.
    fn memory(&self, object: &dyn Object) -> u64 {
        grid_of(object).map_or(0, |grid| Bits::bytes(grid.size().0, grid.size().1, grid.states()))
    }

    fn records(&self, _: &Automaton) -> Records {
        Records::Rows(vec![Column::new("changed", Type::Int64, "cells")])
    }

    fn section(&self, _: &Automaton, context: &Context) -> Option<Section> {
        let (probe, plot) = (context.probe.to_string(), context.plot.map(String::from));
        let sentence = format!("Cells of “{}” that changed since the row before.", context.of);
        let body = Body::Curve(Curve {
            probe,
            columns: vec!["changed".into()],
            unit: "cells".into(),
            plot,
            ..Curve::default()
        });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, grid: &Automaton, _: u64) -> Result<Measured, String> {
        let bits = grid.bits()?;
        let changed = if self.before.is_empty() { 0 } else { bits.changed_from(&self.before, grid.isa) };
        self.before.clone_from(&bits.words);
        Ok(Measured::Rows(vec![Values::Int64(vec![changed as i64])]))
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.before.iter().try_for_each(|word| out.write_all(&word.to_le_bytes()))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut bytes = vec![];
        from.read_to_end(&mut bytes)?;
        self.before = bytes.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word)).collect();
        Ok(())
    }
}
