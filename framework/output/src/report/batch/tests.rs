//! The page of a batch whose results are written by hand.

mod looks;
mod means;
mod odd;

use super::*;
use crate::segment;
use quincunx_core::record::{Type, Values};
use std::fs;

/// A batch on disk, for which only its rows are still to be said.
pub struct Sample {
    pub batch: Batch,
    /// By point: its varied values, status and error.
    pub points: Vec<(Vec<One>, &'static str, &'static str)>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum One {
    F(f64),
    I(i64),
    T(String),
    Null,
}

pub fn texts(texts: &[&str]) -> Vec<One> {
    texts.iter().map(|text| One::T(text.to_string())).collect()
}

pub fn varied(path: &str, name: &str, of: Type) -> Varied {
    Varied { path: path.into(), column: Column::new(name, of, ""), is_seed: false }
}

/// All combinations, the last axis fastest.
pub fn product(axes: &[Vec<One>]) -> Vec<Vec<One>> {
    axes.iter().fold(vec![vec![]], |all, axis| {
        let with =
            |point: &Vec<One>| axis.iter().map(|v| [&point[..], std::slice::from_ref(v)].concat()).collect();
        all.iter().flat_map(|point| -> Vec<Vec<One>> { with(point) }).collect()
    })
}

/// The cells of one column.
pub fn cells(column: &Column, values: impl Iterator<Item = One>) -> Values {
    match column.of {
        Type::Float64 => Values::Float64(
            values
                .map(|v| match v {
                    One::F(x) => Some(x),
                    One::I(n) => Some(n as f64),
                    _ => None,
                })
                .collect(),
        ),
        Type::Int64 if column.nullable => Values::Int64OrNull(
            values
                .map(|v| match v {
                    One::I(n) => Some(n),
                    _ => None,
                })
                .collect(),
        ),
        Type::Int64 => Values::Int64(
            values
                .map(|v| match v {
                    One::I(n) => n,
                    _ => 0,
                })
                .collect(),
        ),
        Type::Text => Values::Text(
            values
                .map(|v| match v {
                    One::T(text) => text,
                    _ => String::new(),
                })
                .collect(),
        ),
    }
}

pub fn id(point: usize) -> String {
    format!("{:016x}", (point as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

impl Sample {
    pub fn new(name: &str, varied: Vec<Varied>, points: Vec<Vec<One>>) -> Self {
        let batch = Batch { name: name.into(), scene: "scene.ron".into(), varied, ..Batch::default() };
        Sample { batch, points: points.into_iter().map(|point| (point, "done", "")).collect() }
    }

    /// Declares the table of a probe, with its own columns.
    pub fn table(&mut self, probe: &str, kind: &str, own: &[(&str, Type, &str)]) {
        let varied = self.batch.varied.iter().map(|varied| varied.column.clone());
        let own = own.iter().map(|(name, of, unit)| Column::new(*name, *of, *unit));
        let columns = [Column::new("point", Type::Text, "")].into_iter().chain(varied).chain(own).collect();
        self.batch.tables.push(Table { probe: probe.into(), kind: kind.into(), columns });
    }

    pub fn write_points(&self, results: &Path) {
        let text = |name| Column::new(name, Type::Text, "");
        let varied = self.batch.varied.iter().map(|varied| varied.column.clone());
        let columns: Vec<_> =
            [text("point")].into_iter().chain(varied).chain([text("status"), text("error")]).collect();
        let rows = self.points.iter().enumerate().map(|(i, (values, status, error))| {
            let ends = texts(&[status, error]);
            [vec![One::T(id(i))], values.clone(), ends].concat()
        });
        write_rows(&results.join(POINTS), &columns, &rows.collect::<Vec<_>>());
    }

    /// Writes one table from the rows of each point, which are its own columns.
    pub fn write_table(&self, results: &Path, probe: &str, rows: impl Fn(&[One], usize) -> Vec<Vec<One>>) {
        let table = self.batch.tables.iter().find(|table| table.probe == probe).unwrap();
        let mut all = Vec::new();
        for (i, (values, status, _)) in self.points.iter().enumerate() {
            let own = if *status == "done" { rows(values, i) } else { vec![] };
            all.extend(own.into_iter().map(|own| [vec![One::T(id(i))], values.clone(), own].concat()));
        }
        write_rows(&table.path(results), &table.columns, &all);
    }

    pub fn page(&self, results: &Path) -> String {
        fs::read_to_string(write(results, &self.batch, &Disk::new()).unwrap()).unwrap()
    }
}

pub fn write_rows(path: &Path, columns: &[Column], rows: &[Vec<One>]) {
    let column = |(i, column): (usize, &Column)| cells(column, rows.iter().map(|row| row[i].clone()));
    let values: Vec<_> = columns.iter().enumerate().map(column).collect();
    segment::write(&Disk::new(), path, columns, &values).unwrap();
}

/// A number that looks random.
pub fn noise(seed: u64) -> f64 {
    let mut x = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64 - 0.5
}
