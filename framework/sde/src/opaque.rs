//! What computes for batches of paths and is no formula: the procedure of a process that executes.

use crate::expression::Expr;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::process::{Batch, Info, NoiseClass, Process};
use std::sync::Arc;

/// A procedure that makes rows of numbers from the variables and time.
#[derive(Clone, Debug)]
pub struct Opaque {
    process: Arc<dyn Process>,
    info: Info,
    what: What,
}

/// Which procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// Drift of each variable, then noise row by row.
    Evaluates,
    /// What each variable becomes.
    Projects,
}

impl Opaque {
    /// Drift and noise of a process that executes.
    pub fn evaluating(process: Arc<dyn Process>, info: Info) -> Self {
        Opaque { process, info, what: What::Evaluates }
    }

    /// What a process that executes makes of the variables after a step.
    pub fn projecting(process: Arc<dyn Process>, info: Info) -> Self {
        Opaque { process, info, what: What::Projects }
    }

    /// What may be assumed of the noise: it is declared.
    pub fn class(&self) -> NoiseClass {
        self.info.class
    }

    /// How many rows it makes.
    pub fn outputs(&self) -> usize {
        let variables = self.info.variables.len();
        match self.what {
            What::Evaluates => variables * (1 + self.info.wieners),
            What::Projects => variables,
        }
    }

    /// One of its rows, for paths at these places and this time.
    pub(crate) fn output(&self, output: usize, at: Vec<Expr>, time: Expr) -> Expr {
        Expr::Call(Arc::new(Call { of: self.clone(), output, at, time }))
    }

    /// Computes all rows, for so many paths.
    ///
    /// # Errors
    /// What the procedure says.
    pub fn call(&self, t: f64, paths: usize, x: &[f64], out: &mut [f64]) -> Result<(), Fault> {
        match self.what {
            What::Evaluates => {
                let (drift, diffusion) = out.split_at_mut(self.info.variables.len() * paths);
                self.process.eval(t, Batch { x, paths }, drift, diffusion)
            }
            What::Projects => {
                out.copy_from_slice(x);
                self.process.project(t, out, paths)
            }
        }
    }
}

impl PartialEq for Opaque {
    fn eq(&self, other: &Self) -> bool {
        self.what == other.what && Arc::ptr_eq(&self.process, &other.process)
    }
}

/// One row of what a procedure makes: a leaf of formulas, which solvers move about like any other.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The procedure.
    pub of: Opaque,
    /// Which row.
    pub output: usize,
    /// The variables that it is handed.
    pub at: Vec<Expr>,
    /// The time that it is told, which is the same for all paths.
    pub time: Expr,
}

impl Call {
    /// The same row elsewhere.
    pub(crate) fn moved(&self, new: impl Fn(&Expr) -> Expr) -> Expr {
        self.of.output(self.output, self.at.iter().map(&new).collect(), new(&self.time))
    }
}
