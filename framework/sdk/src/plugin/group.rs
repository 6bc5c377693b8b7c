//! Groups on their way across the boundary: described once, and never asked again.

use super::Crosses;
use super::abi::InstanceV1;
use super::abi::abi_stable::std_types::ROption;
use super::guard::swallow;
use crate::group::{Group, Groups, text};
use std::mem::ManuallyDrop;
use std::sync::Arc;

impl Crosses for Groups {
    /// A panic of `generators` goes on to the guard around the making, and the group is then not dropped: a drop that
    /// panics as well would end the process.
    fn instance(product: Arc<dyn Group>) -> InstanceV1 {
        let product = ManuallyDrop::new(product);
        let form = text::write(&product.generators());
        swallow(|| drop(ManuallyDrop::into_inner(product)));
        InstanceV1 {
            form: ROption::RSome(form.into()),
            rule: ROption::RNone,
            process: ROption::RNone,
            solver: ROption::RNone,
        }
    }
}
