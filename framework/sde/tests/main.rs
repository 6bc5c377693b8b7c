//! Formulas: text, maths, and what they compute.

mod bounds;
mod classes;
mod derivatives;
mod errors;
mod programs;
mod speed;
mod texts;
mod trees;
