//! Whether the grid has come round.

use crate::components::Automaton;
use crate::recurrence::{BYTES, Found, Recurrence};
use crate::sight::Sight;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records, Rider};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Last, Section};
use quincunx_sdk::role::Complaint;
use std::io::{self, Read, Write};

quincunx_sdk::params! {
    /// The period of the grid, once the whole repeats itself, if need be at another place: 1 is a still life. It looks
    /// at every generation. Columns: `step`, `time`, `period`; `since`, the generation that is repeated; and `dx` and `dy`,
    /// how far to the right and down everything is displaced in a period. No row is written while nothing has been
    /// repeated. With dead edges what is displaced ends at an edge, and so do its rows. Patterns are compared by 128 bits
    /// of their BLAKE3 hash; displaced ones are known by the rows and columns that are empty, so that on a torus without
    /// any, and where edges are joined otherwise, only a return to the same place counts.
    pub struct Period {
        /// the longest period that is looked for
        max: u32 = 65536, in 1..=1 << 24, unit "steps"
    }
}

impl Measure for Period {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] =
        &["Period(of: \"soup\")", "Period(of: \"soup\", every: 5, max: 30)"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(Watcher { most: self.max.into(), recurrence: None }))
    }
}

/// Shows a memory every generation.
struct Watcher {
    most: u64,
    /// There is one once the grid is known.
    recurrence: Option<Recurrence>,
}

impl Rider<Automaton> for Watcher {
    fn see(&mut self, grid: &Automaton, step: u64) {
        if let Some(recurrence) = self.recurrence.as_mut().filter(|recurrence| recurrence.wants(step))
            && let Ok(bits) = grid.bits()
        {
            // The cells were fetched, or the run has ended.
            recurrence.see(Sight::of(&bits), step);
        }
    }
}

impl Probe<Automaton> for Watcher {
    /// Where the same cells may be followed by others, nothing that is seen twice is a period.
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        object.rests().map_err(|why| Complaint::at("of", why))
    }

    fn begin(&mut self, grid: &Automaton) -> Result<(), String> {
        self.recurrence = Some(Recurrence::new(grid.size(), grid.topology(), self.most));
        Ok(())
    }

    fn memory(&self, _: &dyn Object) -> u64 {
        self.most * BYTES
    }

    fn records(&self, _: &Automaton) -> Records {
        let column = |name, unit| Column::new(name, Type::Int64, unit);
        let (dx, dy) = (column("dx", "cells"), column("dy", "cells"));
        Records::Rows(vec![column("period", "steps"), column("since", "steps"), dx, dy])
    }

    fn section(&self, _: &Automaton, context: &Context) -> Option<Section> {
        let (probe, of, most) = (context.probe.to_string(), context.of, self.most);
        let sentence = format!(
            "What the whole of “{of}” repeats: its period, which is 1 for a still life, the generation since which it does, \
             and how far everything has moved in a period, to the right and down."
        );
        let otherwise = format!("It has not repeated itself, with periods of up to {most} steps looked for.");
        let columns = ["period", "since", "dx", "dy"].map(String::from).to_vec();
        Some(Section {
            title: context.probe.into(),
            sentence,
            body: Body::Last(Last { probe, columns, otherwise, rows: None }),
        })
    }

    fn measure(&mut self, _: &Automaton, _: u64) -> Result<Measured, String> {
        let found = self.recurrence.as_ref().and_then(Recurrence::found);
        let column = |value: fn(Found) -> i64| Values::Int64(found.map(value).into_iter().collect());
        Ok(Measured::Rows(vec![
            column(|found| found.period as i64),
            column(|found| found.since as i64),
            column(|found| found.moved.0),
            column(|found| found.moved.1),
        ]))
    }

    fn rider(&mut self) -> Option<&mut (dyn Rider<Automaton> + 'static)> {
        Some(self)
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.recurrence.as_ref().map_or(Ok(()), |recurrence| recurrence.write(out))
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.recurrence.as_mut().map_or(Ok(()), |recurrence| recurrence.read(from))
    }
}
