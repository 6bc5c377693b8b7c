//! The solvers against what their authors ask of them.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use quincunx_sdk::fault::Fault;
use quincunx_sdk::process::{Batch, Info, Process};
use quincunx_sdk::solver::{Solver, Solvers, Step};
use quincunx_sdk::testing::make;
use std::sync::Arc;
use stochastic_runge_kutta::{platen::Platen, sra3::Sra3};

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Theorem 6.1 of Rößler (2010), and what order 3 without noise asks for.
#[test]
fn sra3_keeps_the_conditions_of_its_order() {
    let form = make::<Solvers, Sra3>("Sra3").unwrap().form().unwrap();
    form.check().unwrap();
    let all = form.filled();
    let sums = |matrix: &[Vec<f64>]| matrix.iter().map(|row| row.iter().sum()).collect::<Vec<f64>>();
    let (a, b) = (sums(&all.a0), sums(&all.b0));
    let squares = |row: &[f64]| row.iter().map(|x| x * x).collect::<Vec<f64>>();
    let twice: Vec<f64> = all.a0.iter().map(|row| dot(row, &a)).collect();
    for (what, found, right) in [
        ("α e", all.alpha.iter().sum(), 1.0),
        ("α A e", dot(&all.alpha, &a), 0.5),
        ("α B e", dot(&all.alpha, &b), 1.0),
        ("α (B e)²", dot(&all.alpha, &squares(&b)), 1.5),
        ("β¹ e", all.beta[0].iter().sum(), 1.0),
        ("β³ e", all.beta[2].iter().sum(), 0.0),
        ("β¹ c¹", dot(&all.beta[0], &all.c1), 1.0),
        ("β³ c¹", dot(&all.beta[2], &all.c1), -1.0),
        ("α (A e)²", dot(&all.alpha, &squares(&a)), 1.0 / 3.0),
        ("α A A e", dot(&all.alpha, &twice), 1.0 / 6.0),
    ] {
        assert!((found - right).abs() < 1e-15, "{what} is {found}, not {right}");
    }
    assert_eq!(all.c0, a);
}

/// dx = y dt + 0.3 x dW, dy = -x t dt + 0.2 x y dW, with one process for both.
#[derive(Debug)]
struct Turning;

impl Process for Turning {
    fn info(&self) -> Option<Info> {
        Some(Info::new(["x", "y"], 1))
    }

    fn eval(&self, t: f64, batch: Batch<'_>, drift: &mut [f64], diffusion: &mut [f64]) -> Result<(), Fault> {
        let paths = batch.paths;
        for (p, (x, y)) in batch.variable(0).iter().zip(batch.variable(1)).enumerate() {
            (drift[p], drift[paths + p]) = (*y, -x * t);
            (diffusion[p], diffusion[paths + p]) = (0.3 * x, 0.2 * x * y);
        }
        Ok(())
    }
}

/// One step of one path, as the book has it.
fn by_the_book([x, y]: [f64; 2], t: f64, dt: f64, dw: f64) -> [f64; 2] {
    let a = |t: f64, [x, y]: [f64; 2]| [y, -x * t];
    let b = |[x, y]: [f64; 2]| [0.3 * x, 0.2 * x * y];
    let (here, root) = ([x, y], dt.sqrt());
    let moved = |dw: f64| [0, 1].map(|i| here[i] + a(t, here)[i] * dt + b(here)[i] * dw);
    [0, 1].map(|i| {
        let (up, down) = (b(moved(root))[i], b(moved(-root))[i]);
        here[i]
            + 0.5 * (a(t + dt, moved(dw))[i] + a(t, here)[i]) * dt
            + 0.25 * (up + down + 2.0 * b(here)[i]) * dw
            + 0.25 * (up - down) * (dw * dw - dt) / root
    })
}

#[test]
fn platen_steps_by_the_book() {
    let platen: Arc<dyn Solver> = make::<Solvers, Platen>("Platen").unwrap();
    let (t, dt, paths) = (0.7, 0.1, 3);
    let (starts, dw) = ([[1.0, 0.5], [-0.3, 2.0], [0.0, -1.0]], [0.2, -0.4, 0.05]);
    let mut x: Vec<f64> = (0..2).flat_map(|i| starts.map(|start| start[i])).collect();
    let mut scratch = vec![f64::NAN; platen.scratch(2, 1) * paths];
    let step = Step { t, dt, paths, variables: 2, wieners: 1, dw: &dw, dz: &[] };
    platen.step(&Turning, step, &mut x, &mut scratch).unwrap();
    for (path, start) in starts.into_iter().enumerate() {
        let right = by_the_book(start, t, dt, dw[path]);
        assert!((0..2).all(|i| (x[i * paths + path] - right[i]).abs() < 1e-15), "{x:?} {right:?}");
    }
    assert_eq!(platen.card().wieners, Some(1));
}
