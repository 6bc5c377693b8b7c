//! Cellular automata on a square lattice.
//!
//! [`object`] is the kind `Grid` of a scene, [`cells`] what its lattice holds at the start, [`rules`] its rules and
//! [`probes`] what measures it. A [`stepper`], chosen by [`method`], moves a [`lattice`]; [`mod@reference`] is its slow and
//! obvious twin.

mod agreement;
pub mod area;
pub mod bits;
mod blocks;
pub mod cells;
mod census;
pub mod components;
pub mod cuda;
pub mod domain;
pub mod equivariance;
mod figures;
pub mod known;
pub mod larger;
pub mod lattice;
pub mod method;
pub mod notation;
pub mod object;
pub mod orientation;
pub mod palette;
pub mod pattern;
mod piece;
mod place;
pub mod probes;
mod recurrence;
pub mod reference;
mod remark;
mod resident;
mod rest;
pub mod rules;
mod shifted;
mod sight;
pub mod slabs;
pub mod soup;
mod stamp;
pub mod stepper;
pub mod store;
pub mod strip;
pub mod systems;
pub mod topology;
mod window;
mod words;

#[cfg(test)]
mod deciding;
#[cfg(test)]
mod facts;
