//! The page shows what was recorded, and nothing from a scene is more than text in it.
#![allow(clippy::unwrap_used, clippy::panic)] // what fails here is the test

use quincunx_core::record::*;
use quincunx_core::section::{Body, Curve, Section};
use quincunx_output::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const NASTY: &str = "</script><script>alert('x')</script>\"&<!--";

fn manifest() -> Manifest {
    let columns = vec![Column::new("step", Type::Int64, ""), Column::new(NASTY, Type::Float64, NASTY)];
    let palette: Vec<_> = (0..5).map(|i| [i * 50; 3]).collect();
    let probe =
        |name: &str, recording| Probe { name: name.into(), kind: NASTY.into(), of: NASTY.into(), recording };
    let section = |body| Section { title: NASTY.into(), sentence: NASTY.into(), body };
    let curve = |plot: Option<&str>| {
        Body::Curve(Curve {
            probe: "x".into(),
            columns: vec![NASTY.into()],
            unit: NASTY.into(),
            plot: plot.map(Into::into),
            ..Curve::default()
        })
    };
    let manifest = Manifest {
        format: Manifest::FORMAT,
        version: NASTY.into(),
        scene: NASTY.into(),
        text: NASTY.into(),
        arithmetic: NASTY.into(),
        citations: vec![NASTY.into()],
        objects: vec![Object { name: NASTY.into(), kind: NASTY.into(), size: NASTY.into() }],
        hashes: Hashes {
            scene: NASTY.into(),
            program: NASTY.into(),
            inputs: vec![Input { path: NASTY.into(), blake3: NASTY.into() }],
            plugins: vec![],
        },
        probes: vec![
            probe("x", Recording::Rows { columns, format: TableFormat::Parquet }),
            probe(
                "film",
                Recording::Frames {
                    width: 700,
                    height: 300,
                    pictures: false,
                    palette,
                    reals: None,
                    length: None,
                },
            ),
            probe("last", Recording::Snapshot { file: "last<b>.png".into() }),
        ],
        sections: vec![
            section(curve(None)),
            section(curve(Some(NASTY))),
            section(Body::Film { probe: "film".into() }),
            section(Body::Picture { file: "last<b>.png".into() }),
            section(Body::Picture { file: "../../etc/passwd".into() }),
            section(Body::Film { probe: NASTY.into() }),
        ],
        ..Manifest::default()
    };
    manifest.listing([])
}

fn raster(step: u64) -> Raster {
    let cells = (0..700 * 300).map(|i| ((i / 9 + step * 3) % 5) as u8).collect();
    Raster { width: 700, height: 300, cells, palette: (0..5).map(|i| [i * 50; 3]).collect() }
}

fn record(path: &Path, is_final: bool) -> RunDir {
    let mut dir = RunDir::create(path, &manifest(), false, Disk::new()).unwrap();
    let nasty = BTreeMap::from([(NASTY.to_string(), NASTY.to_string())]);
    let status = Status::Failed { error: NASTY.into() };
    let record = RunRecord {
        status,
        started: NASTY.into(),
        cpu: NASTY.into(),
        state_hashes: nasty.clone(),
        remarks: nasty,
        ..RunRecord::default()
    };
    dir.status(&record).unwrap();
    for step in 0..200 {
        let x = Values::Float64(vec![(step % 10 > 0).then_some(step as f64)]);
        dir.rows(&Rows { probe: "x".into(), columns: vec![Values::Int64(vec![step]), x] }).unwrap();
        dir.frame(&Frame {
            probe: "film".into(),
            step: step as u64,
            image: Image::Cells(raster(step as u64)),
        })
        .unwrap();
    }
    dir.snapshot(Snapshot { probe: "last".into(), step: 9, body: SnapshotBody::Png(raster(9)).into() })
        .unwrap();
    dir.commit(Vec::new(), BTreeMap::from([(NASTY.into(), 199)]), is_final).unwrap();
    dir
}

fn check(page: &str) {
    let outside = page.split("<script>\n/*").next().unwrap();
    assert!(!outside.contains("<script>alert") && !outside.contains("<!--") && !outside.contains("<b>"));
    assert_eq!(
        outside.matches("</script>").count(),
        outside.matches("<script type=\"application/json\">").count()
    );
    assert_eq!(outside.matches("class=\"plot\"").count(), 2);
    assert_eq!(outside.matches("class=\"film\"").count(), 1);
    assert_eq!(outside.matches("<img ").count(), 2);
    assert_eq!(outside.matches("was not recorded").count(), 1);
    assert!(outside.contains("of 200 frames; 700 × 300 cells"));
    assert!(outside.contains("<title>&lt;/script&gt;"));
    assert!(page.contains("Permission is hereby granted") && page.len() < 5_000_000, "{}", page.len());
    // nothing is fetched
    let links = page.matches("src=\"").count();
    assert_eq!(links, page.matches("src=\"data:image/png;base64,").count());
    assert!(!page.contains("<link") && page.contains("default-src 'none'"));
}

#[test]
fn hostile_names_are_text_in_finished_and_unfinished_runs() {
    let folder = tempfile::tempdir().unwrap();
    let unfinished = folder.path().join("unfinished");
    let dir = record(&unfinished, false);
    let page = fs::read_to_string(report::write(&unfinished).unwrap()).unwrap();
    check(&page);
    assert!(page.contains("class=\"status failed\"") && page.contains("has not come to its end"));
    drop(dir);
    let finished = folder.path().join("finished");
    record(&finished, true).close(&RunRecord::default(), &[]).unwrap();
    let page = fs::read_to_string(report::write(&finished).unwrap()).unwrap();
    check(&page);
    assert!(
        page.contains("class=\"status done\"")
            && page.contains("pyarrow.parquet.read_table(&quot;x.parquet&quot;)")
    );
    assert_eq!(fs::read_to_string(report::write(&finished).unwrap()).unwrap(), page);
}

#[test]
fn a_damaged_file_is_said_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    record(&path, true).close(&RunRecord::default(), &[]).unwrap();
    fs::write(path.join("x.parquet"), "PAR1 no longer").unwrap();
    fs::remove_file(path.join("film.npy")).unwrap();
    let page = fs::read_to_string(report::write(&path).unwrap()).unwrap();
    assert!(page.matches("This could not be shown: failed to read").count() == 3, "{page}");
    assert!(report::write(folder.path()).is_err());
}

#[test]
fn a_run_without_a_commit_has_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let dir = RunDir::create(&path, &manifest(), false, Disk::new()).unwrap();
    let page = fs::read_to_string(report::write(&path).unwrap()).unwrap();
    assert!(page.contains("No rows were recorded.") && page.contains("No frame was recorded."));
    drop(dir);
}
