//! A run: prepared in a directory, taken to its end leg by leg, committed on the way.

use crate::directory::Place;
use crate::engine::{CPU, Engine, has_floats};
use crate::error::RunError;
use crate::identity;
use crate::manifest;
use crate::open::Opened;
use crate::watcher::{Progress, ToWatcher, Watcher};
use quincunx_core::clock::{Clock, End};
use quincunx_core::domain::Domain;
use quincunx_core::lab::{Lab, Stem};
use quincunx_core::record::{Frame, Rows, Snapshot};
use quincunx_core::schedule::Failure;
use quincunx_core::section::Section;
use quincunx_core::sink::{Sink, SinkError};
use quincunx_core::stop::Stop;
use quincunx_core::streams::Streams;
use quincunx_core::workers::Workers;
use quincunx_device::choice::Choice;
use quincunx_device::device::Accelerator;
use quincunx_output::{
    Disk, Manifest, Opened as OpenedDir, OutputError, Recorded, Resumed, RunDir, RunRecord, State, Status,
    report, utc,
};
use quincunx_scene::resolve::{Resolved, ResolvedObject};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// Rows in memory are committed when they reach this many bytes.
const MOST_PENDING: usize = 64 << 20;

/// How a run is run; none of it changes a result, but that floats on a device are rounded otherwise.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where its directory is.
    pub place: Place,
    /// Whether an earlier run of the same scene is taken up.
    pub resume: bool,
    /// Whether a run that is in the directory is replaced.
    pub force: bool,
    /// How many threads compute.
    pub threads: usize,
    /// Which device was asked for. Nobody asked: the same as [`Choice::Auto`], but that there is no CUDA at all is then not
    /// worth a word.
    pub device: Option<Choice>,
    /// How long at most until what was recorded is safe.
    pub commit_every: Duration,
    /// The door to the file system.
    pub disk: Disk,
    /// Whether a report is written at the end.
    pub report: bool,
    /// Set from outside, where it is to stop.
    pub stop: Stop,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            place: Place::default(),
            resume: false,
            force: false,
            threads: identity::cores(),
            device: None,
            commit_every: Duration::from_secs(60),
            disk: Disk::new(),
            report: true,
            stop: Stop::default(),
        }
    }
}

/// How a run ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every file is in its place.
    Done,
    /// The directory held it complete already.
    AlreadyDone,
    /// It was asked to stop, and can be resumed.
    Interrupted,
}

/// What is known when a run begins.
#[derive(Clone, Debug)]
pub struct Started {
    /// Its directory.
    pub path: PathBuf,
    /// What it is.
    pub manifest: Manifest,
    /// Name and clock of every object; beyond step 0 if the run was taken up.
    pub clocks: Vec<(String, Clock)>,
    /// The work of a step of every object, and what it counts.
    pub work: Vec<(u64, &'static str)>,
    /// Whether an earlier run is taken up.
    pub resumed: bool,
    /// What computes it: "cpu" or "cuda:0 (NVIDIA H200)".
    pub device: String,
    /// Why it is not the device that a person may expect: a line.
    pub notice: Option<String>,
}

/// A run that is ready to go.
pub struct Run {
    pub(crate) lab: Lab,
    engine: Engine,
    dir: Option<Shared>,
    started: Started,
    record: RunRecord,
    options: Options,
    is_final: bool,
}

/// The directory is both a sink of the laboratory and what commits are made in.
#[derive(Clone)]
struct Shared(Arc<Mutex<Option<RunDir>>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Option<RunDir>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, act: impl FnOnce(&mut RunDir) -> Result<T, OutputError>) -> Result<T, OutputError> {
        self.lock().as_mut().map_or(Err(OutputError::Stopped), act)
    }
}

impl Sink for Shared {
    fn rows(&mut self, rows: &Rows) -> Result<(), SinkError> {
        Ok(self.with(|dir| dir.rows(rows))?)
    }

