//! Derivatives against central differences.

use crate::bounds::{F64, near};
use crate::trees;
use proptest::prelude::*;
use quincunx_sde::differentiate::derivative;
use quincunx_sde::expression::{Condition, Expr, Function1, Function2, Symbol};
use quincunx_sde::parse::parse;
use quincunx_sde::reference::{Place, value};
use quincunx_sde::simplify::simplify;

fn at(formula: &Expr, x: f64) -> f64 {
    value(formula, &Place { variables: &[x, 0.7], params: &[1.3, -0.4], time: 0.9, noise: &[] })
}

/// Whether a formula is so smooth around x that differences at two widths agree; then the slope.
fn slope(formula: &Expr, x: f64) -> Option<f64> {
    let central = |h: f64| (at(formula, x + h) - at(formula, x - h)) / (2.0 * h);
    let (wide, narrow) = (central(1e-4), central(5e-5));
    // Where x meets a number so large that its last digits are lost, differences are worth nothing.
    let finest =
        near(formula, &Place { variables: &[x, 0.7], params: &[1.3, -0.4], time: 0.9, noise: &[] }, F64);
    if finest.error > 1e-10 {
        return None;
    }
    let sides = [at(formula, x - 1e-4), at(formula, x + 1e-4)].iter().all(|v| v.abs() < 1e4);
    ((wide - narrow).abs() < 1e-6 * (1.0 + wide.abs()) && sides).then_some((4.0 * narrow - wide) / 3.0)
}

/// Whether all parts of a formula are finite, but for what an `if` leaves out.
fn is_finite(formula: &Expr, x: f64) -> bool {
    let parts = match formula {
        Expr::Unary(_, a) => is_finite(a, x),
        Expr::Binary(_, a, b) => is_finite(a, x) && is_finite(b, x),
        Expr::If(condition, a, b) => {
            let chosen = at(&Expr::choose(Condition::clone(condition), 1.0.into(), 0.0.into()), x) == 1.0;
            compares_finite(condition, x) && is_finite(if chosen { a } else { b }, x)
        }
        _ => true,
    };
    parts && at(formula, x).is_finite()
}

fn compares_finite(condition: &Condition, x: f64) -> bool {
    match condition {
        Condition::Compare(_, a, b) => is_finite(a, x) && is_finite(b, x),
        Condition::And(a, b) | Condition::Or(a, b) => compares_finite(a, x) && compares_finite(b, x),
        Condition::Not(a) => compares_finite(a, x),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 100_000, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn are_the_slopes(formula in trees::of(Function1::ALL, Function2::ALL, true), x in 0.1..2.0) {
        let Some(right) = slope(&formula, x) else { return Err(TestCaseError::reject("not smooth")) };
        let found = at(&derivative(&formula, Symbol::Variable(0)), x);
        // Powers with exponents that depend on x have slopes over positive bases only.
        prop_assume!(found.is_finite());
        prop_assert!((found - right).abs() <= 1e-4 * (1.0 + right.abs()), "{} is not {}", found, right);
    }

    /// Where all that has a part in it is finite, values stay what they are, but for roundings.
    #[test]
    fn simplifying_changes_no_value(formula in trees::any(), x in -2.0..2.0) {
        prop_assume!(is_finite(&formula, x));
        let (plain, simple) = (at(&formula, x), at(&simplify(&formula), x));
        let moved = at(&formula, x * (1.0 + 1e-13));
        prop_assume!(plain.abs() < 1e6 && (moved - plain).abs() < 1e-9 * (1.0 + plain.abs()));
        // A jump right here may go either way.
        let jump = (at(&formula, x + 1e-9) - at(&formula, x - 1e-9)).abs() > 1e-3;
        prop_assert!(jump || (simple - plain).abs() <= 1e-8 * (1.0 + plain.abs()), "{} {}", plain, simple);
    }
}

/// Both zeros are one number: simplifying turns each into the other.
#[test]
fn the_sign_of_a_zero_changes_no_value() {
    let scope = trees::scope();
    for text in ["atan2(0*x, -1)", "atan2(-(x - x), -1)", "atan2(0, -(x - x))", "sqrt(0*x)", "sign(0*x)"] {
        let formula = parse(text, &scope).unwrap();
        assert_eq!(at(&formula, -1.5), at(&simplify(&formula), -1.5), "{text}");
    }
}

#[test]
fn are_short() {
    let cases = [
        ("a", "0"),
        ("a*x", "a"),
        ("x*x", "x + x"),
        ("a*sqrt(x)", "a * (1 / (2 * sqrt(x)))"),
        ("sin(2*x)", "2 * cos(2 * x)"),
        ("x^a", "a * x^(a - 1)"),
        ("exp(-x)", "-exp(-x)"),
        ("abs(x)", "sign(x)"),
        ("if(x < 0, -x, x)", "if(x < 0, -1, 1)"),
        ("max(x, 0)", "if(x > 0, 1, 0)"),
        ("floor(x) + sign(x)", "0"),
        ("x/a", "1 / a"),
    ];
    let scope = trees::scope();
    for (formula, right) in cases {
        let slope = derivative(&parse(formula, &scope).unwrap(), Symbol::Variable(0));
        assert_eq!(slope.text(&scope).to_string(), right, "{formula}");
    }
}
