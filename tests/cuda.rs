//! Runs on a device of CUDA, as a person meets them: the program on the host driver, and what it says when something goes
//! wrong.

use crate::device_choice::{ENSEMBLE, LIFE, Machine, NETWORK, driver, nothing, said};
use crate::run_directory::Bench;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// One moves on a device, one does not.
const BOTH: &str = r#"(
    world: {
        "g": Grid(size: (70, 45), cells: Soup(0.4), rule: Life),
        "e": Ensemble(paths: 10, start: { "x": 1 }, process: OrnsteinUhlenbeck(1, 0, 1), solver: Heun, dt: 0.1),
    },
    until: Steps(10),
)"#;

#[test]
fn without_a_driver_nobody_reads_of_cuda_who_did_not_ask() {
    let Some(nothing) = nothing() else { return };
    let bench = Bench::with(LIFE);
    let says = |out: &str, more: &[&str]| Machine::with(nothing.path(), &bench, out, more).well();
    assert_eq!(says("1", &[]), "");
    assert_eq!(says("2", &["--device", "cpu"]), "");
    assert_eq!(says("3", &["--device", "auto", "--quiet"]), "");
    assert_eq!(
        says("4", &["--device", "auto"]),
        "computing on the CPU: failed to find CUDA: no NVIDIA driver is installed here (libcuda.so.1); install one, or use \
         --device cpu\n"
    );
    assert_eq!(bench.record("4")["device"], "cpu");
}

#[test]
fn without_a_word_the_cpu_takes_what_cuda_cannot() {
    let Some(driver) = driver() else { return };
    let bench = Bench::with(LIFE);
    bench.run_well("cpu", &["--device", "cpu"]);
    for (fault, words) in [
        ("old-driver", "use CUDA: the NVIDIA driver is too old"),
        ("init", "start the NVIDIA driver: unknown error (CUDA_ERROR_UNKNOWN)"),
        ("no-device", "find a CUDA device: the NVIDIA driver sees none"),
        ("old-nvrtc", "use NVRTC 11.9, which compiles kernels: 12.0 is needed"),
    ] {
        let notice = Machine::with(driver, &bench, fault, &[]).fault(fault).well();
        assert!(notice.starts_with(&format!("computing on the CPU: failed to {words}")), "{notice}");
        assert_eq!(notice.lines().count(), 1);
        assert_eq!(bench.record(fault)["device"], "cpu");
        bench.assert_same("cpu", fault);
    }
}

#[test]
fn every_fault_of_a_run_ends_it_with_words() {
    let Some(driver) = driver() else { return };
    for (fault, words) in [
        ("compile", "compile the kernels of "),
        ("ptx", "load the kernels of "),
        ("image", "load the kernels of "),
        ("memory", "get "),
        ("memory@2", "get "),
        ("launch", "run the kernel `"),
        ("launch@3", "run the kernel `"),
        ("crash", "run the kernel `"),
        ("crash@3", "run the kernel `"),
    ] {
        let more = match fault {
            "compile" => ".cu(3): error: identifier \"undefined_thing\" is undefined",
            "ptx" => "install a newer driver or an older NVRTC, or use --device cpu",
            "image" => "device kernel image is invalid (CUDA_ERROR_INVALID_IMAGE)",
            "memory" | "memory@2" => " on the CUDA device: its memory is full (16.0 GiB are free)",
            "launch" | "launch@3" => "too many resources requested for launch",
            _ => "an illegal memory access was encountered (CUDA_ERROR_ILLEGAL_ADDRESS)",
        };
        for scene in [LIFE, NETWORK] {
            // Nobody asked: a device that was there and failed is told all the same.
            for device in [&["--device", "cuda"][..], &[]] {
                let bench = Bench::with(scene);
                let said = Machine::with(driver, &bench, "out", device).fault(fault).refused();
                assert!(said.starts_with(&format!("  × failed to {words}")), "{fault}: {said}");
                assert!(said.contains(more), "{fault}: {said}");
            }
        }
    }
}

