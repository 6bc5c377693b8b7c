//! Why a run did not come to its end.

use quincunx_core::schedule::Failure;
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
    /// The program's exit code: 1 the run or the disk failed, 2 the directory is not to be used, 3 a plugin failed, 4 it cannot be
    /// resumed here.
    pub fn exit_code(&self) -> u8 {
        match self {
            RunError::Unresumable { .. } => 4,
            RunError::Failed(Failure::Entity { plugin: true, .. }) => 3,
            RunError::Environment(_) => 2,
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
