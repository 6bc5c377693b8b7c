//! What is refused in the algebra, and by how much.

use thiserror::Error;

/// Why a ket, an operator or a spin is not what it is taken for. Each reads after "failed to".
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// Two things of different dimension were brought together.
    #[error("{what}: their dimensions are {left} and {right}, and must be equal")]
    Dimension {
        /// What was tried.
        what: &'static str,
        /// The dimension of the one on the left.
        left: usize,
        /// The dimension of the one on the right.
        right: usize,
    },
    /// A ket or an operator without a dimension.
    #[error("make {0} of nothing: it needs a dimension of 1 or more")]
    Empty(&'static str),
    /// A row of a matrix is shorter or longer than its column.
    #[error(
        "make an operator: row {row} has {found} entries, and of {expected} rows each must have {expected}"
    )]
    NotSquare {
        /// The row, counted from 1.
        row: usize,
        /// How many rows there are.
        expected: usize,
        /// How many entries it has.
        found: usize,
    },
    /// A number is NaN or infinite.
    #[error("make {what}: {place} is not a finite number")]
    NotFinite {
        /// What should be made.
        what: &'static str,
        /// Which number, counted from 1.
        place: String,
    },
    /// A state whose norm is not 1.
    #[error("take a ket for a state: its norm is {norm}, and must be 1; divide it by its norm")]
    NotNormalised {
        /// ⟨ψ|ψ⟩^½
        norm: f64,
    },
    /// No multiple of this ket has norm 1.
    #[error("normalise a ket: its norm is {norm}, so that it has no direction")]
    NoDirection {
        /// ⟨ψ|ψ⟩^½: 0, or beyond what a number holds.
        norm: f64,
    },
    /// Two kets of a basis are not orthonormal.
    #[error("make a basis: ⟨{left}|{right}⟩ is {found}, and must be {expected}")]
    NotOrthonormal {
        /// The one ket, counted from 1.
        left: usize,
        /// The other.
        right: usize,
        /// Their inner product.
        found: nalgebra::Complex<f64>,
        /// 1 for a ket with itself, else 0.
        expected: u8,
    },
    /// A basis of too many or too few kets.
    #[error("make a basis of {found} kets: a space of dimension {dimension} has bases of {dimension} kets")]
    NotComplete {
        /// The dimension of the kets.
        dimension: usize,
        /// How many there are.
        found: usize,
    },
    /// A ≠ A†.
    #[error(
        "take an operator for Hermitian: its entry ({row}, {column}) and the conjugate of ({column}, {row}) differ by {by}"
    )]
    NotHermitian {
        /// Where it differs most, counted from 1.
        row: usize,
        /// And the column.
        column: usize,
        /// |A − A†| there.
        by: f64,
    },
    /// U†U ≠ 1.
    #[error("take an operator for unitary: U†U and the identity differ by {by} at ({row}, {column})")]
    NotUnitary {
        /// Where it differs most, counted from 1.
        row: usize,
        /// And the column.
        column: usize,
        /// |U†U − 1| there.
        by: f64,
    },
    /// A density operator that gives a state a negative probability.
    #[error(
        "take an operator for a density operator: it has the eigenvalue {eigenvalue}, and none may be negative"
    )]
    NotPositive {
        /// The lowest eigenvalue.
        eigenvalue: f64,
    },
    /// A density operator whose probabilities do not add up to 1.
    #[error("take an operator for a density operator: its trace is {trace}, and must be 1")]
    Trace {
        /// tr ρ
        trace: f64,
    },
    /// The eigenvalues could not be found to the last digit.
    #[error(
        "find the spectrum of an operator: its eigenvalues did not settle; are its entries near the limits of numbers?"
    )]
    Spectrum,
    /// Not a spin that is known here.
    #[error("read {0:?} as a spin: it is one of 1/2, 1, 3/2, … 15/2")]
    Spin(String),
    /// Not a magnetic quantum number.
    #[error("read {0:?} as an m: it is written +1/2, 0, -3/2, and so on")]
    M(String),
}

/// Whether two dimensions agree.
pub(crate) fn same(what: &'static str, left: usize, right: usize) -> Result<(), Error> {
    if left == right { Ok(()) } else { Err(Error::Dimension { what, left, right }) }
}
