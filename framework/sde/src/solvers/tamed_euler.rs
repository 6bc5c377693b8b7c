//! x′ = x + a dt / (1 + |a| dt) + b dW

use super::{Card, EULER_ORDERS, Offered, Solver, Solvers, Step, built_in, diffusion};
use crate::expression::{Expr, Function1};
use crate::process::{Calculus, Process};
use crate::simplify::sqrt;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// The tamed method of Euler (Itô, any noise): strong order 0.5 and weak order 1, with additive noise both 1. It is for
    /// a drift that grows faster than its variables but pulls back, such as x - x^3: where the method of Euler and Maruyama
    /// may blow up, no step of the drift is longer than 1.
    #[derive(Clone, Copy)]
    pub struct TamedEuler {}
}

impl Make<Solvers> for TamedEuler {
    const REFERENCES: &'static [&'static str] = &[
        "M. Hutzenthaler, A. Jentzen, P. E. Kloeden, \"Strong convergence of an explicit numerical method for SDEs with nonglobally Lipschitz continuous coefficients\", Annals of Applied Probability 22 (4), 1611-1641 (2012)",
    ];
    const EXAMPLES: &'static [&'static str] = &["TamedEuler"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        Ok(built_in(*self))
    }
}

impl Solver for TamedEuler {
    fn name(&self) -> &'static str {
        "TamedEuler"
    }

    fn card(&self) -> Card {
        Card { calculus: Some(Calculus::Ito), orders: EULER_ORDERS.to_vec(), ..Card::default() }
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        let length = match &process.drift[..] {
            [a] => Expr::unary(Function1::Abs, a.clone()),
            all => sqrt(all.iter().map(|a| a.clone() * a.clone()).fold(Expr::from(0.0), |sum, a| sum + a)),
        };
        let tamed = Expr::from(dt) / (Expr::from(1.0) + Expr::from(dt) * length);
        let new = |i: usize| {
            Expr::variable(i) + process.drift[i].clone() * tamed.clone() + diffusion(&process.noise[i], dt)
        };
        Ok(Step::Formulas((0..process.variables()).map(new).collect()))
    }
}
