//! Snapshots: kept beside a commit until the run is closed.

use crate::disk::{Disk, NewFile};
use crate::error::OutputError;
use crate::picture;
use quincunx_core::npy::Header;
use quincunx_core::record::{Raster, SnapshotBody};
use std::path::Path;

/// Writes the file of a snapshot, and waits until the device has it.
pub(crate) fn write(disk: &Disk, path: &Path, probe: &str, body: &SnapshotBody) -> Result<(), OutputError> {
    let mut file = disk.create(path)?;
    match body {
        SnapshotBody::Bytes(bytes) => file.put(bytes)?,
        SnapshotBody::Npy(raster) => write_npy(&mut file, check(probe, raster)?)?,
        SnapshotBody::Png(raster) => {
            picture::write(&mut file, check(probe, raster)?).map_err(|e| file.error(e))?;
        }
    }
    Ok(file.sync()?)
}

fn check<'a>(probe: &str, raster: &'a Raster) -> Result<&'a Raster, OutputError> {
    match picture::is_whole(raster) {
        true => Ok(raster),
        false => {
            Err(OutputError::mismatch(probe, "the snapshot has not the cells that its size and palette say"))
        }
    }
}

fn write_npy(file: &mut NewFile, raster: &Raster) -> Result<(), OutputError> {
    file.put(&Header::new("|u1", &[raster.height as u64, raster.width as u64]).to_bytes())?;
    Ok(file.put(&raster.cells)?)
}

/// Puts a committed snapshot in its place. May be repeated.
pub(crate) fn close(disk: &Disk, kept: &Path, place: &Path) -> Result<(), OutputError> {
    match (kept.exists(), place.exists()) {
        (true, _) => Ok(disk.rename(kept, place)?),
        (false, true) => Ok(()), // an earlier closing came as far as this
        (false, false) => Err(OutputError::broken(kept, "it is missing")),
    }
}
