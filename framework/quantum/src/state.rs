//! The state in which atoms leave the oven.

mod eigen;
mod mixed;
mod pure;
mod unpolarised;

pub use eigen::Eigen;
pub use mixed::Density;
pub use pure::Ket;
pub use unpolarised::Unpolarised;

use crate::density;
use crate::spin::Spin;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::Role;
use std::sync::Arc;

/// The role of states.
pub struct States;

impl Role for States {
    const NAME: &'static str = "state";
    type Product = Arc<dyn Prepared>;
}

/// A state that waits for the spin of its beam.
pub trait Prepared: Send + Sync {
    /// Its density operator. What does not suit the spin goes into the context.
    fn density(&self, spin: Spin, cx: &mut Cx) -> Option<density::Density>;
}
