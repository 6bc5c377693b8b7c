//! Thousands of runs of one scene, headless, on one machine or on Slurm, with nothing lost and nothing doubled.
//!
//! [`planning`] makes a [`plan`] of a batch, once. Its points are run shard by shard: a [`driver`] hands shards to
//! [`worker`] processes, which say how it goes in the words of [`protocol`]; what is whole stands in the batch's folder
//! for good, so that whoever comes next takes up the rest. [`results`] makes tables and a report of it.

pub mod columns;
pub mod difference;
pub mod driver;
pub mod error;
pub mod folder;
pub mod plan;
pub mod planning;
pub mod protocol;
pub mod results;
pub mod slurm;
pub mod status;
pub mod trial;
pub mod watcher;
pub mod worker;

pub use driver::{Driver, Outcome};
pub use error::BatchError;
pub use folder::BatchDir;
pub use plan::Plan;
