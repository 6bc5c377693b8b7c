//! How wrong it was while it learned.

use crate::learning::learner::Learner;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::section::{Body, Curve, Section};
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// The mean loss of the pairs of the last epoch, each before it was learned from; nothing before the first. Columns:
    /// `step` (epochs), `time` (null), `loss`.
    pub struct Loss {}
}

impl Measure for Loss {
    type Target = Learner;
    const EMITS: Emits = Emits::Rows;
    const EXAMPLES: &'static [&'static str] = &["Loss(of: \"student\", every: 1)"];

    fn probe(self) -> Result<Box<dyn Probe<Learner>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Learner> for Loss {
    fn records(&self, _: &Learner) -> Records {
        Records::Rows(vec![Column::new("loss", Type::Float64, "")])
    }

    fn section(&self, _: &Learner, context: &Context) -> Option<Section> {
        let sentence = format!("The mean loss of “{}” in each epoch.", context.of);
        let (probe, plot) = (context.probe.into(), context.plot.map(String::from));
        let body = Body::Curve(Curve { probe, columns: vec!["loss".into()], plot, ..Curve::default() });
        Some(Section { title: context.probe.into(), sentence, body })
    }

    fn measure(&mut self, learner: &Learner, _: u64) -> Result<Measured, String> {
        Ok(Measured::Rows(vec![Values::Float64(vec![learner.loss])]))
    }
}
