//! What makes a beam forget its direction.

use super::{Next, Node, Nodes};
use crate::apparatus::Operation;
use crate::assembly::Assembly;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make, Slot};
use quincunx_sdk::value::Value;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Forgets the direction of the spin with probability p: ρ becomes (1 - p) ρ + p·tr ρ·1/d, with the dimension d.
    pub struct Depolarise {
        /// how likely an atom forgets
        p: f64, in 0.0..=1.0;
        /// what the beam meets next
        then: Slot<Nodes>
    }
}

impl Make<Nodes> for Depolarise {
    const EXAMPLES: &'static [&'static str] = &["Depolarise(p: 0.1, then: Detector(\"all\"))"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Node>, Complaint> {
        Ok(Arc::new(Noise { p: self.p, then: Next::from(&self.then) }))
    }
}

struct Noise {
    p: f64,
    then: Next,
}

impl Node for Noise {
    fn assemble(&self, at: &Value, assembly: &mut Assembly, cx: &mut Cx) -> Option<usize> {
        let here = assembly.add(format!("Depolarise {}", self.p), at, cx)?;
        assembly.lead(here, "", Operation::Depolarised(self.p), &self.then, cx)?;
        Some(here)
    }
}
