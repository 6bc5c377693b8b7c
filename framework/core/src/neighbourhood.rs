//! The 512 neighbourhoods of nine cells, and which of them are taken for the same.
//!
//! A neighbourhood is a number: bit 3·row + column is a cell, from the upper left, as in
//! [`MooreTable`](quincunx_sdk::form::MooreTable). A. Hensel's [`letters`] say how its neighbours are arranged, and an
//! [`Alphabet`] has the classes of those that are taken for the same.

mod alphabet;
mod cells;
pub mod letters;

pub use alphabet::{Alphabet, Class};
pub use cells::{is_alive, neighbours, rows};
