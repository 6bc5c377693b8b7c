//! Sine and cosine of degrees, exact where textbooks know them.

use std::f64::consts::FRAC_1_SQRT_2;

/// (cos, sin) of an angle in degrees: exact at the multiples of 90°, and at those of 30° and 45° as near as numbers are.
///
/// ```
/// use quincunx_quantum::angle::cos_sin;
///
/// assert_eq!(cos_sin(90.0), (0.0, 1.0));
/// assert_eq!(cos_sin(-180.0), (-1.0, 0.0));
/// assert_eq!(cos_sin(60.0).0, 0.5);
/// ```
pub fn cos_sin(degrees: f64) -> (f64, f64) {
    let (quarters, rest) = turns(degrees);
    let (cos, sin) = eighth(rest);
    let turned = match quarters {
        0 => (cos, sin),
        1 => (-sin, cos),
        2 => (-cos, -sin),
        _ => (sin, -cos),
    };
    (turned.0 + 0.0, turned.1 + 0.0) // no -0
}

/// Whole right angles, modulo 4, and what remains, between −45° and 45°. Both are exact.
fn turns(degrees: f64) -> (u8, f64) {
    let within = libm::fmod(degrees, 360.0); // exact, as fmod is
    let quarters = libm::round(within / 90.0);
    (quarters.rem_euclid(4.0) as u8, within - 90.0 * quarters)
}

/// (cos, sin) between −45° and 45°.
fn eighth(degrees: f64) -> (f64, f64) {
    let size = degrees.abs();
    let (cos, sin) = match size {
        30.0 => (0.75f64.sqrt(), 0.5),
        45.0 => (FRAC_1_SQRT_2, FRAC_1_SQRT_2),
        _ => (libm::cos(size.to_radians()), libm::sin(size.to_radians())),
    };
    (cos, sin.copysign(degrees))
}
