//! Whatever kills a run, `--resume` ends with the bytes of the undisturbed one.

use crate::run_directory::{BEAMS, Bench, ENSEMBLES, EVERYTHING};
use std::fs;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn is_closing(out: &Path) -> bool {
    fs::read_to_string(out.join("checkpoint/commit.json"))
        .is_ok_and(|text| text.contains("\"is_final\": true"))
}

/// Kills the run after so many microseconds, or so many after its closing began; false if it was done before.
fn kill(mut run: Child, out: &Path, micros: u64, in_closing: bool) -> bool {
    let mut start = Instant::now();
    if in_closing {
        while !is_closing(out) && run.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        start = Instant::now();
    }
    while start.elapsed() < Duration::from_micros(micros) && run.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(100));
    }
    let alive = run.try_wait().unwrap().is_none();
    let _ = run.kill();
    run.wait().unwrap();
    alive
}

#[test]
fn any_number_of_kills_leaves_the_same_bytes() {
    killed(EVERYTHING, 60, 10);
}

#[test]
fn any_number_of_kills_leaves_the_same_paths() {
    killed(ENSEMBLES, 40, 5);
}

#[test]
fn any_number_of_kills_leaves_the_same_atoms() {
    killed(BEAMS, 20, 3);
}

/// Kills runs of a scene until so many kills hit a living one, and so many its closing.
fn killed(scene: &str, wanted: u32, wanted_in_closing: u32) {
    let bench = Bench::with(scene);
    let start = Instant::now();
    bench.run_well("undisturbed", &["--quiet"]);
    let mut whole = start.elapsed().as_micros() as u64;
    let (mut dice, mut kills, mut in_closing) = (Dice(2026), 0, 0);
    for chain in 0.. {
        let out = format!("killed-{chain}");
        let commits = ["0", "0.002", "0.02", "60"][dice.below(4) as usize];
        for attempt in 0..12 {
            let closing = dice.below(3) == 0;
            let micros = if closing { dice.below(whole / 4) } else { dice.below(whole * 3 / 2) };
            let more: &[&str] = if attempt == 0 { &[] } else { &["--resume"] };
            let begun = Instant::now();
            if kill(bench.start(&out, more, commits), &bench.path(&out), micros, closing) {
                kills += 1;
                in_closing += u32::from(is_closing(&bench.path(&out)));
            } else if attempt == 0 {
                // It took as long as that: the machine may have been busy when the first did.
                whole = begun.elapsed().as_micros() as u64;
            }
        }
        bench.run_well(&out, &["--resume", "--quiet"]);
        println!(
            "chain {chain} (commits every {commits} s): {kills} kills so far, {in_closing} in the closing"
        );
        bench.assert_same("undisturbed", &out);
        if kills >= wanted && in_closing >= wanted_in_closing {
            return;
        }
        assert!(chain < 40, "only {kills} kills hit a living run, {in_closing} its closing");
    }
}
