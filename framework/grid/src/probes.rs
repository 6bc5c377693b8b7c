//! What measures a grid.

mod activity;
mod frames;
mod period;
mod population;
mod snapshot;

pub use activity::Activity;
pub use frames::Frames;
pub use period::Period;
pub use population::Population;
pub use snapshot::Snapshot;
