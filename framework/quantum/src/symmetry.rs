//! Whether an operator is Hermitian or unitary, and if not by how much.

use crate::C64;
use crate::error::{Error, same};
use crate::operator::Operator;

impl Operator {
    /// The largest |⟨i|A − B|j⟩|: 0 where they are equal.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn distance(&self, other: &Operator) -> Result<f64, Error> {
        same("compare two operators", self.dimension(), other.dimension())?;
        Ok(furthest(self, other).2)
    }

    /// Whether A = A† to within `tolerance`, entry by entry.
    pub fn is_hermitian(&self, tolerance: f64) -> bool {
        self.check_hermitian(tolerance).is_ok()
    }

    /// Whether U†U = 1 to within `tolerance`, entry by entry.
    pub fn is_unitary(&self, tolerance: f64) -> bool {
        self.check_unitary(tolerance).is_ok()
    }

    /// # Errors
    /// If A ≠ A†: where they differ most, and by how much.
    ///
    /// ```
    /// use quincunx_quantum::{C64, Operator};
    ///
    /// let (zero, i) = (C64::new(0.0, 0.0), C64::new(0.0, 1.0));
    /// let error = Operator::from_rows(&[vec![zero, i], vec![i, zero]])?.check_hermitian(1e-9).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "take an operator for Hermitian: its entry (1, 2) and the conjugate of (2, 1) differ by 2"
    /// );
    /// # Ok::<(), quincunx_quantum::Error>(())
    /// ```
    pub fn check_hermitian(&self, tolerance: f64) -> Result<(), Error> {
        let (i, j, by) = furthest(self, &self.adjoint());
        match by <= tolerance {
            true => Ok(()),
            false => Err(Error::NotHermitian { row: i + 1, column: j + 1, by }),
        }
    }

    /// # Errors
    /// If U†U ≠ 1: where they differ most, and by how much.
    pub fn check_unitary(&self, tolerance: f64) -> Result<(), Error> {
        let (i, j, by) = furthest(&(&self.adjoint() * self), &Operator::identity(self.dimension()));
        match by <= tolerance {
            true => Ok(()),
            false => Err(Error::NotUnitary { row: i + 1, column: j + 1, by }),
        }
    }

    /// ½(A + A†), which is Hermitian to the last digit.
    pub(crate) fn hermitian_part(&self) -> Operator {
        Operator::from_fn(self.dimension(), |i, j| (self.0[(i, j)] + self.0[(j, i)].conj()) * 0.5)
    }
}

/// Where two operators differ most, and by how much. A difference that is not a number is the largest.
fn furthest(a: &Operator, b: &Operator) -> (usize, usize, f64) {
    let mut most = (0, 0, 0.0);
    for i in 0..a.dimension() {
        for j in 0..a.dimension() {
            let by = modulus(a.0[(i, j)] - b.0[(i, j)]);
            if by > most.2 || by.is_nan() {
                most = (i, j, by);
            }
        }
    }
    most
}

/// |z|, with the same bits on every machine.
pub(crate) fn modulus(z: C64) -> f64 {
    libm::hypot(z.re, z.im)
}

/// The largest of some sizes, 0 if there are none; what is not a number is passed over.
pub(crate) fn largest(sizes: impl Iterator<Item = f64>) -> f64 {
    sizes.fold(0.0, |most, size| if size > most { size } else { most })
}
