//! Cellular automata on a square lattice.
//!
//! [`object`] is the kind `Grid` of a scene, [`replay`] that of what was recorded, [`topology`] how its edges meet, [`cells`] what it holds at the start, from a
//! [`pattern`] or [`known`] by name, [`rules`] its rules, which [`notation`] reads, and [`probes`] what measures it.
//!
//! A [`method`] is chosen for each rule. It keeps cells in a [`store`] as [`bits`] or as a [`lattice`] of bytes, and a
//! [`stepper`] moves them; rules of large neighbourhoods have [`larger`], what only executes has [`slabs`].
//! [`mod@reference`] is the slow and obvious twin of all of these.

pub mod agreement;
pub mod area;
pub mod bits;
mod blocks;
pub mod cells;
mod census;
mod comparison;
pub mod components;
pub mod cuda;
mod disturbed;
pub mod domain;
pub mod equivariance;
mod extraction;
mod figures;
pub mod known;
pub mod larger;
pub mod lattice;
pub mod method;
pub mod notation;
pub mod object;
pub mod orientation;
mod packed;
pub mod palette;
pub mod pattern;
mod piece;
mod place;
pub mod probes;
mod recurrence;
pub mod reference;
mod remark;
pub mod replay;
mod resident;
mod rest;
pub mod rules;
mod shifted;
mod sight;
pub mod slabs;
pub mod soup;
mod squares;
mod stamp;
pub mod stepper;
pub mod store;
pub mod strip;
pub mod systems;
mod tally;
pub mod topology;
mod window;
mod words;

#[cfg(test)]
mod deciding;
#[cfg(test)]
mod facts;