    fn frame(&mut self, frame: &Frame) -> Result<(), SinkError> {
        Ok(self.with(|dir| dir.frame(frame))?)
    }

    fn snapshot(&mut self, snapshot: &Snapshot) -> Result<(), SinkError> {
        Ok(self.with(|dir| dir.snapshot(snapshot.clone()))?)
    }
}

impl Run {
    /// Brings a checked scene into being, in a new directory or where an earlier run left it.
    ///
    /// # Errors
    /// When the directory or the device cannot be used, or the directory holds another run.
    pub fn prepare(
        domains: &[Box<dyn Domain>],
        name: &str,
        opened: Opened,
        options: Options,
    ) -> Result<Self, RunError> {
        identity::instruction_set().map_err(RunError::Environment)?;
        let workers = Workers::new(options.threads).map_err(RunError::Machine)?;
        let base = manifest::of_scene(name, &opened.scene, &opened.plugins);
        // The directory is looked at first: a world may be large, and a sweep asks for many that are done.
        let earlier = look(&base, &options)?;
        let engine = engine(&opened.scene.objects, options.device, &earlier)?;
        let mut run = match &earlier {
            Earlier::Done(_) => Run::empty(domains, &opened.scene, base, engine, workers, options),
            _ => Run::build(domains, opened.scene, base, engine, workers, options)?,
        };
        let entered = match earlier {
            Earlier::None => run.begin(name),
            Earlier::Unfinished(begun) => run.take_up(begun.path),
            Earlier::Done(begun) => {
                (run.started.path, run.started.resumed) = (begun.path, true);
                Ok(())
            }
        };
        entered.map_err(|error| run.engine.blame(error))?;
        run.started.clocks = run.clocks();
        Ok(run)
    }

    /// Brings a checked scene into being without a directory: what is recorded goes nowhere yet.
    pub(crate) fn build(
        domains: &[Box<dyn Domain>],
        scene: Resolved,
        base: Manifest,
        engine: Engine,
        workers: Workers,
        options: Options,
    ) -> Result<Self, RunError> {
        let mut run = Run::empty(domains, &scene, base, engine, workers, options);
        if let Some(cuda) = &run.engine.cuda {
            run.lab.provide(Accelerator(cuda.clone()));
        }
        run.lab.provide(run.options.stop.clone());
        let populated = populate(&mut run.lab, scene).map_err(|error| match run.options.stop.is_asked() {
            true => RunError::Interrupted,
            false => run.engine.blame(error),
        });
        let probes = populated?;
        run.started.manifest = manifest::with_probes(run.started.manifest, probes, &run.lab);
        run.started.clocks = run.clocks();
        Ok(run)
    }

    /// A run of a scene with nothing in its world yet.
    fn empty(
        domains: &[Box<dyn Domain>],
        scene: &Resolved,
        base: Manifest,
        engine: Engine,
        workers: Workers,
        options: Options,
    ) -> Self {
        let started = Started {
            path: PathBuf::new(),
            manifest: Manifest { arithmetic: engine.arithmetic.clone(), ..base },
            clocks: vec![],
            work: scene.objects.iter().map(|object| object.object.work()).collect(),
            resumed: false,
            device: engine.name(),
            notice: engine.notice.clone(),
        };
        let lab = Lab::new(domains, Streams::new(scene.seed), workers);
        let record = RunRecord { device: engine.name(), ..RunRecord::default() };
        Run { lab, engine, dir: None, started, record, options, is_final: false }
    }

    /// Makes the run's directory, which takes all that is recorded from here on.
    pub(crate) fn begin(&mut self, name: &str) -> Result<(), RunError> {
        let Options { place, force, disk, .. } = &self.options;
        let path = place.fresh(name);
        let dir = RunDir::create(&path, &self.started.manifest, *force, disk.clone())?;
        self.options.place.point(&path);
        self.hold(dir)
    }

