//! The classical method of order 4.

use super::{Card, Offered, Order, Solver, Solvers, Step, built_in, moved};
use crate::expression::Expr;
use crate::noise_class::NoiseClass;
use crate::process::Process;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// The classical Runge-Kutta method (no noise): order 4.
    #[derive(Clone, Copy)]
    pub struct RungeKutta4 {}
}

impl Make<Solvers> for RungeKutta4 {
    const REFERENCES: &'static [&'static str] = &[
        "W. Kutta, \"Beitrag zur näherungsweisen Integration totaler Differentialgleichungen\", Zeitschrift für Mathematik und Physik 46, 435-453 (1901)",
    ];
    const EXAMPLES: &'static [&'static str] = &["RungeKutta4"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        Ok(built_in(*self))
    }
}

impl Solver for RungeKutta4 {
    fn name(&self) -> &'static str {
        "RungeKutta4"
    }

    fn card(&self) -> Card {
        const ORDERS: &[Order] = &[Order { class: NoiseClass::None, strong: 4.0, weak: 4.0 }];
        Card { orders: ORDERS.to_vec(), ..Card::default() }
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        let slopes = |at: &[Expr], after: f64| -> Vec<Expr> {
            process.drift.iter().map(|a| moved(a, at, after)).collect()
        };
        let from_start = |slopes: &[Expr], time: f64| -> Vec<Expr> {
            let new = |(i, slope): (usize, &Expr)| Expr::variable(i) + Expr::from(time) * slope.clone();
            slopes.iter().enumerate().map(new).collect()
        };
        let k1 = slopes(&from_start(&[], 0.0), 0.0);
        let k2 = slopes(&from_start(&k1, 0.5 * dt), 0.5 * dt);
        let k3 = slopes(&from_start(&k2, 0.5 * dt), 0.5 * dt);
        let k4 = slopes(&from_start(&k3, dt), dt);
        let new = |i: usize| {
            let sum = k1[i].clone() + Expr::from(2.0) * (k2[i].clone() + k3[i].clone()) + k4[i].clone();
            Expr::variable(i) + Expr::from(dt / 6.0) * sum
        };
        Ok(Step::Formulas((0..process.variables()).map(new).collect()))
    }
}
