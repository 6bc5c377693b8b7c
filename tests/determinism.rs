//! The same scene gives the same bytes, whatever the threads and the instruction set.

use crate::run_directory::{Bench, EVERYTHING};
use quincunx::sdk::lanes::isa::{Isa, NAMES};
use std::process::Command;

#[test]
fn threads_change_nothing() {
    let bench = Bench::with(EVERYTHING);
    for threads in ["1", "2", "3", "7"] {
        bench.run_well(threads, &["--quiet", "--threads", threads]);
        bench.assert_same("1", threads);
    }
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
    let bench = Bench::with(EVERYTHING);
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
    let bench = Bench::with(EVERYTHING);
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
