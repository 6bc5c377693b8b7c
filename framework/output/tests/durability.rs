//! Whatever fails and whenever, what was committed is kept and the run ends in the same bytes.
#![allow(clippy::unwrap_used, clippy::panic)] // what fails here is the test

use quincunx_core::npy::Header;
use quincunx_core::reals::{Reals, Scale};
use quincunx_core::record::*;
use quincunx_output::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const STEPS: u64 = 12;

/// In memory where the machine has such a place: these tests sync a hundred thousand times.
fn temporary() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn palette() -> Vec<[u8; 3]> {
    vec![[255; 3], [20, 20, 40]]
}

fn raster(step: u64) -> Raster {
    let cells = (0..60).map(|i| ((i * (step + 3) + i / 7) % 3 % 2) as u8).collect();
    Raster { width: 10, height: 6, cells, palette: palette().into() }
}

const SCALE: Scale = Scale { middle: 0.25 };

fn shades() -> Vec<[u8; 3]> {
    (0..=254).map(|n| [n, 254 - n, 9]).collect()
}

fn numbers(step: u64) -> Reals {
    let numbers = (0..15).map(|i| (i as f32 - 7.3) * (step as f32 + 0.7)).collect();
    Reals { width: 5, height: 3, numbers, scale: SCALE, palette: shades().into() }
}

fn manifest() -> Manifest {
    let probe = |name: &str, recording| Probe {
        name: name.into(),
        kind: "Kind".into(),
        of: "soup".into(),
        recording,
    };
    let columns = vec![
        Column::new("step", Type::Int64, ""),
        Column::new("time", Type::Float64, "s"),
        Column::new("note", Type::Text, ""),
    ];
    let frames = |pictures, height, length| Recording::Frames {
        width: 10,
        height,
        pictures,
        palette: palette(),
        reals: None,
        length,
    };
    let (palette, reals) = (shades(), Some(SCALE));
    let logits = Recording::Frames { width: 5, height: 3, pictures: true, palette, reals, length: None };
    let probes = vec![
        probe("alive", Recording::Rows { columns: columns.clone(), format: TableFormat::Parquet }),
        probe("text", Recording::Rows { columns, format: TableFormat::Csv }),
        probe("film", frames(true, 6, None)),
        probe("stack", frames(false, 6, None)),
        probe("samples", frames(false, 3, Some(2))),
        probe("logits", logits),
        probe("last", Recording::Snapshot { file: "last.rle".into() }),
        probe("state", Recording::Snapshot { file: "state.npy".into() }),
        probe("picture", Recording::Snapshot { file: "picture.png".into() }),
    ];
    let manifest = Manifest { format: Manifest::FORMAT, scene: "test".into(), probes, ..Manifest::default() };
    manifest.listing(["soup.last.png".into()])
}

fn rows(probe: &str, step: u64) -> Rows {
    let time = (!step.is_multiple_of(3)).then_some(step as f64 / 7.0);
    let columns = vec![
        Values::Int64(vec![step as i64]),
        Values::Float64(vec![time]),
        Values::Text(vec![format!("at, {step}")]),
    ];
    Rows { probe: probe.into(), columns }
}

fn record(dir: &mut RunDir, step: u64) -> Result<(), OutputError> {
    dir.rows(&rows("alive", step))?;
    dir.rows(&rows("text", step))?;
    if step.is_multiple_of(4) {
        dir.frame(&Frame { probe: "film".into(), step, image: Image::Cells(raster(step)) })?;
        dir.frame(&Frame { probe: "samples".into(), step, image: Image::Cells(raster(step)) })?;
        dir.frame(&Frame { probe: "logits".into(), step, image: Image::Reals(numbers(step)) })?;
    }
    if step == 0 {
        dir.frame(&Frame { probe: "stack".into(), step, image: Image::Cells(raster(step)) })?;
    }
    if step == STEPS {
        let keep = |probe: &str, body| Snapshot { probe: probe.into(), step, body: SnapshotBody::into(body) };
        dir.snapshot(keep("last", SnapshotBody::Bytes(b"bo$2bo$3o!".to_vec())))?;
        dir.snapshot(keep("state", SnapshotBody::Npy(raster(step))))?;
        dir.snapshot(keep("picture", SnapshotBody::Png(raster(step))))?;
    }
    Ok(())
}

