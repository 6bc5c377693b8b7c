//! What a commit lists. `checkpoint/commit.json` is the one file that makes a commit true.

use crate::disk::{Disk, DiskError, NewFile};
use crate::error::OutputError;
use crate::film::Spec;
use crate::manifest::{CHECKPOINT, Manifest, is_safe, read_json, to_json};
use quincunx_core::record::Recording;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// The file's name in the checkpoint's folder.
pub(crate) const FILE: &str = "commit.json";

/// Writes the bytes of a state; it may be called again for a later commit.
type WriteState<'a> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 'a;

/// The state of an object or a probe, to be kept in a commit.
pub struct State<'a> {
    stem: String,
    write: Box<WriteState<'a>>,
}

impl<'a> State<'a> {
    /// A state that is written through a buffer, so that a large one need not be copied.
    ///
    /// `stem` is a file name without an ending, of its own in the run: `object.soup`, `probe.population`.
    pub fn new(stem: impl Into<String>, write: impl FnMut(&mut dyn Write) -> io::Result<()> + 'a) -> Self {
        State { stem: stem.into(), write: Box::new(write) }
    }

    /// A state of few bytes.
    pub fn bytes(stem: impl Into<String>, bytes: Vec<u8>) -> Self {
        State::new(stem, move |out| out.write_all(&bytes))
    }

    /// Writes it into a commit's folder, and waits until the device has it.
    pub(crate) fn keep(&mut self, disk: &Disk, folder: &Path) -> Result<(String, Seal), OutputError> {
        if !is_safe(&self.stem) {
            return Err(OutputError::mismatch(&self.stem, "the name of a state must be that of a file"));
        }
        let file = disk.create(&folder.join(state_file(&self.stem)))?;
        let mut sealing = Sealing { file, hasher: blake3::Hasher::new(), bytes: 0 };
        (self.write)(&mut sealing).map_err(|e| sealing.file.error(e))?;
        sealing.file.sync()?;
        Ok((
            self.stem.clone(),
            Seal { bytes: sealing.bytes, blake3: sealing.hasher.finalize().to_hex().to_string() },
        ))
    }
}

/// By what a file is known to be whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seal {
    bytes: u64,
    blake3: String,
}

impl Seal {
    /// The seal of a file as it is.
    pub fn of(path: &Path) -> Result<Self, OutputError> {
        let failed = |e| DiskError::new("read", path, e);
        let file = File::open(path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(file).map_err(failed)?;
        Ok(Seal { bytes, blake3: hasher.finalize().to_hex().to_string() })
    }

    /// Holds a file against it.
    pub fn check(&self, path: &Path) -> Result<(), OutputError> {
        let failed = |e| DiskError::new("read", path, e);
        let file = File::open(path).map_err(failed)?;
        let same_length = file.metadata().map_err(failed)?.len() == self.bytes;
        let mut hasher = blake3::Hasher::new();
        if same_length {
            hasher.update_reader(file).map_err(failed)?;
        }
        match same_length && hasher.finalize().to_hex().as_str() == self.blake3 {
            true => Ok(()),
            false => Err(OutputError::broken(path, "its bytes are not those that were committed")),
        }
    }
}

struct Sealing {
    file: NewFile,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A commit. It names no paths: folders have numbers, files the names of probes and states.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commit {
    /// Counts from 1.
    pub number: u64,
    /// Whether every object has come to its end.
    pub is_final: bool,
    /// The step of every object.
    pub steps: BTreeMap<String, u64>,
    /// The states in this commit's folder.
    pub states: BTreeMap<String, Seal>,
    /// Per table the commits with a segment of it, in order.
    pub segments: BTreeMap<String, Vec<u64>>,
    /// Per film its frames, which say how long its parts are.
    pub frames: BTreeMap<String, u64>,
    /// Per snapshot the commit that has it.
    pub snapshots: BTreeMap<String, u64>,
}

pub(crate) fn folder(run: &Path, number: u64) -> PathBuf {
    run.join(CHECKPOINT).join(format!("{number:04}"))
}

pub(crate) fn state_file(stem: &str) -> String {
    format!("{stem}.state")
}

pub(crate) fn segment(run: &Path, number: u64, probe: &str) -> PathBuf {
    folder(run, number).join(format!("{probe}.parquet"))
}

pub(crate) fn snapshot(run: &Path, number: u64, probe: &str) -> PathBuf {
    folder(run, number).join(format!("{probe}.snapshot"))
}

impl Commit {
    /// Makes the commit true.
    pub fn write(&self, run: &Path, disk: &Disk) -> Result<(), DiskError> {
        let checkpoint = run.join(CHECKPOINT);
        disk.replace(&checkpoint.join(FILE), |file| file.put(to_json(self).as_bytes()))?;
        disk.sync_folder(&checkpoint)
    }

