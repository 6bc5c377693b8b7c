//! Networks on a device of CUDA, beside [`inference`](crate::inference) on the processor.
//!
//! [`network`] runs the layers, the pieces of a lattice one after the other, so that what is between two layers takes
//! bounded memory; [`table`] looks decisions up instead; and [`rule`] is what a lattice asks for.

mod first;
mod head;
mod hidden;
pub mod kernels;
pub mod network;
mod pieces;
pub mod rule;
pub mod table;
mod tally;
