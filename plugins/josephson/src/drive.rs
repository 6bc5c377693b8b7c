//! What one junction and a chain have in common: a current through it, and inertia and heat in it.

use quincunx_sdk::equation::Equation;
use quincunx_sdk::role::Complaint;
use quincunx_sdk::sweep::Sweep;

/// The parameters of every junction.
pub(crate) struct Drive<'a> {
    pub i: &'a Sweep,
    pub i1: &'a Sweep,
    pub omega: &'a Sweep,
    pub beta_c: &'a Sweep,
    pub d: &'a Sweep,
}

impl Drive<'_> {
    /// Whether there is no inertia: then the equation is one of first order.
    ///
    /// # Errors
    /// If there is some and none in one sweep.
    pub fn overdamped(&self) -> Result<bool, Complaint> {
        let none = |beta_c: &f64| *beta_c == 0.0;
        match self.beta_c.values() {
            all if all.iter().all(none) => Ok(true),
            all if all.iter().any(none) => Err(Complaint::at(
                "beta_c",
                "0 is another equation, without `v`: sweep over what is above 0, and take 0 in an ensemble of its own",
            )),
            _ => Ok(false),
        }
    }

    /// Adds a junction with this phase and speed, on which a force acts besides.
    pub fn junction(&self, to: Equation, overdamped: bool, [phi, v]: [&str; 2], force: &str) -> Equation {
        let current = format!("i + i1 * sin(omega * t) - sin({phi}){force}");
        if overdamped {
            let equation = to.drift(phi, &current);
            return if self.cold() { equation } else { equation.noise(phi, "sqrt(2 * d)") };
        }
        let equation = to.drift(phi, v).drift(v, &format!("({current} - {v}) / beta_c"));
        if self.cold() { equation } else { equation.noise(v, "sqrt(2 * d) / beta_c") }
    }

    /// Adds the parameters.
    pub fn params(&self, to: Equation, overdamped: bool) -> Equation {
        let equation = to.param("i", self.i).param("i1", self.i1).param("omega", self.omega);
        let equation = if overdamped { equation } else { equation.param("beta_c", self.beta_c) };
        if self.cold() { equation } else { equation.param("d", self.d) }
    }

    /// Without noise, solvers for equations without noise can be used.
    fn cold(&self) -> bool {
        !self.d.swept() && self.d.first() == 0.0
    }
}
