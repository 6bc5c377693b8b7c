//! Lattices of two states on a device of CUDA.
//!
//! [`kernels`] are their sources; [`tiles`] says how a board is shared out among blocks of threads, [`steps`] moves it,
//! and [`population`] counts what lives there. [`mod@crate::reference`] is the slow and obvious twin of all of them.

pub mod kernels;
pub mod population;
pub mod steps;
pub mod tiles;
