//! Itô and Stratonovich.

use crate::steps::{POOLS, begun};
use proptest::prelude::*;
use quincunx_sde::advance::{Stride, advance};
use quincunx_sde::combinations::Combinations;
use quincunx_sde::ensemble::method;
use quincunx_sde::expression::Expr;
use quincunx_sde::parse::parse;
use quincunx_sde::process::{Calculus, Process};
use quincunx_sde::reference::{Place, value};
use quincunx_sde::scope::Scope;
use quincunx_sde::solvers::{EulerMaruyama, Heun, Milstein, Solver};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::sweep::Sweep;

const PARAMS: [f64; 2] = [0.7, -0.4];

fn process(drift: &[&str], noise: &[&[&str]], calculus: Calculus) -> Process {
    let scope = Scope::new(["x", "y"].into_iter().take(drift.len()), ["a", "b"]);
    let read = |text: &&str| parse(text, &scope).unwrap();
    Process {
        params: PARAMS.map(Sweep::from).into(),
        drift: drift.iter().map(read).collect(),
        noise: noise.iter().map(|row| row.iter().map(read).collect()).collect(),
        calculus,
        project: vec![None; drift.len()],
        law: None,
        scope: scope.clone(),
    }
}

fn at(formula: &Expr, x: &[f64], t: f64) -> f64 {
    value(formula, &Place { variables: x, params: &PARAMS, time: t, noise: &[] })
}

const SMOOTH: &[&str] = &[
    "0.5",
    "a * x",
    "sin(x * y)",
    "x * y^2 + b",
    "exp(-x^2) * cos(t)",
    "sqrt(1 + x^2 + y^2)",
    "atan2(y, 2 + x)",
    "tanh(a * y) - x",
    "log(2 + x^2) / (1 + y^2)",
    "pow(1 + x^2, 1.5)",
    "if(t < 1, x, y)",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The symbolic correction is ½ Σⱼₖ bₖⱼ ∂bᵢⱼ/∂xₖ by central differences; and there and back is where it began.
    #[test]
    fn corrections_are_right(
        noise in proptest::collection::vec(proptest::sample::select(&SMOOTH[..SMOOTH.len() - 1]), 4),
        x in (-1.5..1.5, -1.5..1.5),
        t in -2.0..2.0,
    ) {
        let rows: [&[&str]; 2] = [&noise[..2], &noise[2..]];
        let ito = process(&["x - y^3", "sin(x)"], &rows, Calculus::Ito);
        let stratonovich = ito.converted(Calculus::Stratonovich).unwrap();
        let back = stratonovich.converted(Calculus::Ito).unwrap();
        let (x, h) = ([x.0, x.1], 1e-5);
        let moved = |k: usize, by: f64| { let mut x = x; x[k] += by; x };
        for i in 0..2 {
            let slope = |j: usize, k: usize| {
                let b = &ito.noise[i][j];
                (at(b, &moved(k, h), t) - at(b, &moved(k, -h), t)) / (2.0 * h)
            };
            let pairs = [(0, 0), (0, 1), (1, 0), (1, 1)];
            let right: f64 = pairs.iter().map(|(j, k)| 0.5 * at(&ito.noise[*k][*j], &x, t) * slope(*j, *k)).sum();
            let drift = at(&ito.drift[i], &x, t);
            let found = drift - at(&stratonovich.drift[i], &x, t);
            prop_assert!((found - right).abs() < 1e-6 * (1.0 + right.abs()), "{found} is not {right}");
            let again = at(&back.drift[i], &x, t);
            prop_assert!((again - drift).abs() < 1e-11 * (1.0 + right.abs() + drift.abs()));
        }
    }
}

/// Both senses of dx = a x dt + b x dW, each by a solver of each sense, on the same noise: the paths that are known.
#[test]
fn geometric_brownian_motion_is_right_in_both_senses() {
    let (dt, steps, paths) = (0.001, 1000, 400);
    let (a, b) = (PARAMS[0], PARAMS[1]);
    let solvers: [&dyn Solver; 3] = [&EulerMaruyama {}, &Milstein {}, &Heun {}];
    let end = |written: &Process, solver: &dyn Solver| {
        let read = written.converted(solver.card().calculus.unwrap()).unwrap();
        let method = method(&read, solver, dt).unwrap();
        let mut all = begun::<f64>(paths, 1, |_, _| 1.0);
        advance(
            &mut all,
            Stride { method: &method, combinations: &Combinations::default(), dt, key: 5, from: 0, steps },
            Isa::PORTABLE,
            &POOLS[0],
        )
        .unwrap();
        (0..paths).map(|path| all.value(path, 0)).collect::<Vec<_>>()
    };
    for (calculus, growth) in [(Calculus::Ito, a - 0.5 * b * b), (Calculus::Stratonovich, a)] {
        let written = process(&["a * x"], &[&["b * x"]], calculus);
        for solver in solvers {
            let found = end(&written, solver);
            let right = |path: u64| {
                let z = |step| quincunx_sde::reference::solvers::normal::<f64>(5, path, step);
                libm::exp(growth * dt * steps as f64 + b * dt.sqrt() * (0..steps).map(z).sum::<f64>())
            };
            let square: f64 =
                found.iter().zip(0..).map(|(x, path)| x / right(path) - 1.0).map(|off| off * off).sum();
            let error = (square / paths as f64).sqrt();
            assert!(error < 6e-3, "{calculus} by {}: {error}", solver.name());
        }
    }
}

#[test]
fn what_has_kinks_is_not_converted() {
    for (text, function) in [
        ("abs(x)", "abs"),
        ("sign(x)", "sign"),
        ("floor(y)", "floor"),
        ("1 + max(x, 0)", "max"),
        ("x * min(x, y)", "min"),
        ("clamp(x, 0, 1)", "min"),
        ("if(x > 0, 1, 2)", "if"),
        ("sin(if(x > 0, t, 2))", "if"),
        ("if(t > 0, x, abs(y))", "if"),
    ] {
        for (from, to) in [(Calculus::Ito, Calculus::Stratonovich), (Calculus::Stratonovich, Calculus::Ito)] {
            let kinked = process(&["x", "y"], &[&["1", "0"], &["0", text]], from);
            let why = kinked.converted(to).err().unwrap();
            assert!(why.contains("`y`") && why.contains(&format!("`{function}`")), "{text}: {why}");
            assert!(kinked.converted(from).is_ok());
        }
    }
    // A kink in time, or in a parameter, or in the drift, is none.
    let smooth = process(&["abs(x)", "floor(y)"], &[&["abs(t)", "x"], &["max(a, b)", "0"]], Calculus::Ito);
    assert!(smooth.converted(Calculus::Stratonovich).is_ok());
}
