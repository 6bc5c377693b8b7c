//! Leaves a small run directory and its report: `cargo run --release -p quincunx-output --example soup -- DIR`.
//!
//! The order of its calls is that of every run: create, record, commit, close, report.

use quincunx_core::record::*;
use quincunx_core::section::{Body, Section};
use quincunx_output::*;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::{Instant, SystemTime};

const SIDE: usize = 256;
const STEPS: u64 = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the folder to write to is missing")?;
    let (path, begun) = (Path::new(&path), Instant::now());
    let mut dir = RunDir::create(path, &manifest(), false, Disk::new())?;
    let mut record = RunRecord {
        started: utc(SystemTime::now()),
        host: "bench".into(),
        cpu: "a processor".into(),
        instruction_set: "portable".into(),
        threads: 1,
        device: "cpu".into(),
        ..RunRecord::default()
    };
    dir.status(&record)?;
    let mut cells = soup();
    let mut changed = None;
    for step in 0..=STEPS {
        measure(&mut dir, step, &cells, changed)?;
        if step == STEPS || step == STEPS / 2 {
            let states = vec![State::new("object.soup", |out| out.write_all(&cells))];
            dir.commit(states, BTreeMap::from([("soup".into(), step)]), step == STEPS)?;
        }
        let next = life(&cells);
        changed = Some(next.iter().zip(&cells).filter(|(a, b)| a != b).count() as i64);
        if step < STEPS {
            cells = next;
        }
    }
    record.steps = BTreeMap::from([("soup".into(), STEPS)]);
    record.state_hashes = BTreeMap::from([("soup".into(), blake3::hash(&cells).to_hex().to_string())]);
    record.seconds = begun.elapsed().as_secs_f64();
    record.finished = Some(utc(SystemTime::now()));
    dir.close(&record, &[("soup.last.png".into(), raster(cells))])?;
    println!("{}", report::write(path)?.display());
    Ok(())
}

fn measure(dir: &mut RunDir, step: u64, cells: &[u8], changed: Option<i64>) -> Result<(), OutputError> {
    let rows = |probe: &str, value| Rows {
        probe: probe.into(),
        columns: vec![Values::Int64(vec![step as i64]), Values::Float64(vec![Some(step as f64)]), value],
    };
    let alive = cells.iter().filter(|&&cell| cell == 1).count();
    dir.rows(&rows("population", Values::Int64(vec![alive as i64])))?;
    let changed = changed.filter(|_| !(400..430).contains(&step)).map(|n| n as f64);
    dir.rows(&rows("activity", Values::Float64(vec![changed])))?;
    dir.rows(&rows("density", Values::Float64(vec![Some(alive as f64 / cells.len() as f64)])))?;
    if step.is_multiple_of(STEPS / 10) {
        dir.frame(&Frame { probe: "film".into(), step, raster: raster(cells.to_vec()) })?;
    }
    if step == STEPS {
        let body = SnapshotBody::Png(raster(cells.to_vec()));
        dir.snapshot(Snapshot { probe: "last".into(), step, body })?;
    }
    Ok(())
}

fn manifest() -> Manifest {
    let table = |column, of, format| {
        let columns = vec![
            Column::new("step", Type::Int64, ""),
            Column::new("time", Type::Float64, ""),
            Column::new(column, of, "cells"),
        ];
        Recording::Rows { columns, format }
    };
    let probe = |name: &str, kind: &str, recording| Probe {
        name: name.into(),
        kind: kind.into(),
        of: "soup".into(),
        recording,
    };
    let frames = Recording::Frames { width: SIDE, height: SIDE, pictures: true, palette: PALETTE.to_vec() };
    let probes = vec![
        probe("population", "Population", table("alive", Type::Int64, TableFormat::Parquet)),
        probe("activity", "Activity", table("changed", Type::Float64, TableFormat::Csv)),
        probe("density", "Density", table("density", Type::Float64, TableFormat::Parquet)),
        probe("film", "Frames", frames),
        probe("last", "Snapshot", Recording::Snapshot { file: "last.png".into() }),
    ];
    let text = "(\n    seed: 7,\n    world: {\n        \"soup\": Grid(size: (256, 256), topology: Torus, cells: Soup(density: 0.35), rule: \"B3/S23\"),\n    },\n    until: Steps(1000),\n)\n";
    let manifest = Manifest {
        format: Manifest::FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        scene: "soup".into(),
        seed: 7,
        hashes: Hashes {
            scene: blake3::hash(text.as_bytes()).to_hex().to_string(),
            program: blake3::hash(b"").to_hex().to_string(),
            inputs: Vec::new(),
        },
        arithmetic: "cpu".into(),
        citations: vec!["M. Gardner, “The fantastic combinations of John Conway’s new solitaire game ‘life’”, Scientific American 223 (1970)".into()],
        objects: vec![Object { name: "soup".into(), kind: "Grid".into(), size: format!("{SIDE} × {SIDE} cells") }],
        probes,
        sections: sections(),
        text: text.into(),
        ..Manifest::default()
    };
    manifest.listing(["soup.last.png".into()])
}

fn sections() -> Vec<Section> {
    let section =
        |title: &str, sentence: &str, body| Section { title: title.into(), sentence: sentence.into(), body };
    let curve = |probe: &str, column: &str, unit: &str, plot: Option<&str>| Body::Curve {
        probe: probe.into(),
        columns: vec![column.into()],
        unit: unit.into(),
        plot: plot.map(Into::into),
    };
    vec![
        section(
            "population",
            "Live cells of “soup”.",
            curve("population", "alive", "cells", Some("cells of the soup")),
        ),
        section(
            "activity",
            "Cells of “soup” that changed.",
            curve("activity", "changed", "cells", Some("cells of the soup")),
        ),
        section("density", "The share of live cells.", curve("density", "density", "", None)),
        section("film", "“soup” every 100 steps.", Body::Film { probe: "film".into() }),
        section("last", "“soup” at its end.", Body::Picture { file: "last.png".into() }),
    ]
}

const PALETTE: [[u8; 3]; 2] = [[250, 250, 247], [29, 62, 110]];

fn raster(cells: Vec<u8>) -> Raster {
    Raster { width: SIDE, height: SIDE, cells, palette: PALETTE.into() }
}

fn soup() -> Vec<u8> {
    let mut cells = vec![0; SIDE * SIDE];
    blake3::Hasher::new().finalize_xof().fill(&mut cells);
    cells.iter().map(|&byte| u8::from(byte < 90)).collect()
}

fn life(cells: &[u8]) -> Vec<u8> {
    let at = |x: usize, y: usize| cells[y % SIDE * SIDE + x % SIDE];
    let around = [SIDE - 1, 0, 1];
    let next = |i: usize| {
        let (x, y) = (i % SIDE, i / SIDE);
        let sum: u8 = around.iter().flat_map(|dy| around.map(|dx| at(x + dx, y + dy))).sum();
        u8::from(sum == 3 || sum == 4 && cells[i] == 1)
    };
    (0..cells.len()).map(next).collect()
}
