//! The points of a batch: what became of them, and which values each varied path takes.

use super::super::panels::short;
use super::value::Value;
use super::{Batch, POINTS};
use crate::error::OutputError;
use crate::segment;
use quincunx_core::record::{Column, Type, Values};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Points that have a row in the table of points.
const LISTED: usize = 500;
/// Points that have a row in the table of failures.
const FAILURES: usize = 100;
/// Letters of an error, and of a value, that are shown.
const LETTERS: usize = 2000;
const VALUE: usize = 80;

/// How a varied path is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    /// It has an axis.
    Drawn,
    /// It is averaged over.
    Replicate,
    /// It has one value.
    Constant,
    /// Its value follows from that of another path, whose place in the list it holds.
    With(usize),
}

/// A varied path with the values that points have.
#[derive(Debug)]
pub(super) struct Axis {
    pub path: String,
    pub name: String,
    pub unit: String,
    pub is_number: bool,
    /// Numbers from the smallest to the largest; texts as they first appear.
    pub values: Vec<Value>,
    pub role: Role,
    codes: BTreeMap<Value, u32>,
}

impl Axis {
    /// The place of a value among `values`.
    pub fn code(&self, value: &Value) -> Option<u32> {
        self.codes.get(value).copied()
    }

    /// Its name with the unit.
    pub fn label(&self) -> String {
        if self.unit.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.unit) }
    }
}

/// A row of a table of points.
#[derive(Debug)]
pub(super) struct Listed {
    pub id: String,
    pub values: Vec<String>,
    pub status: String,
    pub error: String,
}

/// All points, in memory that grows by a few bytes a point.
#[derive(Debug, Default)]
pub(super) struct Points {
    pub count: usize,
    pub by_status: BTreeMap<String, usize>,
    /// The first ones.
    pub first: Vec<Listed>,
    /// The first ones that are not done.
    pub failed: Vec<Listed>,
    pub axes: Vec<Axis>,
    /// By axis, then by point: the place of its value.
    pub codes: Vec<Vec<u32>>,
}

/// What `points.parquet` has.
fn columns(batch: &Batch) -> Vec<Column> {
    let text = |name: &str| Column::new(name, Type::Text, "");
    let varied = batch.varied.iter().map(|varied| varied.column.clone());
    [text("point")].into_iter().chain(varied).chain([text("status"), text("error")]).collect()
}

impl Points {
    pub fn read(results: &Path, batch: &Batch) -> Result<Self, OutputError> {
        let mut points = Points::default();
        let mut seen = vec![BTreeMap::<Value, u32>::new(); batch.varied.len()];
        points.codes = vec![Vec::new(); batch.varied.len()];
        segment::read(&results.join(POINTS), &columns(batch), &mut |rows| {
            for row in 0..rows[0].len() {
                for (i, seen) in seen.iter_mut().enumerate() {
                    let next = seen.len() as u32;
                    points.codes[i].push(*seen.entry(Value::of(&rows[i + 1], row)).or_insert(next));
                }
                points.list(rows, row);
            }
            Ok(())
        })?;
        for (varied, seen) in batch.varied.iter().zip(seen) {
            let i = points.axes.len();
            let axis = axis(varied, seen, &mut points.codes[i]);
            points.axes.push(axis);
        }
        points.find_roles();
        Ok(points)
    }

    fn list(&mut self, rows: &[Values], row: usize) {
        let status = rows[rows.len() - 2].words(row);
        self.count += 1;
        *self.by_status.entry(status.clone()).or_default() += 1;
        let is_failure = status != "done" && self.failed.len() < FAILURES;
        let listed = || Listed {
            id: rows[0].words(row),
            values: rows[1..rows.len() - 2].iter().map(|cells| short(&words(cells, row), VALUE)).collect(),
            status: status.clone(),
            error: short(&rows[rows.len() - 1].words(row), LETTERS),
        };
        if is_failure {
            self.failed.push(listed());
        }
        if self.first.len() < LISTED {
            self.first.push(listed());
        }
    }

    pub fn done(&self) -> usize {
        self.by_status.get("done").copied().unwrap_or_default()
    }

    /// Says of the axes that are drawn so far which do not need to be.
    fn find_roles(&mut self) {
        for i in 0..self.axes.len() {
            if self.axes[i].role != Role::Drawn {
                continue;
            }
            if self.axes[i].values.len() < 2 {
                self.axes[i].role = Role::Constant;
            } else if let Some(other) =
                (0..i).find(|&j| self.axes[j].role == Role::Drawn && self.follows(i, j))
            {
                self.axes[i].role = Role::With(other);
            }
        }
    }

    /// Whether wherever `other` has one value, `axis` has one too.
    fn follows(&self, axis: usize, other: usize) -> bool {
        let mut found = vec![None; self.axes[other].values.len()];
        self.codes[axis]
            .iter()
            .zip(&self.codes[other])
            .all(|(code, place)| found[*place as usize].get_or_insert(code) == &code)
    }

    /// The axes that are drawn.
    pub fn drawn(&self) -> Vec<usize> {
        (0..self.axes.len()).filter(|&i| self.axes[i].role == Role::Drawn).collect()
    }

    /// The combinations of values that points have on some axes, in the order of the axes.
    pub fn combinations(&self, axes: &[usize]) -> BTreeSet<Vec<u32>> {
        (0..self.count).map(|point| axes.iter().map(|&axis| self.codes[axis][point]).collect()).collect()
    }
}

/// An integer with all its digits, for it may be a seed.
fn words(cells: &Values, row: usize) -> String {
    match cells {
        Values::Float64(_) => Value::of(cells, row).label(),
        other => other.words(row),
    }
}

fn axis(varied: &super::Varied, mut seen: BTreeMap<Value, u32>, codes: &mut [u32]) -> Axis {
    let is_number = varied.column.of != Type::Text;
    if is_number {
        let mut places = vec![0; seen.len()];
        for (place, code) in seen.values_mut().enumerate() {
            places[*code as usize] = place as u32;
            *code = place as u32;
        }
        codes.iter_mut().for_each(|code| *code = places[*code as usize]);
    }
    let mut values = vec![Value::Missing; seen.len()];
    seen.iter().for_each(|(value, code)| values[*code as usize] = value.clone());
    let is_replicate = varied.is_seed || varied.path == "seed" || varied.column.name == "seed";
    Axis {
        path: varied.path.clone(),
        name: varied.column.name.clone(),
        unit: varied.column.unit.clone(),
        is_number,
        values,
        role: if is_replicate { Role::Replicate } else { Role::Drawn },
        codes: seen,
    }
}
