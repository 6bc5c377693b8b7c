//! Kets and operators, spins, and beams of atoms through trees of magnets.
//!
//! [`mod@ket`] and [`mod@operator`] are vectors and linear maps of a complex space, with `+`, `-` and `*` as they stand on
//! paper ([`mod@arithmetic`]); [`mod@basis`] writes them as columns and matrices. [`mod@symmetry`] tells whether an operator is
//! Hermitian or unitary, [`mod@spectrum`] takes it apart into its eigenspaces, [`mod@density`] holds states that are known by
//! probabilities, and [`mod@born`] says what a measurement finds. [`mod@spin`] has the operators of angular momentum,
//! [`mod@eigenket`] their eigenstates along any axis, and [`mod@rotation`] turns them; [`mod@wigner`] is the old formula for that.
//! Units: ħ = 1.
//!
//! [`mod@beam`] is the kind `Beam` of a scene: atoms in a [`mod@state`] go through a tree of [`mod@node`]s along [`mod@axis`]es,
//! which [`mod@assembly`] puts together as an [`mod@apparatus`]. [`mod@chances`] says exactly how likely they come where, and
//! [`mod@outcomes`] parts their numbers accordingly; the [`mod@sampler`] counts them by the million, and [`mod@reference`] is
//! its slow and obvious twin. [`mod@domain`] registers all of it, with the [`mod@probes`]; while a scene runs, a beam is what
//! [`mod@components`] says, and [`mod@systems`] take it to its horizon. [`mod@report`] draws the apparatus.
//!
//! The experiment with which the first chapter of Sakurai begins, magnets along z, x and z again:
//!
//! ```
//! use quincunx_quantum::{Density, Spin};
//!
//! let half: Spin = "1/2".parse()?;
//! let (z, x) = ([0.0, 0.0, 1.0], [1.0, 0.0, 0.0]);
//! let (up, down) = ("+1/2".parse()?, "-1/2".parse()?);
//!
//! // From the oven, up out of the first magnet, and up out of the second.
//! let oven = Density::maximally_mixed(2);
//! assert_eq!(oven.probability(&half.projector(z, up))?, 0.5);
//! let beam = half.eigenket(z, up);
//! assert_eq!(beam.probability(&half.projector(x, up))?, 0.5);
//! // Nothing was down along z before; half of it is now.
//! let beam = half.eigenket(x, up);
//! assert!((beam.probability(&half.projector(z, down))? - 0.5).abs() < 1e-15);
//! // If nobody looks which way they go through the second magnet, P₊ + P₋ = 1 acts on them: none is down.
//! let unseen = (half.projector(x, up) + half.projector(x, down)) * half.eigenket(z, up);
//! assert_eq!(unseen.probability(&half.projector(z, down))?, 0.0);
//! # Ok::<(), quincunx_quantum::Error>(())
//! ```

pub mod angle;
pub mod apparatus;
pub mod arithmetic;
pub mod assembly;
pub mod axis;
pub mod basis;
pub mod beam;
pub mod born;
pub mod chances;
pub mod complex;
pub mod components;
pub mod density;
pub mod domain;
pub mod eigenket;
pub mod error;
pub mod ket;
pub mod node;
pub mod operator;
pub mod outcomes;
pub mod probes;
mod quantum_number;
pub mod reference;
pub mod report;
pub mod rotation;
pub mod sampler;
pub mod spectrum;
pub mod spin;
pub mod state;
pub mod symmetry;
pub mod systems;
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
