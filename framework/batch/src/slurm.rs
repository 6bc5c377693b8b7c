//! Batches on Slurm: an array job whose tasks are packs of shards, and what became of them.
//!
//! [`submit()`] packs what is missing and hands it to sbatch; [`mod@task`] is what runs on a node; [`fate`] says of each missing
//! shard where it is, or why it is nowhere. A submission is a file ([`submission`]) before Slurm knows of it, so that
//! nothing depends on the process that submitted it.

pub mod client;
pub mod error;
pub mod fate;
pub mod jobs;
pub mod pack;
pub mod script;
pub mod submission;
pub mod submit;
pub mod task;

pub use client::{Client, Programs};
pub use error::SlurmError;
pub use fate::{Fate, fates};
pub use submit::{Asked, Submitted, submit};