/// Steps on from `from` (the first one not recorded), commits after the steps for which `cut` says so, and closes.
fn go_on(mut dir: RunDir, from: u64, is_final: bool, cut: impl Fn(u64) -> bool) -> Result<(), OutputError> {
    dir.status(&RunRecord::default())?;
    if !is_final {
        for step in from..=STEPS {
            record(&mut dir, step)?;
            if cut(step) || step == STEPS {
                let states = vec![
                    State::bytes("object.soup", step.to_le_bytes().to_vec()),
                    State::new("probe.alive", |out| out.write_all(b"counter")),
                ];
                dir.commit(states, BTreeMap::from([("soup".into(), step)]), step == STEPS)?;
            }
        }
    }
    dir.close(&RunRecord::default(), &[("soup.last.png".into(), raster(STEPS))])
}

fn run(path: &Path, disk: Disk, cut: impl Fn(u64) -> bool) -> Result<(), OutputError> {
    go_on(RunDir::create(path, &manifest(), false, disk)?, 0, false, cut)
}

/// Opens what is there, as `--resume` does, and brings it to its end.
fn finish(path: &Path, disk: Disk, cut: impl Fn(u64) -> bool) -> Result<(), OutputError> {
    match RunDir::open(path, disk) {
        Ok(Opened::Done(_)) => Ok(()),
        Ok(Opened::Unfinished { dir, resumed: None, .. }) => go_on(*dir, 0, false, cut),
        Ok(Opened::Unfinished { dir, resumed: Some(resumed), .. }) => {
            let step = resumed.steps["soup"];
            assert_eq!(resumed.bytes("object.soup")?, step.to_le_bytes());
            go_on(*dir, step + 1, resumed.is_final, cut)
        }
        // the manifest was not written yet: as if nothing had been
        Err(OutputError::NotARun(_)) => run(path, Disk::new(), cut),
        Err(e) => Err(e),
    }
}

/// Every file and its bytes.
fn contents(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap().path();
            match entry.is_dir() {
                true => folders.push(entry),
                false => {
                    let name = entry.strip_prefix(path).unwrap().to_string_lossy().into_owned();
                    all.insert(name, fs::read(&entry).unwrap());
                }
            }
        }
    }
    all
}

fn undisturbed(cut: impl Fn(u64) -> bool) -> BTreeMap<String, Vec<u8>> {
    let folder = temporary();
    run(&folder.path().join("run"), Disk::new(), cut).unwrap();
    contents(&folder.path().join("run"))
}

/// What was committed is what a run records up to that step.
fn check_committed(path: &Path) {
    let Ok(recorded) = Recorded::open(path) else { return };
    let Some(steps) = recorded.steps() else { return };
    let end = steps.get("soup").copied().unwrap_or(STEPS); // `run.json` of this test has no steps
    for probe in ["alive", "text"] {
        let table = recorded.table(probe).unwrap();
        assert_eq!(table[0], Values::Int64((0..=end as i64).collect()));
        assert_eq!(table[2], Values::Text((0..=end).map(|step| format!("at, {step}")).collect()));
    }
    let film = recorded.film("film").unwrap().unwrap();
    assert_eq!(film.steps(), (0..=end).step_by(4).collect::<Vec<_>>());
    for (i, &step) in film.steps().iter().enumerate() {
        assert_eq!(film.frame(i).unwrap(), raster(step));
    }
    let logits = recorded.film("logits").unwrap().unwrap();
    assert_eq!(logits.steps(), film.steps());
    for (i, &step) in film.steps().iter().enumerate() {
        assert_eq!(logits.frame(i).unwrap(), numbers(step).raster());
    }
    assert_eq!(recorded.snapshot("last").is_some(), end == STEPS);
}

