//! A compiled process, as a solver's procedure may call it.

use crate::LANES;
use crate::interpret::Machine;
use crate::program::Program;
use crate::rows::Rows;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::process::{Batch, Process};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Drift and noise of one block of paths.
pub(crate) struct Lent<'p> {
    variables: usize,
    isa: Isa,
    /// One call at a time: nobody else has it.
    inside: Mutex<Inside<'p>>,
}

struct Inside<'p> {
    machine: Machine<'p, f64>,
    /// Swept parameters stand behind the variables.
    x: Rows<f64>,
    out: Rows<f64>,
    fault: Option<Fault>,
}

impl<'p> Lent<'p> {
    /// For blocks of so many rows, of which the first are variables.
    pub fn new(program: &'p Program, variables: usize, rows: usize, isa: Isa) -> Self {
        let (machine, out) = (Machine::new(program), Rows::new(program.outputs()));
        Lent { variables, isa, inside: Mutex::new(Inside { machine, x: Rows::new(rows), out, fault: None }) }
    }

    /// Turns to another block, with so many lanes that are paths, and the parameters of each.
    pub fn begin(&mut self, real: usize, params: &[[f64; LANES]]) {
        let inside = self.inside.get_mut().unwrap_or_else(PoisonError::into_inner);
        inside.machine.real(real);
        inside.x[self.variables..].copy_from_slice(params);
    }

    /// Takes out why the process has failed, if it has.
    pub fn fault(&mut self) -> Option<Fault> {
        self.inside.get_mut().unwrap_or_else(PoisonError::into_inner).fault.take()
    }
}

impl fmt::Debug for Lent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a process of {} variables", self.variables)
    }
}

impl Process for Lent<'_> {
    fn eval(&self, t: f64, batch: Batch<'_>, drift: &mut [f64], diffusion: &mut [f64]) -> Result<(), Fault> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let (variables, all) = (self.variables, inside.out.len() * LANES);
        let sizes = [batch.paths, batch.x.len(), drift.len(), drift.len() + diffusion.len()];
        if sizes != [LANES, variables * LANES, variables * LANES, all] {
            return Err(format!(
                "a process is asked for drift ({variables} × paths) and noise ({} × paths) of all {LANES} paths of the \
                 step at once",
                all / LANES - variables
            )
            .into());
        }
        inside.x[..variables].as_flattened_mut().copy_from_slice(batch.x);
        dispatch(self.isa, Evaluate { inside: &mut inside, t });
        if let Some(fault) = inside.machine.fault() {
            inside.fault = Some(fault.clone());
            return Err(fault);
        }
        let (a, b) = inside.out.as_flattened().split_at(variables * LANES);
        drift.copy_from_slice(a);
        diffusion.copy_from_slice(b);
        Ok(())
    }
}

struct Evaluate<'a, 'p> {
    inside: &'a mut Inside<'p>,
    t: f64,
}

impl Kernel for Evaluate<'_, '_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let Inside { machine, x, out, .. } = self.inside;
        machine.at(self.t);
        machine.run(x, &[], out);
    }
}
