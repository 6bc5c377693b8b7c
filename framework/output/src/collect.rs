//! From the shards of a batch to its results: one table per probe, ordered by point, in bounded memory. The bytes depend
//! on the rows alone, not on how points were put into shards, nor on who ran them.

use crate::disk::Disk;
use crate::error::OutputError;
use crate::segment::{self, Put};
use crate::shard::sealed::{Sealed, table};
use crate::shard::{PointStatus, Shard, ShardSpec};
use quincunx_core::record::{Column, Type, Values};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Where shards are in the folder of a batch.
pub const SHARDS: &str = "shards";
/// Where results are in the folder of a batch.
pub const RESULTS: &str = "results";
/// The table of points.
pub const POINTS: &str = "points";

/// The points of a batch, as columns of a table.
pub struct PointTable<'p> {
    /// `point`, and a column for all that varies.
    pub columns: Vec<Column>,
    /// Their cells for some points, by number.
    pub cells: &'p dyn Fn(Range<usize>) -> Vec<Values>,
}

/// How many points there are of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// All their rows are there.
    pub done: usize,
    /// They ended with an error.
    pub failed: usize,
    /// They were set aside.
    pub lost: usize,
    /// Their shards are not whole yet.
    pub missing: usize,
    /// Those of the missing that have ended all the same, and are safe.
    pub safe: usize,
}

/// Writes `results/` of a batch from the shards that are whole.
///
/// # Errors
/// A shard that is not what was sealed, which is then mixed in nowhere, or the disk.
pub fn collect(
    batch: &Path,
    specs: &[ShardSpec],
    points: &PointTable,
    disk: &Disk,
) -> Result<Collected, OutputError> {
    let shards = batch.join(SHARDS);
    let whole: Vec<&ShardSpec> = specs.iter().filter(|spec| spec.folder(&shards).exists()).collect();
    for spec in &whole {
        if let Some(sealed) = Sealed::of(&shards, spec)? {
            sealed.verify(&spec.folder(&shards))?;
        }
    }
    let results = batch.join(RESULTS);
    disk.create_folder(&results)?;
    for (name, columns) in specs.first().map(|spec| spec.tables.iter()).into_iter().flatten() {
        let rows = |put: &mut Put| {
            whole.iter().try_for_each(|spec| segment::read(&table(&spec.folder(&shards), name), columns, put))
        };
        segment::replace(disk, &results.join(format!("{name}.parquet")), columns, rows)?;
    }
    put_files(&shards, &whole, &results, disk)?;
    let collected = put_points(&shards, specs, points, &results, disk)?;
    disk.sync_folder(&results)?;
    Ok(collected)
}

/// Stacks of frames and snapshots are as large as they are: they get a second name, not a copy.
fn put_files(shards: &Path, whole: &[&ShardSpec], results: &Path, disk: &Disk) -> Result<(), OutputError> {
    for spec in whole {
        let Some(sealed) = Sealed::of(shards, spec)? else { continue };
        for file in sealed.files() {
            let to = results.join(file);
            disk.create_folder(to.parent().unwrap_or(results))?;
            disk.link(&spec.folder(shards).join(file), &to)?;
        }
    }
    Ok(())
}

fn put_points(
    shards: &Path,
    specs: &[ShardSpec],
    points: &PointTable,
    results: &Path,
    disk: &Disk,
) -> Result<Collected, OutputError> {
    let mut columns = points.columns.clone();
    columns.extend(["status", "error"].map(|name| Column::new(name, Type::Text, "")));
    let mut collected = Collected::default();
    let rows = |put: &mut Put| {
        let mut first = 0;
        for spec in specs {
            let (statuses, errors) = ends(shards, spec, &mut collected)?;
            let mut cells = (points.cells)(first..first + spec.points.len());
            cells.extend([Values::Text(statuses), Values::Text(errors)]);
            put(&cells)?;
            first += spec.points.len();
        }
        Ok(())
    };
    segment::replace(disk, &points_file(results), &columns, rows)?;
    Ok(collected)
}

/// Where the table of points is in the folder of results.
pub(crate) fn points_file(results: &Path) -> PathBuf {
    results.join(format!("{POINTS}.parquet"))
}

/// How the points of a shard ended, in words.
fn ends(
    shards: &Path,
    spec: &ShardSpec,
    collected: &mut Collected,
) -> Result<(Vec<String>, Vec<String>), OutputError> {
    let Some(sealed) = Sealed::of(shards, spec)? else {
        collected.missing += spec.points.len();
        collected.safe += Shard::safe(shards, spec);
        return Ok((vec!["missing".into(); spec.points.len()], vec![String::new(); spec.points.len()]));
    };
    let mut words = |status| match status {
        PointStatus::Done => {
            collected.done += 1;
            ("done".to_string(), String::new())
        }
        PointStatus::Failed { error } => {
            collected.failed += 1;
            ("failed".into(), error)
        }
        PointStatus::Lost { error } => {
            collected.lost += 1;
            ("lost".into(), error)
        }
    };
    Ok(sealed.points.into_iter().map(|point| words(point.status)).unzip())
}
