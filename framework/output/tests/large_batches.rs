//! The page of a large batch is made in memory that does not grow with it.
#![allow(clippy::unwrap_used, clippy::panic)] // what fails here is the test

use quincunx_core::record::*;
use quincunx_output::report::batch::{Batch, Table, Varied, write};
use quincunx_output::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Peak of memory, in MiB; `None` where the system does not say.
fn peak() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

/// A batch of as many points as there are combinations of the axes' values, each with some rows of some numbers.
struct Large {
    axes: Vec<usize>,
    rows: usize,
    numbers: usize,
}

impl Large {
    fn count(&self) -> usize {
        self.axes.iter().product()
    }

    fn varied(&self) -> Vec<Varied> {
        let varied = |i: usize| {
            let name = ["a", "b", "c", "d"][i];
            Varied { path: name.into(), column: Column::new(name, Type::Float64, ""), is_seed: i == 2 }
        };
        (0..self.axes.len()).map(varied).collect()
    }

    fn columns(&self) -> [Vec<Column>; 2] {
        let text = |name: &str| Column::new(name, Type::Text, "");
        let varied: Vec<_> = [text("point")]
            .into_iter()
            .chain(self.varied().into_iter().map(|varied| varied.column))
            .collect();
        let own = [Column::new("step", Type::Int64, ""), Column::new("time", Type::Float64, "")]
            .into_iter()
            .chain((0..self.numbers).map(|i| Column::new(format!("x{i}"), Type::Float64, "")));
        [
            varied.iter().cloned().chain([text("status"), text("error")]).collect(),
            varied.iter().cloned().chain(own).collect(),
        ]
    }

    /// What comes first in all rows of some points: ids, and the values of each axis.
    fn stamp(&self, points: &[usize]) -> Vec<Values> {
        let mut stamp =
            vec![Values::Text(points.iter().map(|i| format!("{:016x}", i * 0x9e37_79b9)).collect())];
        let mut below = self.count();
        for axis in &self.axes {
            below /= axis;
            let value = |point: &usize| Some((point / below % axis) as f64 * 0.25);
            stamp.push(Values::Float64(points.iter().map(value).collect()));
        }
        stamp
    }

    fn results(&self, path: &Path) {
        let [points, own] = self.columns();
        let probe = |name: &str, columns| Probe {
            name: name.into(),
            kind: "K".into(),
            of: "o".into(),
            recording: Recording::Rows { columns, format: TableFormat::Parquet },
        };
        let probes = vec![probe("points", points), probe("p", own)];
        let manifest = Manifest { format: Manifest::FORMAT, probes, ..Manifest::default() }.listing([]);
        let mut dir = RunDir::create(path, &manifest, false, Disk::new()).unwrap();
        let all: Vec<usize> = (0..self.count()).collect();
        for (i, some) in all.chunks(10_000_usize.div_ceil(self.rows)).enumerate() {
            let mut columns = self.stamp(some);
            columns.push(Values::Text(vec!["done".into(); some.len()]));
            columns.push(Values::Text(vec![String::new(); some.len()]));
            dir.rows(&Rows { probe: "points".into(), columns }).unwrap();
            let each: Vec<(usize, usize)> =
                some.iter().flat_map(|&p| (0..self.rows).map(move |r| (p, r))).collect();
            let mut columns = self.stamp(&each.iter().map(|(point, _)| *point).collect::<Vec<_>>());
            columns.push(Values::Int64(each.iter().map(|(_, row)| *row as i64).collect()));
            columns.push(Values::Float64(each.iter().map(|(_, row)| Some(*row as f64 * 0.1)).collect()));
            for number in 0..self.numbers {
                let value = |(point, row): &(usize, usize)| Some(((point * 31 + row * number) % 1009) as f64);
                columns.push(Values::Float64(each.iter().map(value).collect()));
            }
            dir.rows(&Rows { probe: "p".into(), columns }).unwrap();
            if i % 10 == 9 {
                dir.commit(Vec::new(), BTreeMap::new(), false).unwrap();
            }
        }
        dir.commit(Vec::new(), BTreeMap::new(), true).unwrap();
        dir.close(&RunRecord::default(), &[]).unwrap();
    }
}

#[test]
fn memory_does_not_grow_with_the_batch() {
    let large = |axes: &[usize], rows, numbers| Large { axes: axes.into(), rows, numbers };
    let batches = [
        large(&[100_000], 1, 6),
        large(&[250, 40, 10], 1, 6),
        large(&[1, 1, 100_000], 1, 2),
        large(&[40, 40, 1, 62], 1, 6),
        large(&[100, 10], 1000, 6),
        large(&[10, 10, 10], 1000, 3),
    ];
    for batch in batches {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results");
        batch.results(&path);
        let [_, columns] = batch.columns();
        let tables = vec![Table { probe: "p".into(), kind: "K".into(), columns }];
        let page = Batch { name: "large".into(), varied: batch.varied(), tables, ..Batch::default() };
        let is_reset = fs::write("/proc/self/clear_refs", "5").is_ok();
        let before = Instant::now();
        let place = write(&path, &page, &Disk::new()).unwrap();
        let (seconds, size) = (before.elapsed().as_secs_f64(), place.metadata().unwrap().len() as f64 / 1e6);
        let (count, rows) = (batch.count(), batch.rows);
        let Some(peak) = peak().filter(|_| is_reset) else { return };
        println!(
            "{count} points × {rows} rows {:?}: {seconds:.2} s, peak {peak:.0} MiB, {size:.2} MB",
            batch.axes
        );
        assert!(peak < 150.0 && size < 5.0, "{peak} MiB, {size} MB");
    }
}
