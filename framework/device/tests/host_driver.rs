//! The real calls of cudarc against the host driver, each time in a process of its own: what is in `LD_LIBRARY_PATH` counts
//! when a process begins.

#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

use quincunx_device::choice::Choice;
use quincunx_device::cuda::{Buffer, Cuda, PushKernelArg, Shape};
use quincunx_device::device::Device;
use quincunx_device::error::DeviceError;
use quincunx_device::host_driver;
use quincunx_device::kernels::{Image, Source};
use quincunx_device::probe::{Version, probe};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{env, fs};
use tempfile::TempDir;

const VECTORS: Source =
    Source { file: "vectors.cu", text: include_str!("vectors.cu"), options: &["--std=c++17"] };

/// What a child does.
const TASK: &str = "QUINCUNX_TEST_TASK";

/// A folder with the driver, or none where there is no g++.
fn driver() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<TempDir>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = host_driver::is_possible().then(|| tempfile::tempdir().unwrap())?;
        host_driver::build(&[VECTORS], folder.path()).unwrap_or_else(|error| panic!("failed to {error}"));
        Some(folder)
    });
    if folder.is_none() {
        println!("skipped: there is no g++ to build the host driver with");
    }
    folder.as_ref().map(TempDir::path)
}

/// This program as a child that does one task. What it says stands between the lines of the tests' runner.
struct Child(Command);

impl Child {
    fn of(task: &str, libraries: &Path) -> Child {
        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", "child", "--nocapture", "--test-threads", "1"]);
        child.env(TASK, task).env("LD_LIBRARY_PATH", libraries).env_remove("QUINCUNX_FAKE_CUDA_FAULT");
        child.env_remove("CUDA_VISIBLE_DEVICES").env_remove("HOME").env_remove("XDG_CACHE_HOME");
        Child(child)
    }

    /// The same with every access to memory watched.
    fn watched(self) -> Child {
        let mut child = Command::new("valgrind");
        child.args(["-q", "--error-exitcode=9"]).arg(self.0.get_program()).args(self.0.get_args());
        for (name, value) in self.0.get_envs() {
            match value {
                Some(value) => child.env(name, value),
                None => child.env_remove(name),
            };
        }
        Child(child)
    }

