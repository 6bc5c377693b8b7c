//! Rules on their way across the boundary.

use super::Crosses;
use super::abi::abi_stable::sabi_trait::TD_Opaque;
use super::abi::abi_stable::std_types::{ROption, RResult, RSlice, RSliceMut};
use super::abi::{ErrorV1, InfoV1, InstanceV1, RuleV1, RuleV1_TO, SlabV1};
use super::guard::{guard, refused, swallow};
use crate::rule::{Rule, Rules};
use crate::slab::Slab;
use std::mem::ManuallyDrop;
use std::sync::Arc;

impl Crosses for Rules {
    fn instance(product: Arc<dyn Rule>) -> InstanceV1 {
        let form = product.form().map(|form| form.text().into()).into();
        let rule = RuleV1_TO::from_value(Guarded(ManuallyDrop::new(product)), TD_Opaque);
        InstanceV1 { form, rule: ROption::RSome(rule), process: ROption::RNone, solver: ROption::RNone }
    }
}

/// A rule whose every call, drop included, is guarded.
struct Guarded(ManuallyDrop<Arc<dyn Rule>>);

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: this is the one place that takes the rule out, and `self` is not used after its drop.
        let rule = unsafe { ManuallyDrop::take(&mut self.0) };
        swallow(|| drop(rule));
    }
}

impl RuleV1 for Guarded {
    fn info(&self) -> RResult<InfoV1, ErrorV1> {
        guard(|| {
            let info = self.0.info();
            info.check().map_err(|message| refused(&message))?;
            Ok(InfoV1 {
                states: info.states as u32,
                halo: info.halo as u32,
                stochastic: info.stochastic,
                palette: info.palette.unwrap_or_default().into_iter().flatten().collect(),
                work: info.work,
            })
        })
    }

    fn step(&self, src: RSlice<'_, u8>, mut dst: RSliceMut<'_, u8>, slab: SlabV1) -> RResult<(), ErrorV1> {
        guard(|| Ok(self.0.step(src.as_slice(), dst.as_mut_slice(), &within(slab))?))
    }
}

fn within(slab: SlabV1) -> Slab {
    Slab {
        width: slab.width as usize,
        height: slab.height as usize,
        stride: slab.stride as usize,
        halo: slab.halo as usize,
        x0: slab.x0,
        y0: slab.y0,
        lattice_width: slab.lattice_width,
        step: slab.step,
        key: slab.key,
    }
}
