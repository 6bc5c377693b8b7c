//! A run of the program and what it leaves, for the tests that disturb it.

use quincunx::device::host_driver;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io};
use tempfile::TempDir;

/// One of everything that a grid can leave.
pub const EVERYTHING: &str = r#"(
    seed: 11,
    world: {
        "soup": Grid(size: (160, 120), cells: Soup(0.35), rule: "B36/S23"),
        "small": Grid(size: (16, 16), topology: Dead, cells: Rows(rows: ["o.o", "ooo"], at: (5, 5)), rule: Life),
    },
    until: Steps(3000),
    record: {
        "population": Population(of: "soup", every: 10),
        "activity": Activity(of: "soup", every: 7, format: Csv),
        "period": Period(of: "small"),
        "rule": ExtractRule(of: "small", every: 1000, perturb: Flip(0.1), perturbs: Both),
        "data": Dataset(of: "soup", every: 1000, take: Sequences(3), perturb: Flip(0.1), perturbs: Both),
        "against": RuleStatistics(of: "soup", against: Life, every: 500, perturb: Flip(0.001)),
        "twin": RuleStatistics(of: "small", against: "B36/S2", every: 100),
        "film": Frames(of: "soup", every: 150),
        "stack": Frames(of: "small", at: [0, 1, 2999], pictures: false),
        "last": Snapshot(of: "soup", format: Rle),
        "array": Snapshot(of: "soup", format: Npy),
        "picture": Snapshot(of: "small", format: Png),
    },
)"#;

/// One of everything that ensembles can leave: some paths are lost, in either precision, and more blocks than one thread
/// takes at a time.
pub const ENSEMBLES: &str = r#"(
    seed: 23,
    world: {
        "double": Ensemble(
            paths: 5000,
            start: { "x": Normal(mean: 0.5, sd: 0.5), "v": Uniform(low: -1.0, high: 1.0) },
            process: Ito(
                drift: { "x": "v", "v": "x^3 - a * v + sin(t)" },
                noise: { "x": { "w": "0.1" }, "v": { "w": "0.2 * x", "u": "0.1 * exp(-v^2)", "s": "0.1" } },
                params: { "a": 0.3 },
                project: { "v": "min(v, 50)" },
            ),
            solver: EulerMaruyama,
            dt: 0.02,
        ),
        "single": Ensemble(
            paths: 4700,
            start: { "x": Exponential(rate: 2.0) },
            process: Stratonovich(drift: { "x": "x^2 - x" }, noise: { "x": "0.3 * x" }),
            solver: Heun,
            dt: 0.02,
            precision: F32,
        ),
        "law": Ensemble(
            paths: 300,
            start: { "x": 0.4 },
            process: CoxIngersollRoss(kappa: 1.0, theta: 0.3, sigma: 0.9),
            solver: Exact,
            dt: 0.02,
        ),
        "still": Ensemble(
            paths: 3,
            start: { "x": [1.5, -0.5, 0.25] },
            process: Ito(drift: { "x": "x^2 - 1 + t/100" }),
            solver: RungeKutta4,
            dt: 0.02,
            precision: F32,
        ),
    },
    until: Steps(400),
    record: {
        "moments": Moments(of: "double", every: 10),
        "single-moments": Moments(of: "single", every: 7),
        "density": Histogram(of: "double", var: "v", bins: 40, range: (-3.0, 3.0), every: 50, format: Csv),
        "single-density": Histogram(of: "single", var: "x", bins: 20, range: (0.0, 2.0), at: [0.02, 4.0, 8.0]),
        "some": Paths(of: "double", count: 12, every: 5),
        "three": Paths(of: "still", every: 1),
        "energy": Expectation(of: "double", expr: "v^2/2 - x^4/4", every: 20),
        "share": Expectation(of: "single", expr: "if(x > 1, 1, 0)", every: 9, format: Csv),
        "law-moments": Moments(of: "law", every: 100),
        "average": TimeAverage(of: "double", expr: "v^2", after: 33, every: 50),
        "passage": FirstPassage(of: "double", when: "x > 1.5 || v < -1", every: 150),
        "correlation": Autocorrelation(of: "double", expr: "v", lags: [0, 1, 7], after: Time(0.5)),
        "single-average": TimeAverage(of: "single", expr: "x", every: 100, format: Csv),
        "single-correlation": Autocorrelation(of: "single", expr: "log(x)", lags: 5, every: 200),
        "law-passage": FirstPassage(of: "law", when: "x < 0.05"),
    },
)"#;

