//! Why a batch cannot begin, or go on.

use crate::slurm::SlurmError;
use quincunx_output::{DiskError, OutputError};
use quincunx_run::RunError;
use quincunx_scene::load::SceneError;
use std::path::PathBuf;

/// What is wrong with a batch, its folder or its workers. Each reads after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The files of the batch and of its scene.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// A run that was tried while planning, or the machine.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The batch's folder.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A probe has a name that the batch needs.
    #[error("name the results: `{0}` is the batch's own table; give the probe another name")]
    Reserved(String),
    /// There is no plan in a folder.
    #[error("use {}: it holds no plan.json, so it is no batch's; name the folder of a batch", .0.display())]
    NotABatch(PathBuf),
    /// The folder holds something already.
    #[error(
        "use {}: it is not empty; choose another folder with --out, or go on with its batch with --resume", .0.display()
    )]
    Occupied(PathBuf),
    /// Another process runs the batch.
    #[error("use {}: another process runs this batch; wait for it, or choose another folder with --out", .0.display())]
    InUse(PathBuf),
    /// What is there is another batch.
    #[error("resume {}: {difference}; run it anew in another folder", path.display())]
    Unresumable {
        /// The batch's folder.
        path: PathBuf,
        /// What differs, and how.
        difference: String,
    },
    /// A worker cannot go on, and no other one could.
    #[error("{message}")]
    Worker {
        /// What it said.
        message: String,
        /// The exit code that goes with it.
        exit: u8,
    },
    /// Slurm.
    #[error(transparent)]
    Slurm(#[from] SlurmError),
    /// The machine.
    #[error("{0}")]
    Machine(String),
}

impl From<DiskError> for BatchError {
    fn from(error: DiskError) -> Self {
        BatchError::Output(error.into())
    }
}

impl BatchError {
    /// The program's exit code, as [`RunError::exit_code`].
    pub fn exit_code(&self) -> u8 {
        match self {
            BatchError::Scene(SceneError::Wrong(all)) if all.iter().any(|error| error.of_plugin) => 3,
            BatchError::Scene(_) => 2,
            BatchError::Run(error) => error.exit_code(),
            BatchError::Reserved(_)
            | BatchError::NotABatch(_)
            | BatchError::Occupied(_)
            | BatchError::InUse(_) => 2,
            BatchError::Unresumable { .. } => 4,
            BatchError::Worker { exit, .. } => *exit,
            BatchError::Output(_) | BatchError::Slurm(_) | BatchError::Machine(_) => 1,
        }
    }
}
