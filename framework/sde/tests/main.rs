//! Formulas: text, maths, and what they compute.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod bounds;
mod classes;
mod derivatives;
mod errors;
mod orders;
mod programs;
mod speed;
mod texts;
mod trees;
