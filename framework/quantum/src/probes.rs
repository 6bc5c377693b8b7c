//! What measures a beam.

mod atoms;
mod counts;

pub use atoms::Atoms;
pub use counts::Counts;
