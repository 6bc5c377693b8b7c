//! How much there is to tell about the cells.

use super::grid_of;
use crate::bits::planes;
use crate::components::Automaton;
use crate::squares::{self, entropy};
use crate::topology::Topology;
use crate::words::Words;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Curve, Section};
use quincunx_sdk::role::Complaint;

/// Different blocks are counted in a table that has room for 2 to this many.
const MOST_BITS: usize = 24;

quincunx_sdk::params! {
    /// The block entropy: −Σ p log₂ p in bits, where p is how often each of the different k × k blocks of states occurs
    /// among all blocks, those that overlap included. On a torus there are as many as cells, around its edges too; where edges
    /// are dead or joined otherwise only those that lie wholly inside. Columns: `step`, `time`, `entropy`, `per_cell` (divided by k²), and
    /// `different`, how many different blocks there are: where that is nearly as many as cells, the grid is too small to
    /// tell the entropy.
    pub struct Entropy {
        /// the side k of a block: up to 4 of two states, up to 3 of three or four, up to 2 of 5 to 64, and 1 of more
        block: u32 = 2, in 1..=4, unit "cells"
    }
}

impl Measure for Entropy {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const REFERENCES: &'static [&'static str] = &[
        "C. E. Shannon, \"A mathematical theory of communication\", Bell System Technical Journal 27, 379-423 (1948)",
        "S. Wolfram, \"Statistical mechanics of cellular automata\", Reviews of Modern Physics 55, 601-644 (1983)",
        "N. H. Packard and S. Wolfram, \"Two-dimensional cellular automata\", Journal of Statistical Physics 38, 901-946 (1985)",
    ];
    const EXAMPLES: &'static [&'static str] =
        &["Entropy(of: \"soup\", every: 5)", "Entropy(of: \"soup\", every: 5, block: 3)"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(Blocks { side: self.block as usize }))
    }
}

struct Blocks {
    side: usize,
}

impl Blocks {
    fn bits(&self, states: usize) -> usize {
        planes(states) * self.side * self.side
    }

    /// How often each block occurs: small ones by bits, where there are bits.
    fn counts(&self, grid: &Automaton) -> Result<Vec<u64>, String> {
        let around = grid.topology() == Topology::TORUS;
        let of_bits = |bits| squares::counts(bits, self.side, around, grid.isa);
        if let Some(counts) = grid.own_bits().and_then(of_bits) {
            return Ok(counts);
        }
        let mut words = Words::new(self.side, grid.states(), grid.size(), around);
        grid.each_row(|_, row| words.add(row))?;
        Ok(words.counts())
    }
}

impl Probe<Automaton> for Blocks {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let (states, k) = (grid_of(object)?.states(), self.side);
        if self.bits(states) <= MOST_BITS {
            return Ok(());
        }
        let most = (1..k).rev().find(|side| Blocks { side: *side }.bits(states) <= MOST_BITS).unwrap_or(1);
        let message = format!(
            "{k} × {k} cells of {states} states are too many different blocks to be counted: at most `block: {most}`"
        );
        Err(Complaint::at("block", message))
    }

    fn memory(&self, object: &dyn Object) -> u64 {
        grid_of(object).map_or(0, |grid| 8 << self.bits(grid.states()).min(MOST_BITS))
    }

    fn records(&self, _: &Automaton) -> Records {
        Records::Rows(vec![
            Column::new("entropy", Type::Float64, "bits"),
            Column::new("per_cell", Type::Float64, "bits"),
            Column::new("different", Type::Int64, "blocks"),
        ])
    }

    fn section(&self, _: &Automaton, context: &Context) -> Option<Section> {
        let (probe, plot, k) = (context.probe.to_string(), context.plot.map(String::from), self.side);
        let sentence =
            format!("The entropy of the {k} × {k} blocks of “{}”, for each cell of a block.", context.of);
        let (columns, unit) = (vec!["per_cell".into()], "bits".into());
        let body = Body::Curve(Curve { probe, columns, unit, plot, ..Curve::default() });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, grid: &Automaton, _: u64) -> Result<Measured, String> {
        let counts = self.counts(grid)?;
        let (entropy, different) = (entropy(&counts), counts.iter().filter(|count| **count > 0).count());
        let cells = (self.side * self.side) as f64;
        Ok(Measured::Rows(vec![
            Values::Float64(vec![Some(entropy)]),
            Values::Float64(vec![Some(entropy / cells)]),
            Values::Int64(vec![different as i64]),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::{Blocks, MOST_BITS};

    #[test]
    fn the_sides_that_are_documented_are_those_that_there_are() {
        let most = |states: usize| (1..5).rev().find(|side| Blocks { side: *side }.bits(states) <= MOST_BITS);
        assert_eq!([2, 3, 4, 5, 64, 65, 256].map(most), [4, 3, 3, 2, 2, 1, 1].map(Some));
    }
}
