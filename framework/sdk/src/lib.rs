//! What an author of rules, groups, processes and solvers writes against, and how a scene is read.
//!
//! A scene is RON. Its text is checked once ([`source`]), split one level at a time ([`value`], [`part`]), and read
//! field by field ([`mod@field`], [`mod@params`], [`mod@choice`]), where a field may ask for a kind by role ([`role`]). Every
//! reader reports all it finds wrong, at its place ([`diagnostic`]).

pub mod choice;
pub mod containers;
pub mod diagnostic;
pub mod equation;
pub mod fault;
pub mod field;
pub mod form;
pub mod group;
pub mod lanes;
mod lex;
pub mod noise;
pub mod number;
pub mod params;
pub mod part;
pub mod plugin;
pub mod predictor;
pub mod process;
pub mod role;
pub mod rule;
pub mod schema;
pub mod slab;
pub mod solver;
pub mod source;
pub mod spelling;
pub mod sweep;
mod syntax;
pub mod tableau;
pub mod testing;
pub mod text;
pub mod value;

#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod syntax_tests;
