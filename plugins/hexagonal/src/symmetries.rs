//! All symmetries of the hexagonal lattice that leave a cell where it is.

use crate::rotations::SIXTH;
use quincunx_sdk::field::Cx;
use quincunx_sdk::group::matrix::Matrix;
use quincunx_sdk::group::{Group, Groups};
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

/// The work that brought these groups to networks.
pub(crate) const HEXACONV: &str =
    "E. Hoogeboom, J. W. T. Peters, T. S. Cohen, M. Welling, \"HexaConv\", ICLR (2018), arXiv:1803.02108";

/// Exchanges x and y: a reflection in the diagonal from the upper left to the lower right.
pub const DIAGONAL: Matrix = Matrix([[0.0, 1.0], [1.0, 0.0]]);

quincunx_sdk::params! {
    /// Rotations of the hexagonal lattice by multiples of 60° as in C6, and the same after x and y were exchanged.
    #[derive(Clone)]
    pub struct D6 {}
}

impl Make<Groups> for D6 {
    const REFERENCES: &'static [&'static str] = &[HEXACONV];
    const EXAMPLES: &'static [&'static str] = &["D6"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Group>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Group for D6 {
    fn generators(&self) -> Vec<Matrix> {
        vec![SIXTH, DIAGONAL]
    }
}
