//! Films being recorded: frames appended to `<probe>.npy.part`, their steps to `<probe>.steps.npy.part`.
//!
//! The header has its place from the beginning and is written again at each commit, so that a part is an NPY file.
//! Pictures are files of their own from the start; what a commit does not know of, resuming removes.

mod reading;

pub use reading::Film;

use crate::disk::{Disk, DiskError, NewFile, beside};
use crate::error::OutputError;
use crate::manifest::Probe;
use crate::picture::{self, Animation};
use quincunx_core::npy::{Header, RESERVED};
use quincunx_core::reals::Scale;
use quincunx_core::record::{Frame, Image, Raster, Recording};
use std::borrow::Cow;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the files of a film stand, and what its frames are.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub folder: PathBuf,
    pub probe: String,
    pub width: usize,
    pub height: usize,
    pub pictures: bool,
    pub palette: Vec<[u8; 3]>,
    /// How numbers become colours, if frames are of real numbers.
    pub reals: Option<Scale>,
    /// How many states follow each other in a frame, if it is a sample.
    pub length: Option<usize>,
}

/// Numbers that are put on the disk at once.
const NUMBERS: usize = 1 << 14;

impl Spec {
    /// The film of a probe in the folder of a run, if it records one.
    pub fn of(run: &Path, probe: &Probe) -> Option<Spec> {
        let Recording::Frames { width, height, pictures, palette, reals, length } = &probe.recording else {
            return None;
        };
        Some(Spec {
            folder: run.into(),
            probe: probe.name.clone(),
            width: *width,
            height: *height,
            pictures: *pictures,
            palette: palette.clone(),
            reals: *reals,
            length: *length,
        })
    }

    /// What the stack has for each cell: NumPy's name of it, and its bytes.
    fn item(&self) -> (&'static str, usize) {
        if self.reals.is_some() { ("<f4", 4) } else { ("|u1", 1) }
    }

    pub fn stack(&self) -> PathBuf {
        self.folder.join(format!("{}.npy", self.probe))
    }

    pub fn steps(&self) -> PathBuf {
        self.folder.join(format!("{}.steps.npy", self.probe))
    }

    fn picture(&self, step: u64) -> PathBuf {
        self.pictures_folder().join(format!("{step:09}.png"))
    }

    pub fn pictures_folder(&self) -> PathBuf {
        self.folder.join(&self.probe)
    }

    /// Rows of a frame, those of all its states.
    pub fn rows(&self) -> usize {
        self.height.saturating_mul(self.length.unwrap_or(1))
    }

    /// One frame is a matrix; none and many are a stack. Samples are always one.
    fn stack_header(&self, frames: u64) -> Header {
        let (height, width) = (self.height as u64, self.width as u64);
        match (self.length, frames) {
            (Some(length), _) => Header::new(self.item().0, &[frames, length as u64, height, width]),
            (None, 1) => Header::new(self.item().0, &[height, width]),
            (None, _) => Header::new(self.item().0, &[frames, height, width]),
        }
    }

    /// The lengths of both files with that many frames; `None` if they cannot be counted.
    pub fn lengths(&self, frames: u64) -> Option<(u64, u64)> {
        let frame = (self.width as u64).checked_mul(self.rows() as u64)?.checked_mul(self.item().1 as u64)?;
        let bytes = |frame: u64| frames.checked_mul(frame)?.checked_add(RESERVED as u64);
        Some((bytes(frame)?, bytes(8)?))
    }

    fn check(&self, image: &Image) -> Result<(), OutputError> {
        let declared = (self.width, self.rows());
        let (same, palette) = match image {
            Image::Cells(raster) => {
                let whole = self.reals.is_none() && picture::is_whole(raster);
                (whole && (raster.width, raster.height) == declared, &raster.palette)
            }
            Image::Reals(reals) => {
                let whole = self.reals == Some(reals.scale)
                    && reals.width.checked_mul(reals.height) == Some(reals.numbers.len());
                (whole && (reals.width, reals.height) == declared, &reals.palette)
            }
        };
        match same && **palette == *self.palette {
            true => Ok(()),
            false => Err(OutputError::mismatch(
                &self.probe,
                "the frame has not the size, numbers or palette that was declared",
            )),
        }
    }
}