#[test]
fn a_run_leaves_its_files_and_nothing_else() {
    let files = undisturbed(|_| false);
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    let pictures = [0, 4, 8, 12].map(|step| ["film", "logits"].map(|film| format!("{film}/{step:09}.png")));
    let mut expected =
        vec!["alive.parquet", "film.npy", "film.png", "film.steps.npy", "last.rle", "manifest.json"];
    expected.extend([
        "picture.png",
        "logits.npy",
        "logits.png",
        "logits.steps.npy",
        "run.json",
        "samples.npy",
        "samples.steps.npy",
        "soup.last.png",
        "stack.npy",
        "stack.steps.npy",
        "state.npy",
        "text.csv",
    ]);
    expected.extend(pictures.as_flattened().iter().map(String::as_str));
    expected.sort();
    assert_eq!(names, expected);
    assert_eq!(files["last.rle"], b"bo$2bo$3o!");
    assert!(String::from_utf8_lossy(&files["film.npy"][..128]).contains("(4, 6, 10)"));
    assert!(String::from_utf8_lossy(&files["stack.npy"][..128]).contains("(6, 10)"));
    assert!(String::from_utf8_lossy(&files["samples.npy"][..128]).contains("(4, 2, 3, 10)"));
    let stack = Header::parse(&files["logits.npy"]).unwrap().0;
    assert_eq!((&*stack.descr, &*stack.shape), ("<f4", &[4, 3, 5][..]));
    let written: Vec<u8> =
        [0, 4, 8, 12].iter().flat_map(|step| numbers(*step).numbers).flat_map(f32::to_le_bytes).collect();
    assert_eq!(files["logits.npy"][128..], written);
    assert_eq!(&files["state.npy"][128..], raster(STEPS).cells);
    assert!(
        files["text.csv"].starts_with(b"step,time,note\n0,,\"at, 0\"\n1,0.14285714285714285,\"at, 1\"\n")
    );
}

#[test]
fn where_commits_fall_changes_nothing() {
    let whole = undisturbed(|_| false);
    for cuts in 0..60_u64 {
        let salt = blake3::hash(&cuts.to_le_bytes());
        assert!(undisturbed(|step| salt.as_bytes()[step as usize].is_multiple_of(2)) == whole, "{cuts}");
    }
    assert!(undisturbed(|_| true) == whole);
}

#[test]
fn a_failure_at_any_operation_loses_nothing() {
    let cut = |step: u64| step.is_multiple_of(5);
    let whole = undisturbed(cut);
    let counted = Disk::new();
    let folder = temporary();
    run(&folder.path().join("run"), counted.clone(), cut).unwrap();
    assert!(counted.operations() > 150, "{}", counted.operations());
    for n in 0..counted.operations() {
        let folder = temporary();
        let path = folder.path().join("run");
        let error = run(&path, Disk::failing_at(n), cut).unwrap_err().to_string();
        assert!(error.contains("the disk is full"), "{n}: {error}");
        if path.exists() {
            check_committed(&path);
        }
        // and a second failure on the way out of the first
        let _ = finish(&path, Disk::failing_at(n % 97), cut);
        check_committed(&path);
        finish(&path, Disk::new(), cut).unwrap_or_else(|e| panic!("operation {n}: {e}"));
        check_committed(&path);
        let now = contents(&path);
        assert_eq!(now.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>(), "operation {n}");
        assert!(now == whole, "operation {n}");
    }
}

#[test]
fn nothing_is_taken_after_a_failed_write() {
    let folder = temporary();
    let path = folder.path().join("run");
    let counted = Disk::new();
    let begun = RunDir::create(&path, &manifest(), false, counted.clone()).unwrap();
    let operations = counted.operations(); // before the buffers are flushed
    drop(begun);
    fs::remove_dir_all(&path).unwrap();
    let mut dir = RunDir::create(&path, &manifest(), false, Disk::failing_at(operations + 1)).unwrap();
    assert!(matches!(record(&mut dir, 0), Err(OutputError::Disk(_))));
    assert!(matches!(dir.rows(&rows("alive", 1)), Err(OutputError::Stopped)));
    assert!(matches!(dir.commit(Vec::new(), BTreeMap::new(), false), Err(OutputError::Stopped)));
}

#[test]
fn a_second_process_is_kept_out() {
    let folder = temporary();
    let path = folder.path().join("run");
    let dir = RunDir::create(&path, &manifest(), false, Disk::new()).unwrap();
    for second in [
        RunDir::open(&path, Disk::new()).map(|_| ()),
        RunDir::create(&path, &manifest(), true, Disk::new()).map(|_| ()),
    ] {
        let error = second.unwrap_err();
        assert!(matches!(error, OutputError::InUse(_)) && error.to_string().contains("in use"), "{error}");
    }
    drop(dir);
    finish(&path, Disk::new(), |_| false).unwrap();
    assert!(matches!(RunDir::open(&path, Disk::new()).unwrap(), Opened::Done(_)));
}

