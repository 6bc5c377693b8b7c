//! Density operators: states that are not known better than by probabilities.

use crate::C64;
use crate::error::{Error, same};
use crate::ket::Ket;
use crate::operator::Operator;

/// What decimals may be off: a norm or a trace from 1, an eigenvalue below 0.
const TOLERANCE: f64 = 1e-9;

/// ρ: Hermitian, without negative eigenvalues, of trace 1.
///
/// ```
/// use quincunx_quantum::{Density, Operator, C64};
///
/// // Half of the atoms up and half of them down along z: the Bloch vector is 0.
/// let half = Density::maximally_mixed(2);
/// assert_eq!(half.bloch(), Some([0.0, 0.0, 0.0]));
/// assert_eq!(half.purity(), 0.5);
///
/// let error = Density::new(half.operator().scaled(C64::from(2.0))).unwrap_err();
/// assert_eq!(error.to_string(), "take an operator for a density operator: its trace is 2, and must be 1");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Density(Operator);

impl Density {
    /// The state of this density operator; what it lacks to 1e-9 of Hermitian and of trace 1 is made good.
    ///
    /// # Errors
    /// If it is not Hermitian, not of trace 1, or not positive.
    pub fn new(operator: Operator) -> Result<Density, Error> {
        operator.check_hermitian(TOLERANCE)?;
        let trace = operator.trace().re;
        let lowest = operator.spectrum()?.values().last().copied().unwrap_or(0.0);
        match (trace - 1.0).abs() <= TOLERANCE {
            false => Err(Error::Trace { trace }),
            true if lowest < -TOLERANCE => Err(Error::NotPositive { eigenvalue: lowest }),
            true => Ok(Density(operator.hermitian_part().scaled(C64::from(1.0 / trace)))),
        }
    }

    /// |ψ⟩⟨ψ|
    ///
    /// # Errors
    /// If the norm of the ket is not 1 to 1e-9.
    pub fn pure(state: &Ket) -> Result<Density, Error> {
        match state.is_normalised(TOLERANCE) {
            true => Ok(Density(&state.normalised()? * state.normalised()?.bra())),
            false => Err(Error::NotNormalised { norm: state.norm() }),
        }
    }

    /// 1/d: nothing is known of the state, as of atoms from an oven.
    pub fn maximally_mixed(dimension: usize) -> Density {
        Density(Operator::identity(dimension).scaled(C64::from(1.0 / dimension as f64)))
    }

    /// Σ w ρ: each state with its probability.
    ///
    /// ```
    /// use quincunx_quantum::{Density, Spin};
    ///
    /// // Up along z or up along x, by the toss of a coin.
    /// let half: Spin = "1/2".parse()?;
    /// let up = "+1/2".parse()?;
    /// let state = |axis| Density::pure(&half.eigenket(axis, up));
    /// let mixed = Density::mixture(&[(0.5, state([0.0, 0.0, 1.0])?), (0.5, state([1.0, 0.0, 0.0])?)])?;
    /// let bloch = mixed.bloch().unwrap();
    /// assert!((bloch[0] - 0.5).abs() < 1e-15 && (bloch[2] - 0.5).abs() < 1e-15);
    /// # Ok::<(), quincunx_quantum::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the dimensions differ, or the weights are not probabilities that add up to 1.
    pub fn mixture(parts: &[(f64, Density)]) -> Result<Density, Error> {
        let (_, first) = parts.first().ok_or(Error::Empty("a mixture"))?;
        let mut sum = Operator::zero(first.dimension());
        for (weight, part) in parts {
            sum = sum.plus(&part.0.scaled(C64::from(*weight)))?;
        }
        Density::new(sum)
    }

    /// ρ as an operator.
    pub fn operator(&self) -> &Operator {
        &self.0
    }

    /// The dimension of the space.
    pub fn dimension(&self) -> usize {
        self.0.dimension()
    }

    /// U ρ U†
    ///
    /// # Errors
    /// If the dimensions differ, or U is not unitary to 1e-9.
    pub fn evolved(&self, unitary: &Operator) -> Result<Density, Error> {
        same("let an operator act on a state", unitary.dimension(), self.dimension())?;
        unitary.check_unitary(TOLERANCE)?;
        Ok(Density(unitary.sandwich(&self.0).hermitian_part()))
    }

    /// tr ρ²: 1 for what a ket can describe, and 1/d for what nothing is known of.
    pub fn purity(&self) -> f64 {
        self.0.0.iter().map(C64::norm_sqr).sum()
    }

    /// (⟨σ_x⟩, ⟨σ_y⟩, ⟨σ_z⟩) of a spin 1/2: of length 1 for a pure state, along which it is up; none in other dimensions.
    pub fn bloch(&self) -> Option<[f64; 3]> {
        (self.dimension() == 2).then(|| bloch(&self.0))
    }
}

/// tr ρσ, for ρ of trace 1 and dimension 2.
pub(crate) fn bloch(rho: &Operator) -> [f64; 3] {
    let down = rho.entry(1, 0);
    [2.0 * down.re, 2.0 * down.im, rho.entry(0, 0).re - rho.entry(1, 1).re]
}
