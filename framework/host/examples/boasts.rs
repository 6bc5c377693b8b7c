//! A plugin whose solvers claim more than they do: both take the step of Euler and Maruyama.

#![allow(missing_docs)]

use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::Cx;
use quincunx_sdk::process::{Batch, Calculus, NoiseClass, Process};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::solver::{Card, Order, Solver, Solvers, Step};
use quincunx_sdk::tableau::Tableau;
use std::sync::Arc;

quincunx_sdk::params! {
    /// It describes itself.
    #[derive(Clone)]
    pub struct Boasts {}
}

quincunx_sdk::params! {
    /// It executes.
    #[derive(Clone)]
    pub struct BoastsInSecret {}
}

impl Make<Solvers> for Boasts {
    const EXAMPLES: &'static [&'static str] = &["Boasts"];
    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Solver>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Make<Solvers> for BoastsInSecret {
    const EXAMPLES: &'static [&'static str] = &["BoastsInSecret"];
    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Solver>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Solver for Boasts {
    fn card(&self) -> Card {
        Card {
            orders: vec![Order { class: NoiseClass::Additive, strong: 1.5, weak: 1.0 }],
            ..Card::default()
        }
    }

    fn form(&self) -> Option<Tableau> {
        Some(Tableau { beta: vec![vec![1.0]], ..Tableau::new([1.0]) })
    }
}

impl Solver for BoastsInSecret {
    fn card(&self) -> Card {
        let orders = vec![Order { class: NoiseClass::Diagonal, strong: 1.0, weak: 1.0 }];
        Card { calculus: Some(Calculus::Ito), orders, wieners: Some(1), ..Card::default() }
    }

    fn scratch(&self, variables: usize, _: usize) -> usize {
        2 * variables
    }

    fn step(
        &self,
        process: &dyn Process,
        step: Step<'_>,
        x: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<(), Fault> {
        let (drift, noise) = scratch.split_at_mut(x.len());
        process.eval(step.t, Batch { x, paths: step.paths }, drift, noise)?;
        for (n, x) in x.iter_mut().enumerate() {
            *x += drift[n] * step.dt + noise[n] * step.dw[n % step.paths];
        }
        Ok(())
    }
}

quincunx_sdk::export_plugin!(solvers: [Boasts, BoastsInSecret]);
