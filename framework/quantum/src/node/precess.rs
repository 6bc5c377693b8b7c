//! A field that turns the spin.

use super::{Next, Node, Nodes};
use crate::apparatus::Operation;
use crate::assembly::Assembly;
use crate::axis::{Axes, Axis};
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make, Slot};
use quincunx_sdk::value::Value;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Turns the spin, as a uniform magnetic field does: the state becomes exp(-i angle n·J) of it (ħ = 1), and the Bloch
    /// vector turns right-handed about the axis.
    pub struct Precess {
        /// the direction of the field
        axis: Slot<Axes>;
        /// how far the spin turns
        angle: f64, unit "degrees";
        /// what the beam meets next
        then: Slot<Nodes>
    }
}

impl Make<Nodes> for Precess {
    const REFERENCES: &'static [&'static str] =
        &["J. J. Sakurai, J. Napolitano, \"Modern Quantum Mechanics\", 3rd edition (2020), section 2.1"];
    const EXAMPLES: &'static [&'static str] = &["Precess(axis: Z, angle: 90, then: Detector(\"all\"))"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Node>, Complaint> {
        let then = Next::from(&self.then);
        Ok(Arc::new(Field { axis: self.axis.it.clone(), degrees: self.angle, then }))
    }
}

struct Field {
    axis: Axis,
    degrees: f64,
    then: Next,
}

impl Node for Field {
    fn assemble(&self, at: &Value, assembly: &mut Assembly, cx: &mut Cx) -> Option<usize> {
        let here = assembly.add(format!("Precess {} {}°", self.axis.name, self.degrees), at, cx)?;
        let rotation = assembly.spin().rotation_by_degrees(self.axis.direction, self.degrees);
        assembly.lead(here, "", Operation::Unitary(rotation), &self.then, cx)?;
        Some(here)
    }
}
