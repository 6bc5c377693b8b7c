use super::*;
use crate::manifest::{Hashes, Probe};
use crate::status::RunRecord;
use crate::store::{Opened, RunDir};
use quincunx_core::record::{Snapshot, SnapshotBody, Type, Values};
use std::collections::BTreeMap as Map;
use std::fs;

/// Four points: rows, rows in a directory of its own with a snapshot beside, a failure, rows.
fn spec() -> ShardSpec {
    let columns =
        ["point", "x"].map(|name| Column::new(name, if name == "x" { Type::Int64 } else { Type::Text }, ""));
    ShardSpec {
        id: "00000-abcdef01".into(),
        plan: "plan".into(),
        points: ["a", "b", "c", "d"].map(String::from).into(),
        tables: [("t".to_string(), columns.to_vec())].into(),
    }
}

fn rows(point: &str) -> Rows {
    let numbers = (0..10).map(|n| n * i64::from(point.as_bytes()[0])).collect();
    Rows { probe: "t".into(), columns: vec![Values::Text(vec![point.into(); 10]), Values::Int64(numbers)] }
}

/// A run in a directory of its own, that has left a snapshot.
fn kept(folder: &Path, disk: &Disk) -> Result<(), OutputError> {
    let recording = Recording::Snapshot { file: "last.bin".into() };
    let probe = Probe { name: "last".into(), kind: "Snapshot".into(), of: "o".into(), recording };
    let manifest =
        Manifest { format: 1, probes: vec![probe], hashes: Hashes::default(), ..Manifest::default() };
    let manifest = manifest.listing([]);
    if !folder.join("manifest.json").exists() {
        drop(RunDir::create(folder, &manifest, false, disk.clone())?);
    }
    if let Opened::Unfinished { mut dir, resumed, .. } = RunDir::open(folder, disk.clone())? {
        if !resumed.is_some_and(|resumed| resumed.is_final) {
            let body = SnapshotBody::Bytes(b"whole".to_vec()).into();
            dir.snapshot(Snapshot { probe: "last".into(), step: 1, body })?;
            dir.commit(vec![], Map::new(), true)?;
        }
        dir.close(&RunRecord::default(), &[])?;
    }
    Ok(())
}

/// Works on the shard until it is whole, or the disk fails.
fn work(shards: &Path, disk: &Disk) -> Result<(), OutputError> {
    let spec = spec();
    let Some(mut shard) = Shard::open(shards, &spec, disk)? else { return Ok(()) };
    for id in spec.points.iter().skip(shard.ended()) {
        let (status, is_kept) = match id.as_str() {
            "b" => {
                kept(&shard.kept(id), disk)?;
                shard.rows(&rows(id))?;
                (PointStatus::Done, true)
            }
            "c" => (PointStatus::Failed { error: "told to".into() }, false),
            _ => {
                shard.rows(&rows(id))?;
                (PointStatus::Done, false)
            }
        };
        shard.end(PointRecord { point: id.clone(), status, seconds: 0.5, kept: is_kept });
        shard.commit()?;
    }
    shard.finish()
}

fn files(folder: &Path) -> Map<PathBuf, Vec<u8>> {
    let mut all = Map::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => all.extend(files(&entry)),
            false => _ = all.insert(entry.clone(), fs::read(&entry).unwrap()),
        }
    }
    all
}

fn left(shards: &Path) -> Map<PathBuf, Vec<u8>> {
    let relative =
        |(path, bytes): (PathBuf, Vec<u8>)| (path.strip_prefix(shards).unwrap().to_path_buf(), bytes);
    files(shards).into_iter().map(relative).collect()
}

#[test]
fn wherever_the_disk_fails_it_is_taken_up_to_the_same_bytes() {
    let whole = tempfile::tempdir().unwrap();
    let counting = Disk::new();
    work(whole.path(), &counting).unwrap();
    let expected = left(whole.path());
    let names: Vec<_> = expected.keys().map(|path| path.display().to_string()).collect();
    let files = ["files/b/last.bin", "shard.json", "t.parquet"];
    assert_eq!(names, files.map(|file| format!("00000-abcdef01/{file}")));
    let operations = counting.operations();
    assert!(operations > 40, "{operations}");
    for n in 0..operations {
        let folder = tempfile::tempdir().unwrap();
        assert!(work(folder.path(), &Disk::failing_at(n)).is_err(), "operation {n} of {operations}");
        // And once more, a little later.
        let _ = work(folder.path(), &Disk::failing_at(n / 2 + 3));
        work(folder.path(), &Disk::new()).unwrap();
        let left = left(folder.path());
        assert!(left == expected, "operation {n}: {:?}", left.keys());
    }
}

#[test]
fn two_processes_do_not_work_on_one_shard() {
    let folder = tempfile::tempdir().unwrap();
    let held = Shard::open(folder.path(), &spec(), &Disk::new()).unwrap().unwrap();
    assert!(matches!(work(folder.path(), &Disk::new()), Err(OutputError::InUse(_))));
    drop(held);
    work(folder.path(), &Disk::new()).unwrap();
    assert!(Shard::open(folder.path(), &spec(), &Disk::new()).unwrap().is_none());
}

/// What is whole wins over what comes later.
#[test]
fn the_first_one_who_finishes_wins() {
    let folder = tempfile::tempdir().unwrap();
    let spec = spec();
    let mut late = Shard::open(folder.path(), &spec, &Disk::new()).unwrap().unwrap();
    for id in &spec.points {
        late.end(PointRecord { point: id.clone(), status: PointStatus::Done, seconds: 0.0, kept: false });
    }
    fs::create_dir(spec.folder(folder.path())).unwrap();
    fs::write(spec.folder(folder.path()).join("first"), "first").unwrap();
    late.finish().unwrap();
    assert_eq!(left(folder.path()).into_keys().collect::<Vec<_>>(), [Path::new("00000-abcdef01/first")]);
}

#[test]
fn parts_of_another_plan_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let shards = folder.path().join("shards");
    let mut shard = Shard::open(&shards, &spec(), &Disk::new()).unwrap().unwrap();
    shard.rows(&rows("a")).unwrap();
    shard.end(PointRecord { point: "a".into(), status: PointStatus::Done, seconds: 0.0, kept: false });
    shard.commit().unwrap();
    drop(shard);
    let refused = |spec: &ShardSpec, words: &str| {
        let error = Shard::open(&shards, spec, &Disk::new()).unwrap_err().to_string();
        assert!(error.contains("part.json") && error.contains(words), "{error}");
    };
    refused(&ShardSpec { plan: "other".into(), ..spec() }, "it is of another plan");
    refused(&ShardSpec { points: vec!["d".into()], ..spec() }, "its points are not those of the plan");
    fs::remove_file(shards.join("00000-abcdef01.part/t.1.parquet")).unwrap();
    let error = Shard::open(&shards, &spec(), &Disk::new()).unwrap_err().to_string();
    assert!(error.contains("t.1.parquet: it is not there; remove"), "{error}");
}
