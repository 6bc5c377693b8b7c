//! The directory of a run while it runs.

use crate::clear;
use crate::commit::{self, Commit, Resumed, State};
use crate::csv;
use crate::disk::{Disk, DiskError};
use crate::error::OutputError;
use crate::film::{self, Reel, Spec};
use crate::lock;
use crate::manifest::{Manifest, Probe, is_safe};
use crate::picture;
use crate::segment;
use crate::snapshot;
use crate::status::{RunRecord, Status};
use crate::table::Table;
use quincunx_core::record::{Frame, Raster, Recording, Rows, Snapshot, SnapshotBody, TableFormat};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The longest side of an object's preview.
const PREVIEW: usize = 1024;

/// The directory of a run, held by this process alone until it is dropped.
///
/// What is recorded is safe after the next [`commit`](RunDir::commit). After a failed write nothing more is taken: the
/// run goes on from its last commit when it is [opened](RunDir::open) again.
#[derive(Debug)]
pub struct RunDir {
    path: PathBuf,
    disk: Disk,
    manifest: Manifest,
    _lock: File,
    tables: BTreeMap<String, Table>,
    films: BTreeMap<String, Reel>,
    snapshots: BTreeMap<String, Arc<SnapshotBody>>,
    last: Commit,
    failed: bool,
}

/// What an existing directory holds.
#[derive(Debug)]
pub enum Opened {
    /// A run that is done; the report may be missing, if the process was killed before it wrote it.
    Done(Manifest),
    /// A run to go on with.
    Unfinished {
        /// Takes what is recorded from here on.
        dir: Box<RunDir>,
        /// What the run is; the caller refuses another scene.
        manifest: Manifest,
        /// `None` if nothing was committed: begin at step 0.
        resumed: Option<Resumed>,
    },
}

impl RunDir {
    /// Makes the directory of a new run, and writes its manifest.
    ///
    /// # Errors
    /// If the directory is not empty (unless `force`, which removes the files that the manifest there lists, and
    /// nothing else), in use, or cannot be written.
    pub fn create(path: &Path, manifest: &Manifest, force: bool, disk: Disk) -> Result<Self, OutputError> {
        let manifest_path = path.join(crate::manifest::FILE);
        manifest.check().map_err(|reason| OutputError::mismatch(&manifest_path.to_string_lossy(), reason))?;
        disk.create_folder(path)?;
        let vacant = clear::is_vacant(path)?;
        if !vacant && !force {
            return Err(OutputError::Occupied(path.into()));
        }
        let old =
            if vacant { None } else { Some(Manifest::read(path)?.ok_or(OutputError::NotARun(path.into()))?) };
        if let Some(foreign) = old.as_ref().and_then(|old| foreign(path, old, manifest)) {
            return Err(OutputError::Foreign(foreign));
        }
        let lock = lock::acquire(path, &disk)?;
        match old {
            Some(old) => clear::run(&disk, path, &old)?,
            // Another process may have been here since we looked.
            None if !clear::is_vacant(path)? => return Err(OutputError::Occupied(path.into())),
            None => {}
        }
        manifest.write(path, &disk)?;
        Self::with(path, manifest.clone(), disk, lock, Commit::default())
    }

    /// Says without touching anything that a new run cannot have a directory.
    ///
    /// # Errors
    /// If it holds something already.
    pub fn refuse_occupied(path: &Path) -> Result<(), OutputError> {
        if clear::is_vacant(path)? { Ok(()) } else { Err(OutputError::Occupied(path.into())) }
    }

    /// Opens the directory of an earlier run, and brings it to where its last commit left it.
    ///
    /// # Errors
    /// If there is no run, it is in use, or its checkpoint is damaged.
    pub fn open(path: &Path, disk: Disk) -> Result<Opened, OutputError> {
        let Some(manifest) = Manifest::read(path)? else { return Err(OutputError::NotARun(path.into())) };
        let done =
            || Ok::<_, OutputError>(RunRecord::read(path)?.is_some_and(|run| run.status == Status::Done));
        if done()? && !path.join(crate::manifest::CHECKPOINT).exists() {
            return Ok(Opened::Done(manifest));
        }
        let lock = lock::acquire(path, &disk)?;
        if done()? {
            clear::checkpoint(&disk, path)?; // it was killed while it did this
            return Ok(Opened::Done(manifest));
        }
        let commit = Commit::read(path, &manifest)?;
        clear::uncommitted(&disk, path, &manifest, &films(path, &manifest), commit.as_ref())?;
        let resumed = commit.as_ref().map(|commit| commit.resumed(path)).transpose()?;
        let dir = Self::with(path, manifest.clone(), disk, lock, commit.unwrap_or_default())?;
        Ok(Opened::Unfinished { dir: Box::new(dir), manifest, resumed })
    }

