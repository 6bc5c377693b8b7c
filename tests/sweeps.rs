//! Batches that run: in every manner to the same bytes, whatever dies on the way, and point by point what `run` gives.

use crate::plugins::libraries;
use crate::run_directory::{Bench, wait_until};
use quincunx::core::record::{Column, Values};
use quincunx::output::{Recorded, read_table};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A point of it takes a few milliseconds.
const SOUP: &str = r#"(
    seed: 3,
    world: { "soup": Grid(size: (64, 64), cells: Soup(density: 0.3), rule: "B3/S23") },
    until: Steps(40),
    record: { "population": Population(of: "soup", every: 10), "end": Activity(of: "soup") },
)"#;

const SWEEP: &str = r#"Batch(
    scene: "scene.ron",
    vary: { "world.soup.cells.density": Linspace(0.1, 0.9, 10), "world.soup.rule": ["B3/S23", "B36/S23"] },
    repeats: 3,
)"#;

fn bench(scene: &str, batch: &str) -> Bench {
    let bench = Bench::with(scene);
    fs::write(bench.path("batch.ron"), batch).unwrap();
    bench
}

fn batch(bench: &Bench, out: &str, more: &[&str]) -> Command {
    bench.quincunx(&[&["batch", "batch.ron", "--out", out, "--quiet"], more].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn runs(bench: &Bench, out: &str, more: &[&str], code: i32) -> Output {
    let output = batch(bench, out, more).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{}", said(&output));
    output
}

/// All files of results, by path.
fn results(bench: &Bench, out: &str) -> BTreeMap<String, Vec<u8>> {
    let results = bench.left(&format!("{out}/results"));
    let report = fs::read(bench.path(out).join("results/report.html")).unwrap();
    results.into_iter().chain([("report.html".to_string(), report)]).collect()
}

fn assert_same(bench: &Bench, one: &str, two: &str) {
    let (a, b) = (results(bench, one), results(bench, two));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    let differ: Vec<_> = a.keys().filter(|name| a[*name] != b[*name]).collect();
    assert!(differ.is_empty(), "{differ:?} differ between {one} and {two}");
}

fn plan(bench: &Bench, out: &str) -> serde_json::Value {
    serde_json::from_slice(&fs::read(bench.path(out).join("plan.json")).unwrap()).unwrap()
}

/// A table of results, as columns by name.
fn table(bench: &Bench, out: &str, probe: &str) -> BTreeMap<String, Values> {
    let plan: quincunx::batch::Plan = serde_json::from_value(plan(bench, out)).unwrap();
    let columns: Vec<Column> = match probe {
        "points" => {
            let ends =
                ["status", "error"].map(|name| Column::new(name, quincunx::core::record::Type::Text, ""));
            plan.keys().into_iter().chain(ends).collect()
        }
        _ => plan.tables().iter().find(|(name, _)| name == probe).unwrap().1.clone(),
    };
    let path = bench.path(out).join("results").join(format!("{probe}.parquet"));
    let mut all: Vec<Vec<Values>> = vec![];
    read_table(&path, &columns, &mut |rows| {
        all.push(rows.to_vec());
        Ok(())
    })
    .unwrap();
    let column = |(number, column): (usize, &Column)| {
        let mut parts = all.iter().map(|rows| rows[number].clone());
        let mut joined = parts.next().unwrap();
        parts.for_each(|part| join(&mut joined, part));
        (column.name.clone(), joined)
    };
    columns.iter().enumerate().map(column).collect()
}

fn join(all: &mut Values, more: Values) {
    match (all, more) {
        (Values::Int64(all), Values::Int64(more)) => all.extend(more),
        (Values::Int64OrNull(all), Values::Int64OrNull(more)) => all.extend(more),
        (Values::Float64(all), Values::Float64(more)) => all.extend(more),
        (Values::Text(all), Values::Text(more)) => all.extend(more),
        _ => panic!("columns of two types"),
    }
}

#[test]
fn jobs_and_shards_change_no_byte() {
    let bench = bench(SOUP, SWEEP);
    runs(&bench, "out-1", &["--jobs", "1"], 0);
    for jobs in ["2", "5"] {
        runs(&bench, jobs, &["--jobs", jobs], 0);
        assert_same(&bench, "out-1", jobs);
    }
    for shard in ["1", "100"] {
        let with = SWEEP.replace("repeats: 3", &format!("repeats: 3, shard: {shard}"));
        fs::write(bench.path("batch.ron"), with).unwrap();
        let out = format!("shard-{shard}");
        runs(&bench, &out, &["--jobs", "2"], 0);
        assert_same(&bench, "out-1", &out);
        assert_eq!(plan(&bench, &out)["shard"].to_string(), shard);
    }
}

#[test]
fn a_point_is_the_run_with_its_values() {
    let bench = bench(SOUP, SWEEP);
    runs(&bench, "out", &[], 0);
    let (points, rows) = (table(&bench, "out", "points"), table(&bench, "out", "population"));
    assert_eq!(points["point"].len(), 60);
    for point in [0, 7, 31, 59] {
        let word = |column: &str| points[column].words(point);
        let out = format!("alone-{point}");
        let sets = [
            format!("world.soup.cells.density={}", word("density")),
            format!("world.soup.rule={}", word("rule")),
        ];
        bench.run_well(&out, &["--quiet", "--seed", &word("seed"), "--set", &sets[0], "--set", &sets[1]]);
        let alone = Recorded::open(&bench.path(&out)).unwrap();
        let columns: Vec<String> =
            alone.columns("population").unwrap().iter().map(|column| column.name.clone()).collect();
        let alone = alone.table("population").unwrap();
        let mine: Vec<usize> =
            (0..rows["point"].len()).filter(|row| rows["point"].words(*row) == word("point")).collect();
        assert_eq!(mine.len(), alone[0].len());
        for (name, column) in columns.iter().zip(&alone) {
            let here: Vec<_> = mine.iter().map(|row| rows[name].words(*row)).collect();
            let there: Vec<_> = (0..column.len()).map(|row| column.words(row)).collect();
            assert_eq!(here, there, "{name} of point {point}");
        }
        for key in ["density", "rule", "seed"] {
            assert!(mine.iter().all(|row| rows[key].words(*row) == word(key)));
        }
    }
    let seeds: std::collections::HashSet<_> = (0..60).map(|row| points["seed"].words(row)).collect();
    assert_eq!(seeds.len(), 60);
}

/// Numbers that look random, and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }
}

fn children(of: u32) -> Vec<u32> {
    let listed = fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    listed.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

fn kill(id: u32, signal: &str) {
    let _ = Command::new("kill").args([signal, &id.to_string()]).stderr(Stdio::null()).status();
}

/// Kills workers and drivers at random, and goes on each time.
fn through_the_night(bench: &Bench, out: &str, kills: u32) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut killed, mut resume) = (0, false);
    loop {
        let more: &[&str] = if resume { &["--resume", "--retry-failed"] } else { &[] };
        let mut driver = batch(bench, out, more).stderr(Stdio::piped()).spawn().unwrap();
        loop {
            std::thread::sleep(std::time::Duration::from_millis(20 + dice.roll(150)));
            if driver.try_wait().unwrap().is_some() || killed == kills {
                break;
            }
            let workers = children(driver.id());
            match dice.roll(4) {
                0 => {
                    kill(driver.id(), "-KILL");
                    killed += 1;
                    break;
                }
                _ if workers.is_empty() => {}
                _ => {
                    kill(workers[dice.roll(workers.len() as u64) as usize], "-KILL");
                    killed += 1;
                }
            }
        }
        let code = ended(&mut driver);
        // A point that was hit twice was set aside.
        if killed == kills && code == Some(0) {
            break;
        }
        resume = bench.path(out).join("plan.json").exists();
    }
    assert!(killed == kills);
}

