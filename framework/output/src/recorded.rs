//! What a run has left, finished or not.

use crate::clear::part_or_whole;
use crate::commit::{self, Commit};
use crate::csv;
use crate::error::OutputError;
use crate::film::Film;
use crate::manifest::Manifest;
use crate::segment;
use crate::status::{RunRecord, Status};
use crate::store::{films, segments};
use crate::table::{empty, extend};
use quincunx_core::record::{Column, Recording, TableFormat, Values};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Reads a run's directory without holding it: all of a finished run, what was committed of another.
#[derive(Debug)]
pub struct Recorded {
    path: PathBuf,
    manifest: Manifest,
    run: Option<RunRecord>,
    commit: Option<Commit>,
}

impl Recorded {
    /// Reads the manifest, `run.json` and the last commit.
    ///
    /// # Errors
    /// If there is no run in the directory, or these files are damaged.
    pub fn open(path: &Path) -> Result<Self, OutputError> {
        let manifest = Manifest::read(path)?.ok_or_else(|| OutputError::NotARun(path.into()))?;
        let run = RunRecord::read(path)?;
        let done = run.as_ref().is_some_and(|run| run.status == Status::Done);
        let commit = if done { None } else { Commit::read(path, &manifest)? };
        Ok(Recorded { path: path.into(), manifest, run, commit })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the run is.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// How it went; `None` if it was killed before it wrote that.
    pub fn run(&self) -> Option<&RunRecord> {
        self.run.as_ref()
    }

    /// Whether every file is in its place.
    pub fn is_done(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.status == Status::Done)
    }

    /// Whether its checkpoint is still there: a process works on it, or was killed while it did.
    pub fn is_held(&self) -> bool {
        self.path.join(crate::manifest::CHECKPOINT).exists()
    }

    /// The step of every object in the last commit; of a finished run, in the end.
    pub fn steps(&self) -> Option<&BTreeMap<String, u64>> {
        match &self.commit {
            Some(commit) => Some(&commit.steps),
            None => self.run.as_ref().filter(|_| self.is_done()).map(|run| &run.steps),
        }
    }

    /// The columns of a probe's table, if it records one.
    pub fn columns(&self, probe: &str) -> Option<&[Column]> {
        match &self.manifest.probe(probe)?.recording {
            Recording::Rows { columns, .. } => Some(columns),
            _ => None,
        }
    }

    /// Hands out a probe's rows, column by column, some thousand at a time.
    ///
    /// # Errors
    /// If the probe records no table, or a file cannot be read.
    pub fn rows(
        &self,
        probe: &str,
        each: &mut dyn FnMut(&[Values]) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        let recording = self.manifest.probe(probe).map(|probe| &probe.recording);
        let Some(Recording::Rows { columns, format }) = recording else {
            return Err(OutputError::mismatch(probe, "the manifest declares no such table"));
        };
        if let Some(commit) = &self.commit {
            let segments = segments(&self.path, commit, probe);
            return segments.iter().try_for_each(|path| segment::read(path, columns, each));
        }
        match format {
            _ if !self.is_done() => Ok(()),
            TableFormat::Parquet => segment::read(&self.path.join(format!("{probe}.parquet")), columns, each),
            TableFormat::Csv => csv::read(&self.path.join(format!("{probe}.csv")), columns, each),
        }
    }

    /// All of a probe's rows, column by column.
    ///
    /// # Errors
    /// As [`Recorded::rows`].
    pub fn table(&self, probe: &str) -> Result<Vec<Values>, OutputError> {
        let mut all = empty(self.columns(probe).unwrap_or_default());
        self.rows(probe, &mut |rows| {
            all.iter_mut().zip(rows).for_each(|(to, from)| extend(to, from, 0..from.len()));
            Ok(())
        })?;
        Ok(all)
    }

    /// A probe's film; `None` if no frame of it was committed, or it records none.
    ///
    /// # Errors
    /// If its files cannot be read.
    pub fn film(&self, probe: &str) -> Result<Option<Film>, OutputError> {
        let Some(spec) = films(&self.path, &self.manifest).into_iter().find(|spec| spec.probe == probe)
        else {
            return Ok(None);
        };
        let film = match &self.commit {
            Some(commit) => {
                let [stack, steps] = [spec.stack(), spec.steps()].map(|path| part_or_whole(&path));
                Film::open(&spec, &stack, &steps, Some(commit.frames.get(probe).copied().unwrap_or(0)))?
            }
            None if self.is_done() => Film::open(&spec, &spec.stack(), &spec.steps(), None)?,
            None => return Ok(None),
        };
        Ok((!film.is_empty()).then_some(film))
    }

    /// Where the file of a snapshot stands; `None` if it was not committed.
    pub fn snapshot(&self, probe: &str) -> Option<PathBuf> {
        let Recording::Snapshot { file } = &self.manifest.probe(probe)?.recording else { return None };
        let kept = self.commit.as_ref().and_then(|commit| commit.snapshots.get(probe));
        let kept = kept.map(|&number| commit::snapshot(&self.path, number, probe));
        kept.into_iter().chain([self.path.join(file)]).find(|path| path.is_file())
    }
}
