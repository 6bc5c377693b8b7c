//! `run.json`: how a run went. Unlike the manifest it differs from one run of a scene to the next.

use crate::disk::{Disk, DiskError};
use crate::error::OutputError;
use crate::manifest::{read_json, to_json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The file's name.
pub(crate) const FILE: &str = "run.json";

/// Where a run stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum Status {
    /// It has begun; if no process writes to it, it was killed.
    #[default]
    Running,
    /// It was asked to stop, and did after a commit.
    Interrupted,
    /// It could not go on.
    Failed {
        /// Why.
        error: String,
    },
    /// Every file is in its place.
    Done,
}

/// Where and how a run went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunRecord {
    /// Where it stands.
    #[serde(flatten)]
    pub status: Status,
    /// When it began, RFC 3339 in UTC ([`crate::utc`]).
    pub started: String,
    /// When it ended, if it has.
    pub finished: Option<String>,
    /// The machine's name.
    pub host: String,
    /// The processor.
    pub cpu: String,
    /// The instruction set that kernels were chosen for.
    pub instruction_set: String,
    /// How many threads computed.
    pub threads: usize,
    /// What computed.
    pub device: String,
    /// Seconds spent, those before a resume included.
    pub seconds: f64,
    /// The step that each object reached.
    pub steps: BTreeMap<String, u64>,
    /// The BLAKE3 of each object's state in canonical bytes, in hexadecimal.
    pub state_hashes: BTreeMap<String, String>,
    /// What objects have to say of how they came there, by name.
    pub remarks: BTreeMap<String, String>,
}

impl RunRecord {
    pub(crate) fn write(&self, folder: &Path, disk: &Disk) -> Result<(), DiskError> {
        let text = to_json(self);
        disk.replace(&folder.join(FILE), |file| file.put(text.as_bytes()))?;
        disk.sync_folder(folder)
    }

    /// `None` if it was not written yet.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, OutputError> {
        read_json(&folder.join(FILE))
    }
}
