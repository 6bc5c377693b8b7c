//! Formulas: text, maths, and what they compute.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod bounds;
mod calculus;
mod classes;
mod derivatives;
mod errors;
mod finite_dt;
mod junction;
mod lost;
mod orders;
mod procedures;
mod programs;
mod speed;
mod steps;
mod texts;
mod trees;
