//! What can go wrong between a batch and Slurm.

use quincunx_output::DiskError;
use std::path::PathBuf;

/// Fragments that read after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum SlurmError {
    /// A program of Slurm is not there, or cannot be started.
    #[error("start `{program}`: {why}")]
    NotStarted {
        /// `sbatch`, `squeue`, …
        program: &'static str,
        /// A fragment with the remedy.
        why: String,
    },
    /// Slurm does not do what it is asked for.
    #[error("{what}: {said}{remedy}")]
    Refused {
        /// What was asked for.
        what: &'static str,
        /// In Slurm's words.
        said: String,
        /// What can be done, after "; "; empty if nothing is known.
        remedy: &'static str,
    },
    /// A program of Slurm says what was not expected.
    #[error("read what `{program}` says: expected {expected}, found `{found}`")]
    Unread {
        /// `sbatch`, `squeue`, …
        program: &'static str,
        /// In words.
        expected: &'static str,
        /// What it said.
        found: String,
    },
    /// A submission, or the end of a task, that cannot be read.
    #[error("read {}: {why}", .path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// A fragment.
        why: String,
    },
    /// A path that cannot stand in a script.
    #[error("submit {}: its path is not UTF-8, and stands in a script; choose another folder", .0.display())]
    Path(PathBuf),
    /// The disk.
    #[error(transparent)]
    Disk(#[from] DiskError),
}
