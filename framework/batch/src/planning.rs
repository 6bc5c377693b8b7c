//! From a batch that was found right to its plan: ids, columns, shards.

use crate::columns::varied;
use crate::error::BatchError;
use crate::plan::{Plan, Recorded, SceneText};
use crate::trial;
use quincunx_core::domain::Domain;
use quincunx_core::stop::Stop;
use quincunx_core::workers::Workers;
use quincunx_output::Disk;
use quincunx_output::collect::POINTS;
use quincunx_run::point::{Effort, Points as Runs};
use quincunx_run::{Given, Opened, OpenedBatch, RunError, identity};
use quincunx_scene::batch::check::Costs;
use quincunx_scene::batch::plain::PlainPoints;
use quincunx_scene::batch::points::Point;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// How long a shard should take: not so long that much is lost with it, not so short that its files are many.
const SHARD: Duration = Duration::from_secs(60);
/// More points make a large shard, however short they are.
const MOST_IN_A_SHARD: usize = 10_000;
/// A point of which nobody knows how long it takes makes a shard of its own.
const UNKNOWN: Effort = Effort { seconds: 60.0, bytes: 0.0 };
/// Shards for every worker, so that none waits long for the last one.
const SHARDS_EACH: usize = 4;

/// Who asks for a plan.
pub struct Asked<'a> {
    /// What the batch is called.
    pub name: &'a str,
    /// What was put into the scene on the command line.
    pub given: &'a Given,
    /// How many workers there will be.
    pub jobs: usize,
    /// Makes the command that tries a point, as [`crate::trial::serve`] does.
    pub trial: &'a dyn Fn() -> Command,
}

/// A plan, and how much a point takes.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// Of a point, on the average.
    pub effort: Effort,
}

/// Plans a batch.
///
/// # Errors
/// If the first point cannot be run, or a probe has a name that is taken.
pub fn plan(batch: &OpenedBatch, asked: &Asked, domains: &[Box<dyn Domain>]) -> Result<Planned, BatchError> {
    let OpenedBatch { plan: wanted, costs, sweep, .. } = batch;
    let points = sweep.points();
    let first = points.iter().next().unwrap_or_else(|| Point { rows: vec![0; points.axes.len()], repeat: 0 });
    let runs = Runs {
        domains,
        name: asked.name.into(),
        workers: Workers::new(1).map_err(RunError::Machine)?,
        patience: Duration::ZERO,
        commit_every: Duration::ZERO,
        disk: Disk::new(),
        stop: Stop::default(),
    };
    let opened = sweep.point(&first)?;
    let (scene, leaves_files) = (scene_text(batch, asked), runs.leaves_files(&opened));
    let relative = relative_work(costs, points.count(), &opened);
    let (text, references) = (opened.scene.text.clone(), opened.scene.references.clone());
    let tables: Vec<Recorded> = runs.tables(opened)?.into_iter().map(Recorded::from).collect();
    if tables.iter().any(|table| table.name == POINTS) {
        return Err(BatchError::Reserved(POINTS.into()));
    }
    let tried = trial::ask((asked.trial)(), &SceneText { text: text.clone(), ..scene.clone() });
    let effort = tried.unwrap_or(UNKNOWN);
    let effort = Effort { seconds: effort.seconds * relative, ..effort };
    let taken = tables.iter().flat_map(|table| &table.columns).map(|column| &*column.name);
    let mut plan = Plan {
        format: Plan::FORMAT,
        version: identity::VERSION.into(),
        program: identity::program().into(),
        name: asked.name.into(),
        scene,
        first: text,
        citations: references.iter().map(|citation| citation.to_string()).collect(),
        inputs: sweep.inputs(),
        plugins: sweep.plugins(),
        varied: varied(points, taken),
        points: PlainPoints::of(points),
        tables,
        leaves_files,
        seconds: effort.seconds,
        shard: wanted
            .shard
            .map_or_else(|| shard(&effort, points.count(), asked.jobs), |shard| shard as usize),
        ids: vec![],
    };
    plan.ids = ids(&plan, batch);
    Ok(Planned { plan, effort })
}

/// The work of a point on the average, against that of the first.
fn relative_work(costs: &Costs, points: usize, first: &Opened) -> f64 {
    let of_object =
        |object: &quincunx_scene::resolve::ResolvedObject| object.object.work().0 as f64 * object.end as f64;
    let own: f64 = first.scene.objects.iter().map(of_object).sum();
    let all: f64 = costs.work.values().map(|work| *work as f64).sum();
    if own > 0.0 { all / (own * points.max(1) as f64) } else { 1.0 }
}

fn scene_text(batch: &OpenedBatch, asked: &Asked) -> SceneText {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.into());
    let folder =
        batch.scene.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    SceneText {
        file: batch.scene.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned()),
        text: batch.sweep.text(),
        folder: absolute(folder),
        plugin_folders: asked.given.plugin_folders.iter().map(|folder| absolute(folder)).collect(),
    }
}

fn shard(effort: &Effort, points: usize, jobs: usize) -> usize {
    let by_time = (SHARD.as_secs_f64() / effort.seconds.max(1e-9)) as usize;
    let for_all = points.div_ceil(SHARDS_EACH * jobs.max(1));
    by_time.min(for_all).clamp(1, MOST_IN_A_SHARD)
}

/// The hash of all that a point follows from: the program, its plugins and files, the resolved scene of the first point,
/// and how this one differs from that.
fn ids(plan: &Plan, batch: &OpenedBatch) -> Vec<String> {
    let mut common = blake3::Hasher::new_derive_key("quincunx point v1");
    let mut put = |text: &str| _ = common.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    put(&plan.program);
    put(&plan.first);
    plan.plugins.iter().for_each(|plugin| put(&plugin.blake3));
    plan.inputs.iter().for_each(|input| {
        put(&input.path);
        put(&input.blake3);
    });
    let id = |point: Point| {
        let mut hash = common.clone();
        batch.sweep.points().identify(&point, &mut hash);
        hash.finalize().to_hex()[..16].to_string()
    };
    batch.sweep.points().iter().map(id).collect()
}
