//! A worker: a process that runs shards, one after the other, on one thread.
//!
//! It lives long, because beginning a process costs more than a short run. It dies alone: what it takes with it is what
//! has ended since its last commit, and another one runs that again, to the same bits.

use crate::columns::cells;
use crate::error::BatchError;
use crate::folder::BatchDir;
use crate::plan::Recorded;
use crate::protocol::{Order, State, Told};
use quincunx_core::domain::Domain;
use quincunx_core::record::{Rows, Values};
use quincunx_core::schedule::Failure;
use quincunx_core::stop::Stop;
use quincunx_core::workers::Workers;
use quincunx_output::shard::{PointRecord, PointStatus, Shard};
use quincunx_output::{Disk, OutputError};
use quincunx_run::manifest::other_build;
use quincunx_run::point::{Ended, Points as Runs, Table};
use quincunx_run::{Given, Opened, RunError, Sweep, identity};
use quincunx_scene::batch::points::Point;
use quincunx_scene::batch::scenes::Scenes;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How a worker goes about it; none of it changes a result.
#[derive(Clone, Debug)]
pub struct Manner {
    /// How long a point goes on without a commit of its own.
    pub patience: Duration,
    /// How long at most until points that have ended are safe, and what a long one has recorded.
    pub commit_every: Duration,
    /// Set by a signal: the worker stops after its point.
    pub stop: Arc<AtomicBool>,
    /// The door to the file system.
    pub disk: Disk,
}

impl Manner {
    /// Stops when the flag is set; a point that runs longer than five minutes commits.
    pub fn new(stop: Arc<AtomicBool>) -> Self {
        let (patience, commit_every) = (Duration::from_secs(300), Duration::from_secs(60));
        Manner { patience, commit_every, stop, disk: Disk::new() }
    }
}

/// Works until there are no more orders, and says how it goes.
///
/// # Errors
/// Why it cannot go on; it was told by then.
pub fn work(
    path: &Path,
    domains: &[Box<dyn Domain>],
    manner: Manner,
    orders: impl BufRead + Send + 'static,
    out: &mut dyn Write,
) -> Result<(), BatchError> {
    let worked = Bench::new(path, domains, manner).and_then(|bench| bench.obey(orders, out));
    if let Err(error) = &worked {
        let (message, exit) = (error.to_string(), error.exit_code());
        let _ = tell(out, &Told::Broken { message, exit });
    }
    worked
}

fn tell(out: &mut dyn Write, told: &Told) -> Result<(), BatchError> {
    let gone = |error| BatchError::Machine(format!("tell the driver: {error}"));
    let line = serde_json::to_string(told).map_err(|error| BatchError::Machine(error.to_string()))? + "\n";
    out.write_all(line.as_bytes()).and_then(|()| out.flush()).map_err(gone)
}

/// Reads orders on a thread of its own, so that their end is seen while a point runs: it means to stop.
fn listen(orders: impl BufRead + Send + 'static, stop: Arc<AtomicBool>) -> Receiver<Order> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for line in orders.lines().map_while(Result::ok) {
            let Ok(order) = serde_json::from_str(&line) else { break };
            if send.send(order).is_err() {
                break;
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    receive
}

/// All that a worker has at hand.
struct Bench<'d> {
    dir: BatchDir,
    sweep: Sweep,
    runs: Runs<'d>,
    manner: Manner,
}

