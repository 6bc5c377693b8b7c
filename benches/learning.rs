//! What it takes to learn a rule, to hold it against another, and to read it back: whole runs of the program.
//!
//! Goals, one core: HighLife, B3678/S34678 and Life are learned by networks over C4 and C8 to the last of the 512
//! neighbourhoods in under 30 s, from 9 of 10 seeds; 1e7 pairs of cells a second are made and 1e6 written; 1e9 cells are
//! compared in seconds. Beside each figure of cells stands that of the same run without the probe.
//! `cargo bench --bench learning`, on a machine that does nothing else.

mod machine;
mod scratch;
mod timing;

use scratch::Scratch;
use std::error::Error;
use std::fs;
use std::process::Command;
use std::time::Instant;
use timing::middle;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SEEDS: usize = 10;

struct Bench {
    folder: Scratch,
}

impl Bench {
    /// Seconds of a run with one thread, and the events that it printed.
    fn run(&self, scene: &str) -> Result<(f64, String)> {
        let (file, out) = (self.folder.join("scene.ron"), self.folder.join("out"));
        fs::write(&file, scene)?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_quincunx"));
        command.arg("run").arg(file).args(["--threads", "1", "--out"]).arg(&out);
        let start = Instant::now();
        let output = command.output()?;
        let seconds = start.elapsed().as_secs_f64();
        fs::remove_dir_all(&out)?;
        match output.status.success() {
            true => Ok((seconds, String::from_utf8(output.stdout)?)),
            false => Err(String::from_utf8_lossy(&output.stderr).into()),
        }
    }

    /// The median of five.
    fn seconds(&self, scene: &str) -> Result<f64> {
        Ok(middle((0..5).map(|_| Ok(self.run(scene)?.0)).collect::<Result<_>>()?))
    }

    /// Ten networks of a rule: how many know all of it, and the seconds of the median and of the slowest.
    fn learn(&self, rule: &str, group: &str) -> Result<()> {
        let (mut exact, mut times) = (0, vec![]);
        for seed in 0..SEEDS {
            let (seconds, events) = self.run(&format!(
                r#"(seed: {seed}, world: {{ "student": Learner(from: "{rule}", method: Equivariant(group: {group}), target_accuracy: 1.0) }},
                record: {{ "accuracy": Accuracy(of: "student") }})"#
            ))?;
            exact += usize::from(events.contains(r#""wrong":0}"#));
            times.push(seconds);
        }
        let slowest = times.iter().copied().fold(0.0, f64::max);
        println!(
            "{rule:14} {group}: {exact} of {SEEDS} seeds to the last neighbourhood, in {:.2} s, at most {slowest:.2} s (goal: 9, 30)",
            middle(times)
        );
        Ok(())
    }

    /// What a probe adds to a run of so many steps of a soup.
    fn probed(&self, name: &str, side: u64, steps: u64, probe: &str) -> Result<()> {
        let scene = |record: &str| {
            format!(
                r#"(seed: 1, world: {{ "soup": Grid(size: ({side}, {side}), cells: Soup(0.5), rule: "B36/S23") }},
                until: Steps({steps}), record: {{ {record} }})"#
            )
        };
        let with = self.seconds(&scene(&format!(r#""probe": {probe}"#)))?;
        let without = self.seconds(&scene(""))?;
        let cells = (side * side * steps) as f64;
        println!(
            "{name}: {:.2e} cells/s, {with:.2} s for {cells:.2e}; without it {without:.2} s, {:.1} times",
            cells / with,
            with / without
        );
        Ok(())
    }
}

fn main() -> Result<()> {
    machine::print();
    let bench = Bench { folder: Scratch::new()? };
    for rule in ["B36/S23", "B3678/S34678", "B3/S23"] {
        for group in ["C4", "C8"] {
            bench.learn(rule, group)?;
        }
    }
    bench.probed("Dataset", 1024, 200, r#"Dataset(of: "soup", every: 1)"#)?;
    bench.probed("RuleStatistics", 4096, 64, r#"RuleStatistics(of: "soup", against: "B3/S23", every: 1)"#)?;
    bench.probed("ExtractRule, clean", 4096, 64, r#"ExtractRule(of: "soup", noise: 0)"#)?;
    bench.probed("ExtractRule, 16 % flipped", 4096, 64, r#"ExtractRule(of: "soup", perturb: Flip(0.16))"#)
}
