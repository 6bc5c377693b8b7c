//! Kets and their duals, the bras: states as column and row vectors.

use crate::C64;
use crate::error::{Error, same};
use crate::operator::Operator;
use nalgebra::DVector;

/// |ψ⟩: a vector of a complex space with an inner product, by its components in the standard basis.
///
/// It may have any norm; what must be a state says so, and refuses others with their norm.
///
/// ```
/// use quincunx_quantum::{C64, Ket};
///
/// let (one, i) = (C64::new(1.0, 0.0), C64::new(0.0, 1.0));
/// let alpha = Ket::new(vec![one, i])?;
/// let beta = Ket::new(vec![one, one])?;
/// assert_eq!(alpha.bra() * &beta, C64::new(1.0, -1.0));
/// // ⟨β|α⟩ = ⟨α|β⟩*
/// assert_eq!(beta.bra() * &alpha, (alpha.bra() * &beta).conj());
/// assert_eq!(alpha.norm(), 2f64.sqrt());
/// # Ok::<(), quincunx_quantum::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ket(pub(crate) DVector<C64>);

impl Ket {
    /// A ket of these components, one for each dimension.
    ///
    /// # Errors
    /// Without components, or with one that is not finite.
    pub fn new(components: Vec<C64>) -> Result<Ket, Error> {
        if components.is_empty() {
            return Err(Error::Empty("a ket"));
        }
        match components.iter().position(|c| !c.re.is_finite() || !c.im.is_finite()) {
            Some(at) => Err(Error::NotFinite { what: "a ket", place: format!("component {}", at + 1) }),
            None => Ok(Ket(DVector::from_vec(components))),
        }
    }

    /// How many components it has.
    pub fn dimension(&self) -> usize {
        self.0.len()
    }

    /// Its components in the standard basis.
    pub fn components(&self) -> &[C64] {
        self.0.as_slice()
    }

    /// ⟨ψ|ψ⟩^½
    pub fn norm(&self) -> f64 {
        self.0.iter().map(C64::norm_sqr).sum::<f64>().sqrt()
    }

    /// Whether its norm is 1 to within `tolerance`.
    pub fn is_normalised(&self, tolerance: f64) -> bool {
        (self.norm() - 1.0).abs() <= tolerance
    }

    /// The state in its direction: |ψ⟩ / ⟨ψ|ψ⟩^½.
    ///
    /// # Errors
    /// If it is the null ket, or so long that its norm overflows.
    pub fn normalised(&self) -> Result<Ket, Error> {
        let norm = self.norm();
        match norm.is_normal() {
            true => Ok(Ket(self.0.map(|c| c / norm))),
            false => Err(Error::NoDirection { norm }),
        }
    }

    /// c|ψ⟩
    pub fn scaled(&self, by: C64) -> Ket {
        Ket(self.0.map(|c| c * by))
    }

    /// Its dual, ⟨ψ|.
    pub fn bra(&self) -> Bra {
        Bra(self.clone())
    }

    /// The inner product ⟨ψ|φ⟩, linear in `other` and antilinear in this ket.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn inner(&self, other: &Ket) -> Result<C64, Error> {
        same("take the inner product of two kets", self.dimension(), other.dimension())?;
        Ok(self.0.iter().zip(other.0.iter()).map(|(a, b)| a.conj() * b).sum())
    }

    /// The outer product |ψ⟩⟨φ|.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn outer(&self, other: &Ket) -> Result<Operator, Error> {
        same("take the outer product of two kets", self.dimension(), other.dimension())?;
        let d = self.dimension();
        Ok(Operator::from_fn(d, |i, j| self.0[i] * other.0[j].conj()))
    }

    /// The sum |ψ⟩ + |φ⟩.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn plus(&self, other: &Ket) -> Result<Ket, Error> {
        same("add two kets", self.dimension(), other.dimension())?;
        Ok(Ket(&self.0 + &other.0))
    }

    /// The difference |ψ⟩ − |φ⟩.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn minus(&self, other: &Ket) -> Result<Ket, Error> {
        same("subtract two kets", self.dimension(), other.dimension())?;
        Ok(Ket(&self.0 - &other.0))
    }

    /// |ψ⟩ ⊗ |φ⟩: two systems side by side. Its component i·d + k is ψᵢφₖ, where d is the dimension of `other`.
    pub fn tensor(&self, other: &Ket) -> Ket {
        Ket(self.0.kronecker(&other.0))
    }
}

/// ⟨ψ|: what a ket is multiplied with from the left.
#[derive(Clone, Debug, PartialEq)]
pub struct Bra(Ket);

impl Bra {
    /// The ket whose dual it is.
    pub fn ket(&self) -> &Ket {
        &self.0
    }

    /// How many components it has.
    pub fn dimension(&self) -> usize {
        self.0.dimension()
    }

    /// Its components ⟨ψ|i⟩: the conjugates of the ket's.
    pub fn components(&self) -> Vec<C64> {
        self.0.components().iter().map(C64::conj).collect()
    }

    /// The inner product ⟨ψ|φ⟩.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn on(&self, ket: &Ket) -> Result<C64, Error> {
        self.0.inner(ket)
    }

    /// ⟨ψ|A, the dual of A†|ψ⟩.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn through(&self, operator: &Operator) -> Result<Bra, Error> {
        same("let a bra act on an operator", self.dimension(), operator.dimension())?;
        Ok(Bra(operator.adjoint().on(&self.0)?))
    }
}
