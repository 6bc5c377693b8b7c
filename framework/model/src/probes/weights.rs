//! What was learned, as a file.

use crate::learning::learner::Learner;
use crate::weights;
use quincunx_core::probe::{Context, Emits, Measure, Measured, Probe, Records};
use quincunx_core::record::SnapshotBody;
use quincunx_core::section::Section;
use quincunx_sdk::role::Complaint;

quincunx_sdk::params! {
    /// What a learner has learned at the end, as a file of the safetensors format that a `Network` reads:
    /// `<probe>.safetensors`. What only knows classes of neighbourhoods is written as a network with a unit for each of
    /// the 512.
    pub struct Weights {}
}

impl Measure for Weights {
    type Target = Learner;
    const EMITS: Emits = Emits::Snapshot;
    const EXAMPLES: &'static [&'static str] = &["Weights(of: \"student\")"];

    fn probe(self) -> Result<Box<dyn Probe<Learner>>, Complaint> {
        Ok(Box::new(self))
    }
}

impl Probe<Learner> for Weights {
    fn records(&self, _: &Learner) -> Records {
        Records::Snapshot("safetensors")
    }

    fn section(&self, _: &Learner, _: &Context) -> Option<Section> {
        None
    }

    fn measure(&mut self, learner: &Learner, _: u64) -> Result<Measured, String> {
        weights::write(&learner.student.weights()).map(|file| Measured::Snapshot(SnapshotBody::Bytes(file)))
    }
}
