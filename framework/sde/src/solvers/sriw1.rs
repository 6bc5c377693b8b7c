//! Rößler's SRIW1, for diagonal noise.

use super::tableau::{self, Tableau};
use super::{Card, Offered, Order, Solver, Solvers, Step, built_in};
use crate::noise_class::NoiseClass;
use crate::process::{Calculus, Process};
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Rößler's stochastic Runge-Kutta method SRIW1 (Itô, diagonal noise): strong order 1.5, weak order 2. It takes two
    /// normals a step for each Wiener process.
    #[derive(Clone, Copy)]
    pub struct Sriw1 {}
}

/// A. Rößler (2010), table 6.1.
fn tableau() -> Tableau {
    Tableau {
        a0: vec![vec![], vec![0.75, 0.0, 0.0, 0.0], vec![], vec![]],
        a1: vec![vec![], vec![0.25, 0.0, 0.0, 0.0], vec![1.0, 0.0, 0.0, 0.0], vec![0.0, 0.0, 0.25, 0.0]],
        b0: vec![vec![], vec![1.5, 0.0, 0.0, 0.0], vec![], vec![]],
        b1: vec![vec![], vec![0.5, 0.0, 0.0, 0.0], vec![-1.0, 0.0, 0.0, 0.0], vec![-5.0, 3.0, 0.5, 0.0]],
        c0: vec![0.0, 0.75, 0.0, 0.0],
        c1: vec![0.0, 0.25, 1.0, 0.25],
        beta: vec![
            vec![-1.0, 4.0 / 3.0, 2.0 / 3.0, 0.0],
            vec![-1.0, 4.0 / 3.0, -1.0 / 3.0, 0.0],
            vec![2.0, -4.0 / 3.0, -2.0 / 3.0, 0.0],
            vec![-2.0, 5.0 / 3.0, -2.0 / 3.0, 1.0],
        ],
        ..Tableau::new([1.0 / 3.0, 2.0 / 3.0, 0.0, 0.0])
    }
}

impl Make<Solvers> for Sriw1 {
    const REFERENCES: &'static [&'static str] = &[
        "A. Rößler, \"Runge-Kutta methods for the strong approximation of solutions of stochastic differential equations\", SIAM Journal on Numerical Analysis 48 (3), 922-952 (2010)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Sriw1"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        Ok(built_in(*self))
    }
}

impl Solver for Sriw1 {
    fn name(&self) -> &'static str {
        "Sriw1"
    }

    fn card(&self) -> Card {
        const ORDERS: &[Order] = &[Order { class: NoiseClass::Diagonal, strong: 1.5, weak: 2.0 }];
        Card { calculus: Some(Calculus::Ito), orders: ORDERS.to_vec(), ..Card::default() }
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        Ok(tableau::step(&tableau(), process, dt))
    }
}
