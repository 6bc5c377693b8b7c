//! Who looks on while a run goes.

use crate::run::Started;
use quincunx_core::clock::Clock;
use quincunx_core::record::{Frame, Rows, Snapshot};
use quincunx_core::sink::{Sink, SinkError};
use std::sync::Arc;
use std::time::Duration;

/// Hears of a run while it goes: a progress bar, a stream of events.
pub trait Watcher: Send + Sync {
    /// The directory is there, and the first step will follow.
    fn started(&self, _started: &Started) {}

    /// Rows were recorded.
    fn rows(&self, _rows: &Rows) {}

    /// A leg was done.
    fn progress(&self, _progress: &Progress) {}

    /// The run has ended, well or not, and an object has something to say of it.
    fn remark(&self, _object: &str, _remark: &str) {}
}

/// How far a run has come.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Name and clock of every object.
    pub clocks: Vec<(String, Clock)>,
    /// The share of all work that is done, from 0 to 1.
    pub fraction: f64,
    /// Since this process took it up.
    pub elapsed: Duration,
}

/// Looks away.
pub struct Quiet;

impl Watcher for Quiet {}

/// Rows on their way to a watcher.
pub(crate) struct ToWatcher(pub Arc<dyn Watcher>);

impl Sink for ToWatcher {
    fn rows(&mut self, rows: &Rows) -> Result<(), SinkError> {
        self.0.rows(rows);
        Ok(())
    }

    fn frame(&mut self, _: &Frame) -> Result<(), SinkError> {
        Ok(())
    }

    fn snapshot(&mut self, _: &Snapshot) -> Result<(), SinkError> {
        Ok(())
    }
}
