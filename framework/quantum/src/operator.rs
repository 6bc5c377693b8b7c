//! Operators: linear maps of kets, as square matrices in the standard basis.

use crate::C64;
use crate::error::{Error, same};
use crate::ket::Ket;
use nalgebra::DMatrix;

/// A: takes each ket to another of the same space, linearly. Held as its matrix ⟨i|A|j⟩ in the standard basis.
///
/// ```
/// use quincunx_quantum::{C64, Operator, Spin};
///
/// // [S_x, S_y] = i S_z, with ħ = 1.
/// let half: Spin = "1/2".parse()?;
/// let (x, y, z) = (half.jx(), half.jy(), half.jz());
/// assert_eq!(x.commutator(&y)?, z.scaled(C64::new(0.0, 1.0)));
/// assert_eq!(z.trace(), C64::new(0.0, 0.0));
/// # Ok::<(), quincunx_quantum::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Operator(pub(crate) DMatrix<C64>);

impl Operator {
    /// The operator of this matrix, row by row.
    ///
    /// # Errors
    /// If it is empty or not square, or an entry is not finite.
    pub fn from_rows(rows: &[Vec<C64>]) -> Result<Operator, Error> {
        let expected = rows.len();
        if expected == 0 {
            return Err(Error::Empty("an operator"));
        }
        if let Some(at) = rows.iter().position(|row| row.len() != expected) {
            return Err(Error::NotSquare { row: at + 1, expected, found: rows[at].len() });
        }
        let operator = Operator::from_fn(expected, |i, j| rows[i][j]);
        match operator.first(|entry| !entry.re.is_finite() || !entry.im.is_finite()) {
            Some((i, j)) => {
                let place = format!("entry ({}, {})", i + 1, j + 1);
                Err(Error::NotFinite { what: "an operator", place })
            }
            None => Ok(operator),
        }
    }

    pub(crate) fn from_fn(dimension: usize, entry: impl FnMut(usize, usize) -> C64) -> Operator {
        Operator(DMatrix::from_fn(dimension, dimension, entry))
    }

    fn first(&self, is: impl Fn(&C64) -> bool) -> Option<(usize, usize)> {
        let places = (0..self.dimension()).flat_map(|i| (0..self.dimension()).map(move |j| (i, j)));
        places.into_iter().find(|place| is(&self.0[*place]))
    }

    /// 1, which leaves every ket as it is.
    pub fn identity(dimension: usize) -> Operator {
        Operator(DMatrix::identity(dimension, dimension))
    }

    /// 0, which takes every ket to the null ket.
    pub fn zero(dimension: usize) -> Operator {
        Operator(DMatrix::zeros(dimension, dimension))
    }

    /// The dimension of the space.
    pub fn dimension(&self) -> usize {
        self.0.nrows()
    }

    /// ⟨i|A|j⟩, counted from 0.
    ///
    /// # Panics
    /// If `row` or `column` is not below the dimension.
    pub fn entry(&self, row: usize, column: usize) -> C64 {
        self.0[(row, column)]
    }

    /// The adjoint A†.
    pub fn adjoint(&self) -> Operator {
        Operator::from_fn(self.dimension(), |i, j| self.0[(j, i)].conj())
    }

    /// tr A = Σ⟨i|A|i⟩
    pub fn trace(&self) -> C64 {
        self.0.diagonal().iter().sum()
    }

    /// c A
    pub fn scaled(&self, by: C64) -> Operator {
        Operator(self.0.map(|entry| entry * by))
    }

    /// A + B
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn plus(&self, other: &Operator) -> Result<Operator, Error> {
        same("add two operators", self.dimension(), other.dimension())?;
        Ok(Operator(&self.0 + &other.0))
    }

    /// A − B
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn minus(&self, other: &Operator) -> Result<Operator, Error> {
        same("subtract two operators", self.dimension(), other.dimension())?;
        Ok(Operator(&self.0 - &other.0))
    }

    /// A B: first B, then A.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn times(&self, other: &Operator) -> Result<Operator, Error> {
        same("multiply two operators", self.dimension(), other.dimension())?;
        Ok(Operator(&self.0 * &other.0))
    }

    /// A|ψ⟩
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn on(&self, ket: &Ket) -> Result<Ket, Error> {
        same("let an operator act on a ket", self.dimension(), ket.dimension())?;
        Ok(Ket(&self.0 * &ket.0))
    }

    /// A ρ A†: what becomes of an operator when every ket goes through A.
    ///
    /// # Panics
    /// If the dimensions differ.
    pub fn sandwich(&self, of: &Operator) -> Operator {
        &(self * of) * &self.adjoint()
    }

    /// The commutator A B − B A.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn commutator(&self, other: &Operator) -> Result<Operator, Error> {
        self.times(other)?.minus(&other.times(self)?)
    }

    /// The anticommutator A B + B A.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn anticommutator(&self, other: &Operator) -> Result<Operator, Error> {
        self.times(other)?.plus(&other.times(self)?)
    }

    /// ⟨ψ|A|ψ⟩, which is real where A is Hermitian. `state` must have norm 1 for it to be a mean of measurements.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn expectation(&self, state: &Ket) -> Result<C64, Error> {
        state.inner(&self.on(state)?)
    }

    /// A ⊗ B: A on the first of two systems, B on the second, with the components of [`Ket::tensor`].
    pub fn tensor(&self, other: &Operator) -> Operator {
        Operator(self.0.kronecker(&other.0))
    }
}
