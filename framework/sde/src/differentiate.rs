//! Derivatives of formulas, as formulas.

use crate::expression::{Comparison, Condition, Expr, Function1, Function2, Symbol};
use crate::simplify::{call, choose, power, simplify, sqrt};
use std::sync::Arc;

/// The derivative with respect to `symbol`, simplified.
///
/// Where a function jumps or has a corner, the derivative is that of one side: of `sign` and `floor` it is 0, of `abs`
/// it is `sign`, and of `min`, `max` and `if` that of what is chosen.
///
/// ```
/// use quincunx_sde::{differentiate::derivative, expression::Symbol, parse::parse, scope::Scope};
/// let scope = Scope::new(["x"], ["a"]);
/// let slope = derivative(&parse("a * x^3", &scope).unwrap(), Symbol::Variable(0));
/// assert_eq!(slope.text(&scope).to_string(), "a * (3 * x^2)");
/// ```
pub fn derivative(formula: &Expr, symbol: Symbol) -> Expr {
    match formula {
        Expr::Number(_) => Expr::Number(0.0),
        Expr::Symbol(own) => Expr::Number(if *own == symbol { 1.0 } else { 0.0 }),
        Expr::Unary(f, a) => chain(*f, a, derivative(a, symbol)),
        Expr::Binary(f, a, b) => binary(*f, (a, derivative(a, symbol)), (b, derivative(b, symbol))),
        Expr::If(c, a, b) => choose(Condition::clone(c), derivative(a, symbol), derivative(b, symbol)),
        Expr::Call(_) => Expr::Number(f64::NAN), // nobody knows: who needs it must not ask
    }
}

/// f(a)' for a' = `slope`.
fn chain(f: Function1, a: &Arc<Expr>, slope: Expr) -> Expr {
    if slope.is(0.0) {
        return slope;
    }
    let (one, arg) = (Expr::Number(1.0), || simplify(a));
    let of = |f| call(f, arg());
    let square = |a: Expr| power(a, Expr::Number(2.0));
    match f {
        Function1::Neg => -slope,
        Function1::Sin => of(Function1::Cos) * slope,
        Function1::Cos => -(of(Function1::Sin) * slope),
        Function1::Tan => (one + square(of(Function1::Tan))) * slope,
        Function1::Asin => slope / sqrt(one - square(arg())),
        Function1::Acos => -(slope / sqrt(one - square(arg()))),
        Function1::Atan => slope / (one + square(arg())),
        Function1::Sinh => of(Function1::Cosh) * slope,
        Function1::Cosh => of(Function1::Sinh) * slope,
        Function1::Tanh => (one - square(of(Function1::Tanh))) * slope,
        Function1::Exp => of(Function1::Exp) * slope,
        Function1::Log => slope / arg(),
        Function1::Sqrt => slope / (Expr::Number(2.0) * of(Function1::Sqrt)),
        Function1::Abs => of(Function1::Sign) * slope,
        Function1::Sign | Function1::Floor => Expr::Number(0.0),
    }
}

/// f(a, b)', each argument with its derivative.
fn binary(f: Function2, (a, da): (&Arc<Expr>, Expr), (b, db): (&Arc<Expr>, Expr)) -> Expr {
    if da.is(0.0) && db.is(0.0) {
        return da;
    }
    let (a, b) = (simplify(a), simplify(b));
    let square = |a: Expr| power(a, Expr::Number(2.0));
    match f {
        Function2::Add => da + db,
        Function2::Sub => da - db,
        Function2::Mul => da * b.clone() + a * db,
        Function2::Div if db.is(0.0) => da / b,
        Function2::Div => (da * b.clone() - a * db) / square(b),
        Function2::Pow => power_slope(a, da, b, db),
        Function2::Atan2 => (da * b.clone() - a.clone() * db) / (square(a) + square(b)),
        Function2::Min => choose(Condition::Compare(Comparison::Less, a, b), da, db),
        Function2::Max => choose(Condition::Compare(Comparison::Greater, a, b), da, db),
    }
}

/// (aᵇ)'
fn power_slope(a: Expr, da: Expr, b: Expr, db: Expr) -> Expr {
    let one = Expr::Number(1.0);
    if db.is(0.0) {
        return b.clone() * power(a, b - one) * da;
    }
    let whole = power(a.clone(), b.clone());
    let log = call(Function1::Log, a.clone());
    whole * (db * log + b * da / a)
}
