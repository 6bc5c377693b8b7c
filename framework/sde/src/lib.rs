//! Ensembles of stochastic differential equations, from formulas in the scene.
//!
//! [`mod@ensemble`] is the kind `Ensemble` of a scene, [`start`] where its paths begin, [`process`] what they follow,
//! [`solvers`] how, and [`probes`] what measures them. [`domain`] registers all of it; while a scene runs, an ensemble is
//! what [`components`] says, and [`systems`] takes it to its horizon.
//!
//! A formula is [`mod@parse`]d, with the names of a [`scope`], into an [`expression`], which can be [`mod@simplify`]d and
//! [`mod@differentiate`]d; [`scalar`] says what each function is. [`noise_class`] decides from the maths what a solver may
//! assume of the noise. A solver's step is formulas again; a [`program`] is formulas compiled for blocks of paths,
//! [`interpret`] runs it on [`rows`], and [`mod@advance`] takes all [`paths`] from step to step. [`mod@reference`] is the
//! slow and obvious twin. [`laws`] are what is known exactly, and [`statistics`] measures columns of paths.

pub mod advance;
mod calling;
mod canonical;
mod code;
pub mod combinations;
pub mod components;
mod dag;
pub mod differentiate;
mod display;
pub mod domain;
pub mod ensemble;
mod examples;
pub mod executed;
pub mod expression;
pub mod interpret;
pub mod laws;
mod lent;
pub mod noise_class;
pub mod opaque;
pub mod orders;
pub mod parse;
pub mod paths;
pub mod probes;
pub mod process;
pub mod program;
pub mod reference;
pub mod riders;
pub mod rows;
pub mod scalar;
pub mod scope;
pub mod simplify;
pub mod solvers;
pub mod start;
pub mod statistics;
mod stepping;
pub mod systems;
mod tokens;

pub use interpret::LANES;
