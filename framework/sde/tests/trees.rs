//! Random formulas.

use proptest::prelude::*;
use quincunx_sde::expression::{Comparison, Condition, Expr, Function1, Function2, Symbol};
use quincunx_sde::scope::Scope;

/// What the random formulas may name: variables x and y, parameters a and b.
pub fn scope() -> Scope {
    Scope::new(["x", "y"], ["a", "b"])
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![-3.0..3.0, (-4i32..5).prop_map(f64::from), Just(0.5), Just(std::f64::consts::PI), 1e-9..1e9]
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        number().prop_map(Expr::Number),
        (0usize..2).prop_map(Expr::variable),
        (0usize..2).prop_map(Expr::parameter),
        Just(Expr::Symbol(Symbol::Time)),
    ]
}

/// Formulas of these functions.
pub fn of(ones: &'static [Function1], twos: &'static [Function2], choices: bool) -> BoxedStrategy<Expr> {
    leaf()
        .prop_recursive(6, 40, 3, move |inner| {
            let one = (proptest::sample::select(ones), inner.clone()).prop_map(|(f, a)| Expr::unary(f, a));
            let two = (proptest::sample::select(twos), inner.clone(), inner.clone());
            let two = two.prop_map(|(f, a, b)| Expr::binary(f, a, b));
            let choice =
                (condition(inner.clone()), inner.clone(), inner).prop_map(|(c, a, b)| Expr::choose(c, a, b));
            prop_oneof![2 => one, 4 => two, u32::from(choices) => choice]
        })
        .boxed()
}

/// Formulas of everything.
pub fn any() -> BoxedStrategy<Expr> {
    of(Function1::ALL, Function2::ALL, true)
}

fn condition(formula: impl Strategy<Value = Expr> + Clone + 'static) -> BoxedStrategy<Condition> {
    let compare = (proptest::sample::select(Comparison::ALL), formula.clone(), formula);
    let compare = compare.prop_map(|(how, a, b)| Condition::Compare(how, a, b));
    compare
        .prop_recursive(2, 4, 2, |inner| {
            let pair = (inner.clone(), inner.clone());
            prop_oneof![
                pair.clone().prop_map(|(a, b)| Condition::And(a.into(), b.into())),
                pair.prop_map(|(a, b)| Condition::Or(a.into(), b.into())),
                inner.prop_map(|a| Condition::Not(a.into())),
            ]
        })
        .boxed()
}
