//! A magnet that parts a beam.

use super::outlets::{Outlet, Outlets};
use super::{Node, Nodes};
use crate::apparatus::Operation;
use crate::assembly::Assembly;
use crate::axis::{Axes, Axis};
use crate::operator::Operator;
use crate::quantum_number::listed;
use crate::spin::{M, Spin};
use quincunx_sdk::field::{Cx, Field};
use quincunx_sdk::role::{Complaint, Make, Slot};
use quincunx_sdk::value::Value;
use std::sync::Arc;

quincunx_sdk::params! {
    /// A Stern-Gerlach magnet: it parts the beam by the component of the spin along its axis. An outlet may join several
    /// components, as in "+1|-1": these beams are brought together again without being looked at.
    pub struct Magnet {
        /// the direction of the field and of its gradient
        axis: Slot<Axes>;
        /// what stands in each outlet, for all m from +j down to -j: "+1/2", "-1/2"
        out: Outlets
    }
}

impl Make<Nodes> for Magnet {
    const REFERENCES: &'static [&'static str] = &[
        "W. Gerlach, O. Stern, \"Der experimentelle Nachweis der Richtungsquantelung im Magnetfeld\", Zeitschrift für Physik 9, 349 (1922)",
        "J. J. Sakurai, J. Napolitano, \"Modern Quantum Mechanics\", 3rd edition (2020), section 1.1",
    ];
    const EXAMPLES: &'static [&'static str] = &[
        "Magnet(axis: Z, out: { \"+1/2\": Detector(\"up\"), \"-1/2\": Detector(\"down\") })",
        "Magnet(axis: X, out: { \"+1/2|-1/2\": Detector(\"all\") })",
    ];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Node>, Complaint> {
        Ok(Arc::new(Splitter { axis: self.axis.it.clone(), outlets: self.out.0.clone() }))
    }
}

struct Splitter {
    axis: Axis,
    outlets: Vec<Outlet>,
}

impl Node for Splitter {
    fn assemble(&self, at: &Value, assembly: &mut Assembly, cx: &mut Cx) -> Option<usize> {
        let here = assembly.add(format!("Magnet {}", self.axis.name), at, cx)?;
        let (mut taken, mut named, mut followed) = (vec![], true, true);
        for outlet in &self.outlets {
            let ms = outlet.ms(assembly.spin(), &mut taken, cx);
            named &= ms.is_some();
            // What follows is judged all the same, so that all errors come at once.
            let ms = ms.unwrap_or_default();
            let (operation, label) = (self.operation(&ms, outlet, assembly.spin()), label(&ms, outlet));
            let next = outlet.next.node.watched().unwrap_or(&outlet.next);
            followed &= assembly.lead(here, &label, operation, next, cx).is_some();
        }
        // A wrong name was meant for a right one, which is then not missing too.
        if named {
            complete(assembly.spin(), &taken, at, cx)?;
        }
        (named && followed).then_some(here)
    }
}

impl Splitter {
    fn operation(&self, ms: &[M], outlet: &Outlet, spin: Spin) -> Operation {
        let projectors = ms.iter().map(|m| spin.projector(self.axis.direction, *m));
        if outlet.next.node.watched().is_some() {
            return Operation::Watched(projectors.collect());
        }
        // All beams together are as if nothing had been there, to the last digit.
        let zero = Operator::zero(spin.dimension());
        Operation::Projected(match ms.len() == spin.dimension() {
            true => Operator::identity(spin.dimension()),
            false => projectors.fold(zero, |sum, projector| &sum + &projector),
        })
    }
}

/// Adds an error if an outlet leads nowhere.
fn complete(spin: Spin, taken: &[M], at: &Value, cx: &mut Cx) -> Option<()> {
    let missing: Vec<String> = spin.ms().iter().filter(|m| !taken.contains(m)).map(M::show).collect();
    let (missing, all) = (missing.join(" or "), listed(spin));
    match missing.is_empty() {
        true => Some(()),
        false => cx.fail(
            at,
            format!("nothing stands in the outlet {missing} of this magnet: spin {spin} has {all}; `Block` stops a beam"),
        ),
    }
}

/// What an outlet is called in reports.
fn label(ms: &[M], outlet: &Outlet) -> String {
    let ms: Vec<String> = ms.iter().map(M::to_string).collect();
    let watched = if outlet.next.node.watched().is_some() { " watched" } else { "" };
    ms.join("|") + watched
}