#[test]
fn force_removes_only_what_the_manifest_lists() {
    let folder = temporary();
    let path = folder.path().join("run");
    run(&path, Disk::new(), |_| false).unwrap();
    let strangers = ["notes.txt", "film/mine.png", "film/12.png", "alive.parquet.old", "alive.csv"];
    strangers.iter().for_each(|name| fs::write(path.join(name), "mine").unwrap());
    let error = RunDir::create(&path, &manifest(), false, Disk::new()).unwrap_err().to_string();
    assert!(["--out", "--resume", "--force"].iter().all(|way| error.contains(way)), "{error}");

    let small = Manifest { format: 1, scene: "small".into(), ..Manifest::default() }.listing([]);
    drop(RunDir::create(&path, &small, true, Disk::new()).unwrap());
    let mut left: Vec<_> = contents(&path).into_keys().collect();
    left.retain(|name| !strangers.contains(&name.as_str()));
    assert_eq!(left, ["checkpoint/lock", "manifest.json"]);
    assert_eq!(contents(&path).len(), 2 + strangers.len());

    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("thesis.tex"), "years").unwrap();
    for (force, says) in [(true, "no manifest.json"), (false, "not empty")] {
        let error = RunDir::create(&other, &manifest(), force, Disk::new()).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert!(matches!(RunDir::open(&other, Disk::new()), Err(OutputError::NotARun(_))));
    assert_eq!(contents(&other).len(), 1);
    fs::write(other.join("manifest.json"), "{\"files\": [\"thesis.tex\"]}").unwrap();
    assert!(matches!(
        RunDir::create(&other, &manifest(), true, Disk::new()),
        Err(OutputError::Broken { .. })
    ));
    assert_eq!(contents(&other).len(), 2);
}

#[test]
fn a_force_that_failed_can_be_repeated() {
    for n in 0..60 {
        let folder = temporary();
        let path = folder.path().join("run");
        run(&path, Disk::new(), |_| false).unwrap();
        let _ = RunDir::create(&path, &manifest(), true, Disk::failing_at(n));
        let dir = RunDir::create(&path, &manifest(), true, Disk::new()).unwrap();
        go_on(dir, 0, false, |_| false).unwrap();
        assert!(contents(&path) == undisturbed(|_| false), "{n}");
    }
}

#[test]
fn hostile_checkpoints_are_errors_that_name_the_file() {
    let folder = temporary();
    let path = folder.path().join("run");
    let mut dir = RunDir::create(&path, &manifest(), false, Disk::new()).unwrap();
    record(&mut dir, 0).unwrap();
    let states = vec![State::bytes("object.soup", vec![7; 1000])];
    dir.commit(states, BTreeMap::from([("soup".into(), 0)]), false).unwrap();
    drop(dir);
    let refused = |file: &str, bytes: &[u8]| {
        let place = path.join(file);
        let good = fs::read(&place).unwrap();
        fs::write(&place, bytes).unwrap();
        let error = RunDir::open(&path, Disk::new()).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains(file), "{file}: {error}");
        if file.ends_with("commit.json") {
            assert!(Recorded::open(&path).is_err());
        }
        fs::write(&place, good).unwrap();
    };
    let commit = fs::read_to_string(path.join("checkpoint/commit.json")).unwrap();
    for text in ["", "{}", "null", "\0", &commit[..commit.len() / 2]] {
        refused("checkpoint/commit.json", text.as_bytes());
    }
    for (from, to) in [
        ("\"number\": 1", "\"number\": 0"),
        ("\"number\": 1", "\"number\": -1"),
        ("object.soup", "../object.soup"),
        ("\"film\": 1", "\"film\": 18446744073709551615"),
        ("\"film\": 1", "\"films\": 1"),
        ("\"alive\": [\n      1", "\"alive\": [\n      1, 1"),
        ("\"alive\"", "\"dead\""),
    ] {
        assert!(commit.contains(from), "{from} in {commit}");
        refused("checkpoint/commit.json", commit.replacen(from, to, 1).as_bytes());
    }
    refused("checkpoint/0001/object.soup.state", &[7; 999]);
    refused("checkpoint/0001/object.soup.state", &[8; 1000]);
    refused("film.npy.part", &[0; 100]);
    refused("film.steps.npy.part", &[0; 1000]);
    finish_after_damage_to_a_segment(&path);
}

