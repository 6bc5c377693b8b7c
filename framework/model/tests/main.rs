//! Tests of the whole crate.

#![allow(clippy::unwrap_used, clippy::panic)]

mod cuda;
mod groups;
mod highlife;
mod likeness;
mod parity;
mod random;
mod slabs;
mod tables;