    /// Gives the directory rows that were recorded before it was there.
    pub(crate) fn take(&mut self, rows: &[Rows]) -> Result<(), RunError> {
        let Some(dir) = &self.dir else { return Ok(()) };
        Ok(rows.iter().try_for_each(|rows| dir.with(|dir| dir.rows(rows)))?)
    }

    fn take_up(&mut self, path: PathBuf) -> Result<(), RunError> {
        match RunDir::open(&path, self.options.disk.clone())? {
            OpenedDir::Done(_) => {
                (self.started.path, self.started.resumed) = (path, true);
                Ok(())
            }
            OpenedDir::Unfinished { dir, resumed, .. } => {
                if let Some(resumed) = resumed {
                    self.restore(&resumed)?;
                    self.is_final = resumed.is_final;
                }
                if let Some(old) = Recorded::open(&path)?.run() {
                    self.record.started.clone_from(&old.started);
                    self.record.seconds = old.seconds;
                }
                self.started.resumed = true;
                self.options.place.point(&path);
                self.hold(*dir)
            }
        }
    }

    fn restore(&mut self, resumed: &Resumed) -> Result<(), RunError> {
        for stem in self.lab.stems() {
            let mut from = resumed.state(&stem.0)?;
            let damaged =
                |error: std::io::Error| RunError::Machine(format!("read the state of {}: {error}", stem.0));
            self.lab.read(&stem, &mut from).map_err(damaged)?;
        }
        Ok(())
    }

    fn hold(&mut self, dir: RunDir) -> Result<(), RunError> {
        self.started.path = dir.path().into();
        self.record = RunRecord {
            host: identity::host(),
            cpu: identity::cpu(),
            instruction_set: identity::instruction_set().map_err(RunError::Environment)?.into(),
            threads: self.options.threads.max(1),
            ..self.record.clone()
        };
        if self.record.started.is_empty() {
            self.record.started = utc(SystemTime::now());
        }
        dir.status(&self.record)?;
        let shared = Shared(Arc::new(Mutex::new(Some(dir))));
        self.lab.add_sink(Box::new(shared.clone()));
        self.dir = Some(shared);
        Ok(())
    }

    /// What is known before the first step.
    pub fn started(&self) -> &Started {
        &self.started
    }

    /// Runs to the end, or until it is [asked to stop](Options::stop), and writes the report.
    ///
    /// # Errors
    /// What ended it. What was committed before is safe and readable, and `--resume` goes on from there.
    pub fn go(mut self, watcher: Arc<dyn Watcher>) -> Result<Outcome, RunError> {
        let Some(dir) = self.dir.clone() else {
            if !self.started.path.join(report::FILE).exists() {
                self.report()?; // killed before it was written
            }
            return Ok(Outcome::AlreadyDone);
        };
        self.lab.add_sink(Box::new(ToWatcher(watcher.clone())));
        watcher.started(&self.started);
        let clock = Stopwatch { before: self.record.seconds, start: Instant::now() };
        let outcome = self.legs(&dir, watcher.as_ref(), &clock);
        self.record.seconds = clock.seconds();
        let outcome = match outcome {
            Ok(Outcome::Done) => self.close(&dir).map(|()| Outcome::Done),
            // A plugin that was asked to stop in the middle of a call answers with an error.
            Err(RunError::Failed(Failure::Entity { plugin: true, .. })) if self.options.stop.is_asked() => {
                self.commit(&dir, false, &clock).map(|()| Outcome::Interrupted)
            }
            outcome => outcome,
        };
        let outcome = outcome.map_err(|error| self.engine.blame(error));
        match &outcome {
            Ok(Outcome::Interrupted) => self.leave(&dir, Status::Interrupted)?,
            Ok(_) => self.report()?,
            Err(error) => {
                // Whatever failed, what can be kept is kept; the disk may be what failed, and the first error is
                // the one to tell. After a device failed nobody knows what is on it.
                if matches!(error, RunError::Failed(Failure::Entity { .. })) {
                    let _ = self.commit(&dir, false, &clock);
                }
                let _ = self.leave(&dir, Status::Failed { error: error.to_string() });
            }
        }
        self.record.remarks.iter().for_each(|(object, remark)| watcher.remark(object, remark));
        outcome
    }

