//! Formulas made shorter by rules that hold for every finite number, but for the sign of a zero, which no finite value
//! depends on.
//!
//! The operators `+ - * /` on [`Expr`] and the functions here simplify as they build; [`simplify`] builds a formula
//! anew with them. Numbers fold in f64, and only if the result is finite.

use crate::expression::{Condition, Expr, Function1, Function2, Symbol};
use crate::scalar;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::sync::Arc;

/// The same formula, shorter if a rule applies.
///
/// Where a part of a formula is not finite the whole may change: `0*x` is 0 even for an infinite x, and `1/(0*x)` is +∞ even
/// for a negative one.
///
/// ```
/// use quincunx_sde::{parse::parse, scope::Scope, simplify::simplify};
/// let scope = Scope::new(["x"], []);
/// let simple = |text| simplify(&parse(text, &scope).unwrap()).text(&scope).to_string();
/// assert_eq!(simple("0*sin(x) + x^1"), "x");
/// assert_eq!(simple("2*(x*3) - -1"), "6 * x + 1");
/// ```
pub fn simplify(formula: &Expr) -> Expr {
    rebuilt(formula, None)
}

/// The same formula with each symbol replaced by what `by` says, simplified as it is built anew.
///
/// What takes the place of symbols is shared and not looked into: methods put formulas into formulas several times over,
/// and would take time and memory that grow like powers of their length.
pub fn replaced(formula: &Expr, by: &dyn Fn(Symbol) -> Option<Expr>) -> Expr {
    rebuilt(formula, Some(by))
}

/// Without symbols to replace, what a call is handed is not looked into: it was simple when it was put there, and each call
/// holds all those before.
fn rebuilt(formula: &Expr, by: Option<&dyn Fn(Symbol) -> Option<Expr>>) -> Expr {
    let new = |a: &Expr| rebuilt(a, by);
    match formula {
        Expr::Number(_) => formula.clone(),
        Expr::Symbol(symbol) => by.and_then(|by| by(*symbol)).unwrap_or_else(|| formula.clone()),
        Expr::Unary(f, a) => call(*f, new(a)),
        Expr::Binary(f, a, b) => call2(*f, new(a), new(b)),
        Expr::If(c, a, b) => choose(rebuilt_condition(c, by), new(a), new(b)),
        Expr::Call(_) if by.is_none() => formula.clone(),
        Expr::Call(call) => call.moved(new),
    }
}

fn rebuilt_condition(condition: &Condition, by: Option<&dyn Fn(Symbol) -> Option<Expr>>) -> Condition {
    let new = |condition| Arc::new(rebuilt_condition(condition, by));
    match condition {
        Condition::Compare(how, a, b) => Condition::Compare(*how, rebuilt(a, by), rebuilt(b, by)),
        Condition::And(a, b) => Condition::And(new(a), new(b)),
        Condition::Or(a, b) => Condition::Or(new(a), new(b)),
        Condition::Not(a) => Condition::Not(new(a)),
    }
}

/// `f(a)`, simplified.
pub fn call(f: Function1, a: Expr) -> Expr {
    match (f, a.number()) {
        (Function1::Neg, _) => -a,
        (_, Some(value)) => folded(scalar::unary(f, value)).unwrap_or_else(|| Expr::unary(f, a)),
        _ => Expr::unary(f, a),
    }
}

/// `f(a, b)`, simplified.
pub fn call2(f: Function2, a: Expr, b: Expr) -> Expr {
    match f {
        Function2::Add => a + b,
        Function2::Sub => a - b,
        Function2::Mul => a * b,
        Function2::Div => a / b,
        Function2::Pow => power(a, b),
        Function2::Atan2 | Function2::Min | Function2::Max => {
            folded2(f, &a, &b).unwrap_or_else(|| Expr::binary(f, a, b))
        }
    }
}

/// aᵇ, simplified.
pub fn power(a: Expr, b: Expr) -> Expr {
    if let Some(number) = folded2(Function2::Pow, &a, &b) {
        return number;
    }
    match b.number() {
        Some(0.0) => Expr::Number(1.0),
        Some(1.0) => a,
        _ if a.is(1.0) => a,
        _ => Expr::binary(Function2::Pow, a, b),
    }
}

/// `if(condition, a, b)`, simplified.
pub fn choose(condition: Condition, a: Expr, b: Expr) -> Expr {
    match holds_always(&condition) {
        Some(true) => a,
        Some(false) => b,
        None if a == b => a,
        None => Expr::choose(condition, a, b),
    }
}

