//! Kets, operators and spins against what is known of them.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod bases;
mod bits;
mod errors;
mod operators;
mod random;
mod rotations;
mod spectra;
mod spins;
mod states;
