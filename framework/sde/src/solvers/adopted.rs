//! What a role's solver is to this domain: a recipe for steps, wherever it came from.

use super::tableau;
use super::{Card, Offered, Solver, Step};
use crate::process::Process;
use std::any::Any;
use std::sync::Arc;

/// A solver of this domain, as a role has it.
#[derive(Debug)]
struct BuiltIn {
    own: Box<dyn Solver>,
}

impl Offered for BuiltIn {
    fn card(&self) -> Card {
        self.own.card()
    }

    fn native(&self) -> Option<&dyn Any> {
        Some(&self.own)
    }
}

/// What a built-in kind makes.
pub fn built_in(solver: impl Solver + 'static) -> Arc<dyn Offered> {
    Arc::new(BuiltIn { own: Box::new(solver) })
}

/// A solver that was taken over: a built-in as it is, one that describes itself as a tableau, and one that executes.
#[derive(Debug)]
pub struct Adopted {
    name: &'static str,
    offered: Arc<dyn Offered>,
}

impl Adopted {
    /// The solver that a scene calls `name`.
    pub fn new(name: &'static str, offered: &Arc<dyn Offered>) -> Self {
        Adopted { name, offered: offered.clone() }
    }

    fn own(&self) -> Option<&dyn Solver> {
        self.offered.native()?.downcast_ref::<Box<dyn Solver>>().map(AsRef::as_ref)
    }
}

impl Solver for Adopted {
    fn name(&self) -> &'static str {
        self.name
    }

    fn card(&self) -> Card {
        self.offered.card()
    }

    fn step(&self, process: &Process, dt: f64) -> Result<Step, String> {
        match (self.own(), self.offered.form()) {
            (Some(own), _) => own.step(process, dt),
            (None, Some(form)) => {
                form.check()?;
                Ok(tableau::step(&form, process, dt))
            }
            (None, None) => Ok(Step::Executed(self.offered.clone())),
        }
    }
}
