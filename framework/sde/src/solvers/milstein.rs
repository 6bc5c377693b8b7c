//! x′ = x + a dt + b dW + ½ Σⱼₖ Lʲbᵏ (dWⱼ dWₖ − δⱼₖ dt)

use super::{Card, Offered, Order, Solver, Solvers, Step, built_in, euler, increment};
use crate::differentiate::derivative;
use crate::expression::{Expr, Symbol};
use crate::noise_class::NoiseClass;
use crate::process::{Calculus, Process};
use crate::simplify::simplify;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Milstein's method (Itô, commutative noise): strong and weak order 1. It takes the
    /// derivatives of the noise formulas itself.
    #[derive(Clone, Copy)]
    pub struct Milstein {}
}

impl Make<Solvers> for Milstein {
    const REFERENCES: &'static [&'static str] = &[
        "G. N. Milstein, \"Approximate integration of stochastic differential equations\", Theory of Probability and Its Applications 19 (3), 557-562 (1975)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Milstein"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        Ok(built_in(*self))
    }
}

impl Solver for Milstein {
    fn name(&self) -> &'static str {
        "Milstein"
    }

    fn card(&self) -> Card {
        const ORDERS: &[Order] = &[Order { class: NoiseClass::Commutative, strong: 1.0, weak: 1.0 }];
        Card { calculus: Some(Calculus::Ito), orders: ORDERS.to_vec(), ..Card::default() }
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        let additive = process.class() <= NoiseClass::Additive;
        if process.executes() && !additive {
            return Err(
                "it takes derivatives of the noise, and of a process that executes none is known".into()
            );
        }
        let new = |i: usize| match additive {
            true => euler(process, i, dt), // the derivatives are 0
            false => euler(process, i, dt) + correction(process, i, dt),
        };
        Ok(Step::Formulas((0..process.variables()).map(new).collect()))
    }
}

/// ½ Σⱼₖ Lʲbᵢₖ (dWⱼ dWₖ − δⱼₖ dt). Lʲbᵏ = Lᵏbʲ, so each pair is taken once.
fn correction(process: &Process, i: usize, dt: f64) -> Expr {
    let mut sum = Expr::from(0.0);
    for k in 0..process.wieners() {
        for j in 0..=k {
            let slope = simplify(&along(process, j, i, k));
            let (weight, product) = match j == k {
                true => (0.5, increment(j, dt) * increment(j, dt) - Expr::from(dt)),
                false => (1.0, increment(j, dt) * increment(k, dt)),
            };
            sum = sum + Expr::from(weight) * slope * product;
        }
    }
    sum
}

/// Lʲbᵢₖ = Σₗ bₗⱼ ∂bᵢₖ/∂xₗ
fn along(process: &Process, j: usize, i: usize, k: usize) -> Expr {
    let term = |l: usize| process.noise[l][j].clone() * derivative(&process.noise[i][k], Symbol::Variable(l));
    (0..process.variables()).map(term).fold(Expr::from(0.0), |sum, term| sum + term)
}