fn ended(driver: &mut Child) -> Option<i32> {
    let status = driver.wait().unwrap();
    let mut words = String::new();
    let _ = std::io::Read::read_to_string(driver.stderr.as_mut().unwrap(), &mut words);
    // Killed, done, or with points that were set aside: never with anything else to tell.
    assert!(!words.contains("failed to") || words.contains("another process"), "{words}");
    status.code()
}

#[test]
fn what_dies_at_night_is_complete_in_the_morning() {
    let thousand = SWEEP
        .replace("Linspace(0.1, 0.9, 10)", "Linspace(0.1, 0.9, 50)")
        .replace("repeats: 3", "repeats: 10");
    let bench = bench(&SOUP.replace("(64, 64)", "(256, 256)").replace("Steps(40)", "Steps(1000)"), &thousand);
    runs(&bench, "undisturbed", &[], 0);
    through_the_night(&bench, "night", 64);
    assert_same(&bench, "undisturbed", "night");
    let points = table(&bench, "night", "points");
    assert_eq!(points["point"].len(), 1000);
    let left: Vec<_> =
        fs::read_dir(bench.path("night/shards")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.iter().all(|path| path.extension().is_none()), "{left:?}");
}

/// Of each sort of what a run may leave.
const FILMED: &str = r#"(
    seed: 3,
    world: { "soup": Grid(size: (48, 40), cells: Soup(density: 0.3), rule: "B3/S23") },
    until: Steps(3000),
    record: {
        "population": Population(of: "soup", every: 10, format: Csv),
        "film": Frames(of: "soup", every: 500),
        "last": Snapshot(of: "soup", format: Rle),
    },
)"#;

