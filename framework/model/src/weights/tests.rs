//! Files of weights: those that are right, those that are wrong in one way each, and those that are wrong in any way.

mod contents;
mod good;
mod hostile;
mod sketch;
mod wrong_files;
mod wrong_shapes;
