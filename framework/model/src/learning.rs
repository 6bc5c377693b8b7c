//! Learning a rule from what it did: a [`teacher`] has pairs, a [`method`] learns from them, batch by [`batch`], and what it
//! learned is a network.

pub mod batch;
mod classes;
mod equivariant;
mod layers;
pub mod learner;
mod logistic;
pub mod loss;
mod matrix;
pub mod method;
pub mod object;
pub mod optimiser;
mod table;
pub mod teacher;

pub use equivariant::Equivariant;
pub use logistic::Logistic;
pub use table::Table;
