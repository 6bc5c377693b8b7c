//! What the rows of a probe's table are: one a point or a course over time, told apart by which columns, and which
//! numbers are worth a figure.

use super::spread::Spread;
use super::{Batch, Table};
use crate::error::OutputError;
use crate::segment;
use quincunx_core::record::{Column, Type, Values};
use std::collections::BTreeSet;
use std::path::Path;

/// Columns that have figures.
const COLUMNS: usize = 6;
/// Texts that have figures of their own, and figures of one kind in all.
const GROUPS: usize = 6;
const FIGURES: usize = 12;
/// Different texts that are counted.
const COUNTED: usize = 64;
/// Steps that are looked at to find what tells their rows apart, and rows of each.
const STEPS: usize = 32;
const ROWS: usize = 4096;

/// Columns whose rows are averaged over.
const REPLICATES: [&str; 2] = ["path", "atom"];
/// A column that says the same as another in other units: the first of each pair stands for both.
const PAIRS: [(&str, &str); 2] = [("low", "high"), ("lag_time", "lag")];

/// How a table is read. Columns are places in the table.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Numbers with figures, those with one value throughout, and those that are left out.
    pub figures: Vec<usize>,
    pub constant: Vec<(usize, f64)>,
    pub left_out: Vec<usize>,
    /// The text of the rows that all others come to. Where there are such rows, only they have figures.
    pub whole: Option<(usize, String)>,
    /// The texts that tell rows apart, and their combinations that have figures.
    pub texts: Vec<usize>,
    pub groups: Vec<Vec<String>>,
    /// How many combinations there are; not counted beyond 64.
    pub all_groups: usize,
    pub step: Option<usize>,
    pub time: Option<usize>,
    /// The number that tells the rows of a step apart and lies along the axis instead of time.
    pub over: Option<usize>,
    /// Those that are averaged over.
    pub averaged: Vec<usize>,
    /// Whether some point has rows of several steps, and whether their times are not their steps.
    pub several: bool,
    pub is_time: bool,
    pub rows: usize,
    /// Cells of the figures that are not finite numbers.
    pub gaps: usize,
}

impl Shape {
    /// Whether a row has a place in the figures.
    fn takes(&self, rows: &[Values], row: usize) -> bool {
        self.whole.as_ref().is_none_or(|(i, words)| text(&rows[*i], row) == words)
    }

    /// The place of a row's texts among the groups.
    pub fn group(&self, rows: &[Values], row: usize) -> Option<usize> {
        if !self.takes(rows, row) {
            return None;
        }
        let is_it =
            |group: &Vec<String>| self.texts.iter().zip(group).all(|(&i, t)| text(&rows[i], row) == t);
        self.groups.iter().position(is_it)
    }
}

/// A text without a copy of it.
pub(super) fn text(cells: &Values, row: usize) -> &str {
    match cells {
        Values::Text(texts) => texts.get(row).map_or("", String::as_str),
        _ => "",
    }
}

/// Reads a table once to find how it is to be read.
pub(super) fn shape(results: &Path, batch: &Batch, table: &Table) -> Result<Shape, OutputError> {
    let columns = &table.columns;
    if columns.len() <= batch.varied.len() {
        return Err(OutputError::mismatch(
            &table.probe,
            "its columns do not begin with the point and all that varies",
        ));
    }
    let own = || batch.varied.len() + 1..columns.len();
    let find = |name: &str| own().find(|&i| columns[i].name == name && columns[i].of != Type::Text);
    let (step, time) = (find("step"), find("time"));
    let is_number = |i: &usize| columns[*i].of != Type::Text && Some(*i) != step && Some(*i) != time;
    let numbers: Vec<usize> = own().filter(is_number).collect();
    let texts: Vec<usize> = own().filter(|&i| columns[i].of == Type::Text).collect();
    let whole = texts.iter().find_map(|&i| Some((i, columns[i].whole.clone()?)));
    // There is one such row in a step, and nothing to be told apart.
    let texts = if whole.is_some() { vec![] } else { texts };
    let mut shape = Shape { step, time, texts, whole, ..Shape::default() };
    let mut steps = Steps { numbers: &numbers, ..Steps::default() };
    let mut spreads = vec![(Spread::default(), 0); columns.len()];
    segment::read(&table.path(results), columns, &mut |cells| {
        for row in 0..cells[0].len() {
            if !shape.takes(cells, row) {
                continue;
            }
            shape.rows += 1;
            shape.see(cells, row);
            steps.see(&shape, cells, row);
            for &i in &numbers {
                let x = cells[i].number(row).filter(|x| x.is_finite());
                spreads[i].0.put(x);
                spreads[i].1 += usize::from(x.is_none());
            }
        }
        Ok(())
    })?;
    steps.close();
    shape.several = steps.several;
    shape.choose(columns, numbers.clone(), &steps.keys, &spreads);
    Ok(shape)
}

