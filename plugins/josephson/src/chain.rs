//! Several junctions in a row.

use crate::drive::Drive;
use quincunx_sdk::equation::Equation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::process::{Process, Processes};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::sweep::Sweep;
use std::sync::Arc;

quincunx_sdk::params! {
    /// A chain of Josephson junctions: on each acts k (φ of the next - φ of its own) besides, from both its neighbours (the
    /// discrete sine-Gordon equation, with free ends). The variables are `phi1`, `v1`, `phi2`, `v2`, …, or `phi1`, `phi2`, …
    /// if beta_c is 0; each has noise of its own. Units are those of `Josephson`.
    #[derive(Clone)]
    pub struct JosephsonChain {
        /// how many junctions
        n: u16, in 1..=1024;
        /// how strongly neighbours are coupled
        k: Sweep, unit "Ic";
        /// the bias current
        i: Sweep = 0.0, unit "Ic";
        /// the strength of the microwaves
        i1: Sweep = 0.0, unit "Ic";
        /// the frequency of the microwaves
        omega: Sweep = 1.0, unit "1/τ";
        /// the damping parameter of Stewart and McCumber
        beta_c: Sweep = 0.0, in 0.0..;
        /// the strength of thermal noise
        d: Sweep = 0.0, in 0.0..
    }
}

impl Make<Processes> for JosephsonChain {
    const REFERENCES: &'static [&'static str] = crate::REFERENCES;
    const EXAMPLES: &'static [&'static str] = &[
        "JosephsonChain(n: 3, k: 0.5, i: 1.2, d: 0.1)",
        "JosephsonChain(n: 2, k: 1.0, i: 0.5, beta_c: 10.0, d: 0.05)",
    ];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Process>, Complaint> {
        self.drive().overdamped()?;
        Ok(Arc::new(self.clone()))
    }
}

impl JosephsonChain {
    fn drive(&self) -> Drive<'_> {
        Drive { i: &self.i, i1: &self.i1, omega: &self.omega, beta_c: &self.beta_c, d: &self.d }
    }

    /// What the neighbours do to a junction.
    fn pull(&self, junction: u16) -> String {
        let neighbours = [junction.checked_sub(1), Some(junction + 1)].into_iter().flatten();
        let there = neighbours.filter(|n| (1..=self.n).contains(n));
        there.map(|n| format!(" + k * (phi{n} - phi{junction})")).collect()
    }
}

impl Process for JosephsonChain {
    fn form(&self) -> Option<Equation> {
        let (drive, overdamped) = (self.drive(), self.drive().overdamped().ok()?);
        let all = (1..=self.n).fold(Equation::ito(), |equation, n| {
            let (phi, v) = (format!("phi{n}"), format!("v{n}"));
            drive.junction(equation, overdamped, [&phi, &v], &self.pull(n))
        });
        Some(drive.params(all.param("k", &self.k), overdamped))
    }
}
