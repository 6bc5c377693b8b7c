//! Batches on a real Slurm, of one node on the loopback (`tests/slurm/loopback`): whatever happens to its tasks, and to the
//! Slurm itself, what is missing is named, and can be resumed.

use crate::run_directory::Bench;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A Slurm of our own, until it is dropped.
struct Loopback {
    folder: TempDir,
}

impl Loopback {
    /// `None`, and why on stderr, where it cannot be started.
    fn start() -> Option<Self> {
        // The path of a socket may have a hundred letters.
        let loopback = Loopback { folder: TempDir::new_in("/tmp").unwrap() };
        let started = loopback.script("start");
        if !started.status.success() {
            eprintln!("skipped: {}", String::from_utf8_lossy(&started.stdout).trim());
        }
        started.status.success().then_some(loopback)
    }

    fn script(&self, action: &str) -> Output {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slurm/loopback");
        Command::new(script).arg(action).arg(self.folder.path()).output().unwrap()
    }

    fn lead(&self, command: &mut Command) {
        command.env("SLURM_CONF", self.folder.path().join("slurm.conf"));
    }

    fn ask(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        self.lead(&mut command);
        String::from_utf8(command.args(arguments).output().unwrap().stdout).unwrap()
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.script("stop");
    }
}

const SCENE: &str = r#"(
    world: {
        "ou": Ensemble(
            paths: 4096,
            start: { "x": 1.0 },
            process: Ito(drift: { "x": "theta * (1 - x)" }, noise: { "x": "0.5" }, params: { "theta": 1.0 }),
            solver: EulerMaruyama,
            dt: 0.001,
        ),
    },
    until: Steps(20000),
    record: { "moments": Moments(of: "ou", every: 1000) },
)"#;

const BATCH: &str = r#"Batch(
    scene: "scene.ron",
    vary: { "world.ou.process.params.theta": [0.5, 1.0, 2.0], "seed": Range(0, 8) },
    shard: 2,
    slurm: (tasks: 6, time: 30),
)"#;

/// A batch and the Slurm that it runs on.
struct Sweep<'l> {
    bench: Bench,
    loopback: &'l Loopback,
}

impl Sweep<'_> {
    fn quincunx(&self, arguments: &[&str]) -> Output {
        let mut command = self.bench.quincunx(arguments);
        self.loopback.lead(&mut command);
        // Nothing that a user of this machine asks of a Slurm; and a task for each shard, were it not for `tasks`.
        command.env("XDG_CONFIG_HOME", self.bench.path("config")).env("QUINCUNX_TASK_SECONDS", "0.001");
        command.output().unwrap()
    }

    fn well(&self, arguments: &[&str]) -> String {
        let output = self.quincunx(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The array job, and the job that collects.
    fn submit(&self, more: &[&str]) -> (u64, u64) {
        let said = self.well(&[&["batch", "batch.ron", "--out", "out", "--on", "slurm"], more].concat());
        let event: Value = serde_json::from_str(&said).unwrap();
        (event["job"].as_u64().unwrap(), event["collect"].as_u64().unwrap())
    }

    fn status(&self) -> Value {
        serde_json::from_str(&self.well(&["batch", "status", "out", "--json"])).unwrap()
    }

    /// What the tasks wrote, and what status says: for the one who reads a test that failed.
    fn told(&self) -> String {
        let printed = self
            .loopback
            .ask("sh", &["-c", &format!("tail -n 5 {}/slurm/*/*", self.bench.path("out").display())]);
        format!("{}\n{printed}", self.well(&["batch", "status", "out"]))
    }

    fn wait(&self, what: &str, mut condition: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !condition(self) {
            assert!(start.elapsed() < Duration::from_secs(120), "waited in vain: {what}\n{}", self.told());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn has_ended(&self, job: u64) -> bool {
        self.loopback.ask("squeue", &["--noheader", &format!("--jobs={job}")]).trim().is_empty()
    }

    /// The process that a task is, when it runs.
    fn process(&self, task: usize) -> Option<String> {
        let words = ["task", self.bench.path("out").to_str()?, "--pack", "1", &task.to_string()].join("\0");
        let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok());
        let mut ids = processes.filter_map(|entry| entry.file_name().into_string().ok());
        ids.find(|id| {
            fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.contains(&words))
        })
    }

    fn results(&self, out: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let folder = self.bench.path(out).join("results");
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.map(|path| (path.file_name().unwrap().into(), fs::read(&path).unwrap())).collect()
    }
}

/// The causes of the missing shards, by shard.
fn causes(status: &Value) -> BTreeMap<u64, String> {
    let missing = status["shards"]["missing"].as_array().unwrap().iter();
    missing.map(|one| (one["shard"].as_u64().unwrap(), one["cause"].as_str().unwrap().into())).collect()
}

#[test]
fn whatever_happens_to_tasks_they_are_named_and_resumed() {
    let Some(loopback) = Loopback::start() else { return };
    let sweep = Sweep { bench: Bench::with(SCENE), loopback: &loopback };
    fs::write(sweep.bench.path("batch.ron"), BATCH).unwrap();
    sweep.well(&["batch", "batch.ron", "--out", "here", "--quiet"]);

    let (job, collects) = sweep.submit(&[]);
    // Twelve shards in six tasks, four of which run at once.
    // Where others are busy, too, one may have ended before the other begins.
    let mut killed = None;
    sweep.wait("a task runs", |sweep| {
        killed = sweep.process(1);
        killed.is_some()
    });
    Command::new("kill").args(["-9", &killed.unwrap()]).status().unwrap();
    sweep.wait("another task runs", |sweep| sweep.process(2).is_some());
    loopback.ask("scancel", &[&format!("{job}_2"), &format!("{job}_5")]);
    assert!(loopback.script("restart").status.success());
    sweep.wait("all tasks end", |sweep| sweep.has_ended(job) && sweep.has_ended(collects));

    let status = sweep.status();
    let causes = causes(&status);
    let cause = |shard: u64| causes.get(&shard).map(String::as_str);
    // Of a task that was ended in its second shard, the first one is whole.
    assert_eq!((cause(3), cause(5)), (Some("signal"), Some("cancelled")), "{}", sweep.told());
    assert_eq!((cause(10), cause(11)), (Some("cancelled"), Some("cancelled")), "{}", sweep.told());
    assert!([0, 1, 6, 7, 8, 9].iter().all(|shard| cause(*shard).is_none()), "{}", sweep.told());
    assert!(sweep.results("out").contains_key(Path::new("points.parquet")), "what is there is collected");
    let said = sweep.well(&["batch", "status", "out"]);
    assert!(said.contains("killed by signal 9") && said.contains("it was cancelled"), "{said}");
    assert!(said.contains("batch.ron --out out --resume --on slurm"), "{said}");

    let (_, collects) = sweep.submit(&["--resume"]);
    let again = fs::read_to_string(sweep.bench.path("out/slurm/2.json")).unwrap();
    let again: Value = serde_json::from_str(&again).unwrap();
    let shards = again["tasks"].as_array().unwrap().iter().flat_map(|task| task.as_array().unwrap());
    let shards: Vec<u64> = shards.map(|shard| shard.as_u64().unwrap()).collect();
    assert_eq!(shards, causes.keys().copied().collect::<Vec<_>>(), "what is missing, and only that");
    sweep.wait("the rest ends", |sweep| sweep.has_ended(collects));
    let said = sweep.well(&["batch", "status", "out"]);
    assert!(said.contains("  done     12\nall is done: out/results"), "{}", sweep.told());
    assert!(sweep.results("out") == sweep.results("here"), "the results differ from those of this machine");
}
