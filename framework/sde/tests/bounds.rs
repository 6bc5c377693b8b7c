//! A formula's value with a bound on what roundings may have changed: running error analysis.

use quincunx_sde::expression::{Condition, Expr, Function1, Function2};
use quincunx_sde::reference::{Place, value};
use quincunx_sde::scalar;

/// How a precision rounds.
#[derive(Clone, Copy)]
pub struct Rounding {
    /// A few ulp of 1.
    pub relative: f64,
    /// What underflow may cost.
    pub absolute: f64,
    /// Beyond that nothing is promised.
    pub largest: f64,
}

pub const F64: Rounding = Rounding { relative: 1e-15, absolute: 1e-290, largest: 1e250 };
pub const F32: Rounding = Rounding { relative: 6e-7, absolute: 1e-34, largest: 1e30 };

/// A value, and how far off it may be: ∞ where nothing is promised.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    pub value: f64,
    pub error: f64,
}

pub fn near(formula: &Expr, place: &Place<f64>, r: Rounding) -> Near {
    let found = match formula {
        Expr::Number(_) | Expr::Symbol(_) | Expr::Call(_) => {
            Near { value: value(formula, place), error: 0.0 }
        }
        Expr::Unary(f, a) => unary(*f, near(a, place, r)),
        Expr::Binary(f, a, b) => binary(*f, near(a, place, r), near(b, place, r)),
        Expr::If(c, a, b) => match holds(c, place, r) {
            Some(true) => near(a, place, r),
            Some(false) => near(b, place, r),
            None => Near { value: 0.0, error: f64::INFINITY },
        },
    };
    let error = found.error + r.relative * found.value.abs() + r.absolute;
    let promised = error.is_finite() && found.value.abs() < r.largest && error < r.largest;
    Near { error: if promised { error } else { f64::INFINITY }, ..found }
}

fn unary(f: Function1, a: Near) -> Near {
    let at = |a| scalar::unary(f, a);
    let value = at(a.value);
    let (low, high) = (at(a.value - a.error), at(a.value + a.error));
    let spread = (value - low).abs() + (value - high).abs();
    let error = match f {
        // Some functions are bounded, whatever goes in.
        _ if a.error == f64::INFINITY => f64::INFINITY,
        Function1::Neg | Function1::Sin | Function1::Cos | Function1::Abs => a.error,
        Function1::Sign | Function1::Floor if low != high => f64::INFINITY,
        Function1::Tan if a.error * (1.0 + value * value) > 0.1 => f64::INFINITY,
        Function1::Cosh => spread + a.error * a.error,
        _ => spread,
    };
    Near { value, error }
}

fn binary(f: Function2, a: Near, b: Near) -> Near {
    let value = scalar::binary(f, a.value, b.value);
    let corners = || {
        let at =
            |i: f64, j: f64| (scalar::binary(f, a.value + i * a.error, b.value + j * b.error) - value).abs();
        at(-1.0, -1.0) + at(-1.0, 1.0) + at(1.0, -1.0) + at(1.0, 1.0)
    };
    let error = match f {
        _ if a.error.max(b.error) == f64::INFINITY => f64::INFINITY,
        Function2::Add | Function2::Sub | Function2::Min | Function2::Max => a.error + b.error,
        Function2::Mul => a.value.abs() * b.error + b.value.abs() * a.error + a.error * b.error,
        Function2::Div if b.value.abs() <= 2.0 * b.error => f64::INFINITY,
        Function2::Div => (a.error + value.abs() * b.error) / (b.value.abs() - b.error),
        Function2::Pow => corners() + 1e2 * f64::EPSILON * value.abs(),
        Function2::Atan2 if a.value.abs() <= 2.0 * a.error => f64::INFINITY,
        Function2::Atan2 => corners(),
    };
    Near { value, error }
}

/// `None` where roundings decide.
fn holds(condition: &Condition, place: &Place<f64>, r: Rounding) -> Option<bool> {
    match condition {
        Condition::Compare(how, a, b) => {
            let (a, b) = (near(a, place, r), near(b, place, r));
            let apart = (a.value - b.value).abs() > 2.0 * (a.error + b.error);
            apart.then(|| scalar::compare(*how, a.value, b.value))
        }
        Condition::And(a, b) => Some(holds(a, place, r)? && holds(b, place, r)?),
        Condition::Or(a, b) => Some(holds(a, place, r)? || holds(b, place, r)?),
        Condition::Not(a) => Some(!holds(a, place, r)?),
    }
}
