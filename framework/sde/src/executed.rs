//! Steps that a solver's procedure does: what it is handed, and what the host does around it.

use crate::LANES;
use crate::ensemble::{program, projected};
use crate::expression::Expr;
use crate::process::Process;
use crate::program::Program;
use quincunx_sdk::solver::Solver as Offered;
use std::sync::Arc;

/// A solver that executes, with a process made ready for it.
#[derive(Clone, Debug)]
pub struct Executed {
    pub(crate) solver: Arc<dyn Offered>,
    /// Drift of each variable, then noise row by row.
    pub(crate) evaluating: Program,
    /// What each variable becomes after a step, if anything is projected.
    pub(crate) projecting: Option<Program>,
    pub(crate) variables: usize,
    pub(crate) wieners: usize,
    /// Numbers that it wants besides, for a block of paths.
    pub(crate) scratch: usize,
    /// Whether it wants the second integral of the noise.
    pub(crate) dz: bool,
}

/// ∫ (W_{t+s} − W_t) ds over a step, from the increment of the Wiener process and a second normal.
#[inline(always)]
pub(crate) fn integral(dw: f64, zeta: f64, dt: f64) -> f64 {
    0.5 * dt * (dw + dt.sqrt() * zeta / 3f64.sqrt())
}

/// More numbers for a path than any method of a known process needs.
const MOST_SCRATCH: usize = 1 << 22;

impl Executed {
    /// Steps of duration `dt` of a process.
    ///
    /// # Errors
    /// A fragment: what the solver wants and cannot have.
    pub fn new(process: &Process, solver: Arc<dyn Offered>, dt: f64) -> Result<Self, String> {
        let (variables, wieners) = (process.variables(), process.wieners());
        let scratch = solver.scratch(variables, wieners);
        if scratch > MOST_SCRATCH {
            return Err(format!("it asks for {scratch} numbers for each path, and may have {MOST_SCRATCH}"));
        }
        let rows: Vec<Expr> = process.drift.iter().chain(process.noise.iter().flatten()).cloned().collect();
        let here: Vec<Expr> = (0..variables).map(Expr::variable).collect();
        let projects = process.project.iter().any(Option::is_some);
        Ok(Executed {
            evaluating: program(process, &rows),
            projecting: projects.then(|| program(process, &projected(process, &here, dt))),
            variables,
            wieners,
            scratch: scratch * LANES,
            dz: solver.card().dz,
            solver,
        })
    }

    /// How many normals a step takes.
    pub(crate) fn noises(&self) -> usize {
        self.wieners * if self.dz { 2 } else { 1 }
    }
}
