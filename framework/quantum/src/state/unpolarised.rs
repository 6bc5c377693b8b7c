//! The state of atoms from an oven.

use super::{Prepared, States};
use crate::density::Density;
use crate::spin::Spin;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// No direction is preferred, as in a beam from an oven: the density operator is the identity over the dimension.
    pub struct Unpolarised {}
}

impl Make<States> for Unpolarised {
    const EXAMPLES: &'static [&'static str] = &["Unpolarised"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Prepared>, Complaint> {
        Ok(Arc::new(Unpolarised {}))
    }
}

impl Prepared for Unpolarised {
    fn density(&self, spin: Spin, _: &mut Cx) -> Option<Density> {
        Some(Density::maximally_mixed(spin.dimension()))
    }
}
