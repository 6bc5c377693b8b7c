//! What measures ensembles.

mod expectation;
mod histogram;
mod moments;
mod paths;

pub use expectation::Expectation;
pub use histogram::Histogram;
pub use moments::Moments;
pub use paths::Paths;

use crate::ensemble::EnsembleObject;
use crate::scope::Scope;
use quincunx_core::object::Object;
use std::any::Any;

/// The names of an ensemble that is not there yet.
fn scope(object: &dyn Object) -> Option<&Scope> {
    let object: &dyn Any = object;
    object.downcast_ref::<EnsembleObject>().map(|ensemble| &ensemble.process.scope)
}
