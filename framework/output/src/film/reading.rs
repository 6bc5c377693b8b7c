//! Films as they were recorded.

use super::Spec;
use crate::disk::DiskError;
use crate::error::OutputError;
use quincunx_core::npy::{Header, RESERVED};
use quincunx_core::reals::{Reals, Scale};
use quincunx_core::record::Raster;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A recorded film, whose frames are read when they are asked for.
#[derive(Debug)]
pub struct Film {
    path: PathBuf,
    file: File,
    steps: Vec<u64>,
    width: usize,
    height: usize,
    palette: Arc<[[u8; 3]]>,
    reals: Option<Scale>,
}

impl Film {
    /// Opens the first `frames` frames, or as many as the file of steps has.
    pub(crate) fn open(
        spec: &Spec,
        stack: &Path,
        steps: &Path,
        frames: Option<u64>,
    ) -> Result<Self, OutputError> {
        let failed = |e| DiskError::new("read", stack, e);
        let steps = read_steps(steps, frames)?;
        let file = File::open(stack).map_err(failed)?;
        let needs = spec.lengths(steps.len() as u64).map(|(stack, _)| stack);
        if needs.is_none_or(|needs| file.metadata().is_ok_and(|has| has.len() < needs)) {
            return Err(OutputError::broken(stack, format!("it is shorter than its {} frames", steps.len())));
        }
        let Spec { width, reals, .. } = *spec;
        let (height, palette) = (spec.rows(), spec.palette.clone().into());
        Ok(Film { path: stack.into(), file, steps, width, height, palette, reals })
    }

    /// The step of every frame.
    pub fn steps(&self) -> &[u64] {
        &self.steps
    }

    /// How many frames there are.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Reads one frame; of real numbers, the colours that show them.
    ///
    /// # Errors
    /// If the file cannot be read, or a cell has no colour.
    pub fn frame(&self, i: usize) -> Result<Raster, OutputError> {
        let (width, height, palette) = (self.width, self.height, self.palette.clone());
        let Some(scale) = self.reals else { return self.cells(i) };
        let numbers =
            self.bytes(i, 4)?.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        Ok(Reals { width, height, numbers, scale, palette }.raster())
    }

    /// The bytes of a frame, so many for a cell.
    fn bytes(&self, i: usize, item: usize) -> Result<Vec<u8>, OutputError> {
        let size = self.width * self.height * item; // fits: the file has that many bytes
        let mut bytes = vec![0; size];
        let start = SeekFrom::Start((RESERVED + i * size) as u64);
        let mut file = &self.file;
        file.seek(start)
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|e| DiskError::new("read", &self.path, e))?;
        Ok(bytes)
    }

    fn cells(&self, i: usize) -> Result<Raster, OutputError> {
        let cells = self.bytes(i, 1)?;
        if cells.iter().any(|&cell| usize::from(cell) >= self.palette.len()) {
            return Err(OutputError::broken(&self.path, format!("frame {i} has states beyond the palette")));
        }
        Ok(Raster { width: self.width, height: self.height, cells, palette: self.palette.clone() })
    }
}

fn read_steps(path: &Path, frames: Option<u64>) -> Result<Vec<u64>, OutputError> {
    let bytes = std::fs::read(path).map_err(|e| DiskError::new("read", path, e))?;
    let broken = |reason: &str| OutputError::broken(path, reason);
    let (header, start) = Header::parse(&bytes).map_err(|reason| broken(&reason))?;
    let frames = match (frames, &*header.shape) {
        (Some(frames), _) => frames,
        (None, [frames]) => *frames,
        _ => return Err(broken("it is not a list of steps")),
    };
    let end = usize::try_from(frames).ok().and_then(|n| n.checked_mul(8)?.checked_add(start));
    let body = end.and_then(|end| bytes.get(start..end)).ok_or_else(|| broken("it is cut short"))?;
    let (steps, _) = body.as_chunks::<8>();
    Ok(steps.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect())
}