#[test]
fn what_was_committed_before_a_fault_goes_on_after_it() {
    let Some(driver) = driver() else { return };
    for scene in [LIFE, NETWORK] {
        let bench = Bench::with(scene);
        let run = |out: &str, more: &[&str]| Machine::with(driver, &bench, out, more);
        run("whole", &[]).well();
        for fault in ["launch@20", "crash@20"] {
            let out = fault.split('@').next().unwrap();
            run(out, &[]).fault(fault).env("QUINCUNX_COMMIT_SECONDS", "0").refused();
            let record = bench.record(out);
            assert_eq!(record["status"], "failed");
            assert!(record["steps"].as_object().unwrap().values().all(|step| step.as_u64().unwrap() > 0));
            assert!(bench.path(out).join("report.html").exists());
            run(out, &["--resume"]).well();
            bench.assert_same("whole", out);
        }
    }
}

#[test]
fn the_record_names_the_device() {
    let Some(driver) = driver() else { return };
    let bench = Bench::with(LIFE);
    let run = |out: &str, more: &[&str]| {
        Machine::with(driver, &bench, out, more).env("QUINCUNX_FAKE_CUDA_DEVICES", "2")
    };
    for (out, more, device) in [
        ("auto", &[][..], "cuda:0 (host driver)"),
        ("cuda", &["--device", "cuda"], "cuda:0 (host driver)"),
        ("second", &["--device", "cuda:1"], "cuda:1 (host driver)"),
        ("cpu", &["--device", "cpu"], "cpu"),
    ] {
        let output = run(out, more).output();
        assert_eq!((output.status.code(), said(&output)), (Some(0), String::new()));
        let start = String::from_utf8(output.stdout).unwrap();
        let start: Value = serde_json::from_str(start.lines().next().unwrap()).unwrap();
        assert_eq!((&start["device"], &bench.record(out)["device"]), (&device.into(), &device.into()));
        bench.assert_same("auto", out);
    }
}

#[test]
fn what_stays_on_the_cpu_says_so() {
    let Some(driver) = driver() else { return };
    let bench = Bench::with(ENSEMBLE);
    Machine::with(driver, &bench, "only", &["--device", "cuda"]).well();
    let remark = "computed on the CPU: no Ensemble runs on CUDA";
    let record = bench.record("only");
    assert_eq!((&record["device"], &record["remarks"]["e"]), (&"cpu".into(), &remark.into()));
    assert!(fs::read_to_string(bench.path("only/report.html")).unwrap().contains(remark));
    Machine::with(driver, &bench, "auto", &[]).well();
    assert_eq!(bench.record("auto")["remarks"], serde_json::json!({}));
    let bench = Bench::with(BOTH);
    Machine::with(driver, &bench, "out", &[]).well();
    let record = bench.record("out");
    assert_eq!(record["device"], "cuda:0 (host driver)");
    assert_eq!(record["remarks"], serde_json::json!({ "e": remark }));
}

#[test]
fn a_run_goes_on_where_the_bits_are_the_same() {
    let Some(driver) = driver() else { return };
    let bench = Bench::with(LIFE);
    let run = |out: &str, more: &[&str]| Machine::with(driver, &bench, out, more);
    run("whole", &["--device", "cpu"]).well();
    for (out, device) in [("to-cpu", "cpu"), ("to-cuda", "cuda"), ("to-auto", "auto")] {
        run(out, &["--device", "cuda"]).fault("launch@9").env("QUINCUNX_COMMIT_SECONDS", "0").refused();
        run(out, &["--resume", "--device", device]).well();
        bench.assert_same("whole", out);
    }
}

