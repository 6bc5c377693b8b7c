//! Derivatives against central differences.

use crate::bounds::{F64, near};
use crate::trees;
use proptest::prelude::*;
use quincunx_sde::differentiate::derivative;
use quincunx_sde::expression::{Expr, Function1, Function2, Symbol};
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

    /// Finite values stay what they are, but for roundings.
    #[test]
    fn simplifying_changes_no_value(formula in trees::any(), x in -2.0..2.0) {
        let (plain, simple) = (at(&formula, x), at(&simplify(&formula), x));
        let moved = at(&formula, x * (1.0 + 1e-13));
        prop_assume!(plain.abs() < 1e6 && (moved - plain).abs() < 1e-9 * (1.0 + plain.abs()));
        // A jump right here may go either way.
        let jump = (at(&formula, x + 1e-9) - at(&formula, x - 1e-9)).abs() > 1e-3;
        prop_assert!(jump || (simple - plain).abs() <= 1e-8 * (1.0 + plain.abs()), "{} {}", plain, simple);
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
