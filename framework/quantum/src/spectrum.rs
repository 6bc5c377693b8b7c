//! Hermitian operators as sums over their eigenspaces: A = Σ a P_a.

use crate::C64;
use crate::error::Error;
use crate::ket::Ket;
use crate::operator::Operator;
use crate::symmetry::{largest, modulus};
use nalgebra::SymmetricEigen;

/// How far from Hermitian an operator may be, relative to its largest entry.
const HERMITIAN: f64 = 1e-9;

/// How near two eigenvalues are one, relative to the largest: well above what rounding splits, 1e-14.
const DEGENERATE: f64 = 1e-11;

/// The eigenspaces of a Hermitian operator, from the highest eigenvalue down.
///
/// ```
/// use quincunx_quantum::{Operator, Spin};
///
/// // J_z² of spin 1 is 1 for m = +1 and for m = −1: one eigenspace of two dimensions, and one of one.
/// let one: Spin = "1".parse()?;
/// let spectrum = (one.jz() * one.jz()).spectrum()?;
/// let found: Vec<_> = spectrum.eigenspaces().iter().map(|space| (space.value(), space.degeneracy())).collect();
/// assert_eq!(found, [(1.0, 2), (0.0, 1)]);
/// # Ok::<(), quincunx_quantum::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    eigenspaces: Vec<Eigenspace>,
}

/// All kets with A|a⟩ = a|a⟩ for one eigenvalue a.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenspace {
    value: f64,
    kets: Vec<Ket>,
}

impl Operator {
    /// The spectral decomposition of a Hermitian operator. Eigenvalues that differ by 1e-11 of the largest or less
    /// are one.
    ///
    /// # Errors
    /// If it is not Hermitian to 1e-9 of its largest entry, or its entries are too large to compute with.
    pub fn spectrum(&self) -> Result<Spectrum, Error> {
        if self.dimension() == 0 {
            return Err(Error::Empty("a spectrum"));
        }
        self.check_hermitian(HERMITIAN * largest(self.0.iter().map(|entry| modulus(*entry))))?;
        let mut pairs = eigenkets(self.hermitian_part())?;
        pairs.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let tolerance = DEGENERATE * largest(pairs.iter().map(|(value, _)| value.abs()));
        Ok(Spectrum { eigenspaces: gathered(pairs, tolerance) })
    }
}

/// Eigenvalues and their kets, in no order. G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th ed., §8.3.
fn eigenkets(hermitian: Operator) -> Result<Vec<(f64, Ket)>, Error> {
    let entries = hermitian.0.iter().all(|entry| modulus(*entry).is_finite());
    let sweeps = 100 * hermitian.dimension();
    let eigen = entries.then(|| SymmetricEigen::try_new(hermitian.0, f64::EPSILON, sweeps));
    let eigen = eigen.flatten().ok_or(Error::Spectrum)?;
    let kets = eigen.eigenvectors.column_iter().map(|column| Ket(column.into_owned()));
    let pairs: Vec<_> = eigen.eigenvalues.iter().copied().zip(kets).collect();
    let sound = pairs.iter().all(|(value, ket)| value.is_finite() && ket.is_normalised(1e-9));
    if sound { Ok(pairs) } else { Err(Error::Spectrum) }
}

/// Eigenvalues in descending order, those nearer than `tolerance` to the first of their space in one.
fn gathered(pairs: Vec<(f64, Ket)>, tolerance: f64) -> Vec<Eigenspace> {
    let mut spaces: Vec<(Vec<f64>, Vec<Ket>)> = Vec::new();
    for (value, ket) in pairs {
        match spaces.last_mut().filter(|(values, _)| values[0] - value <= tolerance) {
            Some((values, kets)) => {
                values.push(value);
                kets.push(ket);
            }
            None => spaces.push((vec![value], vec![ket])),
        }
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    spaces.into_iter().map(|(values, kets)| Eigenspace { value: mean(&values), kets }).collect()
}

impl Spectrum {
    /// The eigenspaces, from the highest eigenvalue down.
    pub fn eigenspaces(&self) -> &[Eigenspace] {
        &self.eigenspaces
    }

    /// The eigenvalues, each once, from the highest down.
    pub fn values(&self) -> Vec<f64> {
        self.eigenspaces.iter().map(Eigenspace::value).collect()
    }

    /// Σ f(a) P_a, what f makes of the operator.
    pub fn map(&self, f: impl Fn(f64) -> C64) -> Operator {
        let term = |space: &Eigenspace| space.projector().scaled(f(space.value));
        let dimension = self.eigenspaces.first().map_or(0, |space| space.kets[0].dimension());
        self.eigenspaces.iter().map(term).fold(Operator::zero(dimension), |sum, term| sum + term)
    }
}

impl Eigenspace {
    /// The eigenvalue.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// How many dimensions it has.
    pub fn degeneracy(&self) -> usize {
        self.kets.len()
    }

    /// An orthonormal basis of it; any other would do as well.
    pub fn kets(&self) -> &[Ket] {
        &self.kets
    }

    /// P = Σ|a⟩⟨a| over it, which is the same for any basis of it.
    pub fn projector(&self) -> Operator {
        let zero = Operator::zero(self.kets[0].dimension());
        self.kets.iter().map(|ket| ket * ket.bra()).fold(zero, |sum, term| sum + term)
    }
}
