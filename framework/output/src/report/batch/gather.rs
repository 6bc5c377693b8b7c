//! The figures' numbers, gathered from a probe's table in one pass and in memory that does not grow with it.

use super::Table;
use super::arrange::Arrangement;
use super::axes::Points;
use super::course::{Course, key};
use super::shape::{Shape, text};
use super::spread::Spread;
use super::value::Value;
use crate::error::OutputError;
use crate::segment;
use quincunx_core::record::Values;
use std::collections::BTreeMap;
use std::path::Path;

/// Places along the axis of one point that are kept at one time.
const PLACES: usize = 4096;

/// Drawing, row and column.
pub(super) type Cell = (u16, u16, u16);

/// What was measured last: a spread of the points of each cell, by figure.
#[derive(Debug)]
pub(super) struct Cells {
    places: BTreeMap<Cell, usize>,
    spreads: Vec<Spread>,
    figures: usize,
}

impl Cells {
    fn put(&mut self, cell: Cell, values: &[Option<f64>]) {
        let next = self.places.len();
        let place = *self.places.entry(cell).or_insert(next);
        if place == next {
            self.spreads.resize((next + 1) * self.figures, Spread::default());
        }
        let spreads = &mut self.spreads[place * self.figures..][..self.figures];
        spreads.iter_mut().zip(values).for_each(|(spread, value)| spread.put(*value));
    }

    /// The cells in order, with what one figure shows of them.
    pub fn of(&self, figure: usize) -> impl Iterator<Item = (Cell, &Spread)> {
        self.places.iter().map(move |(cell, place)| (*cell, &self.spreads[place * self.figures + figure]))
    }
}

/// Figures are numbered group by group, and in each column by column.
#[derive(Debug)]
pub(super) struct Gathered {
    pub cells: Cells,
    /// By line of the arrangement.
    pub courses: Vec<Course>,
}

/// Means of the rows of one step of one point, by figure.
type Sums = Vec<(u32, f64)>;

fn means(sums: &Sums) -> Vec<Option<f64>> {
    sums.iter().map(|(count, sum)| (*count > 0).then(|| sum / f64::from(*count))).collect()
}

struct Gatherer<'a> {
    shape: &'a Shape,
    points: &'a Points,
    arrangement: &'a Arrangement,
    out: Gathered,
    point: Option<String>,
    cell: Option<Cell>,
    line: Option<usize>,
    /// The step whose rows come, where it stands, and how many came before it.
    step: f64,
    x: f64,
    nth: usize,
    sums: Sums,
    /// The same by place along the axis, where that is not time.
    over: BTreeMap<i64, (f64, Sums)>,
}

/// Reads a table once.
pub(super) fn gather(
    results: &Path,
    table: &Table,
    points: &Points,
    arrangement: &Arrangement,
    shape: &Shape,
) -> Result<Gathered, OutputError> {
    let figures = shape.groups.len() * shape.figures.len();
    let lines = arrangement.lines.len() * arrangement.line_panels.len();
    let out = Gathered {
        cells: Cells { places: BTreeMap::new(), spreads: Vec::new(), figures },
        courses: vec![Course::default(); if shape.several || shape.over.is_some() { lines } else { 0 }],
    };
    let mut gatherer = Gatherer {
        shape,
        points,
        arrangement,
        out,
        point: None,
        cell: None,
        line: None,
        step: f64::NAN,
        x: 0.0,
        nth: 0,
        sums: vec![(0, 0.0); figures],
        over: BTreeMap::new(),
    };
    segment::read(&table.path(results), &table.columns, &mut |cells| {
        (0..cells[0].len()).for_each(|row| gatherer.row(cells, row));
        Ok(())
    })?;
    gatherer.end_point();
    Ok(gatherer.out)
}

impl Gatherer<'_> {
    fn row(&mut self, cells: &[Values], row: usize) {
        let point = text(&cells[0], row);
        let number = |place: Option<usize>| place.and_then(|i| cells[i].number(row));
        let step = number(self.shape.step).unwrap_or(0.0);
        if self.point.as_deref() != Some(point) {
            self.end_point();
            self.begin(point, cells, row);
        } else if self.step != step {
            self.end_step();
        }
        self.step = step;
        self.x = number(self.shape.time).unwrap_or(step);
        let Some(group) = self.shape.group(cells, row) else { return };
        let figures = self.sums.len();
        let sums = match number(self.shape.over).filter(|x| x.is_finite()) {
            _ if self.shape.over.is_none() => &mut self.sums,
            Some(x) if self.over.len() < PLACES || self.over.contains_key(&key(x)) => {
                &mut self.over.entry(key(x)).or_insert_with(|| (x, vec![(0, 0.0); figures])).1
            }
            _ => return,
        };
        let own = sums[group * self.shape.figures.len()..].iter_mut();
        for ((count, sum), &column) in own.zip(&self.shape.figures) {
            if let Some(x) = cells[column].number(row).filter(|x| x.is_finite()) {
                (*count, *sum) = (*count + 1, *sum + x);
            }
        }
    }

    fn begin(&mut self, point: &str, cells: &[Values], row: usize) {
        self.point = Some(point.into());
        let code = |(i, axis): (usize, &super::axes::Axis)| axis.code(&Value::of(&cells[i + 1], row));
        let codes: Vec<Option<u32>> = self.points.axes.iter().enumerate().map(code).collect();
        self.cell = self.arrangement.cell(&codes);
        self.line = self.arrangement.line(&codes).filter(|line| *line < self.out.courses.len());
        self.nth = 0;
    }

    fn end_step(&mut self) {
        self.over.clear();
        if let Some(line) = self.line.filter(|_| self.shape.over.is_none()) {
            self.out.courses[line].put(self.nth, key(self.step), self.x, &means(&self.sums));
        }
        self.sums.fill((0, 0.0));
        self.nth += 1;
    }

    fn end_point(&mut self) {
        if self.point.is_none() {
            return;
        }
        if self.shape.over.is_some() {
            if let Some(line) = self.line {
                let places = self.over.iter().enumerate();
                places.for_each(|(nth, (key, (x, sums)))| {
                    self.out.courses[line].put(nth, *key, *x, &means(sums));
                });
            }
        } else {
            let last = means(&self.sums);
            if let Some(cell) = self.cell {
                self.out.cells.put(cell, &last);
            }
            if let Some(line) = self.line {
                self.out.courses[line].end(key(self.step), self.x, &last);
            }
        }
        self.end_step();
    }
}
