//! The state of a beam that was polarised.

use super::{Prepared, States};
use crate::axis::{Axes, Axis};
use crate::density::Density;
use crate::quantum_number::listed;
use crate::spin::{M, Spin};
use quincunx_sdk::field::{Cx, Located};
use quincunx_sdk::role::{Complaint, Make, Slot};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Polarised: the component of the spin along an axis is known, and is m.
    pub struct Eigen {
        /// the direction
        axis: Slot<Axes>;
        /// the component of the spin along the axis
        m: Located<M>
    }
}

impl Make<States> for Eigen {
    const EXAMPLES: &'static [&'static str] =
        &["Eigen(Z, \"+1/2\")", "Eigen(axis: Polar(60, 0), m: \"-1/2\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Prepared>, Complaint> {
        Ok(Arc::new(Polarised { axis: self.axis.it.clone(), m: self.m.clone() }))
    }
}

struct Polarised {
    axis: Axis,
    m: Located<M>,
}

impl Prepared for Polarised {
    fn density(&self, spin: Spin, cx: &mut Cx) -> Option<Density> {
        let Located { it: m, at } = &self.m;
        if spin.place(*m).is_none() {
            return cx.fail(at, format!("spin {spin} has no m = {m}: it has {}", listed(spin)));
        }
        Density::pure(&spin.eigenket(self.axis.direction, *m)).ok() // its norm is 1
    }
}