impl<'d> Bench<'d> {
    fn new(path: &Path, domains: &'d [Box<dyn Domain>], manner: Manner) -> Result<Self, BatchError> {
        let dir = BatchDir::open(path, &manner.disk)?;
        let plan = dir.plan();
        let changed = |difference| BatchError::Unresumable { path: path.into(), difference };
        if plan.program != identity::program() {
            let here = (identity::VERSION, identity::program());
            return Err(changed(other_build((&plan.version, &plan.program), here)));
        }
        let given = Given { plugin_folders: plan.scene.plugin_folders.clone(), ..Given::default() };
        let points = plan.points.points().ok_or_else(|| changed("its points are damaged".into()))?;
        let sweep = Sweep::open(&plan.scene.text, &plan.scene.folder, &given, points, domains)?;
        if let Some(plugin) = sweep.plugins().iter().find(|plugin| !plan.plugins.contains(plugin)) {
            return Err(changed(format!("the plugin `{}` has changed since", plugin.name)));
        }
        let runs = Runs {
            domains,
            name: plan.name.clone(),
            workers: Workers::new(1).map_err(RunError::Machine)?,
            patience: manner.patience,
            commit_every: manner.commit_every,
            disk: manner.disk.clone(),
            stop: Stop(manner.stop.clone()),
        };
        Ok(Bench { dir, sweep, runs, manner })
    }

    fn obey(&self, orders: impl BufRead + Send + 'static, out: &mut dyn Write) -> Result<(), BatchError> {
        for Order::Shard { shard, lost } in listen(orders, self.manner.stop.clone()) {
            let shard = self.shard(shard, &lost, out)?;
            tell(out, &Told::Left { shard })?;
            if shard == State::Stopped {
                break;
            }
        }
        Ok(())
    }

    fn is_stopping(&self) -> bool {
        self.manner.stop.load(Ordering::Relaxed)
    }

    fn shard(&self, number: usize, lost: &Lost, out: &mut dyn Write) -> Result<State, BatchError> {
        let unknown = || BatchError::Machine(format!("run shard {number}: the plan has none of that number"));
        let spec = self.dir.specs().get(number).ok_or_else(unknown)?;
        let mut shard = match Shard::open(&self.dir.shards(), spec, &self.manner.disk) {
            Ok(Some(shard)) => shard,
            Ok(None) => return Ok(State::Whole),
            Err(OutputError::InUse(_)) => return Ok(State::Busy),
            Err(error) => return Err(error.into()),
        };
        tell(out, &Told::Took { ended: shard.ended() })?;
        let range = self.dir.plan().range(number);
        let points = self.sweep.points().iter().skip(range.start).take(range.len());
        let points: Vec<_> = spec.points.iter().zip(points).skip(shard.ended()).collect();
        let (mut safe, scenes) = (Instant::now(), self.sweep.scenes());
        for (id, point) in points {
            let point = One { id, point: &point, scenes: &scenes };
            if self.is_stopping() || !self.point(&mut shard, &point, lost, out)? {
                shard.commit()?;
                return Ok(State::Stopped);
            }
            if safe.elapsed() > self.manner.commit_every {
                shard.commit()?;
                safe = Instant::now();
            }
        }
        shard.finish()?;
        Ok(State::Whole)
    }

    /// Runs a point, unless it is set aside; whether it has ended.
    fn point(
        &self,
        shard: &mut Shard,
        one: &One,
        lost: &Lost,
        out: &mut dyn Write,
    ) -> Result<bool, BatchError> {
        let id = one.id;
        let start = Instant::now();
        let (status, kept) = match lost.get(id) {
            Some(error) => (PointStatus::Lost { error: error.clone() }, false),
            None => {
                tell(out, &Told::Began { point: id.into() })?;
                match self.run(shard, one)? {
                    Some(end) => end,
                    None => return Ok(false),
                }
            }
        };
        let error = match &status {
            PointStatus::Done => None,
            PointStatus::Failed { error } | PointStatus::Lost { error } => Some(error.clone()),
        };
        shard.end(PointRecord { point: id.into(), status, seconds: start.elapsed().as_secs_f64(), kept });
        tell(out, &Told::Ended { point: id.into(), error })?;
        Ok(true)
    }

