//! Networks that predict what a cell becomes, as rules: their weights, what a group makes of them, and how fast they run.
//!
//! [`weights`] reads a file, [`network`] writes out what it means under a group, [`inference`] runs that, and [`table`]
//! looks its decisions up where they depend on few cells. [`cuda`] does the same on a device. [`mod@reference`] is the slow
//! and obvious version.

mod convolution;
pub mod cuda;
pub mod domain;
mod head;
pub mod inference;
mod kept;
mod lookup;
pub mod network;
pub mod reference;
mod ring;
pub mod rule;
pub mod scene;
mod sequence;
pub mod table;
pub mod weights;
