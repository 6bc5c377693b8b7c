//! The 2×2 matrices that groups are made of.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};
use std::fmt::{self, Display};
use std::ops::Mul;

/// What rounding may do to an entry. Elements of a group of up to 256 differ by far more.
pub(super) const TOLERANCE: f64 = 1e-9;

/// Two rows of two numbers, acting on columns (x, y): x to the right, y downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix(pub [[f64; 2]; 2]);

impl Matrix {
    /// What changes nothing.
    pub const IDENTITY: Matrix = Matrix([[1.0, 0.0], [0.0, 1.0]]);

    /// Exchanges left and right.
    pub const MIRROR: Matrix = Matrix([[-1.0, 0.0], [0.0, 1.0]]);

    /// Turns by `part`/`whole` of a full turn, counter-clockwise as seen with y downwards. Multiples of 90° are exact,
    /// odd ones of 45° have the double nearest to √½. A `whole` of 0 counts as 1.
    ///
    /// ```
    /// use quincunx_sdk::group::matrix::Matrix;
    /// let quarter = Matrix::rotation(1, 4);
    /// assert_eq!(quarter.apply([1.0, 0.0]), [0.0, -1.0]); // from the right to the top
    /// assert_eq!(Matrix::rotation(7, 4), Matrix::rotation(6, 8));
    /// ```
    pub fn rotation(part: u32, whole: u32) -> Matrix {
        let whole = u64::from(whole.max(1));
        let part = u64::from(part) % whole;
        let [cos, sin] = if (8 * part).is_multiple_of(whole) {
            eighth(8 * part / whole)
        } else {
            let angle = TAU * part as f64 / whole as f64;
            [libm::cos(angle), libm::sin(angle)]
        };
        Matrix([[cos, sin], [-sin, cos]]).snapped()
    }

    /// Where it takes a place (x, y).
    pub fn apply(self, [x, y]: [f64; 2]) -> [f64; 2] {
        self.0.map(|[a, b]| a * x + b * y)
    }

    /// By how much it scales areas; negative if it mirrors.
    pub fn determinant(self) -> f64 {
        let [[a, b], [c, d]] = self.0;
        a * d - b * c
    }

    /// Whether it maps the lattice of whole numbers to itself, if its determinant is 1 or −1.
    pub fn is_integral(self) -> bool {
        self.0.iter().flatten().all(|entry| entry.fract() == 0.0)
    }

    /// Whether it keeps lengths, to rounding: a rotation or a reflection.
    pub fn is_orthogonal(self) -> bool {
        let [[a, b], [c, d]] = self.0;
        (Matrix([[a, c], [b, d]]) * self).is_near(Matrix::IDENTITY)
    }

    /// By what part of a full turn a rotation turns, counter-clockwise as seen with y downwards: from 0, below 1.
    pub fn turn(self) -> f64 {
        let [[cos, sin], _] = self.0;
        let turn = libm::atan2(sin, cos) / TAU;
        if turn < 0.0 { turn + 1.0 } else { turn }
    }

    /// Whether two are the same but for rounding.
    pub(super) fn is_near(self, other: Matrix) -> bool {
        let pairs = self.0.iter().flatten().zip(other.0.iter().flatten());
        pairs.into_iter().all(|(a, b)| (a - b).abs() <= TOLERANCE)
    }

    /// With whole numbers where entries are within rounding of them.
    pub(super) fn snapped(self) -> Matrix {
        Matrix(self.0.map(|row| row.map(snap)))
    }
}

/// The whole number that is within rounding, or else the number itself. Zero has no sign.
pub(super) fn snap(x: f64) -> f64 {
    let whole = x.round();
    if (x - whole).abs() <= TOLERANCE { whole + 0.0 } else { x }
}

/// Cosine and sine of so many eighths of a full turn.
fn eighth(count: u64) -> [f64; 2] {
    let [cos, sin] = if count.is_multiple_of(2) { [1.0, 0.0] } else { [FRAC_1_SQRT_2; 2] };
    match count / 2 % 4 {
        0 => [cos, sin],
        1 => [-sin, cos],
        2 => [-cos, -sin],
        _ => [sin, -cos],
    }
}

/// The matrix that does first what the right one does, then the left one.
impl Mul for Matrix {
    type Output = Matrix;

    fn mul(self, Matrix([[a, b], [c, d]]): Matrix) -> Matrix {
        Matrix(self.0.map(|[x, y]| [x * a + y * c, x * b + y * d]))
    }
}

impl Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let [[a, b], [c, d]] = self.0;
        write!(f, "[[{a}, {b}], [{c}, {d}]]")
    }
}
