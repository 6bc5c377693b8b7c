//! The same scene gives the same bytes, whatever the threads and the instruction set.

use crate::run_directory::{BEAMS, Bench, ENSEMBLES, EVERYTHING, NETWORKS};
use quincunx::sdk::lanes::isa::{Isa, NAMES};
use std::process::Command;

#[test]
fn threads_change_nothing() {
    for scene in [EVERYTHING, ENSEMBLES, BEAMS, NETWORKS] {
        let bench = Bench::with(scene);
        for threads in ["1", "2", "3", "7"] {
            bench.run_well(threads, &["--quiet", "--threads", threads]);
            bench.assert_same("1", threads);
        }
    }
}

/// The scene of ensembles is worth its name only if paths are lost in it, and others are not.
#[test]
fn some_paths_of_the_ensembles_are_lost() {
    let bench = Bench::with(ENSEMBLES);
    bench.run_well("out", &["--quiet"]);
    let remarks = bench.record("out")["remarks"].clone();
    for name in ["double", "single", "still"] {
        let said = remarks[name].as_str().unwrap_or_default().to_string();
        assert!(said.contains("lost: "), "{name}: {remarks}");
    }
    assert!(remarks["law"].is_null(), "{remarks}");
}

/// The same results with further probes, which end legs where none ended before.
fn more_probes_change_nothing(scene: &str, more: &[String]) {
    let bench = Bench::with(scene);
    bench.run_well("out", &["--quiet"]);
    let more: Vec<&str> = more.iter().flat_map(|set| ["--set", set]).collect();
    bench.run_well("cut", &[&["--quiet"], &more[..]].concat());
    assert_eq!(bench.record("out")["state_hashes"], bench.record("cut")["state_hashes"]);
    let (all, cut) = (bench.left("out"), bench.left("cut"));
    for name in all.keys().filter(|name| name.ends_with(".parquet") || name.ends_with(".csv")) {
        assert!(all[name] == cut[name], "{name} differs");
    }
}

/// Probes end legs, and where legs end changes nothing but what is measured.
#[test]
fn legs_change_nothing() {
    let more = ["double", "single", "law", "still"]
        .map(|of| format!("record.{of}-each=Paths(of: {of}, count: 1, every: 3)"));
    more_probes_change_nothing(ENSEMBLES, &more);
}

/// Each atom is sent once, wherever legs end.
#[test]
fn legs_change_no_count() {
    let more = ["silver", "many"].map(|of| format!("record.{of}-each=Counts(of: {of}, every: 37)"));
    more_probes_change_nothing(BEAMS, &more);
}

/// A network has so much work with a cell that a small grid is shared out, too.
#[test]
fn threads_change_nothing_in_a_network() {
    let bench = Bench::with(NETWORKS);
    for threads in ["1", "2", "3", "7"] {
        let larger = [
            "--set",
            "world.p4.size=(101, 67)",
            "--set",
            "world.p8.size=(65, 43)",
            "--set",
            "world.twice.size=(301, 90)",
        ];
        bench.run_well(threads, &[&["--quiet", "--threads", threads], &larger[..]].concat());
        bench.assert_same("1", threads);
    }
    let said = bench.record("7")["remarks"]["p4"].as_str().unwrap_or_default().to_string();
    assert!(said.contains("margins of 0.582 or more"), "{said}");
}

/// One thread has too little work to share in a small grid; this one is large enough for all of them.
#[test]
fn threads_change_nothing_in_a_large_grid() {
    let bench = Bench::with(
        r#"(seed: 3, world: {
            "torus": Grid(size: (1500, 1301), cells: Soup(0.3), rule: "B2467/S1358"),
            "dead": Grid(size: (1301, 1500), topology: Dead, cells: Soup(0.3), rule: "B01/S8"),
        }, until: Steps(60), record: {
            "p": Population(of: torus, every: 7), "a": Activity(of: dead, at: [1, 2, 50]), "f": Frames(of: dead),
        })"#,
    );
    for threads in ["1", "2", "3", "7"] {
        bench.run_well(threads, &["--quiet", "--threads", threads]);
        bench.assert_same("1", threads);
    }
}

#[test]
fn instruction_sets_change_nothing() {
    for scene in [EVERYTHING, ENSEMBLES, BEAMS, NETWORKS] {
        every_set_gives_the_same(&Bench::with(scene));
    }
}

fn every_set_gives_the_same(bench: &Bench) {
    let here: Vec<_> = Isa::all().into_iter().map(Isa::name).collect();
    for name in NAMES {
        if !here.contains(&name) {
            println!("skipped: this machine has no {name}");
            continue;
        }
        let mut run = bench.quincunx(&["run", "scene.ron", "--quiet", "--out", name]);
        assert!(run.env("QUINCUNX_ISA", name).status().unwrap().success());
        assert_eq!(bench.record(name)["instruction_set"], name);
        bench.assert_same("portable", name);
    }
}

/// A processor without AVX, and with it fused multiply-add in software.
#[test]
fn an_old_processor_changes_nothing() {
    if Command::new("qemu-x86_64").arg("--version").output().is_err() {
        println!("skipped: there is no qemu-x86_64 (Debian's package qemu-user)");
        return;
    }
    for scene in [EVERYTHING, ENSEMBLES, BEAMS, NETWORKS] {
        old_is_as_native(&Bench::with(scene));
    }
}

fn old_is_as_native(bench: &Bench) {
    bench.run_well("native", &["--quiet"]);
    let mut old = Command::new("qemu-x86_64");
    old.args([
        "-cpu",
        "Nehalem",
        env!("CARGO_BIN_EXE_quincunx"),
        "run",
        "scene.ron",
        "--quiet",
        "--out",
        "old",
    ]);
    let output = old.current_dir(bench.folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(bench.record("old")["instruction_set"], "portable");
    bench.assert_same("native", "old");
}
