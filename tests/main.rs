//! The integration tests: one binary, a module a subject.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test fails by panicking

mod house;
mod run_directory;
mod set;
mod survival;
