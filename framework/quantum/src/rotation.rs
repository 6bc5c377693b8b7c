//! Rotations exp(−i a n·J), for any spin in closed form.
//!
//! A spin j is 2j spins 1/2 in a symmetric state, and a rotation turns each of them alike. So its matrix for spin j
//! follows from that for spin 1/2, one spin 1/2 at a time; each step is an isometry with positive coefficients, so
//! that nothing cancels and errors do not grow: no exponential, and no eigenvalues.

use crate::C64;
use crate::angle::cos_sin;
use crate::operator::Operator;
use crate::spin::Spin;
use crate::symmetry::largest;

impl Spin {
    /// exp(−i a n·J), where `axis` is n, of any length but 0, and `radians` is a: right-handed about n by a.
    ///
    /// For spin 1/2 a whole turn is −1, as it is for 3/2, 5/2 and so on.
    ///
    /// ```
    /// use quincunx_quantum::{C64, Operator, Spin};
    ///
    /// let half: Spin = "1/2".parse()?;
    /// let turn = half.rotation([0.0, 1.0, 0.0], std::f64::consts::TAU);
    /// assert!(turn.distance(&Operator::identity(2).scaled(C64::from(-1.0)))? < 1e-15);
    /// # Ok::<(), quincunx_quantum::Error>(())
    /// ```
    ///
    /// # Panics
    /// If `axis` has no direction: if it is 0, or not finite.
    pub fn rotation(self, axis: [f64; 3], radians: f64) -> Operator {
        let half = radians / 2.0;
        self.represent(rotation_of_half(axis, (libm::cos(half), libm::sin(half))))
    }

    /// exp(−i a n·J) for a in degrees. Unlike π/2, 90° is a number: turns by 180° are exact.
    ///
    /// ```
    /// use quincunx_quantum::{C64, Spin};
    ///
    /// // Half a turn about y takes |+⟩ to |−⟩.
    /// let half: Spin = "1/2".parse()?;
    /// let turned = half.rotation_by_degrees([0.0, 1.0, 0.0], 180.0);
    /// assert_eq!((turned.entry(0, 0), turned.entry(1, 0)), (C64::ZERO, C64::ONE));
    /// # Ok::<(), quincunx_quantum::Error>(())
    /// ```
    ///
    /// # Panics
    /// If `axis` has no direction: if it is 0, or not finite.
    pub fn rotation_by_degrees(self, axis: [f64; 3], degrees: f64) -> Operator {
        self.represent(rotation_of_half(axis, cos_sin(degrees / 2.0)))
    }

    /// The matrix for this spin of what does `two` to a spin 1/2.
    ///
    /// From |j m⟩ = √((j+m)/2j) |j−½ m−½⟩|+⟩ + √((j−m)/2j) |j−½ m+½⟩|−⟩ (J. J. Sakurai, J. Napolitano, "Modern
    /// Quantum Mechanics", 3rd ed., §3.8 and §3.9).
    pub(crate) fn represent(self, two: [[C64; 2]; 2]) -> Operator {
        let mut matrix = Operator::from_fn(2, |i, j| two[i][j]);
        for n in 2..=usize::from(self.twice()) {
            matrix = with_one_more(&matrix, two, n);
        }
        matrix
    }
}

/// From the matrix for n − 1 spins 1/2 to that for n. Place i is the state of i spins down and n − i up.
fn with_one_more(fewer: &Operator, two: [[C64; 2]; 2], n: usize) -> Operator {
    let at = |i: usize, j: usize| fewer.0.get((i, j)).copied().unwrap_or(C64::ZERO);
    let weight = |a: usize, b: usize| ((a * b) as f64).sqrt() / n as f64;
    Operator::from_fn(n + 1, |i, j| {
        let mut sum = C64::ZERO;
        for (down_i, down_j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let (row, column) = (i.wrapping_sub(down_i), j.wrapping_sub(down_j));
            let weight = weight(if down_i == 1 { i } else { n - i }, if down_j == 1 { j } else { n - j });
            sum += at(row, column) * two[down_i][down_j] * weight;
        }
        sum
    })
}

/// exp(−i a n·σ/2) = cos(a/2) − i sin(a/2) n·σ
fn rotation_of_half(axis: [f64; 3], (cos, sin): (f64, f64)) -> [[C64; 2]; 2] {
    let [x, y, z] = direction(axis);
    [
        [C64::new(cos, -sin * z), C64::new(-sin * y, -sin * x)],
        [C64::new(sin * y, -sin * x), C64::new(cos, sin * z)],
    ]
}

/// The vector of length 1 in this direction.
///
/// # Panics
/// If it has none: if it is 0, or not finite.
pub(crate) fn direction(axis: [f64; 3]) -> [f64; 3] {
    let size = largest(axis.iter().map(|x| x.abs()));
    let scaled = axis.map(|x| x / size); // its square can neither overflow nor vanish
    let length = scaled.iter().map(|x| x * x).sum::<f64>().sqrt();
    let direction = scaled.map(|x| x / length);
    assert!(direction.iter().all(|x| x.is_finite()), "an axis must have a direction, and {axis:?} has none");
    direction
}
