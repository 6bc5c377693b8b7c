//! Kernels written once, in plain Rust over blocks, compiled for each instruction set, with the same bits from all.

pub mod isa;
