//! Which objects there are, and how many.

use super::grid_of;
use crate::census::{Alone, Islands, Kind, Kinds};
use crate::components::Automaton;
use crate::topology::Topology;
use quincunx_core::object::Object;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Bars, Body, Section};
use quincunx_sdk::role::Complaint;
use std::cmp::Reverse;
use std::collections::HashMap;

quincunx_sdk::params! {
    /// The objects on the grid, the commonest first. Living cells that are no further than two apart in row and column, so
    /// that they have a neighbour in common, belong to one object, unless its parts do each as if they were alone. What becomes of it alone under the rule tells what it is:
    /// a still life, an oscillator or a spaceship, wherever it lies, turned and flipped as it may be and in any phase, goes by
    /// its name if it is common (block, blinker, glider, …), else by its apgcode, up to a box of 40 × 40 cells and a period of 64; all
    /// else by its size. Of what has more than 500 cells or a side of more than 100, which are not followed, only the number of
    /// cells is known: it is called large. Only over the edges of a torus without a shift
    /// does an object go on. Columns: `step`, `time`, `object`, `count`, `cells` (in the smallest phase) and `period`,
    /// which is empty for what does not come back.
    pub struct Census {}
}

impl Measure for Census {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const REFERENCES: &'static [&'static str] = &[
        "A. P. Goucher, apgsearch and the Catagolue census (catagolue.hatsya.com), with names from conwaylife.com/wiki",
    ];
    const EXAMPLES: &'static [&'static str] = &["Census(of: \"soup\")"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(Counting { kinds: None }))
    }
}

/// Remembers what it has met, which changes no result.
struct Counting {
    kinds: Option<Kinds>,
}

impl Probe<Automaton> for Counting {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        let grid = grid_of(object)?;
        let why = |why| Complaint::at("of", format!("its rule {} {why}", grid.notation()));
        Alone::under(grid.form().as_ref()).map(|_| ()).map_err(why)
    }

    fn begin(&mut self, grid: &Automaton) -> Result<(), String> {
        self.kinds = Some(Kinds::new(Alone::under(grid.rule.form().as_ref())?));
        Ok(())
    }

    fn records(&self, _: &Automaton) -> Records {
        Records::Rows(vec![
            Column::new("object", Type::Text, ""),
            Column::new("count", Type::Int64, "objects"),
            Column::new("cells", Type::Int64, "cells"),
            Column::new("period", Type::Int64, "steps").nullable(),
        ])
    }

    fn section(&self, _: &Automaton, context: &Context) -> Option<Section> {
        let (probe, plot) = (context.probe.to_string(), context.plot.map(String::from));
        let sentence = format!("The objects of “{}”, the commonest first.", context.of);
        let body = Body::Bars(Bars {
            probe,
            unit: "objects".into(),
            plot,
            outcome: Some("object".into()),
            ..Bars::default()
        });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, grid: &Automaton, _: u64) -> Result<Measured, String> {
        let kinds = self.kinds.as_mut().ok_or("it has not begun")?;
        let mut counts: HashMap<Kind, i64> = HashMap::new();
        let mut islands = Islands::new(grid.size(), grid.topology() == Topology::TORUS, |island| {
            kinds.of(&island).into_iter().for_each(|kind| *counts.entry(kind).or_default() += 1);
        });
        grid.each_row(|y, row| islands.add(y, row))?;
        islands.finish();
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
        Ok(Measured::Rows(vec![
            Values::Text(counts.iter().map(|(kind, _)| kind.name.clone()).collect()),
            Values::Int64(counts.iter().map(|(_, count)| *count).collect()),
            Values::Int64(counts.iter().map(|(kind, _)| kind.cells as i64).collect()),
            Values::Int64OrNull(counts.iter().map(|(kind, _)| kind.period.map(|n| n as i64)).collect()),
        ]))
    }
}
