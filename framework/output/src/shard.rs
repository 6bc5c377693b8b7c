//! A shard of a batch: some of its points, one after the other, and what they recorded.
//!
//! While it is worked on it is the folder `<id>.part`, which holds segments and, in `part.json`, which of them and which
//! points are safe. [`Shard::finish`] seals its files and gives the folder its name in one step: what is called `<id>` is
//! whole, for good.

pub mod sealed;

use crate::clear;
use crate::disk::Disk;
use crate::error::OutputError;
use crate::lock;
use crate::manifest::{Manifest, read_json, to_json};
use crate::segment::{self, Put};
use crate::table::{Table, empty};
use quincunx_core::record::{Column, Recording, Rows};
use sealed::Sealed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows in memory go to the disk when they reach this many bytes.
const MOST_PENDING: usize = 64 << 20;
/// Which points and segments are safe.
const PART: &str = "part.json";
/// The folder of runs that have a folder of their own until their shard is whole.
const KEPT: &str = "kept";
/// The folder of what points leave besides rows.
const FILES: &str = "files";

/// What a shard is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardSpec {
    /// Its name, and its folder's.
    pub id: String,
    /// The hash of the plan that it is of.
    pub plan: String,
    /// The ids of its points, in order.
    pub points: Vec<String>,
    /// Name and columns of every table.
    pub tables: Arc<[(String, Vec<Column>)]>,
}

impl ShardSpec {
    /// The folder of the whole shard.
    pub fn folder(&self, shards: &Path) -> PathBuf {
        shards.join(&self.id)
    }

    fn part(&self, shards: &Path) -> PathBuf {
        shards.join(format!("{}.part", self.id))
    }

    fn lock(&self, shards: &Path) -> PathBuf {
        shards.join(format!("{}.lock", self.id))
    }
}

/// How a point ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum PointStatus {
    /// All its rows are there.
    Done,
    /// It could not come to its end; none of its rows is there.
    Failed {
        /// Why.
        error: String,
    },
    /// It took its worker with it, more than once, and was set aside.
    Lost {
        /// By which signal.
        error: String,
    },
}

/// What is known of a point that has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointRecord {
    /// Its id.
    pub point: String,
    /// How it ended.
    #[serde(flatten)]
    pub status: PointStatus,
    /// How long it took.
    pub seconds: f64,
    /// Whether it had a folder of its own, and may leave files.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

/// What of a shard is safe.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    plan: String,
    /// Of the last segments.
    number: u64,
    /// By table.
    segments: BTreeMap<String, Vec<u64>>,
    points: Vec<PointRecord>,
}

/// A shard that is worked on, by this process alone until it is dropped.
#[derive(Debug)]
pub struct Shard {
    shards: PathBuf,
    spec: ShardSpec,
    disk: Disk,
    tables: BTreeMap<String, Table>,
    number: u64,
    points: Vec<PointRecord>,
    safe: usize,
    _lock: File,
}

impl Shard {
    /// Takes up a shard where it was left; `None` if it is whole.
    ///
    /// # Errors
    /// If another process works on it, what is there is damaged or of another plan, or the disk fails.
    pub fn open(shards: &Path, spec: &ShardSpec, disk: &Disk) -> Result<Option<Shard>, OutputError> {
        if spec.folder(shards).exists() {
            // Whoever finished it may have been killed before this; nobody needs the lock any more.
            if spec.lock(shards).exists() {
                disk.remove_file(&spec.lock(shards))?;
            }
            return Ok(None);
        }
        let lock = lock::acquire_at(&spec.lock(shards), &spec.folder(shards), disk)?;
        if spec.folder(shards).exists() {
            disk.remove_file(&spec.lock(shards))?; // it was finished while we waited
            return Ok(None);
        }
        let folder = spec.part(shards);
        if Sealed::read(&folder)?.is_some_and(|sealed| sealed.is_of(spec)) {
            place(shards, spec, disk)?; // it was killed while it did this
            return Ok(None);
        }
        let part = read_part(&folder, spec)?;
        disk.create_folder(&folder)?;
        remove_unlisted(disk, &folder, &part)?;
        let table = |(name, columns): &(String, Vec<Column>)| {
            let segments = part.segments.get(name).cloned().unwrap_or_default();
            (name.clone(), Table::new(columns, segments))
        };
        Ok(Some(Shard {
            tables: spec.tables.iter().map(table).collect(),
            shards: shards.into(),
            spec: spec.clone(),
            disk: disk.clone(),
            number: part.number,
            safe: part.points.len(),
            points: part.points,
            _lock: lock,
        }))
    }

