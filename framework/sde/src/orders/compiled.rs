//! Solvers as subjects: their steps as an ensemble has them.

use super::procedure::Procedure;
use super::{Step, Subject};
use crate::advance::Method;
use crate::ensemble::method;
use crate::interpret::{LANES, Machine};
use crate::process::Process;
use crate::program::Program;
use crate::solvers::Solver;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

/// A solver, with its steps compiled as an ensemble compiles them.
#[derive(Clone, Copy, Debug)]
pub struct Compiled<'s>(&'s dyn Solver);

impl<'s> Compiled<'s> {
    /// Of a solver.
    pub fn new(solver: &'s dyn Solver) -> Self {
        Compiled(solver)
    }
}

impl Subject for Compiled<'_> {
    fn ready(&self, process: &Process, dt: f64) -> Result<Box<dyn Step + '_>, String> {
        let process = process.converted(self.0.calculus_of(process))?;
        match method(&process, self.0, dt)? {
            Method::Program(program) => Ok(Box::new(program)),
            Method::Executed(executed) => Ok(Box::new(Procedure::new(executed, dt))),
            Method::Law(_) => Err("steps by a law have no order".into()),
        }
    }
}

impl Step for Program {
    fn normals(&self) -> usize {
        self.noises()
    }

    fn take(&self, t: f64, x: &[[f64; LANES]], normals: &[[f64; LANES]], next: &mut [[f64; LANES]]) {
        let isa = Isa::chosen().unwrap_or(Isa::PORTABLE);
        dispatch(isa, Taking { program: self, t, x, normals, next });
    }
}

struct Taking<'a> {
    program: &'a Program,
    t: f64,
    x: &'a [[f64; LANES]],
    normals: &'a [[f64; LANES]],
    next: &'a mut [[f64; LANES]],
}

impl Kernel for Taking<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let mut machine = Machine::new(self.program);
        machine.at(self.t);
        machine.run(self.x, self.normals, self.next);
    }
}
