//! Kets and operators, spins, and beams of atoms through trees of magnets.
//!
//! [`mod@ket`] and [`mod@operator`] are vectors and linear maps of a complex space, with `+`, `-` and `*` as they stand on
//! paper ([`mod@arithmetic`]); [`mod@basis`] writes them as columns and matrices. [`mod@symmetry`] tells whether an operator is
//! Hermitian or unitary, [`mod@spectrum`] takes it apart into its eigenspaces, [`mod@density`] holds states that are known by
//! probabilities, and [`mod@born`] says what a measurement finds. [`mod@spin`] has the operators of angular momentum,
//! [`mod@eigenket`] their eigenstates along any axis, and [`mod@rotation`] turns them; [`mod@wigner`] is the old formula for that.
//! Units: ħ = 1.

pub mod angle;
pub mod arithmetic;
pub mod basis;
pub mod born;
pub mod density;
pub mod eigenket;
pub mod error;
pub mod ket;
pub mod operator;
pub mod rotation;
pub mod spectrum;
pub mod spin;
pub mod symmetry;
pub mod wigner;

pub use basis::Basis;
pub use born::Outcome;
pub use density::Density;
pub use error::Error;
pub use ket::{Bra, Ket};
pub use operator::Operator;
pub use spectrum::{Eigenspace, Spectrum};
pub use spin::{M, Spin};

/// A complex number in double precision.
pub type C64 = nalgebra::Complex<f64>;