    fn with(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Child {
        self.0.env(name, value);
        self
    }

    fn fault(self, fault: &str) -> Child {
        self.with("QUINCUNX_FAKE_CUDA_FAULT", fault)
    }

    fn says(mut self) -> String {
        let output = self.0.output().unwrap();
        assert!(output.status.success(), "{}", all(&output));
        let out = String::from_utf8(output.stdout).unwrap();
        let said = out.split_once("<<").and_then(|(_, rest)| rest.split_once(">>"));
        said.unwrap_or_else(|| panic!("{out}")).0.to_string()
    }
}

fn all(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Does nothing unless a test here starts it.
#[test]
fn child() {
    let said = match env::var(TASK).ok().as_deref() {
        None => return,
        Some("probe") => match probe() {
            found if found.driver.is_ok() && found.nvrtc.is_ok() => format!("{found:?}"),
            found => [found.driver.err(), found.nvrtc.err()]
                .into_iter()
                .flatten()
                .map(|e| format!("{e}\n"))
                .collect(),
        },
        Some("auto") => {
            let opened = Device::open(Choice::Auto).unwrap();
            format!(
                "{} {}",
                matches!(opened.device, Device::Cpu),
                opened.without.map_or("".into(), |e| e.to_string())
            )
        }
        Some("compile") => compiled(),
        Some(task) => work(task).unwrap_or_else(|error| format!("failed to {error}")),
    };
    println!("<<{said}>>");
}

/// What NVRTC makes of the kernels for two devices, and says of one that is wrong.
fn compiled() -> String {
    let nvrtc = probe().nvrtc.unwrap();
    let image = |source: &Source, major| Image::of(source, Version { major, minor: 0 }, nvrtc);
    let mut said = vec![image(&VECTORS, 8).is_ok().to_string(), image(&VECTORS, 9).is_ok().to_string()];
    let wrong = Source { file: "wrong.cu", text: "__global__ void k() {\n  x = 1;\n}", options: &[] };
    said.push(image(&wrong, 9).unwrap_err().to_string());
    said.push(image(&VECTORS, 3).unwrap_err().to_string());
    said.join("\n")
}

fn work(task: &str) -> Result<String, DeviceError> {
    let Device::Cuda(cuda) =
        Device::open(env::var("QUINCUNX_TEST_DEVICE").map_or(Choice::Cuda(None), |d| d.parse().unwrap()))?
            .device
    else {
        panic!("it is the CPU");
    };
    Ok(match task {
        "add" => format!("{:?}", add(&cuda, 1000)?),
        "sums" => format!("{:?} {:?}", sums(&cuda, "block_sums", 300)?, sums(&cuda, "warp_sums", 300)?),
        "outside" => format!("{:?}", outside(&cuda)?),
        "race" => format!("{:?}", race(&cuda)?),
        "no kernel" => format!("{:?}", cuda.kernel(&VECTORS, "nothing")?),
        "shape" => format!("{:?}", blocks_of(&cuda, 2000)?),
        "much" => format!("{:?}", cuda.zeros::<f64>(1 << 60)?.len()),
        _ => panic!("no such task"),
    })
}

fn add(cuda: &Cuda, n: usize) -> Result<bool, DeviceError> {
    let a: Vec<f32> = (0..n).map(|i| i as f32 * 0.25).collect();
    let b: Vec<f32> = (0..n).map(|i| 1.0 / (i + 1) as f32).collect();
    let kernel = cuda.kernel(&VECTORS, "add")?;
    let (left, right, mut sum) = (cuda.upload(&a)?, cuda.upload(&b)?, cuda.zeros::<f32>(n)?);
    let count = n as i32;
    let mut launch = cuda.launch(&kernel);
    launch.arguments.arg(&left).arg(&right).arg(&mut sum).arg(&count);
    // SAFETY: these are the kernel's parameters, and it stays below `count`.
    unsafe { launch.run(Shape { blocks: (n.div_ceil(64) as u32, 1, 1), threads: (64, 1, 1) }) }?;
    let found = cuda.download(&sum)?;
    Ok(found.iter().zip(a.iter().zip(&b)).all(|(sum, (a, b))| *sum == a + b))
}

fn sums(cuda: &Cuda, name: &'static str, n: usize) -> Result<Vec<i32>, DeviceError> {
    let numbers: Vec<i32> = (0..n as i32).collect();
    let kernel = cuda.kernel(&VECTORS, name)?;
    let blocks = n.div_ceil(128);
    let (numbers, mut sums): (_, Buffer<i32>) = (cuda.upload(&numbers)?, cuda.zeros(blocks)?);
    let count = n as i32;
    let mut launch = cuda.launch(&kernel);
    launch.arguments.arg(&numbers).arg(&mut sums).arg(&count);
    // SAFETY: these are the kernel's parameters, and there is a sum for each block.
    unsafe { launch.run(Shape { blocks: (blocks as u32, 1, 1), threads: (128, 1, 1) }) }?;
    cuda.download(&sums)
}

fn race(cuda: &Cuda) -> Result<i32, DeviceError> {
    let (kernel, mut seen) = (cuda.kernel(&VECTORS, "race")?, cuda.zeros::<i32>(64)?);
    let mut launch = cuda.launch(&kernel);
    launch.arguments.arg(&mut seen);
    // SAFETY: it is the kernel's parameter, and there is a place for each thread.
    unsafe { launch.run(Shape { blocks: (1, 1, 1), threads: (64, 1, 1) }) }?;
    Ok(cuda.download(&seen)?.iter().sum())
}

fn outside(cuda: &Cuda) -> Result<(), DeviceError> {
    let (kernel, mut numbers) = (cuda.kernel(&VECTORS, "outside")?, cuda.zeros::<i32>(37)?);
    let mut launch = cuda.launch(&kernel);
    launch.arguments.arg(&mut numbers);
    // SAFETY: none; valgrind, which runs this, is to see it.
    unsafe { launch.run(Shape { blocks: (1, 1, 1), threads: (37, 1, 1) }) }
}

/// No device runs as many threads in a block.
fn blocks_of(cuda: &Cuda, threads: u32) -> Result<(), DeviceError> {
    let (kernel, mut seen) = (cuda.kernel(&VECTORS, "race")?, cuda.zeros::<i32>(64)?);
    let mut launch = cuda.launch(&kernel);
    launch.arguments.arg(&mut seen);
    // SAFETY: it is not started.
    unsafe { launch.run(Shape { blocks: (1, 1, 1), threads: (threads, 1, 1) }) }
}

#[test]
fn the_machine_is_described() {
    let Some(driver) = driver() else { return };
    let said = Child::of("probe", driver).with("QUINCUNX_FAKE_CUDA_DEVICES", "2").says();
    for part in
        ["major: 12, minor: 9", "number: 1", "\"host driver\"", "memory: 17179869184", "major: 9, minor: 0"]
    {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(Child::of("auto", driver).says(), "false ");
}

#[test]
fn kernels_run_in_any_order_of_their_threads() {
    let Some(driver) = driver() else { return };
    for order in ["forward", "backward", "1", "2", "3"] {
        let says = |task| Child::of(task, driver).with("QUINCUNX_FAKE_CUDA_ORDER", order).says();
        assert_eq!(says("add"), "true");
        let sums = "[8128, 24512, 12210]";
        assert_eq!(says("sums"), format!("{sums} {sums}"));
    }
}

#[test]
fn a_race_shows_in_the_order_of_threads() {
    let Some(driver) = driver() else { return };
    let says = |order| Child::of("race", driver).with("QUINCUNX_FAKE_CUDA_ORDER", order).says();
    assert_eq!((says("forward"), says("backward")), ("1".into(), "63".into()));
}

#[test]
fn valgrind_sees_what_kernels_touch() {
    let Some(driver) = driver() else { return };
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: there is no valgrind");
        return;
    }
    assert!(Child::of("sums", driver).watched().says().starts_with("[8128, 24512, 12210]"));
    let output = Child::of("outside", driver).watched().0.output().unwrap();
    assert!(
        output.status.code() == Some(9) && all(&output).contains("Invalid write of size 4"),
        "{}",
        all(&output)
    );
}

#[test]
fn every_fault_has_words() {
    let Some(driver) = driver() else { return };
    for (fault, task, message) in [
        (
            "old-driver",
            "add",
            "use CUDA: the NVIDIA driver is too old: it knows CUDA 11.4, and 12.0 is needed; install a newer driver, or use --device cpu",
        ),
        (
            "init",
            "add",
            "start the NVIDIA driver: unknown error (CUDA_ERROR_UNKNOWN); `nvidia-smi` may say more",
        ),
        (
            "no-device",
            "add",
            "find a CUDA device: the NVIDIA driver sees none; look at `nvidia-smi` and at CUDA_VISIBLE_DEVICES, or use --device cpu",
        ),
        (
            "old-nvrtc",
            "add",
            "use NVRTC 11.9, which compiles kernels: 12.0 is needed; install a newer one, or use --device cpu",
        ),
        (
            "compile",
            "add",
            "compile the kernels of vectors.cu:\nvectors.cu(3): error: identifier \"undefined_thing\" is undefined",
        ),
        (
            "ptx",
            "add",
            "load the kernels of vectors.cu: the NVIDIA driver knows CUDA 12.9, and does not take what NVRTC 12.9 made; install a newer driver or an older NVRTC, or use --device cpu",
        ),
        (
            "image",
            "add",
            "load the kernels of vectors.cu onto the CUDA device: device kernel image is invalid (CUDA_ERROR_INVALID_IMAGE)",
        ),
        (
            "memory",
            "add",
            "get 3.9 KiB on the CUDA device: its memory is full (16.0 GiB are free); make the world smaller, or use --device cpu",
        ),
        (
            "memory@2",
            "sums",
            "get 12 bytes on the CUDA device: its memory is full (16.0 GiB are free); make the world smaller, or use --device cpu",
        ),
        (
            "launch",
            "add",
            "run the kernel `add` on the CUDA device: too many resources requested for launch (CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES)",
        ),
        (
            "crash",
            "add",
            "run the kernel `add` on the CUDA device: an illegal memory access was encountered (CUDA_ERROR_ILLEGAL_ADDRESS)",
        ),
        (
            "none",
            "no kernel",
            "run the kernel `nothing` on the CUDA device: vectors.cu has none of this name: named symbol not found (CUDA_ERROR_NOT_FOUND)",
        ),
        (
            "none",
            "shape",
            "run the kernel `race` on the CUDA device: invalid argument (CUDA_ERROR_INVALID_VALUE)",
        ),
        (
            "none",
            "much",
            "get 8.0 EiB on the CUDA device: its memory is full (16.0 GiB are free); make the world smaller, or use --device cpu",
        ),
    ] {
        assert_eq!(Child::of(task, driver).fault(fault).says(), format!("failed to {message}"), "{fault}");
    }
    let says = |devices: &str| {
        let child = Child::of("add", driver).with("QUINCUNX_TEST_DEVICE", "cuda:3");
        child.with("QUINCUNX_FAKE_CUDA_DEVICES", devices).says()
    };
    let lists = "`quincunx devices` lists what there is";
    assert_eq!(says("0"), Child::of("add", driver).fault("no-device").says());
    assert_eq!(says("1"), format!("failed to use CUDA device 3: the only one is 0; {lists}"));
    assert_eq!(says("3"), format!("failed to use CUDA device 3: they are 0 to 2; {lists}"));
    assert_eq!(says("4"), "true");
}

/// Libraries of the system would be found all the same.
fn has_none(library: &str) -> bool {
    let there = Command::new("ldconfig").arg("-p").output().is_ok_and(|o| all(&o).contains(library));
    if there {
        println!("skipped: this machine has {library}");
    }
    !there
}

#[test]
fn what_is_missing_has_words_and_auto_takes_the_cpu() {
    let Some(driver) = driver() else { return };
    let folder = tempfile::tempdir().unwrap();
    if has_none("libcuda.so") && has_none("libnvrtc.so") {
        let said = Child::of("probe", folder.path()).says();
        assert!(said.contains("find CUDA: no NVIDIA driver") && said.contains("find NVRTC"), "{said}");
        assert!(Child::of("add", folder.path()).says().starts_with("failed to find CUDA: no NVIDIA driver"));
        let said = Child::of("auto", folder.path()).says();
        assert!(said.starts_with("true find CUDA: no NVIDIA"), "{said}");
        fs::copy(driver.join("libcuda.so.1"), folder.path().join("libcuda.so.1")).unwrap();
        let said = Child::of("add", folder.path()).says();
        assert!(
            said.starts_with("failed to find NVRTC, which compiles kernels (libnvrtc.so): install it"),
            "{said}"
        );
        let said = Child::of("auto", folder.path()).says();
        assert!(said.starts_with("true find NVRTC"), "{said}");
    }
}

/// How often NVRTC was asked to compile, and what is in the cache.
fn cached(cache: &Path, log: &Path) -> (usize, Vec<PathBuf>) {
    let files = fs::read_dir(cache.join("quincunx")).unwrap().map(|file| file.unwrap().path()).collect();
    (fs::read_to_string(log).unwrap().lines().count(), files)
}

#[test]
fn kernels_are_kept_and_what_is_damaged_is_compiled_anew() {
    let Some(driver) = driver() else { return };
    let cache = tempfile::tempdir().unwrap();
    let log = cache.path().join("compiled");
    let add = || {
        let child = Child::of("add", driver).with("XDG_CACHE_HOME", cache.path());
        child.with("QUINCUNX_FAKE_CUDA_COMPILED", &log)
    };
    let one_by_one: Vec<_> = (0..4).map(|_| add().says()).collect();
    assert_eq!(one_by_one, ["true"; 4]);
    let (compiled, files) = cached(cache.path(), &log);
    assert_eq!((compiled, files.len()), (1, 1));
    let kept = fs::read(&files[0]).unwrap();
    fs::write(&files[0], &kept[..kept.len() - 5]).unwrap();
    assert_eq!(add().says(), "true");
    assert_eq!(fs::read(&files[0]).unwrap(), kept);
    assert_eq!(add().says(), "true");
    assert_eq!(cached(cache.path(), &log), (2, files));
}

#[test]
fn several_processes_may_fill_the_cache_at_once() {
    let Some(driver) = driver() else { return };
    let cache = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| Child::of("add", driver).with("XDG_CACHE_HOME", cache.path()).says()))
            .collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), "true");
        }
    });
    assert_eq!(fs::read_dir(cache.path().join("quincunx")).unwrap().count(), 1);
}

/// Where `QUINCUNX_NVRTC` names the folder of a real libnvrtc, such as the one from PyPI, that one compiles; no GPU is needed.
#[test]
fn the_real_compiler_takes_the_kernels() {
    let Some(nvrtc) = env::var_os("QUINCUNX_NVRTC") else {
        println!("skipped: QUINCUNX_NVRTC names no folder of libnvrtc");
        return;
    };
    let said = Child::of("compile", Path::new(&nvrtc)).says();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[..3], ["true", "true", "compile the kernels of wrong.cu:"], "{said}");
    assert_eq!(lines[3], "wrong.cu(2): error: identifier \"x\" is undefined");
    assert!(said.contains("the CUDA device has compute capability 3.0, and NVRTC "), "{said}");
    let Some(driver) = driver() else { return };
    let folder = tempfile::tempdir().unwrap();
    fs::copy(driver.join("libcuda.so.1"), folder.path().join("libcuda.so.1")).unwrap();
    let both = env::join_paths([folder.path(), Path::new(&nvrtc)]).unwrap();
    assert_eq!(Child::of("add", Path::new(&both)).says(), "true");
}
