//! How another rule would have moved a grid.
//!
//! A [`course`] moves cells by a rule; [`errors`] say in which neighbourhoods a step of two rules is not the same; and a
//! [`twin`] goes its own way from where the grid began.

mod course;
mod errors;
mod twin;

#[cfg(test)]
mod tests;

pub(crate) use course::Course;
pub(crate) use errors::{Agreement, Errors};
pub(crate) use twin::Twin;
