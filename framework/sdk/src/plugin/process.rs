//! Processes on their way across the boundary, in both directions: a plugin offers them, and its solvers are lent some.

use super::Crosses;
use super::abi::abi_stable::sabi_trait::TD_Opaque;
use super::abi::abi_stable::sabi_types::RRef;
use super::abi::abi_stable::std_types::{ROption, RResult, RSliceMut};
use super::abi::{BatchV1, ErrorV1, InstanceV1, ProcessInfoV1, ProcessRef, ProcessV1, ProcessV1_TO};
use super::guard::{guard, refused, swallow};
use crate::fault::Fault;
use crate::process::{Batch, Info, Process, Processes};
use std::fmt;
use std::mem::ManuallyDrop;
use std::sync::Arc;

impl Crosses for Processes {
    fn instance(product: Arc<dyn Process>) -> InstanceV1 {
        let form = product.form().map(|form| form.text().into()).into();
        let process = ProcessV1_TO::from_value(Guarded(ManuallyDrop::new(product)), TD_Opaque);
        InstanceV1 { form, rule: ROption::RNone, process: ROption::RSome(process), solver: ROption::RNone }
    }
}

/// A process whose every call, drop included, is guarded.
struct Guarded(ManuallyDrop<Arc<dyn Process>>);

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: this is the one place that takes the process out, and `self` is not used after its drop.
        let process = unsafe { ManuallyDrop::take(&mut self.0) };
        swallow(|| drop(process));
    }
}

impl ProcessV1 for Guarded {
    fn info(&self) -> RResult<ProcessInfoV1, ErrorV1> {
        guard(|| info(&**self.0))
    }

    fn eval(
        &self,
        t: f64,
        batch: BatchV1<'_>,
        drift: RSliceMut<'_, f64>,
        diffusion: RSliceMut<'_, f64>,
    ) -> RResult<(), ErrorV1> {
        guard(|| eval(&**self.0, t, batch, drift, diffusion))
    }

    fn project(&self, t: f64, mut x: RSliceMut<'_, f64>, paths: u64) -> RResult<(), ErrorV1> {
        guard(|| Ok(self.0.project(t, x.as_mut_slice(), paths as usize)?))
    }
}

/// A process that the other side may call while a call lasts.
pub struct Lent<'a>(pub &'a dyn Process);

impl Lent<'_> {
    /// As it crosses.
    pub fn reference(&self) -> ProcessRef<'_> {
        ProcessV1_TO::from_ptr(RRef::new(self), TD_Opaque)
    }
}

impl ProcessV1 for Lent<'_> {
    fn info(&self) -> RResult<ProcessInfoV1, ErrorV1> {
        guard(|| info(self.0))
    }

    fn eval(
        &self,
        t: f64,
        batch: BatchV1<'_>,
        drift: RSliceMut<'_, f64>,
        diffusion: RSliceMut<'_, f64>,
    ) -> RResult<(), ErrorV1> {
        guard(|| eval(self.0, t, batch, drift, diffusion))
    }

    fn project(&self, t: f64, mut x: RSliceMut<'_, f64>, paths: u64) -> RResult<(), ErrorV1> {
        guard(|| Ok(self.0.project(t, x.as_mut_slice(), paths as usize)?))
    }
}

fn info(process: &dyn Process) -> Result<ProcessInfoV1, ErrorV1> {
    let info = process.info().ok_or_else(Fault::described_only)?;
    info.check().map_err(|message| refused(&message))?;
    Ok(info.into())
}

fn eval(
    process: &dyn Process,
    t: f64,
    batch: BatchV1<'_>,
    mut drift: RSliceMut<'_, f64>,
    mut diffusion: RSliceMut<'_, f64>,
) -> Result<(), ErrorV1> {
    let batch = Batch { x: batch.x.as_slice(), paths: batch.paths as usize };
    Ok(process.eval(t, batch, drift.as_mut_slice(), diffusion.as_mut_slice())?)
}

/// A process that was lent by the other side.
pub(super) struct Borrowed<'a>(pub ProcessRef<'a>);

impl fmt::Debug for Borrowed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a process of the host")
    }
}

impl Process for Borrowed<'_> {
    fn info(&self) -> Option<Info> {
        self.0.info().into_result().ok().map(Into::into)
    }

    fn eval(&self, t: f64, batch: Batch<'_>, drift: &mut [f64], diffusion: &mut [f64]) -> Result<(), Fault> {
        let batch = BatchV1 { x: batch.x.into(), paths: batch.paths as u64 };
        Ok(self.0.eval(t, batch, drift.into(), diffusion.into()).into_result()?)
    }

    fn project(&self, t: f64, x: &mut [f64], paths: usize) -> Result<(), Fault> {
        Ok(self.0.project(t, x.into(), paths as u64).into_result()?)
    }
}
