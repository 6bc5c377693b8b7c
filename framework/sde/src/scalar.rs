//! What each function of a formula is, for one number: folding, the reference and the lanes all call these.

use crate::expression::{Comparison, Function1, Function2};
use quincunx_sdk::lanes::real::Real;

/// `f(a)`
#[inline(always)]
pub fn unary<T: Real>(f: Function1, a: T) -> T {
    match f {
        Function1::Neg => -a,
        Function1::Sin => T::sin(&[a])[0],
        Function1::Cos => T::cos(&[a])[0],
        Function1::Tan => a.tan(),
        Function1::Asin => a.asin(),
        Function1::Acos => a.acos(),
        Function1::Atan => a.atan(),
        Function1::Sinh => a.sinh(),
        Function1::Cosh => a.cosh(),
        Function1::Tanh => a.tanh(),
        Function1::Exp => a.exp(),
        Function1::Log => a.ln(),
        Function1::Sqrt => a.sqrt(),
        Function1::Abs => a.abs(),
        Function1::Sign => a.sign(),
        Function1::Floor => a.floor(),
    }
}

/// `f(a, b)`
#[inline(always)]
pub fn binary<T: Real>(f: Function2, a: T, b: T) -> T {
    match f {
        Function2::Add => a + b,
        Function2::Sub => a - b,
        Function2::Mul => a * b,
        Function2::Div => a / b,
        Function2::Pow => a.pow(b),
        // The sign of a zero decides nothing: a sum with 0 has none.
        Function2::Atan2 => (a + T::ZERO).atan2(b + T::ZERO),
        Function2::Min => a.smaller(b),
        Function2::Max => a.larger(b),
    }
}

/// Whether `a` compares so with `b`.
#[inline(always)]
pub fn compare<T: Real>(how: Comparison, a: T, b: T) -> bool {
    match how {
        Comparison::Less => a < b,
        Comparison::LessEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterEqual => a >= b,
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
    }
}