/// The step of a picture, if that is what a file's name says; its temporary name counts too.
pub(crate) fn step_of_picture(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".tmp").unwrap_or(name).strip_suffix(".png")?;
    (digits.len() >= 9 && digits.bytes().all(|c| c.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// A film that is being recorded.
#[derive(Debug)]
pub(crate) struct Reel {
    spec: Spec,
    pub frames: u64,
    stack: NewFile,
    steps: NewFile,
    /// Pictures that the device may not have yet.
    fresh: Vec<PathBuf>,
}

impl Reel {
    /// Starts a film, in place of an uncommitted one.
    pub fn begin(disk: &Disk, spec: Spec) -> Result<Self, DiskError> {
        if spec.pictures {
            disk.create_folder(&spec.pictures_folder())?;
        }
        let part = |path: PathBuf| {
            let mut file = disk.create(&beside(&path, ".part"))?;
            file.put(&[b' '; RESERVED])?;
            Ok::<_, DiskError>(file)
        };
        let (stack, steps) = (part(spec.stack())?, part(spec.steps())?);
        Ok(Reel { spec, frames: 0, stack, steps, fresh: Vec::new() })
    }

    /// Goes on with a film as it was committed.
    pub fn resume(disk: &Disk, spec: Spec, frames: u64) -> Result<Self, OutputError> {
        if spec.pictures {
            disk.create_folder(&spec.pictures_folder())?;
        }
        let lengths =
            spec.lengths(frames).ok_or_else(|| OutputError::broken(&spec.stack(), "it cannot be so long"))?;
        let part = |path: PathBuf, length: u64| {
            let path = beside(&path, ".part");
            let has = path.metadata().map_err(|e| DiskError::new("read", &path, e))?.len();
            if has < length {
                let reason = format!(
                    "it has {has} bytes, and the checkpoint counts on {length}; start again with --force"
                );
                return Err(OutputError::broken(&path, reason));
            }
            Ok(disk.reopen(&path, length)?)
        };
        let (stack, steps) = (part(spec.stack(), lengths.0)?, part(spec.steps(), lengths.1)?);
        Ok(Reel { spec, frames, stack, steps, fresh: Vec::new() })
    }

    pub fn push(&mut self, disk: &Disk, frame: &Frame) -> Result<(), OutputError> {
        self.spec.check(&frame.image)?;
        match &frame.image {
            Image::Cells(raster) => self.stack.put(&raster.cells)?,
            Image::Reals(reals) => {
                for numbers in reals.numbers.chunks(NUMBERS) {
                    let bytes: Vec<[u8; 4]> = numbers.iter().map(|number| number.to_le_bytes()).collect();
                    self.stack.put(bytes.as_flattened())?;
                }
            }
        }
        self.steps.put(&frame.step.to_le_bytes())?;
        self.frames += 1;
        if self.spec.pictures {
            let path = self.spec.picture(frame.step);
            let temporary = beside(&path, ".tmp");
            let mut file = disk.create(&temporary)?;
            picture::write(&mut file, &picture_of(&frame.image))
                .and_then(|()| file.flush())
                .map_err(|e| file.error(e))?;
            disk.rename(&temporary, &path)?;
            self.fresh.push(path);
        }
        Ok(())
    }

    /// Makes the parts readable, and waits until the device has everything but the run's folder.
    pub fn commit(&mut self, disk: &Disk) -> Result<(), DiskError> {
        self.stack.patch(&self.spec.stack_header(self.frames).to_bytes())?;
        self.stack.sync()?;
        self.steps.patch(&Header::new("<i8", &[self.frames]).to_bytes())?;
        self.steps.sync()?;
        for path in self.fresh.drain(..) {
            disk.sync_file(&path)?;
        }
        if self.spec.pictures {
            disk.sync_folder(&self.spec.pictures_folder())?;
        }
        Ok(())
    }
}

/// The cells, or the colours of the numbers.
fn picture_of(image: &Image) -> Cow<'_, Raster> {
    match image {
        Image::Cells(raster) => Cow::Borrowed(raster),
        Image::Reals(reals) => Cow::Owned(reals.raster()),
    }
}

/// Puts a film, all of it committed, in its place, and makes the animation. May be repeated.
pub(crate) fn close(disk: &Disk, spec: &Spec, frames: u64) -> Result<(), OutputError> {
    for path in [spec.stack(), spec.steps()] {
        let part = beside(&path, ".part");
        if part.exists() {
            disk.rename(&part, &path)?;
        }
    }
    if !spec.pictures || frames == 0 {
        return Ok(());
    }
    let film = Film::open(spec, &spec.stack(), &spec.steps(), Some(frames))?;
    let path = spec.folder.join(format!("{}.png", spec.probe));
    let count =
        u32::try_from(frames).map_err(|_| OutputError::broken(&path, "it would have too many frames"))?;
    disk.replace(&path, |file| {
        let error = |e| DiskError::new("write", &path, e);
        let mut animation =
            Animation::new(file, (spec.width, spec.rows()), &spec.palette, count).map_err(error)?;
        for i in 0..film.len() {
            animation.push(&film.frame(i)?).map_err(error)?;
        }
        Ok(animation.finish().map_err(error)?)
    })
}
