//! x′ = x + a dt + b dW

use super::{Card, EULER_ORDERS, Offered, Solver, Solvers, Step, built_in, euler};
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

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        Ok(built_in(*self))
    }
}

impl Solver for EulerMaruyama {
    fn name(&self) -> &'static str {
        "EulerMaruyama"
    }

    fn card(&self) -> Card {
        Card { calculus: Some(Calculus::Ito), orders: EULER_ORDERS.to_vec(), ..Card::default() }
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        Ok(Step::Formulas((0..process.variables()).map(|i| euler(process, i, dt)).collect()))
    }
}
