//! `results/report.html` of a batch: one page that says what varied, what failed, and shows what came of it.
//!
//! It is made of `points.parquet` and the probes' tables alone, in memory that does not grow with them: every number
//! is gathered into a place of a figure while its row passes by.

mod arrange;
mod axes;
mod caption;
mod course;
mod facts;
mod family;
mod figures;
mod gather;
mod heat;
mod lines;
mod numbers;
mod probe;
mod shape;
mod spread;
mod value;

#[cfg(test)]
mod tests;

use super::html::{Html, escape};
use super::{REPORT, STYLE};
use crate::disk::Disk;
use crate::error::OutputError;
use arrange::Arrangement;
use axes::Points;
use quincunx_core::record::Column;
use std::path::{Path, PathBuf};

/// The table of points in the folder of results.
const POINTS: &str = "points.parquet";

const BATCH_STYLE: &str = include_str!("../../assets/batch.css");

/// What the page says of a batch that its results do not hold.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The batch's name.
    pub name: String,
    /// The scene that was varied, as the batch file names it.
    pub scene: String,
    /// What varies, in the order of the columns.
    pub varied: Vec<Varied>,
    /// The tables of row probes, in the order of the page.
    pub tables: Vec<Table>,
    /// Works to cite.
    pub citations: Vec<String>,
    /// The resolved scene of the first point.
    pub text: String,
    /// Whether points have files of their own in `files/`.
    pub files: bool,
}

/// A path of the scene that has a value for every point.
#[derive(Clone, Debug)]
pub struct Varied {
    /// The path as the batch file has it: `world.ou.process.theta`.
    pub path: String,
    /// Its column in every table.
    pub column: Column,
    /// Whether its values are replicates, which are averaged over. A path or a column named `seed` always is.
    pub is_seed: bool,
}

/// The table of one row probe: `<probe>.parquet`.
#[derive(Clone, Debug)]
pub struct Table {
    /// The probe's name.
    pub probe: String,
    /// Its kind: `Population`.
    pub kind: String,
    /// All columns of the file in order: `point`, those that vary, and the probe's own.
    pub columns: Vec<Column>,
}

impl Table {
    fn path(&self, results: &Path) -> PathBuf {
        results.join(format!("{}.parquet", self.probe))
    }
}

/// Writes the report of a batch into the folder of its results, and says where it stands. Its bytes depend on
/// `points.parquet`, the tables and `batch` alone.
///
/// A table that cannot be read is said so in its place.
///
/// # Errors
/// If `points.parquet` cannot be read, or the disk fails.
pub fn write(results: &Path, batch: &Batch, disk: &Disk) -> Result<PathBuf, OutputError> {
    let page = page(results, batch, &Points::read(results, batch)?);
    let place = results.join(REPORT);
    disk.replace(&place, |file| file.put(page.as_bytes()))?;
    disk.sync_folder(results)?;
    Ok(place)
}

fn page(results: &Path, batch: &Batch, points: &Points) -> String {
    let mut html = Html::default();
    html.open_page(&format!("{} – Quincunx", batch.name), false, &[STYLE, BATCH_STYLE]);
    facts::header(&mut html, batch, points);
    facts::varied(&mut html, points);
    let arrangement = Arrangement::of(points);
    let common = probe::Page { results, batch, points, arrangement: &arrangement };
    batch.tables.iter().for_each(|table| probe::section(&mut html, &common, table));
    facts::failures(&mut html, points);
    facts::points(&mut html, points);
    facts::open(&mut html, batch);
    facts::about(&mut html, batch);
    let version = escape(env!("CARGO_PKG_VERSION"));
    html.raw(&format!("</main>\n<footer><p>Written by Quincunx {version}.</p></footer>\n</body>\n</html>\n"));
    html.into_text()
}