impl Shape {
    fn see(&mut self, cells: &[Values], row: usize) {
        if self.all_groups < COUNTED && self.group(cells, row).is_none() {
            self.groups.push(self.texts.iter().map(|&i| text(&cells[i], row).to_string()).collect());
            self.all_groups += 1;
        }
        let number = |place: Option<usize>| place.and_then(|i| cells[i].number(row));
        self.is_time |= number(self.time).is_some_and(|time| number(self.step) != Some(time));
    }

    /// Shares out the columns of numbers.
    fn choose(
        &mut self,
        columns: &[Column],
        mut numbers: Vec<usize>,
        keys: &[usize],
        spreads: &[(Spread, usize)],
    ) {
        let named = |name: &str| numbers.iter().copied().find(|&i| columns[i].name == name);
        let pairs = PAIRS.map(|(one, other)| named(one).zip(named(other)));
        let pairs: Vec<_> = pairs.into_iter().flatten().collect();
        for &key in keys {
            let pair = pairs.iter().find(|(one, other)| key == *one || key == *other);
            let also = pair.map_or([key; 2], |&(one, other)| [one, other]);
            numbers.retain(|i| !also.contains(i));
            match REPLICATES.contains(&&*columns[key].name) || self.over.is_some() {
                true => self.averaged.push(key),
                false => self.over = Some(also[0]),
            }
        }
        self.groups.truncate(GROUPS);
        let most = COLUMNS.min(FIGURES / self.groups.len().max(1));
        for i in numbers {
            let (spread, gaps) = spreads[i];
            if spread.count == 0 || (spread.low == spread.high && gaps == 0 && self.rows > 1) {
                self.constant.push((i, spread.low));
            } else if self.figures.len() < most {
                self.figures.push(i);
                self.gaps += gaps;
            } else {
                self.left_out.push(i);
            }
        }
    }
}

/// Finds what tells the rows of a step apart: its texts and, where they do not, the leftmost numbers that do.
#[derive(Default)]
struct Steps<'a> {
    numbers: &'a [usize],
    point: String,
    step: Option<f64>,
    several: bool,
    /// The rows of the step: its texts, and the bits of its numbers.
    rows: Vec<(Vec<String>, Vec<u64>)>,
    looked_at: usize,
    keys: Vec<usize>,
}

impl Steps<'_> {
    fn see(&mut self, shape: &Shape, cells: &[Values], row: usize) {
        let (point, step) = (text(&cells[0], row), shape.step.and_then(|i| cells[i].number(row)));
        if self.point != point {
            self.close();
            self.point = point.into();
        } else if self.step != step {
            self.close();
            self.several = true;
        }
        self.step = step;
        if self.looked_at < STEPS && self.rows.len() < ROWS {
            let texts = shape.texts.iter().map(|&i| text(&cells[i], row).to_string()).collect();
            let bits = |&i: &usize| cells[i].number(row).map_or(u64::MAX, f64::to_bits);
            self.rows.push((texts, self.numbers.iter().map(bits).collect()));
        }
    }

    fn close(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if rows.len() < 2 {
            return;
        }
        self.looked_at += 1;
        // What is left when all but one are keys would be told apart by itself.
        let most = self.numbers.len().saturating_sub(1);
        let differ = |keys: usize| {
            let told = rows.iter().map(|(texts, bits)| (texts, &bits[..keys]));
            told.collect::<BTreeSet<_>>().len() == rows.len()
        };
        if let Some(keys) = (self.keys.len()..=most).find(|&keys| differ(keys)) {
            self.keys = self.numbers[..keys].to_vec();
        }
    }
}
