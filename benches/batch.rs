//! What a batch costs around its points.
//!
//! Goals: under 2 ms a point, from start to exit, against one process that loops over the same runs; two workers at
//! least 1.8 times as fast as one, where points are work; 100,000 points planned in under 2 s, and driver and collector
//! under 300 MiB with them.

mod machine;
mod scratch;
mod timing;

use quincunx::core::stop::Stop;
use quincunx::core::workers::Workers;
use quincunx::output::Disk;
use quincunx::run::point::{Ended, Points};
use quincunx::run::{Given, open_batch};
use scratch::Scratch;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use timing::middle;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Does next to nothing.
const TRIVIAL: &str = "(world: { \"g\": Grid(size: (8, 8), cells: Soup(0.35), rule: Life) }, until: Steps(1), \
                       record: { \"p\": Population(of: \"g\") })";
/// Some tens of milliseconds of work.
const WORK: &str = "(world: { \"g\": Grid(size: (512, 512), cells: Soup(0.35), rule: Life) }, until: Steps(1000), \
                    record: { \"p\": Population(of: \"g\") })";

struct Bench {
    folder: Scratch,
}

impl Bench {
    fn new() -> Result<Self> {
        let folder = Scratch::new()?;
        fs::write(folder.join("trivial.ron"), TRIVIAL)?;
        fs::write(folder.join("work.ron"), WORK)?;
        Ok(Bench { folder })
    }

    fn batch(&self, scene: &str, vary: &str) -> Result<PathBuf> {
        let file = self.folder.join("batch.ron");
        fs::write(&file, format!("Batch(scene: \"{scene}.ron\", vary: {{ {vary} }})"))?;
        Ok(file)
    }

    /// Seconds of the whole program, and the most memory that the driver had, in MiB.
    fn program(&self, batch: &Path, jobs: usize) -> Result<(f64, f64)> {
        let out = self.folder.join("out");
        let mut command = Command::new(env!("CARGO_BIN_EXE_quincunx"));
        command.arg("batch").arg(batch).arg("--quiet").arg("--out").arg(&out);
        command.args(["--jobs", &jobs.to_string()]).stdout(Stdio::null());
        let start = Instant::now();
        let mut child = command.spawn()?;
        let mut most = 0.0_f64;
        let status = loop {
            let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = peak.and_then(|line| line.trim().split(' ').next()?.parse::<f64>().ok());
            most = most.max(kib.unwrap_or(0.0) / 1024.0);
            if let Some(status) = child.try_wait()? {
                break status;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let seconds = start.elapsed().as_secs_f64();
        fs::remove_dir_all(&out)?;
        if status.success() { Ok((seconds, most)) } else { Err("the batch failed".into()) }
    }

    /// Seconds of one process that runs all points, one after the other.
    fn looped(&self, batch: &Path) -> Result<f64> {
        let domains = quincunx::standard();
        let opened = open_batch(batch, &Given::default(), &domains, 1)?;
        let runs = Points {
            domains: &domains,
            name: "bench".into(),
            workers: Workers::new(1)?,
            patience: Duration::MAX / 4,
            commit_every: Duration::from_secs(60),
            disk: Disk::new(),
            stop: Stop::default(),
        };
        let start = Instant::now();
        for point in opened.sweep.points().iter() {
            let ended = runs.run(opened.sweep.point(&point)?, &self.folder.join("none"))?;
            assert!(matches!(ended, Ended::Rows(..)));
        }
        Ok(start.elapsed().as_secs_f64())
    }
}

fn main() -> Result<()> {
    machine::print();
    let bench = Bench::new()?;
    let trivial = bench.batch("trivial", "\"seed\": Range(0, 10_000)")?;
    let looped = middle((0..3).map(|_| bench.looped(&trivial)).collect::<Result<_>>()?);
    let batched = middle((0..3).map(|_| Ok(bench.program(&trivial, 1)?.0)).collect::<Result<_>>()?);
    println!(
        "10,000 trivial points: {:.3} ms each in one loop, {:.3} ms in a batch with one worker, {:.3} ms more (goal: under 2)",
        looped / 10.0,
        batched / 10.0,
        (batched - looped) / 10.0
    );
    let work = bench.batch("work", "\"seed\": Range(0, 200)")?;
    let mut ratios = vec![];
    for _ in 0..3 {
        let ([one, _], [two, _]) =
            (<[f64; 2]>::from(bench.program(&work, 1)?), bench.program(&work, 2)?.into());
        ratios.push(one / two);
    }
    println!("two workers: {:.2} times one (goal: at least 1.8)", middle(ratios));
    let many = bench
        .batch("trivial", "\"seed\": Range(0, 1000), \"world.g.cells.density\": Linspace(0.1, 0.9, 100)")?;
    let plan = |_| {
        let start = Instant::now();
        let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        open_batch(&many, &Given::default(), &quincunx::standard(), threads)?;
        Ok(start.elapsed().as_secs_f64())
    };
    println!(
        "100,000 points checked in {:.2} s (goal: under 2)",
        middle((0..3).map(plan).collect::<Result<_>>()?)
    );
    let (seconds, memory) = bench.program(&many, 2)?;
    println!(
        "100,000 trivial points in {seconds:.1} s with two workers; driver and collector: {memory:.0} MiB (goal: under 300)"
    );
    Ok(())
}
