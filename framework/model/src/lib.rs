//! Networks that predict what a cell becomes, as rules: their weights, what a group makes of them, and how fast they run.
//!
//! [`weights`] reads a file, [`network`] writes out what it means under a group, [`inference`] runs that, and [`table`]
//! looks its decisions up where they depend on few cells. [`learning`] makes them from examples. [`cuda`] does the same on a device. [`mod@reference`] is the slow
//! and obvious version.

mod convolution;
pub mod cuda;
pub mod domain;
mod expansion;
mod head;
pub mod inference;
mod kept;
pub mod learning;
mod lookup;
pub mod network;
pub mod probes;
pub mod reference;
mod ring;
pub mod rule;
pub mod scene;
mod sequence;
mod systems;
pub mod table;
pub mod weights;