    fn folder(&self) -> PathBuf {
        self.spec.part(&self.shards)
    }

    /// How many points of a shard that is not whole have ended and are safe. Whoever works on it is not disturbed.
    pub fn safe(shards: &Path, spec: &ShardSpec) -> usize {
        read_part(&spec.part(shards), spec).map_or(0, |part| part.points.len())
    }

    /// How many points have ended.
    pub fn ended(&self) -> usize {
        self.points.len()
    }

    /// Where a point has its folder, if it takes long or leaves files.
    pub fn kept(&self, point: &str) -> PathBuf {
        self.folder().join(KEPT).join(point)
    }

    /// Takes rows of the point that is running; the rows of one that fails are never handed over.
    ///
    /// # Errors
    /// If they are not what the shard declares, or the disk fails.
    pub fn rows(&mut self, rows: &Rows) -> Result<(), OutputError> {
        let undeclared = || OutputError::mismatch(&rows.probe, "the shard declares no such table");
        self.tables.get_mut(&*rows.probe).ok_or_else(undeclared)?.push(rows)?;
        match self.tables.values().map(Table::bytes).sum::<usize>() > MOST_PENDING {
            true => self.spill(),
            false => Ok(()),
        }
    }

    /// The point that was running has ended.
    pub fn end(&mut self, record: PointRecord) {
        self.points.push(record);
    }

    /// Writes the rows in memory. They count from the next commit on.
    fn spill(&mut self) -> Result<(), OutputError> {
        self.number += 1;
        let folder = self.folder();
        for (name, table) in &mut self.tables {
            if table.rows() > 0 {
                segment::write(
                    &self.disk,
                    &segment_at(&folder, name, self.number),
                    &table.columns,
                    &table.buffer,
                )?;
                table.segments.push(self.number);
                table.buffer = empty(&table.columns);
            }
        }
        Ok(())
    }

    /// Makes all points that have ended safe.
    ///
    /// # Errors
    /// If the disk fails: the commit before still holds.
    pub fn commit(&mut self) -> Result<(), OutputError> {
        if self.safe == self.points.len() {
            return Ok(());
        }
        self.spill()?;
        let segments = self.tables.iter().map(|(name, table)| (name.clone(), table.segments.clone()));
        let part = Part {
            plan: self.spec.plan.clone(),
            number: self.number,
            segments: segments.collect(),
            points: self.points.clone(),
        };
        let folder = self.folder();
        self.disk.sync_folder(&folder)?;
        self.disk.replace(&folder.join(PART), |file| file.put(to_json(&part).as_bytes()))?;
        self.disk.sync_folder(&folder)?;
        self.safe = self.points.len();
        Ok(())
    }

    /// Makes the shard whole: all of its points have ended.
    ///
    /// # Errors
    /// If the disk fails; it can be taken up again.
    pub fn finish(self) -> Result<(), OutputError> {
        let ids = self.points.iter().map(|point| &point.point);
        if !ids.eq(&self.spec.points) {
            return Err(OutputError::mismatch(&self.spec.id, "not all of its points have ended"));
        }
        let folder = self.folder();
        for (name, table) in &self.tables {
            let rows = |put: &mut Put| {
                for number in &table.segments {
                    segment::read(&segment_at(&folder, name, *number), &table.columns, put)?;
                }
                put(&table.buffer)
            };
            segment::replace(&self.disk, &sealed::table(&folder, name), &table.columns, rows)?;
        }
        let files: Vec<_> = self.left()?.into_iter().map(|(from, to)| (to, from)).collect();
        Sealed::seal(&self.spec, self.points, &folder, &files)?.write(&folder, &self.disk)?;
        self.disk.sync_folder(&folder)?;
        place(&self.shards, &self.spec, &self.disk)
    }

