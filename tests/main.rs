//! The integration tests: one binary, a module a subject.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test fails by panicking

mod batches;
mod cli;
mod cuda;
mod datasets;
mod determinism;
mod device_choice;
mod device_scenes;
mod devices;
mod diagnostics;
mod docs;
mod ensembles;
mod failing_disk;
mod golden;
mod house;
mod kernels;
mod learning;
mod networks;
mod plugin_commands;
mod plugin_runs;
mod plugins;
mod resume;
mod riders;
mod run_directory;
mod scenes;
mod set;
mod slurm;
mod survival;
mod sweeps;
mod tutorial;
