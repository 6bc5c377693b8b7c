//! Kets, operators, spins and beams against what is known of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test fails by panicking

mod bases;
mod beams;
mod bits;
mod errors;
mod laboratory;
mod operators;
mod probes;
mod random;
mod rotations;
mod spectra;
mod spins;
mod states;
mod twins;
