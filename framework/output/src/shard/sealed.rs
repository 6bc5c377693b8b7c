//! A whole shard: `shard.json` lists its points and seals its files, so that nothing else is ever mixed in.

use super::{PointRecord, PointStatus, ShardSpec};
use crate::clear;
use crate::commit::Seal;
use crate::disk::{Disk, DiskError};
use crate::error::OutputError;
use crate::manifest::{read_json, to_json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file's name.
const FILE: &str = "shard.json";

/// What a whole shard holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    plan: String,
    shard: String,
    /// All of its points, in order.
    pub points: Vec<PointRecord>,
    /// By path in its folder.
    files: BTreeMap<String, Seal>,
}

/// Where a table of a whole shard is.
pub(crate) fn table(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.parquet"))
}

impl Sealed {
    /// Seals the tables of a shard, and files: by their path in the shard, and where they are now.
    pub(super) fn seal(
        spec: &ShardSpec,
        points: Vec<PointRecord>,
        folder: &Path,
        files: &[(String, PathBuf)],
    ) -> Result<Sealed, OutputError> {
        let tables = spec.tables.iter().map(|(name, _)| (format!("{name}.parquet"), table(folder, name)));
        let sealed = |(name, path): (String, PathBuf)| Ok::<_, OutputError>((name, Seal::of(&path)?));
        let files = tables.chain(files.iter().cloned()).map(sealed).collect::<Result<_, _>>()?;
        Ok(Sealed { plan: spec.plan.clone(), shard: spec.id.clone(), points, files })
    }

    pub(super) fn write(&self, folder: &Path, disk: &Disk) -> Result<(), DiskError> {
        disk.replace(&folder.join(FILE), |file| file.put(to_json(self).as_bytes()))
    }

    /// Reads what stands in a folder; `None` if there is no seal.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn read(folder: &Path) -> Result<Option<Sealed>, OutputError> {
        read_json(&folder.join(FILE))
    }

    /// Whether it is the shard that a plan means.
    pub(super) fn is_of(&self, spec: &ShardSpec) -> bool {
        let ids = self.points.iter().map(|point| &point.point);
        self.plan == spec.plan && self.shard == spec.id && ids.eq(&spec.points)
    }

    /// The shard that a plan means; `None` if it is not whole yet.
    ///
    /// # Errors
    /// If it is of another plan, or not what was sealed as far as can be seen without reading its tables.
    pub fn of(shards: &Path, spec: &ShardSpec) -> Result<Option<Sealed>, OutputError> {
        let folder = spec.folder(shards);
        if !folder.exists() {
            return Ok(None);
        }
        let seal = folder.join(FILE);
        let sealed = Sealed::read(&folder)?.ok_or_else(|| OutputError::broken(&seal, "it is not there"))?;
        if sealed.plan != spec.plan {
            return Err(OutputError::broken(&seal, "the shard is of another plan"));
        }
        if !sealed.is_of(spec) {
            return Err(OutputError::broken(&seal, "its points are not those of the plan"));
        }
        Ok(Some(sealed))
    }

    /// Whether no point failed, nor was set aside.
    pub fn is_all_done(&self) -> bool {
        self.points.iter().all(|point| point.status == PointStatus::Done)
    }

    /// The files that points have left besides rows, by their path in the shard.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|path| path.contains('/'))
    }

    /// Reads every file, and holds it against its seal.
    ///
    /// # Errors
    /// The first one that is missing, changed, or not of the shard.
    pub fn verify(&self, folder: &Path) -> Result<(), OutputError> {
        for (path, seal) in &self.files {
            let path = folder.join(path);
            if !path.is_file() {
                return Err(OutputError::broken(&path, "it is not there"));
            }
            seal.check(&path)?;
        }
        match stranger(folder, "", &self.files)? {
            Some(path) => Err(OutputError::broken(&path, "the shard did not leave it")),
            None => Ok(()),
        }
    }
}

/// A file that no seal is of.
fn stranger(
    folder: &Path,
    inside: &str,
    files: &BTreeMap<String, Seal>,
) -> Result<Option<PathBuf>, OutputError> {
    for name in clear::names(&folder.join(inside))? {
        let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        let found = match folder.join(&path).is_dir() {
            true => stranger(folder, &path, files)?,
            false => (path != FILE && !files.contains_key(&path)).then(|| folder.join(&path)),
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
