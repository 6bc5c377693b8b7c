//! What a batch has found: tables and a report, made of the shards that are whole.

use crate::columns::cells;
use crate::error::BatchError;
use crate::folder::BatchDir;
use crate::plan::Plan;
use quincunx_core::record::Values;
use quincunx_core::registry::Registry;
use quincunx_output::collect::{Collected, PointTable, collect as collect_shards};
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
    let keys = Keys::new(dir.plan())?;
    let table = PointTable { columns: dir.plan().keys(), cells: &|range| keys.cells(range) };
    Ok(collect_shards(dir.path(), dir.specs(), &table, dir.disk())?)
}
