//! How many cells are alive, or in which state.

use crate::components::Automaton;
use crate::squares;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Curve, Section};
use quincunx_sdk::role::Complaint;

/// States that the report draws a line for.
const LINES: usize = 12;

quincunx_sdk::params! {
    /// How many cells are alive. Columns: `step`, `time`, `alive`; by `State` they are `step`, `time`, and `state_1`,
    /// `state_2`, … for each of the rule's living states, of which the report draws the first twelve.
    pub struct Population {
        /// whether living cells are counted all together, or those of each state
        by: Grouping = Total
    }
}

quincunx_sdk::choice! {
    /// How living cells are counted.
    pub enum Grouping {
        /// all together
        Total,
        /// state by state
        State,
    }
}

impl Measure for Population {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] =
        &["Population(of: \"soup\", every: 10)", "Population(of: \"soup\", every: 10, by: State)"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Population {
    fn names(&self, grid: &Automaton) -> Vec<String> {
        match self.by {
            Grouping::Total => vec!["alive".into()],
            Grouping::State => (1..grid.states()).map(|state| format!("state_{state}")).collect(),
        }
    }
}

impl Probe<Automaton> for Population {
    fn records(&self, grid: &Automaton) -> Records {
        let column = |name| Column::new(name, Type::Int64, "cells");
        Records::Rows(self.names(grid).into_iter().map(column).collect())
    }

    fn section(&self, grid: &Automaton, context: &Context) -> Option<Section> {
        let (probe, plot) = (context.probe.to_string(), context.plot.map(String::from));
        let sentence = match self.by {
            Grouping::Total => format!("Living cells of “{}”.", context.of),
            Grouping::State => format!("Cells of “{}” in each state.", context.of),
        };
        let mut columns = self.names(grid);
        columns.truncate(LINES);
        let body = Body::Curve(Curve { probe, columns, unit: "cells".into(), plot, ..Curve::default() });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, grid: &Automaton, _: u64) -> Result<Measured, String> {
        let counts = match self.by {
            Grouping::Total => vec![grid.alive()?],
            Grouping::State => by_state(grid)?.drain(1..grid.states()).collect(),
        };
        Ok(Measured::Rows(counts.into_iter().map(|count| Values::Int64(vec![count as i64])).collect()))
    }
}

/// How many cells are in each state, which a block of one cell is: by bits, where there are bits and not too many.
fn by_state(grid: &Automaton) -> Result<Vec<u64>, String> {
    if let Some(counts) = grid.own_bits().and_then(|bits| squares::counts(bits, 1, true, grid.isa)) {
        return Ok(counts);
    }
    let mut counts = [0; 256];
    grid.each_row(|_, row| count(row, &mut counts))?;
    Ok(counts.to_vec())
}

/// Adds the cells of a row to the counts of their states.
fn count(row: &[u8], counts: &mut [u64; 256]) {
    row.iter().for_each(|cell| counts[usize::from(*cell)] += 1);
}
