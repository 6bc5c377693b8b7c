//! Kets, operators and spins against what is known of them.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod rotations;
