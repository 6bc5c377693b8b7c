//! What is measured on many paths at once.
//!
//! A [`Column`] is one variable of an ensemble. A path whose value is not a number is *lost*: it is counted, and nothing
//! else. Sums go over [`CHUNK`]s of paths that are merged as a fixed tree, and counts are whole numbers, so that neither
//! the number of threads nor the instruction set changes a bit. [`mod@reference`] is the slow and obvious twin.

mod column;
pub mod histogram;
pub mod moments;
pub(crate) mod ordered;
pub mod quantiles;
pub mod reference;
mod select;
#[cfg(test)]
mod tests;
mod tree;

pub use column::{CHUNK, Column};

use crate::statistics::moments::Moments;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::lanes::real::Real;
use rayon::ThreadPool;

/// Moments and quantiles of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Mean, variance and so on.
    pub moments: Moments,
    /// The quantiles at [`quantiles::LEVELS`]; none if every path is lost.
    pub quantiles: Option<[f64; quantiles::COUNT]>,
}

impl Summary {
    /// Measures a column.
    pub fn of<T: Real>(column: Column<T>, isa: Isa, pool: &ThreadPool) -> Self {
        let moments = Moments::of(column, isa, pool);
        let quantiles = quantiles::around(column, moments.mean.unwrap_or(0.0), isa, pool);
        Summary { moments, quantiles }
    }
}