    fn legs(&mut self, dir: &Shared, watcher: &dyn Watcher, clock: &Stopwatch) -> Result<Outcome, RunError> {
        let mut last_commit = Instant::now();
        while !self.lab.finished() {
            self.lab.leg()?;
            watcher.progress(&self.progress(clock.start.elapsed()));
            let stopping = self.options.stop.is_asked() && !self.lab.finished();
            let full = dir.with(|dir| Ok(dir.pending_bytes()))? > MOST_PENDING;
            if stopping || full || last_commit.elapsed() > self.options.commit_every {
                self.commit(dir, false, clock)?;
                last_commit = Instant::now();
            }
            if stopping {
                return Ok(Outcome::Interrupted);
            }
        }
        if !self.is_final {
            self.commit(dir, true, clock)?;
        }
        Ok(Outcome::Done)
    }

    fn commit(&mut self, dir: &Shared, is_final: bool, clock: &Stopwatch) -> Result<(), RunError> {
        let lab = &self.lab;
        let state = |stem: Stem| State::new(stem.0.clone(), move |out| lab.write(&stem, out));
        let states = lab.stems().into_iter().map(state).collect();
        let steps = self.lab.clocks().map(|(name, clock)| (name.to_string(), clock.step)).collect();
        dir.with(|dir| dir.commit(states, steps, is_final))?;
        self.record.remarks = self.engine.remarks(self.lab.remarks());
        self.record.seconds = clock.seconds();
        self.tell_status(dir)
    }

    /// Writes `run.json`, with the steps that were committed.
    fn tell_status(&mut self, dir: &Shared) -> Result<(), RunError> {
        Ok(dir.with(|dir| {
            self.record.steps.clone_from(dir.committed());
            dir.status(&self.record)
        })?)
    }

    fn clocks(&self) -> Vec<(String, Clock)> {
        self.lab.clocks().map(|(name, clock)| (name.to_string(), clock)).collect()
    }

    fn progress(&self, elapsed: Duration) -> Progress {
        let clocks = self.clocks();
        Progress { fraction: self.fraction(), clocks, elapsed }
    }

    /// The share of all work that is done, from 0 to 1.
    pub(crate) fn fraction(&self) -> f64 {
        let clocks = self.clocks();
        let weigh = |pick: fn(&Clock) -> u64| -> f64 {
            let works = self.started.work.iter().zip(&clocks);
            works.map(|((work, _), (_, clock))| *work as f64 * pick(clock) as f64).sum()
        };
        let (done, all) = (weigh(|clock| clock.step), weigh(|clock| clock.end));
        if all > 0.0 { done / all } else { 1.0 }
    }

    /// Says how it stands, and writes a report of what was committed.
    fn leave(&mut self, dir: &Shared, status: Status) -> Result<(), RunError> {
        self.record.status = status;
        self.record.finished = Some(utc(SystemTime::now()));
        self.tell_status(dir)?;
        self.report()
    }

    fn report(&self) -> Result<(), RunError> {
        if self.options.report {
            report::write_with(&self.started.path, &self.options.disk)?;
        }
        Ok(())
    }

    fn close(&mut self, dir: &Shared) -> Result<(), RunError> {
        let hashes =
            self.lab.hashes().map_err(|error| RunError::Machine(format!("hash a state: {error}")))?;
        self.record.finished = Some(utc(SystemTime::now()));
        self.record.steps = self.lab.clocks().map(|(name, clock)| (name.to_string(), clock.step)).collect();
        self.record.state_hashes = hashes.into_iter().collect();
        self.record.remarks = self.engine.remarks(self.lab.remarks());
        let listed = |file: &String| self.started.manifest.files.contains(file);
        let previews = self.lab.pictured().into_iter().map(manifest::preview_file).filter(listed);
        let previews: Vec<_> = previews
            .filter_map(|file| Some((file.clone(), self.lab.picture(file.strip_suffix(".last.png")?)?)))
            .collect();
        dir.with(|dir| dir.close(&self.record, &previews))?;
        dir.lock().take(); // and with it the lock
        Ok(())
    }
}