/// Whether a condition on numbers alone holds.
fn holds_always(condition: &Condition) -> Option<bool> {
    match condition {
        Condition::Compare(how, a, b) => Some(scalar::compare(*how, a.number()?, b.number()?)),
        Condition::And(a, b) => Some(holds_always(a)? && holds_always(b)?),
        Condition::Or(a, b) => Some(holds_always(a)? || holds_always(b)?),
        Condition::Not(a) => Some(!holds_always(a)?),
    }
}

/// √a, simplified.
pub fn sqrt(a: Expr) -> Expr {
    call(Function1::Sqrt, a)
}

fn folded(value: f64) -> Option<Expr> {
    value.is_finite().then_some(Expr::Number(value))
}

fn folded2(f: Function2, a: &Expr, b: &Expr) -> Option<Expr> {
    folded(scalar::binary(f, a.number()?, b.number()?))
}

/// What it is the negative of, if it says so.
fn negated(a: &Expr) -> Option<Expr> {
    match a {
        Expr::Unary(Function1::Neg, inner) => Some(Expr::clone(inner)),
        Expr::Number(value) if *value < 0.0 => Some(Expr::Number(-value)),
        _ => None,
    }
}

impl Neg for Expr {
    type Output = Expr;

    fn neg(self) -> Expr {
        match self {
            Expr::Number(value) => Expr::Number(-value),
            Expr::Unary(Function1::Neg, a) => Arc::unwrap_or_clone(a),
            Expr::Binary(Function2::Sub, a, b) => Expr::Binary(Function2::Sub, b, a),
            other => Expr::unary(Function1::Neg, other),
        }
    }
}

impl Add for Expr {
    type Output = Expr;

    fn add(self, other: Expr) -> Expr {
        if let Some(number) = folded2(Function2::Add, &self, &other) {
            return number;
        }
        match (negated(&self), negated(&other)) {
            _ if self.is(0.0) => other,
            _ if other.is(0.0) => self,
            (_, Some(b)) => self - b,
            (Some(a), None) => other - a,
            (None, None) => Expr::binary(Function2::Add, self, other),
        }
    }
}

impl Sub for Expr {
    type Output = Expr;

    fn sub(self, other: Expr) -> Expr {
        if let Some(number) = folded2(Function2::Sub, &self, &other) {
            return number;
        }
        match negated(&other) {
            _ if self.is(0.0) => -other,
            _ if other.is(0.0) => self,
            _ if self == other => Expr::Number(0.0),
            Some(b) => self + b,
            None => Expr::binary(Function2::Sub, self, other),
        }
    }
}

impl Mul for Expr {
    type Output = Expr;

    fn mul(self, other: Expr) -> Expr {
        if let Some(number) = folded2(Function2::Mul, &self, &other) {
            return number;
        }
        let (a, b) = if other.number().is_some() { (other, self) } else { (self, other) };
        match (a.number(), negated_product(&a), negated_product(&b)) {
            (Some(0.0), ..) => Expr::Number(0.0),
            (Some(1.0), ..) => b,
            (Some(-1.0), ..) => -b,
            (Some(_), _, Some(b)) => -a * b,
            (Some(value), ..) => scaled(value, b),
            (_, Some(a), _) => -(a * b),
            (_, _, Some(b)) => -(a * b),
            _ => Expr::binary(Function2::Mul, a, b),
        }
    }
}

/// As [`negated`], but a number keeps its sign: it is a factor.
fn negated_product(a: &Expr) -> Option<Expr> {
    negated(a).filter(|_| a.number().is_none())
}

/// A number times a formula, in which it is merged with a number in front.
fn scaled(value: f64, b: Expr) -> Expr {
    if let Expr::Binary(Function2::Mul, inner, rest) = &b
        && let Some(merged) = folded2(Function2::Mul, &Expr::Number(value), inner)
    {
        return merged * Expr::clone(rest);
    }
    Expr::binary(Function2::Mul, Expr::Number(value), b)
}

impl Div for Expr {
    type Output = Expr;

    fn div(self, other: Expr) -> Expr {
        if let Some(number) = folded2(Function2::Div, &self, &other) {
            return number;
        }
        match negated_product(&self) {
            _ if self.is(0.0) => self,
            _ if other.is(1.0) => self,
            _ if other.is(-1.0) => -self,
            Some(a) => -(a / other),
            None => Expr::binary(Function2::Div, self, other),
        }
    }
}
