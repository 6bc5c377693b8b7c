//! Orthonormal bases: kets and operators as columns and matrices of numbers, and from one basis to another.

use crate::C64;
use crate::error::{Error, same};
use crate::ket::Ket;
use crate::operator::Operator;

/// How far inner products may be from 1 and 0: room for what has been computed, and for eight written decimals.
const TOLERANCE: f64 = 1e-8;

/// {|a⟩}: as many orthonormal kets as the space has dimensions.
///
/// ```
/// use quincunx_quantum::{C64, Operator, Spin};
///
/// // S_z, seen from the eigenstates of S_x, turns each of them into the other.
/// let half: Spin = "1/2".parse()?;
/// let x = half.basis([1.0, 0.0, 0.0]);
/// let matrix = x.matrix(&half.jz())?;
/// assert!((matrix.entry(0, 1).re - 0.5).abs() < 1e-15);
/// assert!(matrix.entry(0, 0).re.abs() < 1e-15);
/// // Σ|a⟩⟨a| = 1
/// assert!(x.resolution().distance(&Operator::identity(2))? < 1e-15);
/// # Ok::<(), quincunx_quantum::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Basis(Vec<Ket>);

impl Basis {
    /// A basis of these kets, in this order.
    ///
    /// # Errors
    /// If they are not orthonormal to 1e-8, or not as many as the dimension.
    pub fn new(kets: Vec<Ket>) -> Result<Basis, Error> {
        let dimension = kets.first().ok_or(Error::Empty("a basis"))?.dimension();
        if kets.len() != dimension {
            return Err(Error::NotComplete { dimension, found: kets.len() });
        }
        for (i, left) in kets.iter().enumerate() {
            for (j, right) in kets.iter().enumerate().take(i + 1) {
                orthonormal((i, left), (j, right))?;
            }
        }
        Ok(Basis(kets))
    }

    /// What is a basis by how it was made.
    pub(crate) fn made(kets: Vec<Ket>) -> Basis {
        Basis(kets)
    }

    /// The standard basis (1, 0, …), (0, 1, …), …
    pub fn standard(dimension: usize) -> Basis {
        let identity = Operator::identity(dimension).0;
        Basis(identity.column_iter().map(|column| Ket(column.into_owned())).collect())
    }

    /// Its kets, in their order.
    pub fn kets(&self) -> &[Ket] {
        &self.0
    }

    /// The dimension of the space.
    pub fn dimension(&self) -> usize {
        self.0.len()
    }

    /// |ψ⟩ as the column ⟨a|ψ⟩ in this basis.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn column(&self, ket: &Ket) -> Result<Ket, Error> {
        same("write a ket in a basis", ket.dimension(), self.dimension())?;
        Ok(&self.unitary().adjoint() * ket)
    }

    /// A as the matrix ⟨a|A|a′⟩ in this basis.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn matrix(&self, operator: &Operator) -> Result<Operator, Error> {
        same("write an operator in a basis", operator.dimension(), self.dimension())?;
        Ok(self.unitary().adjoint().sandwich(operator))
    }

    /// The ket Σ|a⟩cₐ whose column in this basis is `column`.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn ket(&self, column: &Ket) -> Result<Ket, Error> {
        same("read a column in a basis", column.dimension(), self.dimension())?;
        Ok(&self.unitary() * column)
    }

    /// The operator Σ|a⟩Mₐₐ′⟨a′| whose matrix in this basis is `matrix`.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn operator(&self, matrix: &Operator) -> Result<Operator, Error> {
        same("read a matrix in a basis", matrix.dimension(), self.dimension())?;
        Ok(self.unitary().sandwich(matrix))
    }

    /// U = Σ|aᵢ⟩⟨i|, which takes the standard basis to this one: its columns are the kets.
    pub fn unitary(&self) -> Operator {
        Operator::from_fn(self.dimension(), |i, j| self.0[j].0[i])
    }

    /// The matrix ⟨aᵢ|bⱼ⟩ of a change of basis: it takes columns in the basis `from`, {|b⟩}, to columns in this one.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn change(&self, from: &Basis) -> Result<Operator, Error> {
        same("change from one basis to another", self.dimension(), from.dimension())?;
        Ok(&self.unitary().adjoint() * &from.unitary())
    }

    /// Σ|a⟩⟨a|, which is the identity.
    pub fn resolution(&self) -> Operator {
        self.unitary().sandwich(&Operator::identity(self.dimension()))
    }
}

fn orthonormal((i, left): (usize, &Ket), (j, right): (usize, &Ket)) -> Result<(), Error> {
    let (found, expected) = (left.inner(right)?, u8::from(i == j));
    match (found - C64::from(f64::from(expected))).norm_sqr() <= TOLERANCE * TOLERANCE {
        true => Ok(()),
        false => Err(Error::NotOrthonormal { left: i + 1, right: j + 1, found, expected }),
    }
}
