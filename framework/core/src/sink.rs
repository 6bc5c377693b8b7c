//! What takes the recorded messages.

use crate::record::{Frame, Rows, Snapshot};

/// Takes what is recorded: a run directory, a stream of JSON lines, a table in memory.
pub trait Sink: Send + Sync {
    /// Takes rows.
    ///
    /// # Errors
    /// Why they cannot be kept; the run then stops.
    fn rows(&mut self, rows: &Rows) -> Result<(), SinkError>;

    /// Takes a frame.
    ///
    /// # Errors
    /// Why it cannot be kept; the run then stops.
    fn frame(&mut self, _frame: &Frame) -> Result<(), SinkError> {
        Ok(())
    }

    /// Takes a snapshot.
    ///
    /// # Errors
    /// Why it cannot be kept; the run then stops.
    fn snapshot(&mut self, _snapshot: &Snapshot) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Whatever went wrong in a sink.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;
