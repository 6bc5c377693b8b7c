//! What is known exactly of many paths, against many paths.

use crate::steps::{POOLS, begun};
use quincunx_sde::advance::{Method, Stride, advance};
use quincunx_sde::combinations::Combinations;
use quincunx_sde::ensemble::method;
use quincunx_sde::laws::{CoxIngersollRoss, ExactLaw, GeometricBrownian, OrnsteinUhlenbeck, kolmogorov};
use quincunx_sde::parse::parse;
use quincunx_sde::paths::Paths;
use quincunx_sde::process::{Calculus, Process};
use quincunx_sde::scope::Scope;
use quincunx_sde::solvers::{EulerMaruyama, Exact};
use quincunx_sde::start::Law;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::sweep::Sweep;
use std::sync::Arc;

/// A law with its parameters in it.
type Known = fn(&[f64]) -> Arc<dyn ExactLaw>;

fn run<T: Real>(paths: &mut Paths<T>, method: &Method, dt: f64, key: u64, steps: u64) {
    let combinations = &Combinations::default();
    advance(
        paths,
        Stride { method, combinations, dt, key, from: 0, steps },
        Isa::chosen().unwrap(),
        &POOLS[1],
    )
    .unwrap();
}

type Matrix = Vec<Vec<f64>>;

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let entry = |i: usize, j: usize| (0..b.len()).map(|k| a[i][k] * b[k][j]).sum();
    (0..a.len()).map(|i| (0..b[0].len()).map(|j| entry(i, j)).collect()).collect()
}

fn transposed(a: &Matrix) -> Matrix {
    (0..a[0].len()).map(|j| a.iter().map(|row| row[j]).collect()).collect()
}

/// dx = A (x − μ) dt + B dW.
struct Linear {
    a: Matrix,
    b: Matrix,
    mu: Vec<f64>,
}

impl Linear {
    fn process(&self) -> Process {
        let n = self.a.len();
        let scope = Scope::new(["x", "y"].into_iter().take(n), []);
        let read = |text: String| parse(&text, &scope).unwrap();
        let term =
            |i: usize, k: usize| format!("{} * ({} - {})", self.a[i][k], scope.variables[k], self.mu[k]);
        let drift = |i| read((0..n).map(|k| term(i, k)).collect::<Vec<_>>().join(" + "));
        Process {
            params: vec![],
            drift: (0..n).map(drift).collect(),
            noise: self.b.iter().map(|row| row.iter().map(|b| read(format!("{b}"))).collect()).collect(),
            calculus: Calculus::Ito,
            project: vec![None; n],
            law: None,
            scope: scope.clone(),
        }
    }

    /// m′ = m + A (m − μ) dt, P′ = (1 + A dt) P (1 + A dt)ᵀ + B Bᵀ dt.
    fn moments(&self, start: &[f64], dt: f64, steps: u64) -> (Vec<f64>, Matrix) {
        let n = self.a.len();
        let entry = |i: usize, k: usize| f64::from(u8::from(i == k)) + dt * self.a[i][k];
        let step: Matrix = (0..n).map(|i| (0..n).map(|k| entry(i, k)).collect()).collect();
        let noise = product(&self.b, &transposed(&self.b));
        let (mut m, mut p) = (start.to_vec(), vec![vec![0.0; n]; n]);
        for _ in 0..steps {
            let next = |i: usize| self.mu[i] + (0..n).map(|k| step[i][k] * (m[k] - self.mu[k])).sum::<f64>();
            m = (0..n).map(next).collect();
            p = product(&product(&step, &p), &transposed(&step));
            (0..n).for_each(|i| (0..n).for_each(|k| p[i][k] += noise[i][k] * dt));
        }
        (m, p)
    }
}

const PATHS: usize = 1_000_000;

fn holds<T: Real>(system: &Linear, start: &[f64], dt: f64, steps: u64, key: u64) {
    let n = start.len();
    let method = method(&system.process(), &EulerMaruyama {}, dt).unwrap();
    let mut paths = begun::<T>(PATHS, n, |_, variable| start[variable]);
    run(&mut paths, &method, dt, key, steps);
    let (mean, p) = system.moments(start, dt, steps);
    let count = PATHS as f64;
    let average = |of: &dyn Fn(usize) -> f64| (0..PATHS).map(of).sum::<f64>() / count;
    let off = |path, i: usize| paths.value(path, i).wide() - mean[i];
    for i in 0..n {
        let found = average(&|path| off(path, i));
        let error = (p[i][i] / count).sqrt();
        assert!(found.abs() < 4.0 * error, "mean {i}: off by {} standard errors", found / error);
        for k in 0..=i {
            let found = average(&|path| off(path, i) * off(path, k)) - p[i][k];
            let error = ((p[i][i] * p[k][k] + p[i][k] * p[i][k]) / count).sqrt();
            assert!(
                found.abs() < 4.0 * error,
                "covariance {i} {k}: off by {} standard errors",
                found / error
            );
        }
    }
}

