//! Solvers that execute, as subjects.

use super::Step;
use crate::executed::{Executed, integral};
use crate::interpret::LANES;
use crate::lent::Lent;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::solver::Step as Handed;

/// Steps of one length by a procedure.
pub(super) struct Procedure {
    executed: Executed,
    dt: f64,
}

impl Procedure {
    pub fn new(executed: Executed, dt: f64) -> Self {
        Procedure { executed, dt }
    }
}

impl Step for Procedure {
    fn normals(&self) -> usize {
        self.executed.noises()
    }

    /// Of a step that fails nothing is left, and so no order is measured.
    fn take(&self, t: f64, x: &[[f64; LANES]], normals: &[[f64; LANES]], next: &mut [[f64; LANES]]) {
        let Executed { solver, evaluating, variables, wieners, scratch, .. } = &self.executed;
        let (dt, root) = (self.dt, self.dt.sqrt());
        let (first, second) = normals.split_at(*wieners);
        let dw: Vec<f64> = first.as_flattened().iter().map(|z| root * z).collect();
        let dz: Vec<f64> =
            second.as_flattened().iter().zip(&dw).map(|(zeta, dw)| integral(*dw, *zeta, dt)).collect();
        let mut process =
            Lent::new(evaluating, *variables, *variables, Isa::chosen().unwrap_or(Isa::PORTABLE));
        process.begin(LANES, &[]);
        let handed =
            Handed { t, dt, paths: LANES, variables: *variables, wieners: *wieners, dw: &dw, dz: &dz };
        next.copy_from_slice(x);
        if solver.step(&process, handed, next.as_flattened_mut(), &mut vec![0.0; *scratch]).is_err() {
            next.as_flattened_mut().fill(f64::NAN);
        }
    }
}