    /// What points leave besides rows: where it is, and where in the shard's folder it will be.
    fn left(&self) -> Result<Vec<(PathBuf, String)>, OutputError> {
        let mut all = vec![];
        for point in self.points.iter().filter(|point| point.kept) {
            let folder = self.kept(&point.point);
            let files = Manifest::read(&folder)?.map(|manifest| left_by(&manifest)).unwrap_or_default();
            let placed = |file: String| (folder.join(&file), format!("{FILES}/{}/{file}", point.point));
            all.extend(files.into_iter().map(placed).filter(|(from, _)| from.is_file()));
        }
        Ok(all)
    }
}

/// The files of a run that a batch keeps: stacks of frames and snapshots.
fn left_by(manifest: &Manifest) -> Vec<String> {
    let files = manifest.probes.iter().flat_map(|probe| match &probe.recording {
        Recording::Rows { .. } => vec![],
        Recording::Frames { .. } => vec![format!("{}.npy", probe.name), format!("{}.steps.npy", probe.name)],
        Recording::Snapshot { file } => vec![file.clone()],
    });
    files.collect()
}

/// Brings what was sealed into its order, removes all else, and gives the folder its name. It can be repeated.
fn place(shards: &Path, spec: &ShardSpec, disk: &Disk) -> Result<(), OutputError> {
    let folder = spec.part(shards);
    let runs = folder.join(KEPT);
    let sealed = Sealed::read(&folder)?;
    for file in sealed.iter().flat_map(Sealed::files) {
        let from = runs.join(file.strip_prefix(FILES).unwrap_or(file).trim_start_matches('/'));
        let to = folder.join(file);
        let home = to.parent().unwrap_or(&folder);
        if from.is_file() {
            disk.create_folder(home)?;
            disk.rename(&from, &to)?;
        }
        disk.sync_folder(home)?;
    }
    disk.remove_tree(&runs)?;
    for name in clear::names(&folder)?.iter().filter(|name| is_segment(name) || is_of_part(name)) {
        disk.remove_file(&folder.join(name))?;
    }
    disk.sync_folder(&folder)?;
    match disk.rename(&folder, &spec.folder(shards)) {
        // Another process has finished it: that one was first.
        Err(_) if spec.folder(shards).exists() => disk.remove_tree(&folder)?,
        done => done?,
    }
    disk.sync_folder(shards)?;
    Ok(disk.remove_file(&spec.lock(shards))?)
}

fn segment_at(folder: &Path, table: &str, number: u64) -> PathBuf {
    folder.join(format!("{table}.{number}.parquet"))
}

/// Names of tables have no dot.
fn is_segment(name: &str) -> bool {
    segment_number(name).is_some()
}

fn segment_number(name: &str) -> Option<(&str, u64)> {
    let (table, number) = name.strip_suffix(".parquet")?.split_once('.')?;
    Some((table, number.parse().ok()?))
}

fn is_of_part(name: &str) -> bool {
    name == PART || name.ends_with(".tmp")
}

fn read_part(folder: &Path, spec: &ShardSpec) -> Result<Part, OutputError> {
    let path = folder.join(PART);
    let part =
        read_json::<Part>(&path)?.unwrap_or_else(|| Part { plan: spec.plan.clone(), ..Part::default() });
    let broken = |reason: &str| Err(OutputError::broken(&path, reason));
    if part.plan != spec.plan {
        return broken("it is of another plan");
    }
    let known = |(point, id): (&PointRecord, &String)| point.point == *id;
    if part.points.len() > spec.points.len() || !part.points.iter().zip(&spec.points).all(known) {
        return broken("its points are not those of the plan");
    }
    for (table, numbers) in &part.segments {
        if let Some(gone) = numbers.iter().map(|n| segment_at(folder, table, *n)).find(|path| !path.is_file())
        {
            return Err(OutputError::broken(&gone, "it is not there"));
        }
    }
    Ok(part)
}

/// Removes segments that do not count.
fn remove_unlisted(disk: &Disk, folder: &Path, part: &Part) -> Result<(), OutputError> {
    for name in clear::names(folder)? {
        let counts = |(table, number)| part.segments.get(table).is_some_and(|all| all.contains(&number));
        let stays = segment_number(&name).map_or(name == PART || name == KEPT, counts);
        if !stays {
            disk.remove_file(&folder.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
