//! The choice of a device on the command line, and what is said when it cannot be had.

use crate::run_directory::Bench;
use quincunx::device::{host_driver, probe};
use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

/// Moves on a device with the same bits as on the processor.
pub const LIFE: &str = r#"(
    seed: 3,
    world: { "g": Grid(size: (70, 45), cells: Soup(0.4), rule: Life) },
    until: Steps(60),
    record: { "p": Population(of: g, every: 3), "film": Frames(of: g, every: 30) },
)"#;

/// Decides by floats; as a table it would not.
pub const NETWORK: &str = concat!(
    r#"(
    seed: 5,
    world: { "n": Grid(size: (13, 11), cells: Soup(0.4), rule: Network(weights: ""#,
    env!("CARGO_MANIFEST_DIR"),
    r#"/scenes/weights/highlife-p4.safetensors", compile: Never)) },
    until: Steps(30),
    record: { "p": Population(of: n, every: 2) },
)"#
);

/// Has no way to move on a device.
pub const ENSEMBLE: &str = r#"(
    world: { "e": Ensemble(paths: 10, start: { "x": 1 }, process: OrnsteinUhlenbeck(1, 0, 1), solver: Heun, dt: 0.1) },
    until: Steps(10),
)"#;

/// A folder with the driver of all kernels of the program, or none where there is no g++.
pub fn driver() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<TempDir>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = host_driver::is_possible().then(|| tempfile::tempdir().unwrap())?;
        let built = host_driver::build(&quincunx::kernels(), folder.path());
        built.unwrap_or_else(|error| panic!("failed to {error}"));
        Some(folder)
    });
    if folder.is_none() {
        println!("skipped: there is no g++ to build the host driver with");
    }
    folder.as_ref().map(TempDir::path)
}

/// A run on a machine that has these libraries.
pub struct Machine<'b> {
    bench: &'b Bench,
    command: Command,
}

impl<'b> Machine<'b> {
    /// `run scene.ron --out OUT` and more, where CUDA is in a folder.
    pub fn with(cuda: &Path, bench: &'b Bench, out: &str, more: &[&str]) -> Self {
        let mut command = bench.quincunx(&[&["run", "scene.ron", "--out", out], more].concat());
        command.env("LD_LIBRARY_PATH", cuda).env_remove("QUINCUNX_FAKE_CUDA_FAULT");
        command.env_remove("CUDA_VISIBLE_DEVICES");
        Machine { bench, command }
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn fault(self, fault: &str) -> Self {
        self.env("QUINCUNX_FAKE_CUDA_FAULT", fault)
    }

    pub fn output(mut self) -> Output {
        self.command.output().unwrap()
    }

    /// What it says on stderr when all is well.
    pub fn well(self) -> String {
        let output = self.output();
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    }

    /// What it says on stderr when it ends with 4. Whoever reads events is told the same.
    pub fn refused(self) -> String {
        let folder = self.bench.folder.path().to_path_buf();
        let output = self.output();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(4), "{}: {said}", folder.display());
        let events = String::from_utf8(output.stdout).unwrap();
        if let Some(last) = events.lines().last() {
            let event: Value = serde_json::from_str(last).unwrap();
            assert_eq!((&event["event"], &event["code"]), (&"error".into(), &4.into()), "{events}");
            assert!(said.contains(event["message"].as_str().unwrap()), "{said}: {event}");
        }
        said
    }
}

/// What it printed on stderr.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder without CUDA; `None` where the system has it all the same.
pub fn nothing() -> Option<TempDir> {
    if probe::driver().is_ok() || probe::nvrtc().is_ok() {
        println!("skipped: this machine has CUDA");
        return None;
    }
    Some(tempfile::tempdir().unwrap())
}

#[test]
fn what_is_no_device_is_told_what_is() {
    let bench = Bench::with(LIFE);
    let output = bench.run("out", &["--device", "gpu:1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("`quincunx devices` shows; did you mean `cuda:1`?"), "{}", said(&output));
}

#[test]
fn without_a_driver_cuda_is_refused_with_a_remedy() {
    let Some(nothing) = nothing() else { return };
    for scene in [LIFE, NETWORK, ENSEMBLE] {
        let bench = Bench::with(scene);
        for device in ["cuda", "cuda:0", "cuda:7"] {
            let said = Machine::with(nothing.path(), &bench, "out", &["--device", device]).refused();
            assert_eq!(
                said,
                "  × failed to find CUDA: no NVIDIA driver is installed here (libcuda.so.1); install one, or use --device cpu\n"
            );
            assert!(!bench.path("out").exists(), "it left a folder");
        }
    }
}

#[test]
fn every_fault_at_the_start_is_refused_with_words() {
    let Some(driver) = driver() else { return };
    for (fault, words) in [
        ("old-driver", "use CUDA: the NVIDIA driver is too old: it knows CUDA 11.4, and 12.0 is needed"),
        ("init", "start the NVIDIA driver: unknown error (CUDA_ERROR_UNKNOWN)"),
        ("no-device", "find a CUDA device: the NVIDIA driver sees none; look at `nvidia-smi`"),
        ("old-nvrtc", "use NVRTC 11.9, which compiles kernels: 12.0 is needed; install a newer one"),
    ] {
        let bench = Bench::with(LIFE);
        let run =
            |out: &str, device: &str| Machine::with(driver, &bench, out, &["--device", device]).fault(fault);
        let said = run("cuda", "cuda").refused();
        assert!(said.starts_with(&format!("  × failed to {words}")), "{said}");
        assert!(!bench.path("cuda").exists(), "it left a folder");
        assert_eq!(run("cpu", "cpu").well(), "");
        // What has no way to move on a device does not ask for one.
        let bench = Bench::with(ENSEMBLE);
        assert_eq!(Machine::with(driver, &bench, "out", &[]).fault(fault).well(), "");
    }
    let bench = Bench::with(LIFE);
    let says = |devices| {
        let run = Machine::with(driver, &bench, "out", &["--device", "cuda:7"]);
        run.env("QUINCUNX_FAKE_CUDA_DEVICES", devices).refused()
    };
    assert!(says("1").starts_with("  × failed to use CUDA device 7: the only one is 0; `quincunx devices`"));
    assert!(says("3").starts_with("  × failed to use CUDA device 7: they are 0 to 2; `quincunx devices`"));
}

#[test]
fn a_check_asks_for_no_device() {
    let Some(driver) = driver() else { return };
    let bench = Bench::with(LIFE);
    let mut check = bench.quincunx(&["check", "scene.ron"]);
    check.env("LD_LIBRARY_PATH", driver).env("QUINCUNX_FAKE_CUDA_FAULT", "init");
    let output = check.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
}
