//! The folder of a batch.

use crate::difference::difference;
use crate::error::BatchError;
use crate::plan::Plan;
use quincunx_output::collect::{RESULTS, SHARDS};
use quincunx_output::shard::ShardSpec;
use quincunx_output::shard::sealed::Sealed;
use quincunx_output::{Disk, OutputError, lock};
use quincunx_run::Place;
use quincunx_run::directory::runs;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The plan's file.
const PLAN: &str = "plan.json";
/// Held by whoever hands out shards on this machine.
const LOCK: &str = "lock";

/// A batch on disk.
#[derive(Clone, Debug)]
pub struct BatchDir {
    path: PathBuf,
    plan: Plan,
    specs: Vec<ShardSpec>,
    disk: Disk,
}

impl BatchDir {
    /// Makes the folder of a new batch, and writes its plan.
    ///
    /// # Errors
    /// If the folder holds something already, or the disk fails.
    pub fn create(path: &Path, plan: &Plan, disk: &Disk) -> Result<Self, BatchError> {
        Self::refuse_occupied(path)?;
        disk.create_folder(path)?;
        let failed = |error| BatchError::Machine(format!("write {}: {error}", path.join(PLAN).display()));
        let text = serde_json::to_string_pretty(plan).map_err(failed)? + "\n";
        disk.replace::<OutputError>(&path.join(PLAN), |file| Ok(file.put(text.as_bytes())?))?;
        disk.sync_folder(path)?;
        Self::open(path, disk)
    }

    /// The folder that a plan is to be carried out in: a new one, or with `resume` the one that was named, or else the
    /// newest one of the same plan, unfinished ones first; a new one where there is none.
    ///
    /// # Errors
    /// If it holds something else, or the disk fails.
    pub fn enter(place: &Place, plan: &Plan, resume: bool, disk: &Disk) -> Result<Self, BatchError> {
        if let Some(dir) = resume.then(|| earlier(place, plan, disk)).transpose()?.flatten() {
            if let Some(difference) = difference(&dir.plan, plan) {
                return Err(BatchError::Unresumable { path: dir.path, difference });
            }
            return Ok(dir);
        }
        if let Place::Named(path) = place {
            Self::refuse_occupied(path)?;
        }
        let path = place.fresh(&plan.name);
        place.point(&path);
        Self::create(&path, plan, disk)
    }

    /// Says without touching anything that a new batch cannot have a folder.
    ///
    /// # Errors
    /// If it holds something already.
    pub fn refuse_occupied(path: &Path) -> Result<(), BatchError> {
        let ours = |name: &std::ffi::OsStr| name == LOCK || name.to_string_lossy() == format!("{PLAN}.tmp");
        let mut entries = fs::read_dir(path).into_iter().flatten().flatten();
        match path.is_file() || entries.any(|entry| !ours(&entry.file_name())) {
            true => Err(BatchError::Occupied(path.into())),
            false => Ok(()),
        }
    }

    /// Opens the folder of a batch.
    ///
    /// # Errors
    /// If there is none, or its plan is damaged or of another version.
    pub fn open(path: &Path, disk: &Disk) -> Result<Self, BatchError> {
        let file = path.join(PLAN);
        let text = match fs::read(&file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(BatchError::NotABatch(path.into()));
            }
            read => read.map_err(|error| BatchError::Machine(format!("read {}: {error}", file.display())))?,
        };
        let damaged = |why: String| BatchError::Machine(format!("read {}: {why}", file.display()));
        let format = |value: &serde_json::Value| value.get("format").and_then(serde_json::Value::as_u64);
        if let Some(other) = serde_json::from_slice(&text).ok().as_ref().and_then(format)
            && other != u64::from(Plan::FORMAT)
        {
            let mine = Plan::FORMAT;
            let why = format!(
                "its format is {other}, and this program reads {mine}; use the program that wrote it"
            );
            return Err(damaged(why));
        }
        let plan: Plan = serde_json::from_slice(&text).map_err(|error| {
            damaged(format!("{error}; it was changed or damaged: plan the batch anew in another folder"))
        })?;
        let specs = plan.specs(&blake3::hash(&text).to_hex());
        Ok(BatchDir { path: path.into(), plan, specs, disk: disk.clone() })
    }

    /// Keeps others from handing out shards, until the file is dropped.
    ///
    /// # Errors
    /// If another process does, or the disk fails.
    pub fn lock(&self) -> Result<File, BatchError> {
        self.lock_at(LOCK)
    }

    /// Keeps others from writing results, until the file is dropped.
    ///
    /// # Errors
    /// As [`BatchDir::lock`].
    pub fn lock_results(&self) -> Result<File, BatchError> {
        self.lock_at("results.lock")
    }

    fn lock_at(&self, name: &str) -> Result<File, BatchError> {
        match lock(&self.path.join(name), &self.path, &self.disk) {
            Err(OutputError::InUse(path)) => Err(BatchError::InUse(path)),
            done => Ok(done?),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is to be done.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What each shard is to hold.
    pub fn specs(&self) -> &[ShardSpec] {
        &self.specs
    }

    /// The door to the file system.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Where shards are.
    pub fn shards(&self) -> PathBuf {
        self.path.join(SHARDS)
    }

    /// Where results are.
    pub fn results(&self) -> PathBuf {
        self.path.join(RESULTS)
    }

    /// The numbers of the shards that are not whole.
    pub fn missing(&self) -> Vec<usize> {
        let shards = self.shards();
        (0..self.specs.len()).filter(|shard| !self.specs[*shard].folder(&shards).exists()).collect()
    }

    /// Forgets the shards in which a point failed or was set aside, so that they are missing again.
    ///
    /// # Errors
    /// A shard that is not what its seal says, or the disk.
    pub fn forget_failed(&self) -> Result<(), BatchError> {
        let shards = self.shards();
        for spec in &self.specs {
            let sealed = Sealed::of(&shards, spec)?;
            if sealed.is_some_and(|sealed| !sealed.is_all_done()) {
                // Out of the way in one step: half a shard must never be called whole.
                let away = shards.join(format!("{}.failed", spec.id));
                self.disk.remove_tree(&away)?;
                self.disk.rename(&spec.folder(&shards), &away)?;
                self.disk.remove_tree(&away)?;
            }
        }
        Ok(())
    }
}

fn earlier(place: &Place, plan: &Plan, disk: &Disk) -> Result<Option<BatchDir>, BatchError> {
    match place {
        Place::Named(path) if !path.join(PLAN).exists() => Ok(None),
        Place::Named(path) => BatchDir::open(path, disk).map(Some),
        Place::Dated(base) => {
            let mut found: Vec<_> = runs(base).filter_map(|path| candidate(&path, plan, disk)).collect();
            found.sort_by_key(|(key, _)| *key);
            Ok(found.pop().map(|(_, dir)| dir))
        }
    }
}

/// Unfinished batches sort after finished ones, then by when they began.
fn candidate(path: &Path, plan: &Plan, disk: &Disk) -> Option<((bool, SystemTime), BatchDir)> {
    let began = fs::metadata(path.join(PLAN)).and_then(|file| file.modified()).ok()?;
    let dir = BatchDir::open(path, disk).ok()?;
    let same = difference(&dir.plan, plan).is_none();
    same.then(|| ((!dir.missing().is_empty(), began), dir))
}
