//! What a run leaves on disk: Parquet, NPY, PNG, commits and the HTML report.
//!
//! The doors: [`RunDir`] takes what a run records and loses nothing of it, [`Recorded`] reads what was committed,
//! finished or not, and [`report::write()`] makes one page of it. Every write goes through [`Disk`].

mod clear;
pub mod collect;
mod commit;
mod csv;
mod decimate;
mod disk;
mod error;
mod film;
mod lock;
mod manifest;
pub mod picture;
mod recorded;
pub mod report;
mod segment;
pub mod shard;
mod snapshot;
mod status;
mod store;
mod table;
mod time;

pub use commit::{Resumed, State};
pub use disk::{Disk, DiskError, NewFile};
pub use error::OutputError;
pub use film::Film;
pub use lock::acquire_at as lock;
pub use manifest::{Hashes, Input, Manifest, Object, PluginHash, Probe};
pub use recorded::Recorded;
pub use segment::read as read_table;
pub use status::{RunRecord, Status};
pub use store::{Opened, RunDir};
pub use time::{compact_utc, utc};
