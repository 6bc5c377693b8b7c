//! The rotations of the hexagonal lattice.

use quincunx_sdk::field::Cx;
use quincunx_sdk::group::matrix::Matrix;
use quincunx_sdk::group::{Group, Groups};
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

/// A sixth of a turn, clockwise as seen with y downwards: from the right to the lower right, down, left, to the upper left,
/// and up.
pub const SIXTH: Matrix = Matrix([[1.0, -1.0], [1.0, 0.0]]);

quincunx_sdk::params! {
    /// Rotations of the hexagonal lattice by multiples of 60°, clockwise as seen with y downwards, the lattice in axial
    /// coordinates: of a 3x3 filter the upper right and the lower left corner are left out, and the other seven taps are
    /// exchanged exactly.
    #[derive(Clone)]
    pub struct C6 {}
}

impl Make<Groups> for C6 {
    const REFERENCES: &'static [&'static str] = &[crate::symmetries::HEXACONV];
    const EXAMPLES: &'static [&'static str] = &["C6"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Group>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Group for C6 {
    fn generators(&self) -> Vec<Matrix> {
        vec![SIXTH]
    }
}
