//! A Josephson junction, β φ″ + φ′ + sin φ = i + √(2D) ξ, against what is known of it exactly.

use crate::steps::POOLS;
use quincunx_sde::advance::{Stride, advance};
use quincunx_sde::combinations::Combinations;
use quincunx_sde::ensemble::method;
use quincunx_sde::parse::parse;
use quincunx_sde::paths::Paths;
use quincunx_sde::process::{Calculus, Process};
use quincunx_sde::scope::Scope;
use quincunx_sde::solvers::{EulerMaruyama, Heun, RungeKutta4, Solver};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::sweep::Sweep;
use std::f64::consts::PI;

const TURN: f64 = 2.0 * PI;

/// A process with the parameters `i`, `beta` and `d`, and noise on the last variable.
fn process(drift: &[(&str, &str)], noise: &str, params: [Sweep; 3]) -> Process {
    let scope = Scope::new(drift.iter().map(|(name, _)| *name), ["i", "beta", "d"]);
    let read = |text: &str| parse(text, &scope).unwrap();
    let mut rows = vec![vec![read("0")]; drift.len()];
    *rows.last_mut().unwrap() = vec![read(noise)];
    Process {
        drift: drift.iter().map(|(_, text)| read(text)).collect(),
        noise: rows,
        project: vec![None; drift.len()],
        params: params.into(),
        calculus: Calculus::Ito,
        law: None,
        scope,
    }
}

fn overdamped(i: Vec<f64>, d: f64) -> Process {
    process(&[("phi", "i - sin(phi)")], "sqrt(2 * d)", [i.into(), 0.0.into(), d.into()])
}

fn damped(i: Vec<f64>, beta: f64, d: f64) -> Process {
    let drift = [("phi", "v"), ("v", "(i - sin(phi) - v) / beta")];
    process(&drift, "sqrt(2 * d) / beta", [i.into(), beta.into(), d.into()])
}

/// An ensemble on its way.
struct Run {
    combinations: Combinations,
    paths: Paths<f64>,
    method: quincunx_sde::advance::Method,
    dt: f64,
    step: u64,
}

impl Run {
    /// From values of all variables that follow from i.
    fn new(
        process: &Process,
        solver: &dyn Solver,
        dt: f64,
        each: u64,
        start: impl Fn(f64) -> Vec<f64>,
    ) -> Run {
        let combinations = process.combinations(each);
        let mut paths = Paths::new(combinations.paths() as usize, process.variables());
        for path in 0..paths.paths() {
            let begins = start(combinations.value(0, combinations.at(path as u64)));
            begins.into_iter().enumerate().for_each(|(variable, x)| paths.set(path, variable, x));
        }
        Run { method: method(process, solver, dt).unwrap(), combinations, paths, dt, step: 0 }
    }

    fn to(&mut self, time: f64) {
        let end = (time / self.dt).round() as u64;
        let Run { combinations, method, dt, step, paths } = self;
        let stride = Stride { method, combinations, dt: *dt, key: 11, from: *step, steps: end - *step };
        advance(paths, stride, Isa::chosen().unwrap(), &POOLS[1]).unwrap();
        *step = end;
    }

    /// One variable of the paths of a combination.
    fn of(&self, combination: u64, variable: usize) -> Vec<f64> {
        self.combinations.of(combination).map(|path| self.paths.value(path, variable)).collect()
    }
}

