//! Steps by the law of the process.

use super::{Card, Offered, Solver, Solvers, Step, built_in};
use crate::expression::{Expr, Function1};
use crate::laws::Transition;
use crate::process::Process;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Draws from the exact law of a named process (`OrnsteinUhlenbeck`, `GeometricBrownian`, `CoxIngersollRoss`): steps may
    /// be as long as you like. What is exact is the law of the values at all steps together, not a path for given noise.
    #[derive(Clone, Copy)]
    pub struct Exact {}
}

impl Make<Solvers> for Exact {
    const REFERENCES: &'static [&'static str] =
        &["P. Glasserman, \"Monte Carlo methods in financial engineering\", section 3.4 (2003)"];
    const EXAMPLES: &'static [&'static str] = &["Exact"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Offered>, Complaint> {
        Ok(built_in(*self))
    }
}

impl Solver for Exact {
    fn name(&self) -> &'static str {
        "Exact"
    }

    fn card(&self) -> Card {
        Card { exact: true, ..Card::default() }
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        let laws = process.laws().ok_or("it has no law that is known")?;
        let steps: Vec<Transition> = laws.iter().map(|law| law.over(dt)).collect();
        let [step] = steps[..] else { return Ok(Step::Law(steps)) };
        let (x, z) = (Expr::variable(0), Expr::noise(0));
        Ok(match step {
            Transition::Normal { decay, shift, sd } => {
                Step::Formulas(vec![Expr::from(decay) * x + Expr::from(shift) + Expr::from(sd) * z])
            }
            Transition::LogNormal { growth, spread } => {
                let factor = Expr::unary(Function1::Exp, Expr::from(spread) * z);
                Step::Formulas(vec![Expr::from(growth) * x * factor])
            }
            law @ Transition::NoncentralChiSquare { .. } => Step::Law(vec![law]),
        })
    }
}
