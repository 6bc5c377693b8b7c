//! x̃ = x + a dt + b dW, x′ = x + ½ (a + ã) dt + ½ (b + b̃) dW

use super::{Card, Offered, Order, Solver, Solvers, Step, built_in, diffusion, euler, moved};
use crate::expression::Expr;
use crate::noise_class::NoiseClass;
use crate::process::{Calculus, Process};
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Heun's method (Stratonovich, any noise): strong order 0.5 and weak order 1; with commutative noise both 1, with
    /// additive noise 1 and 2. Without noise it is the ordinary method of order 2.
    #[derive(Clone, Copy)]
    pub struct Heun {}
}

impl Make<Solvers> for Heun {
    const REFERENCES: &'static [&'static str] = &[
        "W. Rümelin, \"Numerical treatment of stochastic differential equations\", SIAM Journal on Numerical Analysis 19 (3), 604-613 (1982)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Heun"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        Ok(built_in(*self))
    }
}

impl Solver for Heun {
    fn name(&self) -> &'static str {
        "Heun"
    }

    fn card(&self) -> Card {
        const ORDERS: &[Order] = &[
            Order { class: NoiseClass::None, strong: 2.0, weak: 2.0 },
            Order { class: NoiseClass::Additive, strong: 1.0, weak: 2.0 },
            Order { class: NoiseClass::Commutative, strong: 1.0, weak: 1.0 },
            Order { class: NoiseClass::General, strong: 0.5, weak: 1.0 },
        ];
        Card { calculus: Some(Calculus::Stratonovich), orders: ORDERS.to_vec(), ..Card::default() }
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        let all = 0..process.variables();
        let predicted: Vec<Expr> = all.clone().map(|i| euler(process, i, dt)).collect();
        let average = |formula: &Expr| Expr::from(0.5) * (formula.clone() + moved(formula, &predicted, dt));
        let new = |i: usize| {
            let noise: Vec<Expr> = process.noise[i].iter().map(average).collect();
            Expr::variable(i) + average(&process.drift[i]) * Expr::from(dt) + diffusion(&noise, dt)
        };
        Ok(Step::Formulas(all.map(new).collect()))
    }
}
