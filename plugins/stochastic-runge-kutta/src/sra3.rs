//! Rößler's SRA3, for additive noise.

use quincunx_sdk::field::Cx;
use quincunx_sdk::process::NoiseClass;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::solver::{Card, Order, Solver, Solvers};
use quincunx_sdk::tableau::Tableau;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Rößler's stochastic Runge-Kutta method SRA3 (additive noise, which may depend on time): strong order 1.5, weak order
    /// 2, and order 3 without noise.
    #[derive(Clone)]
    pub struct Sra3 {}
}

impl Make<Solvers> for Sra3 {
    const REFERENCES: &'static [&'static str] = &[
        "A. Rößler, \"Runge-Kutta methods for the strong approximation of solutions of stochastic differential equations\", SIAM Journal on Numerical Analysis 48 (3), 922-952 (2010)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Sra3"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Solver>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Solver for Sra3 {
    fn card(&self) -> Card {
        let orders = vec![
            Order { class: NoiseClass::None, strong: 3.0, weak: 3.0 },
            Order { class: NoiseClass::Additive, strong: 1.5, weak: 2.0 },
        ];
        Card { orders, ..Card::default() }
    }

    fn form(&self) -> Option<Tableau> {
        Some(Tableau {
            a0: vec![vec![], vec![1.0, 0.0, 0.0], vec![0.25, 0.25, 0.0]],
            b0: vec![vec![], vec![], vec![1.0, 0.5, 0.0]],
            c0: vec![0.0, 1.0, 0.5],
            c1: vec![1.0, 0.0, 0.0],
            beta: vec![vec![1.0, 0.0, 0.0], vec![], vec![-1.0, 1.0, 0.0]],
            ..Tableau::new([1.0 / 6.0, 1.0 / 6.0, 2.0 / 3.0])
        })
    }
}
