//! The cyclic cellular automaton, as a plugin: an example of a rule that executes.

pub mod cyclic;
pub mod reference;
mod wheel;

quincunx_sdk::export_plugin!(rules: [cyclic::Cyclic]);
