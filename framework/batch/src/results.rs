//! What a batch has found: tables and a report, made of the shards that are whole.

use crate::columns::{SEED, cells};
use crate::error::BatchError;
use crate::folder::BatchDir;
use crate::plan::Plan;
use quincunx_core::record::{Column, Type, Values};
use quincunx_core::registry::Registry;
use quincunx_output::collect::{Collected, PointTable, collect as collect_shards};
use quincunx_output::report::batch as report;
use quincunx_scene::batch::points::{Point, Points};
use quincunx_scene::batch::scenes::Scenes;
use quincunx_scene::load::SceneError;
use quincunx_sdk::source::Source;
use std::ops::Range;
use std::sync::Arc;

/// The points of a plan, as columns.
pub struct Keys<'p> {
    plan: &'p Plan,
    points: Points,
    all: Vec<Point>,
    source: Arc<Source>,
    registry: Registry,
}

impl<'p> Keys<'p> {
    /// Those of a plan.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn new(plan: &'p Plan) -> Result<Self, BatchError> {
        let damaged = || BatchError::Machine("read the plan: its points are damaged".into());
        let points = plan.points.points().ok_or_else(damaged)?;
        let source = Source::read("scene", plan.scene.text.as_str()).map_err(SceneError::from)?;
        // Seeds follow from the text alone, so nothing has to be known of kinds.
        Ok(Keys { plan, all: points.iter().collect(), points, source, registry: Registry::default() })
    }

    /// The cells of [`Plan::keys`] for some points, by number.
    pub fn cells(&self, range: Range<usize>) -> Vec<Values> {
        let Keys { plan, points, all, source, registry } = self;
        let scenes = Scenes::new(source, points, registry);
        let some = &all[range.clone()];
        let varied = plan.varied.iter().enumerate().map(|(number, varied)| {
            let values = some.iter().filter_map(|point| points.at(point).nth(number));
            cells(varied.column.of, values.map(|(_, value)| value))
        });
        let seeds: Option<Vec<i64>> = some.iter().map(|point| Some(scenes.seed(point)? as i64)).collect();
        let seeds = seeds.filter(|_| plan.points.repeats > 1).map(Values::Int64);
        [Values::Text(plan.ids[range].to_vec())].into_iter().chain(varied).chain(seeds).collect()
    }
}

/// Writes `results/`.
///
/// # Errors
/// A shard that is not what was sealed, or the disk.
pub fn collect(dir: &BatchDir) -> Result<Collected, BatchError> {
    let _alone = dir.lock_results()?;
    let keys = Keys::new(dir.plan())?;
    let table = PointTable { columns: dir.plan().keys(), cells: &|range| keys.cells(range) };
    let collected = collect_shards(dir.path(), dir.specs(), &table, dir.disk())?;
    report::write(&dir.results(), &page(dir.plan()), dir.disk())?;
    Ok(collected)
}

/// What the report has to know besides the tables.
fn page(plan: &Plan) -> report::Batch {
    let seed = Column::new(SEED, Type::Int64, "");
    let seed = report::Varied { path: SEED.into(), column: seed, is_seed: true };
    let varied = plan.varied.iter().map(|varied| report::Varied {
        path: varied.path.clone(),
        column: varied.column.clone(),
        is_seed: false,
    });
    let kinds = plan.tables.iter().map(|table| table.kind.clone());
    let table = |((probe, columns), kind): (&(String, Vec<Column>), String)| report::Table {
        probe: probe.clone(),
        kind,
        columns: columns.clone(),
    };
    report::Batch {
        name: plan.name.clone(),
        scene: plan.scene.file.clone(),
        varied: varied.chain((plan.points.repeats > 1).then_some(seed)).collect(),
        tables: plan.tables().iter().zip(kinds).map(table).collect(),
        citations: plan.citations.clone(),
        text: plan.first.clone(),
        files: plan.leaves_files,
    }
}
