//! How many cells are alive.

use crate::components::Automaton;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Curve, Section};
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// How many cells are alive. Columns: `step`, `time`, `alive`.
    pub struct Population {}
}

impl Measure for Population {
    type Target = Automaton;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &["Population(of: \"soup\", every: 10)"];

    fn probe(self) -> Result<Box<dyn Probe<Automaton>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Automaton> for Population {
    fn records(&self, _: &Automaton) -> Records {
        Records::Rows(vec![Column::new("alive", Type::Int64, "cells")])
    }

    fn section(&self, _: &Automaton, context: &Context) -> Option<Section> {
        let (probe, plot) = (context.probe.to_string(), context.plot.map(String::from));
        let sentence = format!("Living cells of “{}”.", context.of);
        let body = Body::Curve(Curve {
            probe,
            columns: vec!["alive".into()],
            unit: "cells".into(),
            plot,
            ..Curve::default()
        });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, grid: &Automaton, _: u64) -> Result<Measured, String> {
        Ok(Measured::Rows(vec![Values::Int64(vec![grid.alive()? as i64])]))
    }
}