fn finish_after_damage_to_a_segment(path: &Path) {
    let place = path.join("checkpoint/0001/alive.parquet");
    fs::write(&place, "PAR1").unwrap();
    let recorded = Recorded::open(path).unwrap();
    let error = recorded.table("alive").unwrap_err().to_string();
    assert!(error.contains("alive.parquet") && error.contains("--force"), "{error}");
}

#[test]
fn frames_that_were_not_declared_are_refused() {
    let mut short = numbers(0);
    short.numbers.pop();
    for (probe, image) in [
        ("logits", Image::Cells(raster(0))),
        ("film", Image::Reals(numbers(0))),
        ("logits", Image::Reals(short)),
        ("logits", Image::Reals(Reals { scale: Scale { middle: 0.0 }, ..numbers(0) })),
        ("logits", Image::Reals(Reals { width: 3, height: 5, ..numbers(0) })),
    ] {
        let folder = temporary();
        let mut dir = RunDir::create(&folder.path().join("run"), &manifest(), false, Disk::new()).unwrap();
        let error = dir.frame(&Frame { probe: probe.into(), step: 0, image }).unwrap_err();
        assert!(matches!(error, OutputError::Mismatch { .. }), "{error}");
    }
}

#[test]
fn rows_that_were_not_declared_are_refused() {
    let folder = temporary();
    let mut dir = RunDir::create(&folder.path().join("run"), &manifest(), false, Disk::new()).unwrap();
    let mut wrong = rows("alive", 0);
    wrong.columns.swap(0, 1);
    assert!(dir.rows(&wrong).is_err() && dir.rows(&rows("film", 0)).is_err());
    let mut ragged = rows("alive", 0);
    ragged.columns[0] = Values::Int64(vec![1, 2]);
    assert!(dir.rows(&ragged).is_err());
    assert_eq!(dir.pending_bytes(), 0);
    dir.rows(&rows("alive", 0)).unwrap();
    assert!(dir.pending_bytes() > 16);
}

#[test]
fn large_tables_have_the_same_bytes_wherever_they_were_cut() {
    let columns = vec![Column::new("step", Type::Int64, ""), Column::new("x", Type::Float64, "m")];
    let probe = Probe {
        name: "x".into(),
        kind: "K".into(),
        of: "o".into(),
        recording: Recording::Rows { columns, format: TableFormat::Parquet },
    };
    let manifest = Manifest { format: 1, probes: vec![probe], ..Manifest::default() }.listing([]);
    let total = 150_000_usize;
    let x = |i: usize| (!i.is_multiple_of(11)).then(|| ((i * 2_654_435_761) % 1_000_003) as f64 / 97.0);
    let file = |cuts: &[usize]| {
        let folder = temporary();
        let path = folder.path().join("run");
        let mut dir = RunDir::create(&path, &manifest, false, Disk::new()).unwrap();
        for (i, pair) in cuts.windows(2).enumerate() {
            let range = pair[0]..pair[1];
            let step = Values::Int64(range.clone().map(|i| i as i64).collect());
            let rows =
                Rows { probe: "x".into(), columns: vec![step, Values::Float64(range.map(x).collect())] };
            dir.rows(&rows).unwrap();
            dir.commit(Vec::new(), BTreeMap::new(), i + 2 == cuts.len()).unwrap();
        }
        dir.close(&RunRecord::default(), &[]).unwrap();
        let table = Recorded::open(&path).unwrap().table("x").unwrap();
        assert_eq!(table[1], Values::Float64((0..total).map(x).collect()));
        fs::read(path.join("x.parquet")).unwrap()
    };
    let whole = file(&[0, total]);
    assert!(file(&[0, 1, 1000, 65_535, 65_537, 131_072, total]) == whole);
    assert!(file(&[0, 70_000, 70_001, total - 1, total]) == whole);
}