/// Networks that run as such, small enough for a processor whose multiplications are software.
pub const NETWORKS: &str = concat!(
    r#"(
    seed: 12,
    world: {
        "p4": Grid(
            size: (13, 11),
            cells: Soup(0.4),
            rule: Network(weights: ""#,
    env!("CARGO_MANIFEST_DIR"),
    r#"/scenes/weights/highlife-p4.safetensors", compile: Never),
        ),
        "p8": Grid(
            size: (9, 14),
            topology: Dead,
            cells: Soup(0.4),
            rule: Network(weights: ""#,
    env!("CARGO_MANIFEST_DIR"),
    r#"/scenes/weights/highlife-p8.safetensors", threshold: 0.05, compile: Never),
        ),
        "table": Grid(
            size: (64, 64),
            cells: Soup(0.4),
            rule: Network(weights: ""#,
    env!("CARGO_MANIFEST_DIR"),
    r#"/scenes/weights/highlife-p8.safetensors", interpolation: Bilinear),
        ),
        "twice": Grid(
            size: (15, 12),
            cells: Soup(0.4),
            rule: Network(weights: ""#,
    env!("CARGO_MANIFEST_DIR"),
    r#"/scenes/weights/life-twice.safetensors", compile: Never),
        ),
    },
    until: Steps(12),
    record: {
        "four": Population(of: "p4", every: 1),
        "eight": Frames(of: "p8", every: 2),
        "logits": Logits(of: "p4", every: 4),
        "logits-of-five": Logits(of: "twice", every: 5),
        "dead-logits": Logits(of: "p8", every: 5),
        "kept": Equivariance(of: "p4", samples: 1),
    },
)"#
);

/// One of everything that beams can leave: few ends and many, and atoms that end inside of a block.
pub const BEAMS: &str = r#"(
    seed: 1922,
    world: {
        "silver": Beam(
            atoms: 200_000_000,
            spin: "1/2",
            state: Unpolarised,
            path: Magnet(axis: Z, out: {
                "+1/2": Magnet(axis: Polar(50, 0), out: {
                    "+1/2": Precess(axis: Y, angle: 33, then: Magnet(axis: X, out: {
                        "+1/2": Detector("up"),
                        "-1/2": Detector("down"),
                    })),
                    "-1/2": Block,
                }),
                "-1/2": Block("lower"),
            }),
        ),
        "many": Beam(
            atoms: 60_000_001,
            spin: "15/2",
            state: Eigen(axis: Polar(60, 20), m: "+3/2"),
            path: Depolarise(p: 0.2, then: Magnet(axis: X, out: {
                "+15/2|-15/2|+1/2": Watched(Magnet(axis: Z, out: {
                    "+15/2": Detector("1"), "+13/2": Detector("2"), "+11/2": Detector("3"), "+9/2": Detector("4"),
                    "+7/2": Detector("5"), "+5/2": Detector("6"), "+3/2": Detector("7"), "+1/2": Detector("8"),
                    "-1/2": Detector("9"), "-3/2": Detector("10"), "-5/2": Detector("11"), "-7/2|-9/2": Detector("12"),
                    "-11/2|-13/2": Detector("13"), "-15/2": Block,
                })),
                "+13/2|+11/2|+9/2": Magnet(axis: Y, out: {
                    "+15/2|+13/2": Detector("14"), "+11/2|+9/2|+7/2": Detector("15"), "+5/2|+3/2|+1/2|-1/2": Detector("16"),
                    "-3/2|-5/2|-7/2": Detector("17"), "-9/2|-11/2|-13/2|-15/2": Detector("1"),
                }),
                "+7/2|+5/2|+3/2|-1/2|-3/2|-5/2|-7/2|-9/2|-11/2|-13/2": Detector("18"),
            })),
        ),
    },
    record: {
        "counts": Counts(of: "silver", every: 200),
        "many-counts": Counts(of: "many", every: 101, format: Csv),
        "first": Atoms(of: "silver", count: 100),
        "many-first": Atoms(of: "many", count: 70_000, every: 400, format: Csv),
    },
)"#;

/// A folder with a scene in it.
pub struct Bench {
    pub folder: TempDir,
    /// Where the libraries of CUDA are, if not where this machine may have them.
    cuda: Option<PathBuf>,
}

impl Bench {
    pub fn with(scene: &str) -> Self {
        // Commits wait for the device; in memory they do not.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        fs::write(folder.path().join("scene.ron"), scene).unwrap();
        Bench { folder, cuda: None }
    }

    /// The same on a machine that has these libraries of CUDA, or where tests use a GPU, on this.
    pub fn with_cuda(scene: &str, libraries: &Path) -> Self {
        Bench { cuda: Some(libraries.into()), ..Bench::with(scene) }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program in this folder.
    pub fn quincunx(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quincunx"));
        command.current_dir(self.folder.path()).args(arguments).env_remove("QUINCUNX_ISA");
        command.env("XDG_CACHE_HOME", self.path("cache")); // what was made before must not hide what is made now
        self.cuda.iter().for_each(|libraries| host_driver::lead(&mut command, libraries));
        command
    }

    /// `run scene.ron --out OUT` and more.
    pub fn run(&self, out: &str, more: &[&str]) -> Output {
        self.quincunx(&[&["run", "scene.ron", "--out", out], more].concat()).output().unwrap()
    }

    /// The same, which must succeed.
    pub fn run_well(&self, out: &str, more: &[&str]) {
        let output = self.run(out, more);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    pub fn start(&self, out: &str, more: &[&str], commit_seconds: &str) -> Child {
        let mut command = self.quincunx(&[&["run", "scene.ron", "--out", out, "--quiet"], more].concat());
        command.env("QUINCUNX_COMMIT_SECONDS", commit_seconds).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Every file that a run left, with its bytes, but those that tell of the time: `run.json` and the report.
    pub fn left(&self, out: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(out), "", &mut files).unwrap();
        files.remove("run.json");
        files.remove("report.html");
        files
    }

    pub fn record(&self, out: &str) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path(out).join("run.json")).unwrap()).unwrap()
    }

    /// Asserts that two runs left the same bytes and states.
    pub fn assert_same(&self, one: &str, two: &str) {
        let (a, b) = (self.left(one), self.left(two));
        assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
        let differ: Vec<_> = a.keys().filter(|name| a[*name] != b[*name]).collect();
        assert!(differ.is_empty(), "{differ:?} differ");
        assert_eq!(self.record(one)["state_hashes"], self.record(two)["state_hashes"]);
        assert_eq!(self.record(two)["status"], "done");
    }
}

/// Waits for something that must come to pass.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(3));
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}
