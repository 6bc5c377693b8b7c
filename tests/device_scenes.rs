//! Every scene with a way to run on CUDA gives there what it gives on the processor.

use crate::device_choice::driver;
use crate::golden::{digest, scenes};
use crate::run_directory::{Bench, EVERYTHING, NETWORKS};
use std::fs;
use std::path::Path;

/// How scenes are made smaller for the host driver, which is slow.
const SMALLER: [(&str, &[&str]); 3] = [
    ("highlife", &["until=Steps(150)"]),
    ("learned-highlife", &["until=Steps(20)"]),
    (
        "plain-convolutions",
        &[
            "world.rule.size=(96, 80)",
            "world.network.size=(96, 80)",
            // As in the scene itself, which is large enough to repay a table.
            r#"world.network.rule=Network(weights: "weights/life-twice.safetensors", compile: Always)"#,
        ],
    ),
];

/// Lattices of two states move on a device.
fn moves(scene: &Path) -> bool {
    fs::read_to_string(scene).unwrap().contains("Grid(")
}

#[test]
fn scenes_give_on_a_device_what_they_give_on_the_processor() {
    let Some(driver) = driver() else { return };
    let scenes: Vec<_> = scenes().into_iter().filter(|scene| moves(scene)).collect();
    assert!(scenes.len() >= 4, "{scenes:?}");
    for scene in scenes {
        let (bench, path) = (Bench::with_cuda("", driver), scene.to_str().unwrap());
        let stem = scene.file_stem().unwrap().to_str().unwrap();
        let smaller = SMALLER.iter().find(|(name, _)| *name == stem).map_or(&[][..], |(_, sets)| sets);
        for device in ["cpu", "cuda"] {
            let mut run = bench.quincunx(&["run", path, "--quiet", "--device", device, "--out", device]);
            let run = run.args(smaller.iter().flat_map(|set| ["--set", set])).output().unwrap();
            assert!(run.status.success(), "{path}: {}", String::from_utf8_lossy(&run.stderr));
            let computed_on = bench.record(device)["device"].as_str().unwrap().to_string();
            assert!(computed_on.starts_with(device), "{path} was computed on {computed_on}");
        }
        assert_eq!(digest(&bench, "cpu"), digest(&bench, "cuda"), "{path}");
    }
}

#[test]
fn what_a_grid_leaves_is_the_same_from_a_device() {
    let Some(driver) = driver() else { return };
    let bench = Bench::with_cuda(EVERYTHING, driver);
    bench.run_well("cpu", &["--quiet", "--device", "cpu"]);
    bench.run_well("cuda", &["--quiet", "--device", "cuda"]);
    bench.assert_same("cpu", "cuda");
    let bench = Bench::with_cuda(NETWORKS, driver);
    bench.run_well("cpu", &["--quiet", "--device", "cpu"]);
    bench.run_well("cuda", &["--quiet", "--device", "cuda"]);
    assert_eq!(digest(&bench, "cpu"), digest(&bench, "cuda"));
    assert_eq!(bench.record("cpu")["remarks"], bench.record("cuda")["remarks"], "how close decisions were");
}
