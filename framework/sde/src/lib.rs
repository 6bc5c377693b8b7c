//! Ensembles of stochastic differential equations, from formulas in the scene.
//!
//! A formula is [`parse`]d into an [`expression`], which can be [`mod@simplify`]ed and [`mod@differentiate`]d.
//! [`noise_class`] decides from the maths what a solver may assume of the noise. A [`program`] is formulas compiled for
//! blocks of paths, and [`interpret`] runs it; [`mod@reference`] is the slow and obvious twin.
//! [`start`] is where paths begin, and [`statistics`] measures columns of them.

mod canonical;
mod dag;
pub mod differentiate;
mod display;
pub mod expression;
pub mod interpret;
pub mod noise_class;
pub mod parse;
pub mod program;
pub mod reference;
pub mod scalar;
pub mod scope;
pub mod simplify;
pub mod start;
pub mod statistics;
mod tokens;

pub use interpret::LANES;
