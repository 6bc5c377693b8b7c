//! Platen's explicit method of weak order 2, for one Wiener process.

use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::Cx;
use quincunx_sdk::process::{Batch, Calculus, NoiseClass, Process};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::solver::{Card, Order, Solver, Solvers, Step};
use std::sync::Arc;

quincunx_sdk::params! {
    /// Platen's explicit method (Itô, one Wiener process, which all variables may share): weak order 2, strong order 1. It
    /// takes no derivatives.
    #[derive(Clone)]
    pub struct Platen {}
}

impl Make<Solvers> for Platen {
    const REFERENCES: &'static [&'static str] = &[
        "P. E. Kloeden, E. Platen, \"Numerical solution of stochastic differential equations\", (15.1.1) (1992)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Platen"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Solver>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Solver for Platen {
    fn card(&self) -> Card {
        let orders = vec![
            Order { class: NoiseClass::None, strong: 2.0, weak: 2.0 },
            Order { class: NoiseClass::General, strong: 1.0, weak: 2.0 },
        ];
        Card { calculus: Some(Calculus::Ito), orders, wieners: Some(1), ..Card::default() }
    }

    fn scratch(&self, variables: usize, _: usize) -> usize {
        7 * variables
    }

    fn step(
        &self,
        process: &dyn Process,
        step: Step<'_>,
        x: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<(), Fault> {
        let (Step { t, dt, paths, .. }, root) = (step, step.dt.sqrt());
        let rows: Vec<&mut [f64]> = scratch.chunks_mut(x.len()).collect();
        let Ok([a, a_end, b, b_up, b_down, near, spare]) = <[_; 7]>::try_from(rows) else {
            return Err("the scratch is not what was asked for".into());
        };
        // Without noise there are no rows of it, and b stays 0.
        let noise = step.wieners * x.len();
        [&mut *b, &mut *b_up, &mut *b_down].into_iter().for_each(|b| b.fill(0.0));
        let dw = |n: usize| step.dw.get(n % paths).copied().unwrap_or(0.0);

        process.eval(t, Batch { x, paths }, a, &mut b[..noise])?;
        let mut at = |a_there: &mut [f64], b_there: &mut [f64], moved: &dyn Fn(usize) -> f64| {
            (0..x.len()).for_each(|n| near[n] = x[n] + a[n] * dt + b[n] * moved(n));
            process.eval(t + dt, Batch { x: near, paths }, a_there, &mut b_there[..noise])
        };
        at(a_end, b_up, &dw)?; // what noise does there is not looked at
        at(spare, b_up, &|_| root)?;
        at(spare, b_down, &|_| -root)?;
        for (n, x) in x.iter_mut().enumerate() {
            let dw = dw(n);
            let straight = 0.25 * (b_up[n] + b_down[n] + 2.0 * b[n]) * dw;
            let bent = 0.25 * (b_up[n] - b_down[n]) * (dw * dw - dt) / root;
            *x += 0.5 * (a[n] + a_end[n]) * dt + straight + bent;
        }
        Ok(())
    }
}