    /// `None` if nothing was committed. Only what stands in the file is checked, not the files that it lists.
    pub fn read(run: &Path, manifest: &Manifest) -> Result<Option<Self>, OutputError> {
        let path = run.join(CHECKPOINT).join(FILE);
        let Some(commit) = read_json::<Commit>(&path)? else { return Ok(None) };
        commit.check(manifest).map_err(|reason| OutputError::broken(&path, reason))?;
        Ok(Some(commit))
    }

    fn check(&self, manifest: &Manifest) -> Result<(), String> {
        if self.number == u64::MAX {
            return Err("its number is the last that there is".into());
        }
        let known = 1..=self.number;
        for (table, segments) in &self.segments {
            if !segments.is_sorted_by(|a, b| a < b) || !segments.iter().all(|n| known.contains(n)) {
                return Err(format!("the segments of `{table}` are not in order"));
            }
        }
        if let Some((probe, _)) = self.snapshots.iter().find(|(_, n)| !known.contains(n)) {
            return Err(format!("the snapshot of `{probe}` is of no commit"));
        }
        if let Some(stem) = self.states.keys().find(|stem| !is_safe(stem)) {
            return Err(format!("`{stem}` cannot be the name of a state"));
        }
        manifest.probes.iter().try_for_each(|probe| {
            let name = &probe.name;
            let listed = match &probe.recording {
                Recording::Rows { .. } => self.segments.contains_key(name),
                Recording::Frames { .. } => self.frames.get(name).is_some_and(|&frames| {
                    Spec::of(Path::new(""), probe).is_some_and(|spec| spec.lengths(frames).is_some())
                }),
                Recording::Snapshot { .. } => true,
            };
            listed.then_some(()).ok_or(format!("it does not say what `{name}` has recorded"))
        })
    }

    /// Every file of a commit that must be there, for the checkpoint's folder alone.
    pub fn lists(&self, number: u64, file: &str) -> bool {
        let within = |kept: &BTreeMap<String, u64>, probe| kept.get(probe) == Some(&number);
        if let Some(stem) = file.strip_suffix(".state") {
            return number == self.number && self.states.contains_key(stem);
        }
        if let Some(probe) = file.strip_suffix(".parquet") {
            return self.segments.get(probe).is_some_and(|segments| segments.contains(&number));
        }
        file.strip_suffix(".snapshot").is_some_and(|probe| within(&self.snapshots, probe))
    }

    /// Checks the states' bytes.
    pub fn resumed(&self, run: &Path) -> Result<Resumed, OutputError> {
        let folder = folder(run, self.number);
        let states = self.states.iter().map(|(stem, seal)| {
            let path = folder.join(state_file(stem));
            seal.check(&path).map(|()| (stem.clone(), path))
        });
        let states = states.collect::<Result<_, _>>()?;
        Ok(Resumed { steps: self.steps.clone(), is_final: self.is_final, states })
    }
}

/// Where a run stood at its last commit.
#[derive(Clone, Debug)]
pub struct Resumed {
    /// The step of every object.
    pub steps: BTreeMap<String, u64>,
    /// Whether every object had come to its end, so that the run has only to be closed.
    pub is_final: bool,
    states: BTreeMap<String, PathBuf>,
}

impl Resumed {
    /// The names of the states that were kept.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        self.states.keys().map(String::as_str)
    }

    /// Opens a state, whose bytes are those that were committed.
    ///
    /// # Errors
    /// If the commit has none of that name, or the disk fails.
    pub fn state(&self, stem: &str) -> Result<impl Read + use<>, OutputError> {
        let path = self
            .states
            .get(stem)
            .ok_or_else(|| OutputError::mismatch(stem, "the checkpoint has no such state"))?;
        let file = File::open(path).map_err(|e| DiskError::new("read", path, e))?;
        Ok(BufReader::with_capacity(1 << 18, file))
    }

    /// All bytes of a state.
    ///
    /// # Errors
    /// As [`Resumed::state`].
    pub fn bytes(&self, stem: &str) -> Result<Vec<u8>, OutputError> {
        let mut bytes = Vec::new();
        let failed = |e| OutputError::mismatch(stem, e);
        self.state(stem)?.read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }
}
