//! Solvers on their way across the boundary.

use super::Crosses;
use super::abi::abi_stable::sabi_trait::TD_Opaque;
use super::abi::abi_stable::std_types::{ROption, RResult, RSliceMut};
use super::abi::{ErrorV1, InstanceV1, ProcessRef, SolverCardV1, SolverV1, SolverV1_TO, StepV1};
use super::guard::{guard, refused, swallow};
use super::process::Borrowed;
use crate::solver::{Solver, Solvers};
use std::mem::ManuallyDrop;
use std::sync::Arc;

impl Crosses for Solvers {
    fn instance(product: Arc<dyn Solver>) -> InstanceV1 {
        let form = product.form().map(|form| form.text().into()).into();
        let solver = SolverV1_TO::from_value(Guarded(ManuallyDrop::new(product)), TD_Opaque);
        InstanceV1 { form, rule: ROption::RNone, process: ROption::RNone, solver: ROption::RSome(solver) }
    }
}

/// A solver whose every call, drop included, is guarded.
struct Guarded(ManuallyDrop<Arc<dyn Solver>>);

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: this is the one place that takes the solver out, and `self` is not used after its drop.
        let solver = unsafe { ManuallyDrop::take(&mut self.0) };
        swallow(|| drop(solver));
    }
}

impl SolverV1 for Guarded {
    fn card(&self) -> RResult<SolverCardV1, ErrorV1> {
        guard(|| {
            let card = self.0.card();
            card.check().map_err(|message| refused(&message))?;
            Ok(card.into())
        })
    }

    fn scratch(&self, variables: u64, wieners: u64) -> RResult<u64, ErrorV1> {
        guard(|| Ok(self.0.scratch(variables as usize, wieners as usize) as u64))
    }

    fn step(
        &self,
        process: ProcessRef<'_>,
        step: StepV1<'_>,
        mut x: RSliceMut<'_, f64>,
        mut scratch: RSliceMut<'_, f64>,
    ) -> RResult<(), ErrorV1> {
        guard(|| {
            Ok(self.0.step(&Borrowed(process), step.into(), x.as_mut_slice(), scratch.as_mut_slice())?)
        })
    }
}
