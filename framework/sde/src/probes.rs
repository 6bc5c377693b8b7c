//! What measures ensembles.

mod after;
mod autocorrelation;
mod expectation;
mod first_passage;
mod histogram;
mod moments;
mod paths;
mod time_average;

pub use autocorrelation::Autocorrelation;
pub use expectation::Expectation;
pub use first_passage::FirstPassage;
pub use histogram::Histogram;
pub use moments::Moments;
pub use paths::Paths;
pub use time_average::TimeAverage;

use crate::LANES;
use crate::components::Ensemble;
use crate::ensemble::EnsembleObject;
use crate::parse::{ParseError, parse};
use crate::riders::Tally;
use crate::scope::Scope;
use quincunx_core::object::Object;
use quincunx_core::probe::Context;
use quincunx_core::section::Curve;
use quincunx_sdk::role::Complaint;
use std::any::Any;

/// An ensemble that is not there yet.
fn ensemble(object: &dyn Object) -> Option<&EnsembleObject> {
    let object: &dyn Any = object;
    object.downcast_ref::<EnsembleObject>()
}

/// Its names.
fn scope(object: &dyn Object) -> Option<&Scope> {
    ensemble(object).map(|ensemble| &ensemble.process.scope)
}

/// How many paths it will have.
fn paths_of(object: &dyn Object) -> u64 {
    ensemble(object).map_or(0, EnsembleObject::paths)
}

/// Whether a probe's `expr` is a formula of it.
fn formula_suits(expr: &str, object: &dyn Object) -> Result<(), Complaint> {
    let Some(scope) = scope(object) else { return Ok(()) };
    let refused = |error: ParseError| Complaint::inside("expr", error.bytes, error.message);
    parse(expr, scope).map(|_| ()).map_err(refused)
}

/// What a tally for each block of it takes in memory.
fn memory_of(tally: &impl Tally, object: &dyn Object) -> u64 {
    paths_of(object).div_ceil(LANES as u64).saturating_mul(tally.bytes())
}

/// The curve of one column of a table with rows for each combination of parameters, and a standard error.
fn curve(column: &str, of: &Ensemble, context: &Context) -> Curve {
    Curve {
        probe: context.probe.into(),
        columns: vec![column.into()],
        plot: context.plot.map(String::from),
        swept: of.combinations.swept_names(),
        error: Some("standard_error".into()),
        ..Curve::default()
    }
}