/// Mean and its standard error.
fn mean(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let all: Vec<f64> = values.collect();
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n;
    let variance = all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

fn holds((found, error): (f64, f64), exact: f64, what: &str) {
    assert!((found - exact).abs() < 4.0 * error, "{what}: {found} ± {error} is not {exact}");
}

/// I₁(x)/I₀(x)
fn bessel_ratio(x: f64) -> f64 {
    let points = (0..4000).map(|n| TURN * f64::from(n) / 4000.0);
    let sum =
        |weight: fn(f64) -> f64| points.clone().map(|a| weight(a) * libm::exp(x * libm::cos(a))).sum::<f64>();
    sum(libm::cos) / sum(|_| 1.0)
}

/// Without a current the phase has Boltzmann's law, and v that of Maxwell. Euler-Maruyama heats by dt.
#[test]
fn a_junction_in_equilibrium() {
    let (beta, d, dt) = (2.0, 0.6, 0.01);
    let mut run = Run::new(&damped(vec![0.0], beta, d), &EulerMaruyama {}, dt, 100_000, |_| vec![0.0; 2]);
    run.to(40.0);
    let square = mean(run.of(0, 1).into_iter().map(|v| v * v * (1.0 - dt / (2.0 * beta))));
    holds(square, d / beta, "⟨v²⟩");
    let cosine = mean(run.of(0, 0).into_iter().map(libm::cos));
    assert!((cosine.0 - bessel_ratio(1.0 / d)).abs() < 4.0 * cosine.1 + 0.5 * dt, "⟨cos φ⟩: {cosine:?}");
    let mut run = Run::new(&overdamped(vec![0.0], d), &Heun {}, dt, 100_000, |_| vec![0.0]);
    run.to(15.0);
    holds(
        mean(run.of(0, 0).into_iter().map(libm::cos)),
        bessel_ratio(1.0 / d),
        "⟨cos φ⟩ without capacitance",
    );
}

/// √(i² − 1) above the critical current, nothing below.
#[test]
fn a_cold_junction_without_capacitance() {
    let currents = vec![0.5, 0.95, 1.05, 1.5, 2.0, 3.0];
    let mut run = Run::new(&overdamped(currents.clone(), 0.0), &RungeKutta4 {}, 0.01, 1, |_| vec![0.0]);
    run.to(50.0);
    let begin: Vec<f64> = (0..6).map(|c| run.of(c, 0)[0]).collect();
    run.to(4050.0);
    for (c, i) in currents.into_iter().enumerate() {
        let voltage = (run.of(c as u64, 0)[0] - begin[c]) / 4000.0;
        let exact = f64::max(0.0, i * i - 1.0).sqrt();
        // Up to a turn at either end.
        assert!((voltage - exact).abs() < TURN / 4000.0, "i = {i}: {voltage} is not {exact}");
    }
}

/// ⟨φ′⟩ by the integrals of Ambegaokar and Halperin (1969), in the form of Stratonovich:
/// 2πD (1 − e^(−2πi/D)) / ∫₀^2π dx ∫ₓ₋₂π^x dy e^((U(x) − U(y))/D), U = −i x − cos x.
fn ambegaokar_halperin(i: f64, d: f64) -> f64 {
    const N: usize = 600;
    let h = TURN / N as f64;
    let u = |x: f64| -i * x - libm::cos(x);
    let inner = |x: f64| {
        let at = |k: usize| libm::exp((u(x) - u(x - h * k as f64)) / d);
        h * ((1..N).map(at).sum::<f64>() + 0.5 * (at(0) + at(N)))
    };
    let outer: f64 = (0..N).map(|k| h * inner(h * k as f64)).sum();
    TURN * d * (1.0 - libm::exp(-TURN * i / d)) / outer
}

#[test]
fn a_warm_junction_without_capacitance() {
    let (currents, d) = (vec![0.2, 0.6, 0.9, 1.0, 1.2, 2.0], 0.15);
    let mut run = Run::new(&overdamped(currents.clone(), d), &Heun {}, 0.01, 1000, |_| vec![0.0]);
    run.to(20.0);
    let begin: Vec<Vec<f64>> = (0..6).map(|c| run.of(c, 0)).collect();
    run.to(220.0);
    for (c, i) in currents.into_iter().enumerate() {
        let advanced =
            run.of(c as u64, 0).into_iter().zip(&begin[c]).map(|(end, begin)| (end - begin) / 200.0);
        holds(mean(advanced), ambegaokar_halperin(i, d), &format!("⟨φ′⟩ at i = {i}"));
    }
}

/// One that runs when the phase is on top of the potential stops at about 4/(π√β), far below the current at which one at rest begins to run.
#[test]
fn a_junction_with_much_capacitance_remembers() {
    let beta: f64 = 100.0;
    let currents: Vec<f64> = (0..25).map(|n| 0.09 + 0.005 * f64::from(n)).collect();
    let mut run = Run::new(&damped(currents.clone(), beta, 0.0), &RungeKutta4 {}, 0.05, 1, |i| vec![PI, i]);
    run.to(4000.0);
    let before: Vec<f64> = (0..25).map(|c| run.of(c, 0)[0]).collect();
    run.to(4500.0);
    let runs = |c: &usize| run.of(*c as u64, 0)[0] - before[*c] > TURN;
    let first = (0..25).find(runs).unwrap();
    assert!((first..25).all(|c| runs(&c)), "above the return current all run");
    let (found, expected) = (currents[first] - 0.0025, 4.0 / (PI * beta.sqrt()));
    assert!((found / expected - 1.0).abs() < 0.06, "the return current is {found}, not {expected}");
    let mut rest = Run::new(&damped(vec![0.5, 0.9], beta, 0.0), &RungeKutta4 {}, 0.05, 1, |_| vec![0.0, 0.0]);
    rest.to(2000.0);
    assert!(rest.of(0, 0)[0] < PI, "at rest it stays at rest");
}
