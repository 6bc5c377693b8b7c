//! Every solver for one path, in plain scalars, as it stands in a textbook.
//!
//! Nothing is shared with the solvers, the compiler, or the loop over blocks: formulas are walked as they are written, and
//! each normal is looked up by itself.

use super::{Place, value};
use crate::differentiate::derivative;
use crate::expression::{Expr, Symbol};
use crate::laws::Transition;
use crate::process::Process;
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::noise::Noise;

/// Normal `number` of a path: entry number mod n of call ⌊number / n⌋, where a call gives n.
pub fn normal<T: Real>(key: u64, path: u64, number: u64) -> f64 {
    let per_call = T::NORMALS as u64;
    let mut rows = vec![[T::ZERO; 1]; T::NORMALS];
    Noise { key, step: number / per_call }.normals(path, 0, &mut rows);
    rows[(number % per_call) as usize][0].wide()
}

/// The formulas of a process at one place.
struct At<'a> {
    process: &'a Process,
    x: &'a [f64],
    t: f64,
}

impl At<'_> {
    fn of(&self, formula: &Expr) -> f64 {
        let params = self.process.combinations(1).values(0);
        value(formula, &Place { variables: self.x, params: &params, time: self.t, noise: &[] })
    }

    fn drift(&self, i: usize) -> f64 {
        self.of(&self.process.drift[i])
    }

    fn noise(&self, i: usize, j: usize) -> f64 {
        self.of(&self.process.noise[i][j])
    }

    /// Lʲbᵢₖ = Σₗ bₗⱼ ∂bᵢₖ/∂xₗ
    fn along(&self, j: usize, i: usize, k: usize) -> f64 {
        let slope = |l| self.of(&derivative(&self.process.noise[i][k], Symbol::Variable(l)));
        (0..self.x.len()).map(|l| self.noise(l, j) * slope(l)).sum()
    }

    /// a dt + Σⱼ bⱼ dWⱼ of each variable.
    fn increments(&self, dt: f64, dw: &[f64]) -> Vec<f64> {
        let noise = |i| (0..dw.len()).map(|j| self.noise(i, j) * dw[j]).sum::<f64>();
        (0..self.x.len()).map(|i| self.drift(i) * dt + noise(i)).collect()
    }
}

fn plus(x: &[f64], weight: f64, y: &[f64]) -> Vec<f64> {
    x.iter().zip(y).map(|(x, y)| x + weight * y).collect()
}

/// One step from `x` at time `t` by increments `dw` of the Wiener processes.
pub type Twin = fn(process: &Process, dt: f64, x: &[f64], t: f64, dw: &[f64]) -> Vec<f64>;

/// x + a dt + b dW
pub fn euler_maruyama(process: &Process, dt: f64, x: &[f64], t: f64, dw: &[f64]) -> Vec<f64> {
    plus(x, 1.0, &At { process, x, t }.increments(dt, dw))
}

/// x + a dt + b dW + ½ Σⱼₖ Lʲbᵏ (dWⱼ dWₖ − δⱼₖ dt)
pub fn milstein(process: &Process, dt: f64, x: &[f64], t: f64, dw: &[f64]) -> Vec<f64> {
    let at = At { process, x, t };
    let mut new = plus(x, 1.0, &at.increments(dt, dw));
    for (i, new) in new.iter_mut().enumerate() {
        for j in 0..dw.len() {
            for k in 0..dw.len() {
                let same = if j == k { dt } else { 0.0 };
                *new += 0.5 * at.along(j, i, k) * (dw[j] * dw[k] - same);
            }
        }
    }
    new
}

/// The mean of the increments here and where they lead.
pub fn heun(process: &Process, dt: f64, x: &[f64], t: f64, dw: &[f64]) -> Vec<f64> {
    let here = At { process, x, t }.increments(dt, dw);
    let predicted = plus(x, 1.0, &here);
    let there = At { process, x: &predicted, t: t + dt }.increments(dt, dw);
    plus(&plus(x, 0.5, &here), 0.5, &there)
}

/// Simpson's rule over four slopes.
pub fn runge_kutta_4(process: &Process, dt: f64, x: &[f64], t: f64, _: &[f64]) -> Vec<f64> {
    let slopes = |x: &[f64], t| At { process, x, t }.increments(1.0, &[]);
    let k1 = slopes(x, t);
    let k2 = slopes(&plus(x, 0.5 * dt, &k1), t + 0.5 * dt);
    let k3 = slopes(&plus(x, 0.5 * dt, &k2), t + 0.5 * dt);
    let k4 = slopes(&plus(x, dt, &k3), t + dt);
    let weighted = [(&k1, 1.0), (&k2, 2.0), (&k3, 2.0), (&k4, 1.0)];
    weighted.into_iter().fold(x.to_vec(), |x, (k, weight)| plus(&x, weight * dt / 6.0, k))
}

/// A sample of the law of the one variable, which takes a standard normal and no increment: where there is none, NaN.
pub fn exact(process: &Process, dt: f64, x: &[f64], _: f64, dw: &[f64]) -> Vec<f64> {
    let z = dw.first().map_or(f64::NAN, |dw| dw / dt.sqrt());
    let next = |x: f64| match process.laws().map(|laws| laws[0].over(dt)) {
        Some(Transition::Normal { decay, shift, sd }) => decay * x + shift + sd * z,
        Some(Transition::LogNormal { growth, spread }) => x * growth * libm::exp(spread * z),
        _ => f64::NAN,
    };
    x.iter().copied().map(next).collect()
}

/// Where a path is after so many steps from step `from`, if it begins at `start`; normals are those of precision `T`, of
/// which a step takes one for each Wiener process. Not finite in one variable before `project` or after is NaN in all.
pub fn walked<T: Real>(
    process: &Process,
    twin: Twin,
    dt: f64,
    (key, path): (u64, u64),
    (from, steps): (u64, u64),
    start: &[f64],
) -> Vec<f64> {
    let (mut x, per_step) = (start.to_vec(), process.wieners() as u64);
    for step in from..from + steps {
        let numbers = step * per_step..(step + 1) * per_step;
        let dw: Vec<f64> = numbers.map(|number| dt.sqrt() * normal::<T>(key, path, number)).collect();
        let t = step as f64 * dt;
        let new = twin(process, dt, &x, t, &dw);
        let projected = At { process, x: &new, t: t + dt };
        let project = |i: usize| process.project[i].as_ref().map_or(new[i], |formula| projected.of(formula));
        let settled: Vec<f64> = (0..new.len()).map(project).collect();
        let lost = new.iter().chain(&settled).any(|x| !x.is_finite());
        x = if lost { vec![f64::NAN; new.len()] } else { settled };
    }
    x
}
