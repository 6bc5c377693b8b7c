//! What measures a grid.

mod activity;
mod census;
mod dataset;
mod density;
mod entropy;
mod equivariance;
mod extract_rule;
mod frames;
mod logits;
mod period;
mod population;
mod rule_statistics;
mod snapshot;

pub use activity::Activity;
pub use census::Census;
pub use dataset::Dataset;
pub use density::Density;
pub use entropy::Entropy;
pub use equivariance::Equivariance;
pub use extract_rule::ExtractRule;
pub use frames::Frames;
pub use logits::Logits;
pub use period::Period;
pub use population::Population;
pub use rule_statistics::RuleStatistics;
pub use snapshot::Snapshot;

use crate::object::GridObject;
use quincunx_core::object::Object;
use quincunx_sdk::predictor::Predictor;
use quincunx_sdk::role::Complaint;
use std::any::Any;

/// An object as the grid that it is.
fn grid_of(object: &dyn Object) -> Result<&GridObject, Complaint> {
    let object: &dyn Any = object;
    object.downcast_ref::<GridObject>().ok_or_else(|| Complaint::at("of", "it is no grid"))
}

/// What decides for a grid, if its rule decides by a number.
fn predictor_of(object: &dyn Object) -> Result<&dyn Predictor, Complaint> {
    let grid = grid_of(object)?;
    grid.predictor().ok_or_else(|| {
        let message = format!(
            "its rule {} does not decide by a number a cell, so it has no logits; a `Network` has them",
            grid.notation()
        );
        Complaint::at("of", message)
    })
}
