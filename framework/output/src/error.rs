//! What can go wrong with a run's directory.

use crate::disk::DiskError;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why something could not be kept, or read back. Each reads after "failed to".
#[derive(Debug, Error)]
pub enum OutputError {
    /// The file system refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The directory holds something already.
    #[error(
        "use {}: it is not empty; choose another folder with --out, go on with its run with --resume, or replace \
         its run with --force", .0.display()
    )]
    Occupied(PathBuf),
    /// The directory holds no manifest, so that nothing says which of its files are a run's.
    #[error("use {}: it holds no manifest.json, so it is not a run's; choose another folder with --out", .0.display())]
    NotARun(PathBuf),
    /// A file in the directory is not of the run that would be replaced.
    #[error(
        "replace {}: the run that is there did not leave it; move it away, or choose another folder with --out",
        .0.display()
    )]
    Foreign(PathBuf),
    /// Another process writes to the directory.
    #[error("use {}: it is in use by another process; wait for that one, or choose another folder with --out", .0.display())]
    InUse(PathBuf),
    /// A file is not what this program wrote.
    #[error("read {}: {reason}{}", path.display(), remedy(path))]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// What should be recorded is not what the manifest declares: a mistake in the program, not in the scene.
    #[error("record `{probe}`: {reason}")]
    Mismatch {
        /// The probe, or the object.
        probe: String,
        /// How it differs.
        reason: String,
    },
    /// An earlier write failed, and what was recorded since the last commit is not to be trusted.
    #[error(
        "go on after an earlier failure to write; run again with --resume, which starts at the last commit"
    )]
    Stopped,
}

impl OutputError {
    pub(crate) fn broken(path: &Path, reason: impl ToString) -> Self {
        OutputError::Broken { path: path.into(), reason: reason.to_string() }
    }

    pub(crate) fn mismatch(probe: &str, reason: impl ToString) -> Self {
        OutputError::Mismatch { probe: probe.into(), reason: reason.to_string() }
    }
}

/// A damaged checkpoint costs the run, a damaged shard of a batch its points; a damaged file of a finished run can only be
/// fetched again.
fn remedy(path: &Path) -> String {
    let parts: Vec<_> = path.iter().collect();
    if parts.iter().any(|part| *part == "checkpoint") {
        return "; the checkpoint is damaged: start again with --force, or choose another folder with --out"
            .into();
    }
    match parts.iter().position(|part| *part == "shards").filter(|shards| shards + 1 < parts.len()) {
        Some(shards) => {
            let shard: PathBuf = parts[..shards + 2].iter().collect();
            format!("; remove {} and run it again with --resume", shard.display())
        }
        None => "; it was changed or damaged after it was written".into(),
    }
}
