//! Results that were published must not change: every scene of `scenes/` against what it gave before.
//!
//! A difference here means that old results cannot be had again. `QUINCUNX_BLESS=1` accepts it.

use crate::run_directory::Bench;
use quincunx::output::Recorded;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The scenes of the repository.
pub fn scenes() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("scenes")).unwrap().map(|entry| entry.unwrap().path());
    let mut scenes: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "ron")).collect();
    scenes.sort();
    scenes
}

/// A line for each state, table, array and snapshot of a run, and its BLAKE3. (The bytes of pictures and of Parquet follow
/// their encoders too, so of tables the cells are taken.)
pub fn digest(bench: &Bench, out: &str) -> String {
    let mut text = String::new();
    let mut line = |name: &str, hash: &str| writeln!(text, "{hash} {name}").unwrap();
    for (name, hash) in bench.record(out)["state_hashes"].as_object().unwrap() {
        line(name, hash.as_str().unwrap());
    }
    let recorded = Recorded::open(&bench.path(out)).unwrap();
    for probe in &recorded.manifest().probes {
        if recorded.columns(&probe.name).is_some() {
            let table = format!("{:?}", recorded.table(&probe.name).unwrap());
            line(&probe.name, blake3::hash(table.as_bytes()).to_hex().as_str());
        }
    }
    for (name, bytes) in bench.left(out) {
        if [".npy", ".rle"].iter().any(|ending| name.ends_with(ending)) {
            line(&name, blake3::hash(&bytes).to_hex().as_str());
        }
    }
    text
}

#[test]
fn every_scene_gives_what_it_gave() {
    assert!(!scenes().is_empty());
    for scene in scenes() {
        let bench = Bench::with("");
        let path = scene.to_str().unwrap();
        let run = bench.quincunx(&["run", path, "--quiet", "--out", "out"]).output().unwrap();
        assert!(run.status.success(), "{path}: {}", String::from_utf8_lossy(&run.stderr));
        let golden = root().join("tests/golden").join(scene.with_extension("txt").file_name().unwrap());
        let found = digest(&bench, "out");
        if std::env::var_os("QUINCUNX_BLESS").is_some() {
            fs::write(&golden, &found).unwrap();
        }
        assert_eq!(fs::read_to_string(&golden).unwrap_or_default(), found, "{path}");
    }
}
