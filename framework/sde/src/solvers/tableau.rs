//! Stochastic Runge-Kutta methods as tables of numbers, and the one recipe for all of them.

use super::{Step, increment, moved};
use crate::expression::Expr;
use crate::process::Process;
use crate::simplify::simplify;

pub use quincunx_sdk::tableau::Tableau;

/// The iterated integrals of a Wiener process over a step, as formulas of its two normals:
/// dw = √dt z and dz = ∫ (W_{t+s} − W_t) ds = ½ dt (dw + √dt ζ/√3).
struct Integrals {
    i1: Expr,
    i10: Expr,
    i11: Expr,
    i111: Expr,
}

impl Integrals {
    /// Of process k among so many; the second normals stand behind all the first.
    fn of(k: usize, wieners: usize, dt: f64) -> Self {
        let (dw, zeta) = (increment(k, dt), increment(wieners + k, dt));
        let i10 = Expr::from(0.5 * dt) * dw.clone() + Expr::from(0.5 * dt / 3f64.sqrt()) * zeta;
        let square = dw.clone() * dw.clone();
        let i11 = Expr::from(0.5) * (square.clone() - Expr::from(dt));
        let i111 = Expr::from(1.0 / 6.0) * dw.clone() * (square - Expr::from(3.0 * dt));
        Integrals { i1: dw, i10, i11, i111 }
    }
}

/// One step of duration `dt` of a method, which must be explicit.
pub fn step(tableau: &Tableau, process: &Process, dt: f64) -> Step {
    let Tableau { alpha, a0, a1, b0, b1, c0, c1, beta } = tableau.filled();
    let all = alpha.len();
    let (variables, wieners) = (process.variables(), process.wieners());
    let integrals: Vec<_> = (0..wieners).map(|k| Integrals::of(k, wieners, dt)).collect();
    let mut stages = Stages { process, drift: vec![], noise: vec![] };
    for i in 0..all {
        let at_drift: Vec<Expr> = (0..variables)
            .map(|v| stages.near(v, &a0[i], dt, &b0[i], &|k| integrals[k].i10.clone() * Expr::from(1.0 / dt)))
            .collect();
        let at_noise: Vec<Expr> =
            (0..variables).map(|v| stages.near(v, &a1[i], dt, &b1[i], &|_| Expr::from(dt.sqrt()))).collect();
        stages.add(&at_drift, c0[i] * dt, &at_noise, c1[i] * dt);
    }
    let weight = |i: usize, k: usize| {
        let Integrals { i1, i10, i11, i111 } = &integrals[k];
        let units = [(1.0, i1), (dt.sqrt(), i11), (dt, i10), (dt, i111)];
        let terms = beta.iter().zip(units).map(|(row, (unit, integral))| (row[i], unit, integral));
        let terms = terms.filter(|(beta, ..)| *beta != 0.0);
        terms.fold(Expr::from(0.0), |sum, (beta, unit, integral)| {
            sum + Expr::from(beta / unit) * integral.clone()
        })
    };
    let new = |v: usize| {
        let mut x = Expr::variable(v);
        for (i, alpha) in alpha.iter().enumerate() {
            x = x + Expr::from(alpha * dt) * stages.drift[i][v].clone();
            for k in 0..wieners {
                x = x + stages.noise[i][v][k].clone() * weight(i, k);
            }
        }
        simplify(&x)
    };
    Step::Formulas((0..variables).map(new).collect())
}

/// Drift and noise at the stages so far: by stage, variable and Wiener process.
struct Stages<'p> {
    process: &'p Process,
    drift: Vec<Vec<Expr>>,
    noise: Vec<Vec<Vec<Expr>>>,
}

impl Stages<'_> {
    /// x + Σⱼ aⱼ drift dt + Σⱼ bⱼ noise · unit
    fn near(&self, v: usize, a: &[f64], dt: f64, b: &[f64], unit: &dyn Fn(usize) -> Expr) -> Expr {
        let mut x = Expr::variable(v);
        for (j, (drift, noise)) in self.drift.iter().zip(&self.noise).enumerate() {
            x = x + Expr::from(a[j] * dt) * drift[v].clone();
            for (k, each) in noise[v].iter().enumerate().filter(|_| b[j] != 0.0) {
                x = x + Expr::from(b[j]) * each.clone() * unit(k);
            }
        }
        simplify(&x)
    }

    fn add(&mut self, at_drift: &[Expr], drift_after: f64, at_noise: &[Expr], noise_after: f64) {
        let drift = self.process.drift.iter().map(|a| moved(a, at_drift, drift_after)).collect();
        let row = |row: &Vec<Expr>| row.iter().map(|b| moved(b, at_noise, noise_after)).collect();
        let noise = self.process.noise.iter().map(row).collect();
        self.drift.push(drift);
        self.noise.push(noise);
    }
}
