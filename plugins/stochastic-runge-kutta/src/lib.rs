//! Solvers of stochastic differential equations, as a plugin: an example of one that describes itself, and of one that
//! executes.

pub mod platen;
pub mod sra3;

quincunx_sdk::export_plugin!(solvers: [sra3::Sra3, platen::Platen]);
