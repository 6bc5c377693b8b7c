//! x′ = x + a dt + b dW

use super::{Card, Order, Solver, Solvers, Step, diffusion};
use crate::expression::Expr;
use crate::noise_class::NoiseClass;
use crate::process::{Calculus, Process};
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// The method of Euler and Maruyama (Itô, any noise): strong order 0.5 and weak order 1, with additive noise both 1.
    #[derive(Clone, Copy)]
    pub struct EulerMaruyama {}
}

impl Make<Solvers> for EulerMaruyama {
    const REFERENCES: &'static [&'static str] = &[
        "G. Maruyama, \"Continuous Markov processes and stochastic equations\", Rendiconti del Circolo Matematico di Palermo 4, 48-90 (1955)",
    ];
    const EXAMPLES: &'static [&'static str] = &["EulerMaruyama"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Solver>, Complaint> {
        Ok(Arc::new(*self))
    }
}

impl Solver for EulerMaruyama {
    fn name(&self) -> &'static str {
        "EulerMaruyama"
    }

    fn card(&self) -> Card {
        const ORDERS: &[Order] = &[
            Order { class: NoiseClass::Additive, strong: 1.0, weak: 1.0 },
            Order { class: NoiseClass::General, strong: 0.5, weak: 1.0 },
        ];
        Card { calculus: Some(Calculus::Ito), orders: ORDERS, exact: false }
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        let new = |i: usize| {
            Expr::variable(i) + process.drift[i].clone() * Expr::from(dt) + diffusion(&process.noise[i], dt)
        };
        Ok(Step::Formulas((0..process.variables()).map(new).collect()))
    }
}
