//! One run, from a scene to its manifest: legs, commits, resume.
//!
//! [`Run::prepare`] brings a checked scene into being in a directory, new or taken up again; [`Run::go`] takes it to
//! its end, to an interruption or to a failure, and loses nothing that was committed.

pub mod directory;
mod engine;
pub mod error;
pub mod identity;
pub mod manifest;
pub mod open;
pub mod point;
pub mod rehearse;
pub mod run;
pub mod sweep;
pub mod watcher;

pub use directory::Place;
pub use error::RunError;
pub use open::{Given, Opened, OpenedBatch, is_batch, open, open_batch, open_text, open_varied};
pub use run::{Options, Outcome, Run, Started};
pub use sweep::Sweep;
pub use watcher::{Progress, Quiet, Watcher};