/// The time that this process has spent on a run, and those before it.
struct Stopwatch {
    before: f64,
    start: Instant,
}

impl Stopwatch {
    fn seconds(&self) -> f64 {
        self.before + self.start.elapsed().as_secs_f64()
    }
}

/// What is in the directory that a run is to have.
enum Earlier {
    None,
    Unfinished(Begun),
    Done(Begun),
}

/// A run that was begun before.
struct Begun {
    path: PathBuf,
    arithmetic: String,
}

/// What is to compute it. Where all is done, nothing has to be opened, unless it was asked for by name.
fn engine(objects: &[ResolvedObject], asked: Option<Choice>, earlier: &Earlier) -> Result<Engine, RunError> {
    let is_named = asked.is_some_and(|choice| choice != Choice::Auto);
    let begun = match earlier {
        Earlier::None => return Ok(Engine::choose(asked, objects, None)?),
        Earlier::Done(begun) if !is_named && (has_floats(objects) || begun.arithmetic == CPU) => {
            return Ok(Engine::processor(&begun.arithmetic));
        }
        Earlier::Unfinished(begun) | Earlier::Done(begun) => begun,
    };
    let Engine { arithmetic: here, without, .. } =
        match Engine::choose(asked, objects, Some(&begun.arithmetic))? {
            engine if engine.arithmetic == begun.arithmetic => return Ok(engine),
            other => other,
        };
    let (path, begun) = (begun.path.clone(), begun.arithmetic.clone());
    Err(RunError::OtherArithmetic { path, begun, here, without })
}

/// Looks without touching anything: what belongs to another run must not even be tidied up.
fn look(new: &Manifest, options: &Options) -> Result<Earlier, RunError> {
    let earlier = options.resume.then(|| options.place.earlier(&new.hashes.scene)).flatten();
    let Some(path) = earlier else {
        if let (Place::Named(path), false) = (&options.place, options.force) {
            RunDir::refuse_occupied(path)?;
        }
        return Ok(Earlier::None);
    };
    let recorded = Recorded::open(&path)?;
    let done = recorded.is_done() && !recorded.is_held();
    let old = recorded.manifest();
    refuse_difference(&path, old, new)?;
    let begun = Begun { path, arithmetic: old.arithmetic.clone() };
    Ok(if done { Earlier::Done(begun) } else { Earlier::Unfinished(begun) })
}

fn refuse_difference(path: &Path, old: &Manifest, new: &Manifest) -> Result<(), RunError> {
    match manifest::difference(old, new) {
        Some(difference) => Err(RunError::Unresumable { path: path.into(), difference }),
        None => Ok(()),
    }
}

/// What is known of probes and objects only when they are there.
pub(crate) struct Populated {
    /// Name, kind and object of every probe.
    pub probes: Vec<(String, &'static str, String)>,
    /// What the objects have for the report.
    pub sections: Vec<Section>,
}

/// Spawns the objects and probes of a scene.
pub(crate) fn populate(lab: &mut Lab, scene: Resolved) -> Result<Populated, RunError> {
    let (mut entities, mut sections) = (vec![], vec![]);
    for object in &scene.objects {
        let end = End { step: object.end, at_rest: object.at_rest };
        entities.push((lab.add_object(&object.name, object.object.as_ref(), end)?, &object.name));
        sections.extend(object.object.sections(&object.name));
    }
    let mut probes = vec![];
    for probe in scene.probes {
        let (entity, of) = &entities[probe.of];
        probes.push((probe.name.clone(), probe.kind, (*of).clone()));
        lab.add_probe(&probe.name, probe.spec, *entity, probe.due)?;
    }
    Ok(Populated { probes, sections })
}
