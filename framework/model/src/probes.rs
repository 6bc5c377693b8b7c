//! What measures a learner.

mod accuracy;
mod estimates;
mod loss;
mod weights;

pub use accuracy::Accuracy;
pub use estimates::Estimates;
pub use loss::Loss;
pub use weights::Weights;

use crate::learning::object::LearnerObject;
use quincunx_core::object::Object;
use quincunx_sdk::role::Complaint;
use std::any::Any;

/// An object as the learner that it is.
fn learner_of(object: &dyn Object) -> Result<&LearnerObject, Complaint> {
    let object: &dyn Any = object;
    object.downcast_ref::<LearnerObject>().ok_or_else(|| Complaint::at("of", "it is no learner"))
}
