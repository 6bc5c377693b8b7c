//! What measures a beam.

mod arrivals;
mod atoms;
mod counts;

pub use arrivals::Arrivals;
pub use atoms::Atoms;
pub use counts::Counts;