/// At steps so long that the law of the equation itself would be missed by far.
#[test]
fn means_and_covariances_of_linear_systems_are_those_of_their_steps() {
    let ou = Linear { a: vec![vec![-1.5]], b: vec![vec![0.7]], mu: vec![0.3] };
    holds::<f64>(&ou, &[2.0], 0.4, 9, 101);
    holds::<f32>(&ou, &[2.0], 0.4, 9, 102);
    let pair = Linear {
        a: vec![vec![-0.5, 1.0], vec![-1.2, -0.3]],
        b: vec![vec![0.4, 0.2, 0.0], vec![-0.3, 0.0, 0.5]],
        mu: vec![0.5, -1.0],
    };
    holds::<f64>(&pair, &[1.0, -0.5], 0.25, 14, 103);
    holds::<f32>(&pair, &[1.0, -0.5], 0.25, 14, 104);
}

fn of_one_variable(law: Known) -> Process {
    let scope = Scope::new(["x"], []);
    Process {
        params: vec![],
        drift: vec![parse("x", &scope).unwrap()],
        noise: vec![vec![parse("x", &scope).unwrap()]],
        calculus: Calculus::Ito,
        project: vec![None],
        law: Some(law),
        scope,
    }
}

/// One step, two halves, and eight eighths have one law.
#[test]
fn exact_steps_have_their_law() {
    let laws: [(Known, f64); 5] = [
        (|_| Arc::new(OrnsteinUhlenbeck { theta: 1.5, mu: 0.3, sigma: 0.7 }), 2.0),
        (|_| Arc::new(OrnsteinUhlenbeck { theta: 0.0, mu: 0.3, sigma: 0.7 }), 2.0),
        (|_| Arc::new(GeometricBrownian { mu: 0.2, sigma: 0.6 }), 1.5),
        (|_| Arc::new(CoxIngersollRoss { kappa: 1.5, theta: 0.5, sigma: 0.8 }), 0.4),
        (|_| Arc::new(CoxIngersollRoss { kappa: 1.0, theta: 0.05, sigma: 0.8 }), 0.4),
    ];
    for (n, (law, x)) in laws.into_iter().enumerate() {
        for steps in [1, 2, 8] {
            let dt = 1.2 / steps as f64;
            let method = method(&of_one_variable(law), &Exact {}, dt).unwrap();
            let mut paths = begun::<f64>(100_000, 1, |_, _| x);
            run(&mut paths, &method, dt, 200 + 10 * n as u64 + steps, steps);
            let samples = (0..paths.paths()).map(|path| paths.value(path, 0)).collect();
            let whole = law(&[]).at(&Law::Point(x), 1.2).unwrap();
            let p = kolmogorov(samples, &whole);
            assert!(p > 1e-4, "law {n} in {steps} steps: p = {p}");
        }
    }
}

/// Each combination of swept parameters has the law of its own.
#[test]
fn exact_steps_of_a_sweep_have_their_laws() {
    let law: Known = |p| Arc::new(OrnsteinUhlenbeck { theta: p[0], mu: p[1], sigma: 0.7 });
    let scope = Scope::new(["x"], ["theta", "mu"]);
    let params = vec![Sweep::from(vec![0.0, 1.5]), Sweep::from(vec![-1.0, 0.3, 2.0])];
    let process = Process { scope, params, ..of_one_variable(law) };
    let (method, combinations) = (method(&process, &Exact {}, 0.3).unwrap(), process.combinations(20_001));
    let mut paths = begun::<f64>(combinations.paths() as usize, 1, |_, _| 0.5);
    let stride = Stride { method: &method, combinations: &combinations, dt: 0.3, key: 5, from: 0, steps: 3 };
    advance(&mut paths, stride, Isa::chosen().unwrap(), &POOLS[1]).unwrap();
    for combination in 0..6 {
        let samples = combinations.of(combination).map(|path| paths.value(path, 0)).collect();
        let law = process.exact(&combinations.values(combination)).unwrap();
        let p = kolmogorov(samples, &law.at(&Law::Point(0.5), 0.9).unwrap());
        assert!(p > 1e-4, "combination {combination}: p = {p}");
    }
}
