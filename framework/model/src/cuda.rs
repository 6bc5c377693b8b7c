//! Networks on a device of CUDA, beside [`inference`](crate::inference) on the processor.
//!
//! [`network`] runs the layers, the pieces of a lattice one after the other, so that what is between two layers takes
//! bounded memory; [`table`] looks decisions up instead; and [`rule`] is what a lattice asks for.

mod decisions;
mod ends;
mod first;
mod hidden;
pub mod kernels;
mod lattice;
mod layers;
mod looked;
pub mod network;
pub mod rule;
pub mod table;
mod tally;
mod weights;