#[test]
fn frames_and_snapshots_stand_beside_the_tables() {
    let bench = bench(FILMED, r#"Batch(scene: "scene.ron", vary: { "seed": Range(1, 6) }, shard: 2)"#);
    runs(&bench, "out", &[], 0);
    let points = table(&bench, "out", "points");
    let files = results(&bench, "out");
    for (point, seed) in ["1", "2", "3", "4", "5"].iter().enumerate() {
        bench.run_well(seed, &["--quiet", "--seed", seed]);
        for file in ["film.npy", "film.steps.npy", "last.rle"] {
            let here = &files[&format!("files/{}/{file}", points["point"].words(point))];
            assert!(*here == fs::read(bench.path(seed).join(file)).unwrap(), "{file} of seed {seed}");
        }
    }
    assert_eq!(files.len(), 5 * 3 + 3, "{:?}", files.keys());
    through_the_night(&bench, "night", 12);
    assert_same(&bench, "out", "night");
}

/// A point commits, and goes on from there in another worker.
#[test]
fn a_long_point_goes_on_from_its_commit() {
    let long = SOUP.replace("(64, 64)", "(300, 300)").replace("Steps(40)", "Steps(60_000)");
    let bench = bench(&long, r#"Batch(scene: "scene.ron", vary: { "seed": [1, 2] }, shard: 2)"#);
    runs(&bench, "out", &["--jobs", "1"], 0);
    let hasty = |more: &[&str]| {
        let mut command = batch(&bench, "night", more);
        command.env("QUINCUNX_COMMIT_SECONDS", "0.05").args(["--jobs", "1"]);
        command
    };
    let committed = || {
        let parts = fs::read_dir(bench.path("night/shards")).into_iter().flatten().flatten();
        let kept =
            parts.flat_map(|part| fs::read_dir(part.path().join("kept")).into_iter().flatten().flatten());
        kept.map(|point| point.path().join("checkpoint/commit.json")).find(|path| path.exists())
    };
    let mut driver = hasty(&[]).spawn().unwrap();
    wait_until("a commit of a point", || committed().is_some());
    kill(driver.id(), "-KILL");
    driver.wait().unwrap();
    // Its worker sees that, commits and leaves; then nobody holds the shard.
    wait_until("the worker leaves", || free(&bench, "night"));
    let commit: serde_json::Value = serde_json::from_slice(&fs::read(committed().unwrap()).unwrap()).unwrap();
    assert!(commit["steps"]["soup"].as_u64().unwrap() > 0);
    assert_eq!(hasty(&["--resume"]).output().unwrap().status.code(), Some(0));
    assert_same(&bench, "out", "night");
}

/// Whether no process holds a shard.
fn free(bench: &Bench, out: &str) -> bool {
    let entries = fs::read_dir(bench.path(out).join("shards")).unwrap().map(|entry| entry.unwrap().path());
    let locks = entries.filter(|path| path.extension().is_some_and(|ending| ending == "lock"));
    locks.into_iter().all(|path| fs::File::open(path).is_ok_and(|file| file.try_lock().is_ok()))
}

#[test]
fn a_signal_lets_points_end_and_the_batch_goes_on() {
    let bench = bench(&SOUP.replace("(64, 64)", "(300, 300)").replace("Steps(40)", "Steps(2000)"), SWEEP);
    runs(&bench, "out", &[], 0);
    for (signal, out) in [("-INT", "interrupted"), ("-TERM", "terminated")] {
        let mut driver = batch(&bench, out, &[]).spawn().unwrap();
        wait_until("a worker", || {
            !children(driver.id()).is_empty() && bench.path(out).join("shards").exists()
        });
        std::thread::sleep(std::time::Duration::from_millis(300));
        kill(driver.id(), signal);
        assert_eq!(driver.wait().unwrap().code(), Some(130));
        let points = table(&bench, out, "points");
        assert!((0..60).any(|row| points["status"].words(row) == "missing"));
        runs(&bench, out, &["--resume"], 0);
        assert_same(&bench, "out", out);
    }
}

/// A scene with a rule that fails or dies at some points.
fn falls(how: &str) -> Bench {
    let scene = r#"(
        plugins: ["bad_plugin"],
        world: { "w": Grid(size: (8, 8), cells: Soup(0.5), rule: Falls(how: "stands", at: 3)) },
        until: Steps(5),
        record: { "p": Population(of: "w", every: 1) },
    )"#;
    bench(
        scene,
        &format!(
            r#"Batch(scene: "scene.ron", vary: {{ "world.w.rule.how": ["stands", "{how}"], "seed": Range(0, 4) }}, shard: 3)"#
        ),
    )
}

fn beside_plugins(bench: &Bench, out: &str, more: &[&str]) -> Output {
    let folder = libraries();
    let more = [&["--plugin-dir", folder.to_str().unwrap()], more].concat();
    batch(bench, out, &more).output().unwrap()
}

#[test]
fn a_point_that_fails_is_told_and_the_others_run() {
    let bench = falls("fails");
    let output = beside_plugins(&bench, "out", &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let points = table(&bench, "out", "points");
    let words = |column: &str| (0..8).map(|row| points[column].words(row)).collect::<Vec<_>>();
    assert_eq!(words("status"), [vec!["done"; 4], vec!["failed"; 4]].concat());
    assert!(words("error")[4..].iter().all(|error| error.contains("told to fail")), "{:?}", words("error"));
    assert_eq!(table(&bench, "out", "p")["point"].len(), 4 * 6);
    // Nothing is missing, and what failed runs again only if asked for.
    let before = fs::read(bench.path("out/results/points.parquet")).unwrap();
    assert_eq!(beside_plugins(&bench, "out", &["--resume"]).status.code(), Some(1));
    assert_eq!(beside_plugins(&bench, "out", &["--resume", "--retry-failed"]).status.code(), Some(1));
    assert!(before == fs::read(bench.path("out/results/points.parquet")).unwrap());
    // The first one that fails can be the last one.
    assert_eq!(beside_plugins(&bench, "fast", &["--fail-fast", "--jobs", "1"]).status.code(), Some(1));
    let points = table(&bench, "fast", "points");
    assert!((0..8).any(|row| points["status"].words(row) == "missing"));
}

#[test]
fn a_point_that_kills_its_workers_is_set_aside() {
    let bench = falls("aborts");
    let output = beside_plugins(&bench, "out", &["--jobs", "2"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let points = table(&bench, "out", "points");
    for row in 0..8 {
        let (status, error) = (points["status"].words(row), points["error"].words(row));
        match row {
            0..4 => assert_eq!(status, "done"),
            _ => assert_eq!((&*status, &*error), ("lost", "its worker was killed by SIGABRT, 2 times")),
        }
    }
    // Also the first one of all, which is tried while planning.
    fs::write(
        bench.path("batch.ron"),
        r#"Batch(scene: "scene.ron", vary: { "world.w.rule.how": ["aborts", "stands"] })"#,
    )
    .unwrap();
    assert_eq!(beside_plugins(&bench, "first", &[]).status.code(), Some(1));
    let points = table(&bench, "first", "points");
    assert_eq!([0, 1].map(|row| points["status"].words(row)), ["lost", "done"]);
}

#[test]
fn another_batch_is_refused_with_the_difference() {
    let bench = bench(SOUP, SWEEP);
    runs(&bench, "out", &[], 0);
    let output = runs(&bench, "out", &[], 2);
    assert!(said(&output).contains("not empty") && said(&output).contains("--resume"), "{}", said(&output));
    for (file, from, to, words) in [
        (
            "batch.ron",
            "Linspace(0.1, 0.9, 10)",
            "Linspace(0.1, 0.8, 10)",
            "value 2 of world.soup.cells.density was",
        ),
        ("batch.ron", "repeats: 3", "repeats: 4", "`repeats` was 3, and now is 4"),
        (
            "batch.ron",
            "vary: {",
            "except: [{ \"world.soup.rule\": \"B3/S23\" }], vary: {",
            "`except` left out 0",
        ),
        ("scene.ron", "Steps(40)", "Steps(50)", "the scene has changed: it said `until: Steps(steps: 40)"),
    ] {
        let before = fs::read_to_string(bench.path(file)).unwrap();
        fs::write(bench.path(file), before.replace(from, to)).unwrap();
        let output = runs(&bench, "out", &["--resume"], 4);
        assert!(said(&output).contains(words), "{words}: {}", said(&output));
        fs::write(bench.path(file), before).unwrap();
    }
    // A comment and another number of workers are no change.
    let scene = fs::read_to_string(bench.path("scene.ron")).unwrap();
    fs::write(bench.path("scene.ron"), format!("// a word\n{scene}")).unwrap();
    runs(&bench, "out", &["--resume", "--jobs", "3"], 0);
}

/// The first whole shard.
fn shard(bench: &Bench, out: &str) -> PathBuf {
    let mut all: Vec<_> =
        fs::read_dir(bench.path(out).join("shards")).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all.swap_remove(0)
}

#[test]
fn what_was_touched_is_never_mixed_in() {
    let bench = bench(SOUP, SWEEP);
    runs(&bench, "out", &[], 0);
    let collect = |words: &[&str]| {
        let output = bench.quincunx(&["batch", "collect", "out"]).output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    };
    let path = shard(&bench, "out");
    let name = path.file_name().unwrap().to_str().unwrap().to_string();
    let file = path.join("population.parquet");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    collect(&[
        "population.parquet",
        "not those that were committed",
        &format!("remove out/shards/{name}"),
        "--resume",
    ]);
    let mut edited = whole.clone();
    edited[whole.len() / 2] ^= 1;
    fs::write(&file, &edited).unwrap();
    collect(&["population.parquet", "not those that were committed"]);
    fs::remove_file(&file).unwrap();
    collect(&["population.parquet", "it is not there"]);
    fs::write(&file, &whole).unwrap();
    fs::write(path.join("notes.txt"), "mine").unwrap();
    collect(&["notes.txt", "the shard did not leave it"]);
    fs::remove_file(path.join("notes.txt")).unwrap();
    // A shard of another plan, under the name of one of this.
    let other = SWEEP.replace("repeats: 3", "repeats: 3, shard: 15");
    fs::write(bench.path("batch.ron"), other).unwrap();
    runs(&bench, "other", &[], 0);
    fs::copy(shard(&bench, "other").join("shard.json"), path.join("shard.json")).unwrap();
    collect(&["shard.json", "of another plan"]);
    // Its remedy is true.
    fs::remove_dir_all(&path).unwrap();
    fs::write(bench.path("batch.ron"), SWEEP).unwrap();
    runs(&bench, "out", &["--resume"], 0);
    assert_same(&bench, "other", "out");
    let plan = bench.path("out/plan.json");
    let text = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, text.replacen("\"format\": 1", "\"format\": 7", 1)).unwrap();
    collect(&["plan.json", "its format is 7, and this program reads 1"]);
    collect_of(&bench, Path::new("."), "holds no plan.json");
}

fn collect_of(bench: &Bench, folder: &Path, words: &str) {
    let output = bench.quincunx(&["batch", "collect", folder.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains(words), "{}", said(&output));
}

#[test]
fn a_batch_needs_no_file() {
    let bench = bench(SOUP, SWEEP);
    runs(&bench, "file", &[], 0);
    let vary = ["world.soup.cells.density=Linspace(0.1, 0.9, 10)", "world.soup.rule=B3/S23,B36/S23"];
    let arguments = [
        "batch",
        "scene.ron",
        "--quiet",
        "--out",
        "line",
        "--repeats",
        "3",
        "--vary",
        vary[0],
        "--vary",
        vary[1],
    ];
    assert!(bench.quincunx(&arguments).status().unwrap().success());
    let (a, b) = (results(&bench, "file"), results(&bench, "line"));
    assert!(a["population.parquet"] == b["population.parquet"] && a["points.parquet"] == b["points.parquet"]);
    let listed = bench.quincunx(&[&arguments[..], &["--dry-run"]].concat()).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.starts_with("point\tdensity\trule\tseed\n") && listed.lines().count() == 61, "{listed}");
}

#[test]
fn programs_can_look_on() {
    let bench = bench(SOUP, SWEEP);
    let output = bench.quincunx(&["batch", "batch.ron", "--out", "out", "--json"]).output().unwrap();
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((&lines[0]["event"], &lines[0]["points"]), (&"start".into(), &60.into()));
    let last = lines.last().unwrap();
    assert_eq!((&last["event"], &last["done"], &last["missing"]), (&"done".into(), &60.into(), &0.into()));
    assert!(lines.iter().any(|line| line["event"] == "progress" && line["ended"] == 60));
    // Another process on the same batch is refused while one runs.
    let held = fs::OpenOptions::new().write(true).open(bench.path("out/lock")).unwrap();
    held.try_lock().unwrap();
    let output = runs(&bench, "out", &["--resume"], 2);
    assert!(said(&output).contains("another process runs this batch"), "{}", said(&output));
}
