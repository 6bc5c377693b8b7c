//! Why a run did not come to its end.

use quincunx_core::schedule::Failure;
use quincunx_device::error::DeviceError;
use quincunx_output::{DiskError, OutputError};
use std::path::PathBuf;

/// What ended a run, or kept it from beginning. Each reads after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Something in the run itself.
    #[error("run {0}")]
    Failed(#[from] Failure),
    /// The run's directory.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A variable of the environment.
    #[error("{0}")]
    Environment(String),
    /// The machine.
    #[error("{0}")]
    Machine(String),
    /// The device.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// What is there was computed with floats that round otherwise.
    #[error(
        "resume {}: it was computed with the arithmetic {begun}, and this is {here}{}; resume it with --device {begun}, or \
         run it anew in another folder, or with --force",
        path.display(),
        .without.as_ref().map_or(String::new(), |error| format!(" (failed to {error})"))
    )]
    OtherArithmetic {
        /// The run's directory.
        path: PathBuf,
        /// That of the run.
        begun: String,
        /// That which would go on.
        here: String,
        /// Why there is no other here, if it was looked for.
        without: Option<DeviceError>,
    },
    /// It was asked to stop before it had begun.
    #[error("begin the run: it was interrupted while its world was made, and nothing was written")]
    Interrupted,
    /// What is there was made by something else.
    #[error("resume {}: {difference}; run it anew in another folder, or with --force", path.display())]
    Unresumable {
        /// The run's directory.
        path: PathBuf,
        /// What differs, and how.
        difference: String,
    },
}

impl From<DiskError> for RunError {
    fn from(error: DiskError) -> Self {
        RunError::Output(error.into())
    }
}

impl RunError {
    /// The program's exit code: 130 it was interrupted, 1 the run or the disk failed, 2 the directory is not to be used, 3 a plugin failed, 4 it
    /// cannot be resumed here, or the device cannot be used or failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            RunError::Unresumable { .. } | RunError::OtherArithmetic { .. } | RunError::Device(_) => 4,
            RunError::Failed(Failure::Entity { plugin: true, .. }) => 3,
            RunError::Environment(_) => 2,
            RunError::Interrupted => 130,
            RunError::Output(
                OutputError::Occupied(_)
                | OutputError::NotARun(_)
                | OutputError::InUse(_)
                | OutputError::Foreign(_),
            ) => 2,
            _ => 1,
        }
    }
}
