//! Weak errors without noise: averages over the normals of a step by Gauss and Hermite's formula.
//!
//! The process lives on a circle, its formulas have period 2π, and so has the average of what it becomes, as a function
//! of where it is. From time 1 back, u(x) ← Σ w u(step(x, z)) over the nodes z, where u between the points of a grid is a
//! trigonometric polynomial. What is left is the error of the steps alone.

use super::fit::{Fit, Point};
use super::hermite::{Node, nodes};
use super::{Measured, Step, Subject};
use crate::interpret::LANES;
use crate::process::Process;
use crate::rows::Rows;
use rayon::prelude::*;
use std::f64::consts::TAU;

/// Points on the circle. What averages become is smooth: waves beyond the 20th are below 1e-12.
const GRID: usize = 64;

/// Waves with amplitudes below this are rounding.
const ROUNDING: f64 = 1e-15;

/// A process of one variable with formulas of period 2π, from one start to time 1.
#[derive(Clone, Debug)]
pub struct Circle {
    /// What it follows.
    pub process: Process,
    /// The variable at time 0.
    pub start: f64,
    /// The number of steps is 2 to these powers.
    pub levels: Vec<u32>,
    /// The average of cos x + sin x at time 1.
    pub right: f64,
}

impl Circle {
    /// Errors of a subject and their order.
    ///
    /// # Errors
    /// A fragment: why there are no steps.
    pub fn measured(&self, subject: &dyn Subject) -> Result<Measured, String> {
        let point = |level: &u32| {
            let dt = 1.0 / f64::from(1u32 << level);
            let step = subject.ready(&self.process, dt)?;
            Ok(Point { dt, error: (self.average(&*step, 1 << level)? - self.right).abs() })
        };
        let points: Vec<Point> = self.levels.iter().map(point).collect::<Result<_, String>>()?;
        let fit = Fit::of(&points);
        Ok(Measured { problem: "cos(x) + sin(x)".into(), points, fit })
    }

    /// The average after so many steps.
    fn average(&self, step: &dyn Step, steps: usize) -> Result<f64, String> {
        let normals = self.process.wieners().max(step.normals());
        let nodes = nodes(normals)?;
        let cases: Vec<(f64, &Node)> = nodes.iter().flat_map(|node| grid().map(move |x| (x, node))).collect();
        let mut wave = Waves::of(&grid().map(|x| libm::cos(x) + libm::sin(x)).collect::<Vec<_>>());
        for n in (0..steps).rev() {
            let t = n as f64 / steps as f64;
            let terms: Vec<f64> =
                cases.par_chunks(LANES).flat_map_iter(|cases| wave.after(step, t, cases)).collect();
            let mut u = vec![0.0; GRID];
            terms.chunks(GRID).for_each(|row| u.iter_mut().zip(row).for_each(|(u, term)| *u += term));
            wave = Waves::of(&u);
        }
        Ok(wave.at(self.start))
    }
}

fn grid() -> impl Iterator<Item = f64> {
    (0..GRID).map(|n| TAU * n as f64 / GRID as f64)
}

/// A trigonometric polynomial: amplitudes of cosine and sine for each wave number below half the grid.
struct Waves(Vec<(f64, f64)>);

impl Waves {
    /// Through the values on the grid.
    fn of(values: &[f64]) -> Self {
        let waves: Vec<(f64, f64)> = grid().map(libm::sincos).collect();
        let amplitude = |k: usize| {
            let scale = if k == 0 { 1.0 } else { 2.0 } / GRID as f64;
            values.iter().enumerate().fold((0.0, 0.0), |(cos, sin), (n, u)| {
                let (s, c) = waves[k * n % GRID];
                (cos + scale * u * c, sin + scale * u * s)
            })
        };
        let mut all: Vec<(f64, f64)> = (0..GRID / 2).map(amplitude).collect();
        let seen = all.iter().rposition(|(cos, sin)| cos.abs() + sin.abs() > ROUNDING || cos.is_nan());
        all.truncate(seen.map_or(1, |last| last + 1));
        Waves(all)
    }

    /// Its value, by Clenshaw's recurrence.
    fn at(&self, x: f64) -> f64 {
        let (sin, cos) = libm::sincos(x);
        let (mut one, mut two) = ((0.0, 0.0), (0.0, 0.0));
        for (a, b) in self.0.iter().skip(1).rev() {
            let new = (a + 2.0 * cos * one.0 - two.0, b + 2.0 * cos * one.1 - two.1);
            (two, one) = (one, new);
        }
        self.0[0].0 + cos * one.0 - two.0 + sin * one.1
    }

    /// Its weighted values a step after each of some points, with their normals.
    fn after(&self, step: &dyn Step, t: f64, cases: &[(f64, &Node)]) -> Vec<f64> {
        let count = cases.first().map_or(0, |case| case.1.0.len());
        let (mut x, mut next, mut normals) = (Rows::new(1), Rows::new(1), Rows::new(count));
        for (lane, (place, (node, _))) in cases.iter().enumerate() {
            x[0][lane] = *place;
            normals.iter_mut().zip(node).for_each(|(row, z)| row[lane] = *z);
        }
        step.take(t, &x, &normals, &mut next);
        cases.iter().zip(next[0]).map(|((_, (_, weight)), x)| weight * self.at(x)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_go_through_their_values() {
        let f = |x: f64| 0.3 + libm::sin(3.0 * x) - 2.0 * libm::cos(5.0 * x);
        let waves = Waves::of(&grid().map(f).collect::<Vec<_>>());
        for x in [-1.7, 0.0, 0.4, 9.0] {
            assert!((waves.at(x) - f(x)).abs() < 1e-12);
        }
    }
}
