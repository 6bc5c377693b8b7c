//! Kernels written once, in plain Rust over blocks, compiled for each instruction set, with the same bits from all.

mod double;
mod far;
pub mod isa;
pub mod real;
mod single;