#[test]
fn a_run_is_not_taken_up_with_another_arithmetic() {
    let Some(driver) = driver() else { return };
    let bench = Bench::with(NETWORK);
    let run = |out: &str, more: &[&str]| Machine::with(driver, &bench, out, more);
    let arithmetic = |out: &str| -> Value {
        let manifest = fs::read(bench.path(out).join("manifest.json")).unwrap();
        serde_json::from_slice::<Value>(&manifest).unwrap()["arithmetic"].clone()
    };
    run("cuda", &[]).fault("launch@20").env("QUINCUNX_COMMIT_SECONDS", "0").refused();
    run("cpu", &["--device", "cpu"]).well();
    assert_eq!((arithmetic("cuda"), arithmetic("cpu")), ("cuda".into(), "cpu".into()));
    for (out, here) in [("cuda", "cpu"), ("cpu", "cuda")] {
        let said = run(out, &["--resume", "--device", here]).refused();
        let words = format!(
            "resume {out}: it was computed with the arithmetic {out}, and this is {here}; resume it with --device {out}, or \
             run it anew in another folder, or with --force"
        );
        assert_eq!(said, format!("  × failed to {words}\n"));
    }
    // Without a word it goes on as it was begun, if that can be.
    let said = run("cuda", &["--resume"]).fault("no-device").refused();
    assert!(
        said.contains("and this is cpu (failed to find a CUDA device: the NVIDIA driver sees none"),
        "{said}"
    );
    run("cuda", &["--resume"]).well();
    assert_eq!((arithmetic("cuda"), &bench.record("cuda")["status"]), ("cuda".into(), &"done".into()));
    // What is complete needs no device.
    run("cuda", &["--resume"]).fault("no-device").well();
    run("cpu", &["--resume"]).well();
}

/// How often NVRTC was asked to compile.
fn compiled(log: &Path) -> usize {
    fs::read_to_string(log).map_or(0, |text| text.lines().count())
}

/// The compiled kernels in the cache.
fn kept(bench: &Bench) -> Vec<PathBuf> {
    let files = fs::read_dir(bench.path("cache/quincunx")).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.collect();
    files.sort();
    assert!(files.iter().all(|f| f.file_name().unwrap().to_str().unwrap().starts_with("cuda-sm_90-")));
    files
}

#[test]
fn kernels_are_compiled_once_and_damage_is_mended() {
    let Some(driver) = driver() else { return };
    let bench = Bench::with(LIFE);
    let log = bench.path("compiled");
    let run = |out: &str, more: &[&str]| {
        Machine::with(driver, &bench, out, more).env("QUINCUNX_FAKE_CUDA_COMPILED", &log).well();
    };
    run("first", &[]);
    let once = compiled(&log);
    assert!(once > 0);
    run("second", &[]);
    assert_eq!((compiled(&log), kept(&bench).len()), (once, once));
    let whole: Vec<_> = kept(&bench).iter().map(|file| fs::read(file).unwrap()).collect();
    let damaged = |n, whole: &Vec<u8>| match n {
        0 => whole[..whole.len() - 3].to_vec(),
        1 => whole[..7].to_vec(),
        2 => vec![],
        _ => whole.iter().map(|byte| !byte).collect(),
    };
    for n in 0..4 {
        kept(&bench).iter().zip(&whole).for_each(|(file, whole)| fs::write(file, damaged(n, whole)).unwrap());
        let out = format!("damaged-{n}");
        run(&out, &[]);
        bench.assert_same("first", &out);
        assert_eq!(compiled(&log), once * (n + 2));
        let mended: Vec<_> = kept(&bench).iter().map(|file| fs::read(file).unwrap()).collect();
        assert!(mended == whole);
    }
    run("without", &["--no-cache"]);
    assert_eq!(compiled(&log), once * 6);
}

#[test]
fn two_processes_may_compile_at_once() {
    let Some(driver) = driver() else { return };
    let bench = Bench::with(LIFE);
    std::thread::scope(|scope| {
        for out in ["1", "2", "3"] {
            let run = Machine::with(driver, &bench, out, &["--device", "cuda"]);
            scope.spawn(|| run.well());
        }
    });
    bench.assert_same("1", "2");
    bench.assert_same("1", "3");
    assert!(!kept(&bench).is_empty());
}
