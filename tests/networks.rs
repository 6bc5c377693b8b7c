//! Networks that learned a rule, run beside it.

use crate::run_directory::Bench;
use serde_json::Value;
use std::fmt::Write;

const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenes/weights/");

/// The rule and the networks, compiled and not, from one soup.
fn scene((width, height): (u32, u32), topology: &str, steps: u32) -> String {
    let mut world = String::new();
    let mut grid = |name: &str, rule: &str| {
        let soup = "cells: Soup(density: 0.4, stream: \"start\")";
        let grid = format!("Grid(size: ({width}, {height}), topology: {topology}, {soup}, rule: {rule})");
        writeln!(world, "\"{name}\": {grid},").unwrap();
    };
    grid("rule", "\"B36/S23\"");
    for network in ["highlife-p4", "highlife-p8"] {
        for compile in ["Always", "Never"] {
            let rule = format!("Network(weights: \"{WEIGHTS}{network}.safetensors\", compile: {compile})");
            grid(&format!("{network}-{compile}"), &rule);
        }
    }
    format!("(seed: {width}, world: {{ {world} }}, until: Steps({steps}))")
}

#[test]
fn a_thousand_steps_are_those_of_the_rule_that_was_learned() {
    for (size, topology, steps) in
        [((37, 29), "Torus", 1000), ((3, 50), "Torus", 1000), ((41, 33), "Dead", 200)]
    {
        let bench = Bench::with(&scene(size, topology, steps));
        bench.run_well("out", &["--quiet"]);
        let record = bench.record("out");
        let hashes = record["state_hashes"].as_object().unwrap();
        assert_eq!(hashes.len(), 5);
        assert!(hashes.values().all(|hash| hash == &hashes["rule"]), "{size:?}: {hashes:?}");
        let said = |name: &str| record["remarks"][name].as_str().unwrap_or_default().to_string();
        assert!(said("highlife-p8-Never").contains("margins of 0.08"), "{}", said("highlife-p8-Never"));
        assert_eq!(record["remarks"]["rule"], Value::Null);
    }
}

/// A network whose cells see 5×5 cells: two generations of Life in one step.
#[test]
fn a_table_is_kept_and_changes_nothing() {
    let grid = |name: &str, rule: &str| {
        format!(
            "\"{name}\": Grid(size: (60, 47), cells: Soup(density: 0.4, stream: \"start\"), rule: {rule}),"
        )
    };
    let network =
        |compile: &str| format!("Network(weights: \"{WEIGHTS}life-twice.safetensors\", compile: {compile})");
    let world = grid("table", &network("Always")) + &grid("network", &network("Never"));
    let bench = Bench::with(&format!("(world: {{ {world} }}, until: Steps(100))"));
    let remark = |out: &str| bench.record(out)["remarks"]["table"].as_str().unwrap_or_default().to_string();
    bench.run_well("made", &["--quiet"]);
    assert!(remark("made").contains("made before the first step"), "{}", remark("made"));
    bench.run_well("found", &["--quiet"]);
    assert!(remark("found").contains("was at hand"), "{}", remark("found"));
    bench.run_well("without", &["--quiet", "--no-cache"]);
    assert!(remark("without").contains("made before the first step"), "{}", remark("without"));
    // What was cut short is made again.
    let kept = std::fs::read_dir(bench.path("cache/quincunx")).unwrap().next().unwrap().unwrap().path();
    let bytes = std::fs::read(&kept).unwrap();
    std::fs::write(&kept, &bytes[..bytes.len() / 2]).unwrap();
    bench.run_well("again", &["--quiet"]);
    assert!(remark("again").contains("made before the first step"), "{}", remark("again"));
    for out in ["made", "found", "without", "again"] {
        let hashes = bench.record(out)["state_hashes"].clone();
        assert_eq!(hashes["table"], hashes["network"]);
        assert_eq!(hashes, bench.record("made")["state_hashes"]);
    }
}
