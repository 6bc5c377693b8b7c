//! From the text of parameters to an instance.

use super::Crosses;
use super::abi::abi_stable::std_types::{RResult, RStr};
use super::abi::{ErrorV1, FactoryV1, InstanceV1};
use super::guard::{guard, refused};
use crate::field::{Cx, NoFiles};
use crate::part::Part;
use crate::role::{Make, NoKinds};
use std::marker::PhantomData;

/// Makes what a struct of parameters makes for a role.
pub(super) struct Factory<R, P>(pub PhantomData<fn() -> (R, P)>);

impl<R: Crosses, P: Make<R>> FactoryV1 for Factory<R, P> {
    fn make(&self, params: RStr<'_>) -> RResult<InstanceV1, ErrorV1> {
        guard(|| {
            let part = Part::read(params.as_str(), "parameters").map_err(|e| refused(&e.to_string()))?;
            let mut cx = Cx::new(&NoKinds, &NoFiles);
            let Some(read) = P::read(&part, &mut cx) else {
                return Err(refused(&cx.errors.first().map_or(String::new(), |e| e.message.clone())));
            };
            Ok(R::instance(read.make(&mut cx)?))
        })
    }
}
