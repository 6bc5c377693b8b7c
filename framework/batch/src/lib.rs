//! Thousands of runs of one scene, headless, on one machine or on Slurm, with nothing lost and nothing doubled.

pub mod plan;
