//! Rößler's SRA1, for additive noise.

use super::tableau::Tableau;
use super::{Card, Order, Solver, Solvers, Step};
use crate::noise_class::NoiseClass;
use crate::process::Process;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Rößler's stochastic Runge-Kutta method SRA1 (additive noise, which may depend on time): strong order 1.5, weak order
    /// 2. It takes two normals a step for each Wiener process.
    #[derive(Clone, Copy)]
    pub struct Sra1 {}
}

/// A. Rößler (2010), table 6.3.
const SRA1: Tableau<2> = Tableau {
    a0: [[0.0, 0.0], [0.75, 0.0]],
    a1: [[0.0; 2]; 2],
    b0: [[0.0, 0.0], [1.5, 0.0]],
    b1: [[0.0; 2]; 2],
    c0: [0.0, 0.75],
    c1: [1.0, 0.0],
    alpha: [1.0 / 3.0, 2.0 / 3.0],
    beta: [[1.0, 0.0], [0.0; 2], [-1.0, 1.0], [0.0; 2]],
};

impl Make<Solvers> for Sra1 {
    const REFERENCES: &'static [&'static str] = &[
        "A. Rößler, \"Runge-Kutta methods for the strong approximation of solutions of stochastic differential equations\", SIAM Journal on Numerical Analysis 48 (3), 922-952 (2010)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Sra1"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Solver>, Complaint> {
        Ok(Arc::new(*self))
    }
}

impl Solver for Sra1 {
    fn name(&self) -> &'static str {
        "Sra1"
    }

    fn card(&self) -> Card {
        const ORDERS: &[Order] = &[
            Order { class: NoiseClass::None, strong: 2.0, weak: 2.0 },
            Order { class: NoiseClass::Additive, strong: 1.5, weak: 2.0 },
        ];
        // With additive noise both calculi are one.
        Card { calculus: None, orders: ORDERS, exact: false }
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        Ok(SRA1.step(process, dt))
    }
}
