//! One junction.

use crate::drive::Drive;
use quincunx_sdk::equation::Equation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::process::{Process, Processes};
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::sweep::Sweep;
use std::sync::Arc;

quincunx_sdk::params! {
    /// A resistively and capacitively shunted Josephson junction: beta_c φ'' + φ' + sin φ = i + i1 sin(omega τ) + √(2d) ξ,
    /// with the variables `phi` and `v`, or `phi` alone if beta_c is 0. Time is τ = 2π Ic R t/Φ₀, currents are in Ic,
    /// beta_c = 2π Ic R² C/Φ₀, d = 2π kB T/(Φ₀ Ic), and the mean of φ' is the voltage in Ic R.
    #[derive(Clone)]
    pub struct Josephson {
        /// the bias current
        i: Sweep = 0.0, unit "Ic";
        /// the strength of the microwaves
        i1: Sweep = 0.0, unit "Ic";
        /// the frequency of the microwaves
        omega: Sweep = 1.0, unit "1/τ";
        /// the damping parameter of Stewart and McCumber: 0 is no inertia, above about 1 there is hysteresis
        beta_c: Sweep = 0.0, in 0.0..;
        /// the strength of thermal noise
        d: Sweep = 0.0, in 0.0..
    }
}

impl Make<Processes> for Josephson {
    const REFERENCES: &'static [&'static str] = crate::REFERENCES;
    const EXAMPLES: &'static [&'static str] = &[
        "Josephson(i: 1.2, d: 0.1)",
        "Josephson(i: 0.8, i1: 1.0, omega: 0.5)",
        "Josephson(i: 0.5, beta_c: 10.0, d: 0.05)",
    ];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Process>, Complaint> {
        self.drive().overdamped()?;
        Ok(Arc::new(self.clone()))
    }
}

impl Josephson {
    fn drive(&self) -> Drive<'_> {
        Drive { i: &self.i, i1: &self.i1, omega: &self.omega, beta_c: &self.beta_c, d: &self.d }
    }
}

impl Process for Josephson {
    fn form(&self) -> Option<Equation> {
        let (drive, overdamped) = (self.drive(), self.drive().overdamped().ok()?);
        let equation = drive.junction(Equation::ito(), overdamped, ["phi", "v"], "");
        Some(drive.params(equation, overdamped))
    }
}
