//! Many runs of one scene: what a batch may say.
//!
//! [`mod@file`] reads a batch file, [`varied`] arguments in its place, [`axis`] what varies, and [`plan`] holds them against each other; [`points`] counts the
//! combinations, [`seeds`] gives repetitions theirs, [`scenes`] makes a scene of each, and [`mod@check`] checks them all.

pub mod axis;
pub mod canonical;
pub mod check;
pub mod file;
mod groups;
mod linspace;
pub mod plain;
pub mod plan;
pub mod points;
pub mod scenes;
pub mod seeds;
pub mod slurm;
mod vary;

pub use file::{is_batch, read};
pub use plan::Plan;
pub use vary::varied;