    /// How a point ended and whether it had a folder; none if it was stopped before.
    fn run(&self, shard: &mut Shard, one: &One) -> Result<Option<(PointStatus, bool)>, BatchError> {
        let opened = self.open(one)?;
        let keys = self.keys(one);
        match self.runs.run(opened, &shard.kept(one.id)) {
            Ok(Ended::Interrupted) => Ok(None),
            Ok(Ended::Rows(tables, all)) => {
                if let Some(error) = self.other_columns(&tables) {
                    return Ok(Some((PointStatus::Failed { error }, false)));
                }
                all.into_iter().try_for_each(|rows| shard.rows(&keyed(&keys, rows)))?;
                Ok(Some((PointStatus::Done, false)))
            }
            Ok(Ended::Kept(recorded)) => {
                let tables = Table::all(recorded.manifest());
                if let Some(error) = self.other_columns(&tables) {
                    return Ok(Some((PointStatus::Failed { error }, false)));
                }
                for Table { name, .. } in &tables {
                    let probe: Arc<str> = name.as_str().into();
                    recorded.rows(name, &mut |columns| {
                        let rows = Rows { probe: probe.clone(), columns: columns.to_vec() };
                        shard.rows(&keyed(&keys, rows))
                    })?;
                }
                Ok(Some((PointStatus::Done, true)))
            }
            // What the point itself is at fault for. A full disk or a changed file would fail every other one too.
            Err(RunError::Failed(failure @ (Failure::Entity { .. } | Failure::Still))) => {
                Ok(Some((PointStatus::Failed { error: failure.to_string() }, false)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The scene of a point, if it is what was planned.
    fn open(&self, one: &One) -> Result<Opened, BatchError> {
        let opened = self.sweep.point_of(one.scenes, one.point)?;
        let planned = &self.dir.plan().inputs;
        let known = |read: &quincunx_scene::files::Input| {
            planned.iter().any(|input| input.path == read.path && input.blake3 == read.blake3)
        };
        match opened.scene.inputs.iter().find(|input| !known(input)) {
            None => Ok(opened),
            Some(input) => Err(BatchError::Unresumable {
                path: self.dir.path().into(),
                difference: format!("`{}` has changed since it was planned", input.path),
            }),
        }
    }

    /// The cells by which the rows of a point are told apart.
    fn keys(&self, one: &One) -> Vec<Values> {
        let values = self.sweep.points().at(one.point).map(|(_, value)| value);
        let varied = self.dir.plan().varied.iter().zip(values);
        let varied = varied.map(|(varied, value)| cells(varied.column.of, [value].into_iter()));
        let seed = one.scenes.seed(one.point).map(|seed| Values::Int64(vec![seed as i64]));
        [Values::Text(vec![one.id.into()])].into_iter().chain(varied).chain(seed).collect()
    }

    /// What a table lacks, or has more, than those of the first point.
    fn other_columns(&self, tables: &[Table]) -> Option<String> {
        let planned: &[Recorded] = &self.dir.plan().tables;
        let differs =
            |(here, there): &(&Table, &Recorded)| here.name != there.name || here.columns != there.columns;
        let (here, there) = tables.iter().zip(planned).find(differs)?;
        let names = |columns: &[quincunx_core::record::Column]| {
            columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        Some(format!(
            "the table `{}` has the columns {}, and that of the first point {}: put what varies them into batches of their own",
            here.name,
            names(&here.columns),
            names(&there.columns)
        ))
    }
}

/// A point of a shard.
struct One<'o> {
    id: &'o str,
    point: &'o Point,
    scenes: &'o Scenes<'o>,
}

/// Points that are set aside, and why.
type Lost = BTreeMap<String, String>;

/// Rows with the cells before them by which they are told apart.
fn keyed(keys: &[Values], rows: Rows) -> Rows {
    let count = rows.len();
    let columns = keys.iter().map(|key| repeated(key, count)).chain(rows.columns).collect();
    Rows { probe: rows.probe, columns }
}

/// The one cell of a column, as often as there are rows.
fn repeated(cell: &Values, count: usize) -> Values {
    match cell {
        Values::Int64(cell) => Values::Int64(cell.repeat(count)),
        Values::Int64OrNull(cell) => Values::Int64OrNull(cell.repeat(count)),
        Values::Float64(cell) => Values::Float64(cell.repeat(count)),
        Values::Text(cell) => Values::Text(cell.iter().cycle().take(count * cell.len()).cloned().collect()),
    }
}
