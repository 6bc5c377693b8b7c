//! A run within a batch: it has no directory of its own, unless it takes long, records much, or leaves files.

use crate::directory::Place;
use crate::engine::{CPU, Engine};
use crate::error::RunError;
use crate::manifest;
use crate::open::Opened;
use crate::run::{Options, Outcome, Run};
use crate::watcher::Quiet;
use quincunx_core::domain::Domain;
use quincunx_core::probe::Emits;
use quincunx_core::record::{Column, Recording, Rows};
use quincunx_core::sink::{Sink, SinkError};
use quincunx_core::stop::Stop;
use quincunx_core::workers::Workers;
use quincunx_device::choice::Choice;
use quincunx_output::{Disk, Manifest, Probe, Recorded};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Rows that a point holds in memory: one with more has a directory.
const MOST_ROWS: usize = 32 << 20;

/// How points are run.
pub struct Points<'p> {
    /// What scenes may name.
    pub domains: &'p [Box<dyn Domain>],
    /// What the batch is called.
    pub name: String,
    /// The one thread that computes.
    pub workers: Workers,
    /// How long a point goes on without a commit.
    pub patience: Duration,
    /// How long at most, once it has a directory, until what was recorded is safe.
    pub commit_every: Duration,
    /// The door to the file system.
    pub disk: Disk,
    /// Set from outside, where points are to stop.
    pub stop: Stop,
}

/// What a point has recorded when it has ended.
pub enum Ended {
    /// All of its rows, and the tables that they are of.
    Rows(Vec<Table>, Vec<Rows>),
    /// They are in its directory, where other files may be too.
    Kept(Box<Recorded>),
    /// It was asked to stop, and goes on from its directory, if it has one.
    Interrupted,
}

/// How much a point takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effort {
    /// Of one thread, from reading the scene to its last row.
    pub seconds: f64,
    /// That its rows take in memory; on disk they are smaller.
    pub bytes: f64,
}

impl Points<'_> {
    /// Takes a point to its end. Its directory, where it needs one, is `folder`; if an earlier process has left one
    /// there, the point goes on from it. Where it is asked to [stop](Points::stop), it ends before its time only if it has a
    /// directory, or no world yet.
    ///
    /// # Errors
    /// What ended it.
    pub fn run(&self, opened: Opened, folder: &Path) -> Result<Ended, RunError> {
        match self.try_run(opened, folder) {
            Err(RunError::Interrupted) => Ok(Ended::Interrupted),
            ended => ended,
        }
    }

    fn try_run(&self, opened: Opened, folder: &Path) -> Result<Ended, RunError> {
        let begun = folder.join("manifest.json").exists();
        if begun || self.leaves_files(&opened) {
            let options = Options { resume: begun, ..self.options(folder) };
            return end(Run::prepare(self.domains, &self.name, opened, options)?, folder);
        }
        let (mut run, rows) = self.bare(opened, folder)?;
        let late = Instant::now() + self.patience;
        while !run.lab.finished() {
            if Instant::now() > late || rows.bytes() > MOST_ROWS {
                rows.pass_on(&mut run, &self.name)?;
                return end(run, folder);
            }
            run.lab.leg()?;
        }
        Ok(Ended::Rows(Table::all(&run.started().manifest), rows.take()))
    }

    /// Whether a scene records anything but rows.
    pub fn leaves_files(&self, opened: &Opened) -> bool {
        opened.scene.probes.iter().any(|probe| probe.spec.emits != Emits::Rows)
    }

    /// The tables that a scene records: name and columns.
    ///
    /// # Errors
    /// If its world cannot be.
    pub fn tables(&self, opened: Opened) -> Result<Vec<Table>, RunError> {
        let (run, _) = self.bare(opened, Path::new(""))?;
        Ok(Table::all(&run.started().manifest))
    }

    /// Runs a scene for a while, to see how much it takes in all. `since` is when reading it began.
    ///
    /// # Errors
    /// What ended it.
    pub fn effort(&self, opened: Opened, since: Instant, most: Duration) -> Result<Effort, RunError> {
        let (mut run, rows) = self.bare(opened, Path::new(""))?;
        let (before, start) = (since.elapsed(), Instant::now());
        while !run.lab.finished() && start.elapsed() < most {
            run.lab.leg()?;
        }
        let done = if run.lab.finished() { 1.0 } else { run.fraction().max(1e-9) };
        let seconds = before.as_secs_f64() + start.elapsed().as_secs_f64() / done;
        Ok(Effort { seconds, bytes: rows.bytes() as f64 / done })
    }

    fn bare(&self, opened: Opened, folder: &Path) -> Result<(Run, Memory), RunError> {
        let base = manifest::of_scene(&self.name, &opened.scene, &opened.plugins);
        let engine = Engine::processor(CPU);
        let (options, workers) = (self.options(folder), self.workers.clone());
        let mut run = Run::build(self.domains, opened.scene, base, engine, workers, options)?;
        let rows = Memory::default();
        run.lab.add_sink(Box::new(rows.clone()));
        Ok((run, rows))
    }

    fn options(&self, folder: &Path) -> Options {
        Options {
            place: Place::Named(folder.into()),
            threads: 1,
            device: Some(Choice::Cpu),
            disk: self.disk.clone(),
            report: false,
            commit_every: self.commit_every,
            stop: self.stop.clone(),
            ..Options::default()
        }
    }
}

/// A table that a point records.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The name of its probe.
    pub name: String,
    /// The probe's kind.
    pub kind: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

impl Table {
    /// Those of a run.
    pub fn all(manifest: &Manifest) -> Vec<Table> {
        let table = |Probe { name, kind, recording, .. }: &Probe| match recording {
            Recording::Rows { columns, .. } => {
                Some(Table { name: name.clone(), kind: kind.clone(), columns: columns.clone() })
            }
            _ => None,
        };
        manifest.probes.iter().filter_map(table).collect()
    }
}

/// Takes a run that has a directory to its end.
fn end(run: Run, folder: &Path) -> Result<Ended, RunError> {
    match run.go(Arc::new(Quiet))? {
        Outcome::Interrupted => Ok(Ended::Interrupted),
        Outcome::Done | Outcome::AlreadyDone => Ok(Ended::Kept(Box::new(Recorded::open(folder)?))),
    }
}

/// Rows in memory, until the point ends or has a directory.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    rows: Vec<Rows>,
    bytes: usize,
    is_closed: bool,
}

impl Memory {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bytes(&self) -> usize {
        self.held().bytes
    }

    fn take(&self) -> Vec<Rows> {
        std::mem::take(&mut self.held().rows)
    }

    /// Gives a run its directory, and the rows so far to that.
    fn pass_on(&self, run: &mut Run, name: &str) -> Result<(), RunError> {
        self.held().is_closed = true;
        run.begin(name)?;
        run.take(&self.take())
    }
}

impl Sink for Memory {
    fn rows(&mut self, rows: &Rows) -> Result<(), SinkError> {
        let mut held = self.held();
        if !held.is_closed {
            held.bytes += rows.bytes();
            held.rows.push(rows.clone());
        }
        Ok(())
    }
}