    fn with(
        path: &Path,
        manifest: Manifest,
        disk: Disk,
        lock: File,
        last: Commit,
    ) -> Result<Self, OutputError> {
        let mut tables = BTreeMap::new();
        for Probe { name, recording, .. } in &manifest.probes {
            if let Recording::Rows { columns, .. } = recording {
                let segments = last.segments.get(name).cloned().unwrap_or_default();
                tables.insert(name.clone(), Table::new(columns, segments));
            }
        }
        let reel = |spec: Spec| {
            let frames = last.frames.get(&spec.probe);
            let name = spec.probe.clone();
            let reel = match frames {
                Some(&frames) => Reel::resume(&disk, spec, frames)?,
                None => Reel::begin(&disk, spec)?,
            };
            Ok::<_, OutputError>((name, reel))
        };
        // After the final commit no frame comes, and a closing may have renamed the parts.
        let films = if last.is_final { Vec::new() } else { films(path, &manifest) };
        let films = films.into_iter().map(reel).collect::<Result<_, _>>()?;
        let snapshots = BTreeMap::new();
        Ok(RunDir {
            path: path.into(),
            disk,
            manifest,
            _lock: lock,
            tables,
            films,
            snapshots,
            last,
            failed: false,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the run is.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Writes `run.json`. [`Status::Done`] is for [`close`](RunDir::close) alone.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn status(&self, record: &RunRecord) -> Result<(), OutputError> {
        Ok(record.write(&self.path, &self.disk)?)
    }

    /// Takes rows into memory, until the next commit.
    ///
    /// # Errors
    /// If they are not what the manifest declares.
    pub fn rows(&mut self, rows: &Rows) -> Result<(), OutputError> {
        self.ready(&rows.probe)?;
        let table = self.tables.get_mut(&*rows.probe).ok_or_else(|| undeclared(&rows.probe, "table"))?;
        table.push(rows)
    }

    /// Takes a frame to the disk.
    ///
    /// # Errors
    /// If it is not what the manifest declares, or the disk fails.
    pub fn frame(&mut self, frame: &Frame) -> Result<(), OutputError> {
        self.ready(&frame.probe)?;
        let reel = self.films.get_mut(&*frame.probe).ok_or_else(|| undeclared(&frame.probe, "film"))?;
        let done = reel.push(&self.disk, frame);
        self.failed = done.is_err();
        done
    }

    /// Takes a snapshot into memory, until the next commit.
    ///
    /// # Errors
    /// If the manifest declares none of that probe.
    pub fn snapshot(&mut self, snapshot: Snapshot) -> Result<(), OutputError> {
        self.ready(&snapshot.probe)?;
        let probe = self.manifest.probe(&snapshot.probe);
        if !probe.is_some_and(|probe| matches!(probe.recording, Recording::Snapshot { .. })) {
            return Err(undeclared(&snapshot.probe, "snapshot"));
        }
        self.snapshots.insert(snapshot.probe.to_string(), snapshot.body);
        Ok(())
    }

    fn ready(&self, probe: &str) -> Result<(), OutputError> {
        match (self.failed, self.last.is_final) {
            (true, _) => Err(OutputError::Stopped),
            (_, true) => Err(OutputError::mismatch(probe, "the run had ended")),
            _ => Ok(()),
        }
    }

    /// The memory that rows take until the next commit, in bytes.
    pub fn pending_bytes(&self) -> usize {
        self.tables.values().map(Table::bytes).sum()
    }

    /// Makes everything recorded so far safe, together with the states to go on from.
    ///
    /// After a commit with `is_final` nothing more can be recorded; [`close`](RunDir::close) follows.
    ///
    /// # Errors
    /// If the disk fails: the commit before still holds.
    pub fn commit(
        &mut self,
        states: Vec<State<'_>>,
        steps: BTreeMap<String, u64>,
        is_final: bool,
    ) -> Result<(), OutputError> {
        self.ready("commit")?;
        let done = self.try_commit(states, steps, is_final);
        if done.is_err() {
            self.failed = true;
            // Half a commit must not keep a full disk full. The first error is the one to tell.
            let _ = self.remove_half_a_commit();
        }
        done
    }

    /// Removes the folder of a commit that did not become true.
    fn remove_half_a_commit(&self) -> Result<(), OutputError> {
        let number = self.last.number + 1;
        let is_true = Commit::read(&self.path, &self.manifest)?.is_some_and(|commit| commit.number >= number);
        if !is_true {
            clear::commit_folder(&self.disk, &self.path, number)?;
        }
        Ok(())
    }

    /// The step of every object in the last commit.
    pub fn committed(&self) -> &BTreeMap<String, u64> {
        &self.last.steps
    }

    fn try_commit(
        &mut self,
        states: Vec<State<'_>>,
        steps: BTreeMap<String, u64>,
        is_final: bool,
    ) -> Result<(), OutputError> {
        let mut next = Commit { number: self.last.number + 1, is_final, steps, ..self.last.clone() };
        let folder = commit::folder(&self.path, next.number);
        self.disk.create_folder(&folder)?; // which makes the folder above know it
        next.states =
            states.into_iter().map(|mut state| state.keep(&self.disk, &folder)).collect::<Result<_, _>>()?;
        self.keep_tables(&mut next)?;
        for (probe, body) in &self.snapshots {
            snapshot::write(&self.disk, &commit::snapshot(&self.path, next.number, probe), probe, body)?;
            next.snapshots.insert(probe.clone(), next.number);
        }
        for (probe, reel) in &mut self.films {
            reel.commit(&self.disk)?;
            next.frames.insert(probe.clone(), reel.frames);
        }
        self.disk.sync_folder(&folder)?;
        self.disk.sync_folder(&self.path)?;
        next.write(&self.path, &self.disk)?;
        self.last = next;
        self.snapshots.clear();
        Ok(clear::checkpoint_folders(&self.disk, &self.path, Some(&self.last))?)
    }

    /// Writes a segment of each table that has new rows.
    fn keep_tables(&mut self, next: &mut Commit) -> Result<(), OutputError> {
        for (probe, table) in &mut self.tables {
            if table.rows() > 0 {
                let path = commit::segment(&self.path, next.number, probe);
                segment::write(&self.disk, &path, &table.columns, &table.buffer)?;
                table.segments.push(next.number);
                table.buffer = crate::table::empty(&table.columns);
            }
            next.segments.insert(probe.clone(), table.segments.clone());
        }
        Ok(())
    }

    /// Puts every file in its place, then writes `run.json` with [`Status::Done`], then removes the checkpoint.
    ///
    /// `previews` are pictures by file name (`soup.last.png`), made smaller where they must be. If the process is killed
    /// before the end, open the directory and close it again: the files will be the same.
    ///
    /// # Errors
    /// If the last commit was not final, or the disk fails.
    pub fn close(&mut self, record: &RunRecord, previews: &[(String, Raster)]) -> Result<(), OutputError> {
        if self.failed || !self.last.is_final {
            return Err(OutputError::Stopped);
        }
        self.films.clear(); // their parts are complete
        let done = self.put_in_place(record, previews);
        self.failed = done.is_err();
        done
    }

    fn put_in_place(&self, record: &RunRecord, previews: &[(String, Raster)]) -> Result<(), OutputError> {
        self.put_tables()?;
        for spec in films(&self.path, &self.manifest) {
            let frames = self.last.frames.get(&spec.probe).copied().unwrap_or(0);
            film::close(&self.disk, &spec, frames)?;
        }
        self.put_snapshots()?;
        for (name, raster) in previews {
            self.put_preview(name, raster)?;
        }
        self.disk.sync_folder(&self.path)?;
        RunRecord { status: Status::Done, ..record.clone() }.write(&self.path, &self.disk)?;
        Ok(clear::checkpoint(&self.disk, &self.path)?)
    }

    fn put_tables(&self) -> Result<(), OutputError> {
        for Probe { name, recording, .. } in &self.manifest.probes {
            let Recording::Rows { columns, format } = recording else { continue };
            let segments = segments(&self.path, &self.last, name);
            match format {
                TableFormat::Parquet => {
                    segment::merge(
                        &self.disk,
                        &self.path.join(format!("{name}.parquet")),
                        columns,
                        &segments,
                    )?;
                }
                TableFormat::Csv => {
                    csv::merge(&self.disk, &self.path.join(format!("{name}.csv")), columns, &segments)?;
                }
            }
        }
        Ok(())
    }

    fn put_snapshots(&self) -> Result<(), OutputError> {
        for Probe { name, recording, .. } in &self.manifest.probes {
            if let (Recording::Snapshot { file }, Some(&number)) = (recording, self.last.snapshots.get(name))
            {
                let kept = commit::snapshot(&self.path, number, name);
                snapshot::close(&self.disk, &kept, &self.path.join(file))?;
            }
        }
        Ok(())
    }

    fn put_preview(&self, name: &str, raster: &Raster) -> Result<(), OutputError> {
        if !is_safe(name) || !self.manifest.files.iter().any(|file| file == name) {
            return Err(OutputError::mismatch(name, "the manifest does not list this preview"));
        }
        let path = self.path.join(name);
        self.disk.replace(&path, |file| {
            Ok(picture::write_small(file, raster, PREVIEW).map_err(|e| DiskError::new("write", &path, e))?)
        })
    }
}

/// A file that a new run would write over although the old one did not leave it.
fn foreign(path: &Path, old: &Manifest, new: &Manifest) -> Option<PathBuf> {
    let place = |file: &String| path.join(file.trim_end_matches('/'));
    new.files.iter().filter(|file| !old.files.contains(file)).map(place).find(|place| place.exists())
}

fn undeclared(probe: &str, what: &str) -> OutputError {
    OutputError::mismatch(probe, format!("the manifest declares no such {what}"))
}

/// Where the segments of a table stand, in order.
pub(crate) fn segments(run: &Path, commit: &Commit, probe: &str) -> Vec<PathBuf> {
    let numbers = commit.segments.get(probe).into_iter().flatten();
    numbers.map(|&number| commit::segment(run, number, probe)).collect()
}

/// The films of a run.
pub(crate) fn films(run: &Path, manifest: &Manifest) -> Vec<Spec> {
    manifest.probes.iter().filter_map(|probe| Spec::of(run, probe)).collect()
}
