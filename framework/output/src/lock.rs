//! One process at a time.

use crate::disk::{Disk, DiskError};
use crate::error::OutputError;
use crate::manifest::CHECKPOINT;
use std::fs::{File, TryLockError};
use std::path::Path;

/// The file's name in the checkpoint's folder.
pub(crate) const FILE: &str = "lock";

/// Takes the lock of a run directory, which lasts until the file is dropped.
pub(crate) fn acquire(run: &Path, disk: &Disk) -> Result<File, OutputError> {
    acquire_at(&run.join(CHECKPOINT).join(FILE), run, disk)
}

/// Takes the lock at a path, of what is at `whose`; it lasts until the file is dropped.
///
/// # Errors
/// If another process has it, or the disk fails.
pub fn acquire_at(path: &Path, whose: &Path, disk: &Disk) -> Result<File, OutputError> {
    loop {
        disk.create_folder(path.parent().unwrap_or(Path::new("")))?;
        let file = disk.open_lock(path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(file),
            Ok(()) => {} // one that just ended removed it in between
            Err(TryLockError::WouldBlock) => return Err(OutputError::InUse(whose.into())),
            Err(TryLockError::Error(e)) => return Err(DiskError::new("lock", path, e).into()),
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.metadata()) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}
