//! Finds, verifies and loads plugins.
//!
//! A plugin is a library with the rights of whoever runs the program. [`search`] finds it by name, [`elf`] looks at the
//! file before the system does, [`load`] opens it, checks that both sides mean the same interface and asks what it
//! offers, [`kind`] makes of each offer what a registry holds, so that a scene sees no difference to a built-in, and [`trial`]
//! tries what it says of itself.

pub mod elf;
pub mod error;
mod group;
pub mod host;
pub mod kind;
pub mod load;
mod process;
mod rule;
pub mod search;
mod solver;
pub mod trial;
