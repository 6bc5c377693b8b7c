//! What the frame costs around the dynamics.
//!
//! Goals: a leg under 10 µs; ECS and probes under 5 % of a run at 1024² with a population every 10 generations, and
//! under 1 % every 100; from start to exit of a one-step scene under 50 ms on tmpfs.

mod machine;

use criterion::Criterion;
use quincunx::core::lab::Lab;
use quincunx::core::streams::Streams;
use quincunx::core::workers::Workers;
use quincunx::grid::bytes::ByteStepper;
use quincunx::grid::lattice::{Edges, Lattice};
use quincunx::grid::stepper::Stepper;
use quincunx::scene::files::SceneFiles;
use quincunx::scene::resolve::resolve;
use quincunx::sdk::lanes::isa::Isa;
use quincunx::sdk::rule::OuterTotalistic;
use quincunx::sdk::source::Source;
use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A laboratory with one grid and a population, without a directory.
fn lab(side: usize, steps: u64, every: u64) -> Result<Lab> {
    let text = format!(
        "(world: {{ \"g\": Grid(size: ({side}, {side}), cells: Soup(0.35), rule: \"B3/S23\") }}, \
         until: Steps({steps}), record: {{ \"p\": Population(of: \"g\", every: {every}) }})"
    );
    let domains = quincunx::standard();
    let scene = resolve(
        &Source::read("bench", text).map_err(|error| error.to_string())?,
        &quincunx::registry(&domains),
        &SceneFiles::beside(Path::new("")),
    )?;
    let mut lab = Lab::new(&domains, Streams::new(scene.seed), Workers::new(1)?);
    let object = &scene.objects[0];
    let grid = lab.add_object(&object.name, object.object.as_ref(), object.end)?;
    for probe in scene.probes {
        lab.add_probe(&probe.name, probe.spec, grid, probe.due);
    }
    Ok(lab)
}

fn leg(criterion: &mut Criterion) -> Result<()> {
    let mut lab = lab(1, u32::MAX.into(), 1)?;
    criterion
        .bench_function("a leg of one cell (goal: under 10 µs)", |bench| bench.iter(|| lab.leg().is_ok()));
    Ok(())
}

/// Seconds of a whole run in the laboratory.
fn run(every: u64, steps: u64) -> Result<f64> {
    let mut lab = lab(1024, steps, every)?;
    let start = Instant::now();
    while !lab.finished() {
        lab.leg()?;
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Seconds of the dynamics alone, cut as the probe cuts it.
fn bare(every: u64, steps: u64) -> Result<f64> {
    let (mut lattice, workers) = (Lattice::new(1024, 1024, Edges::Torus), Workers::new(1)?);
    lattice.cells_mut().iter_mut().step_by(3).for_each(|cell| *cell = 1);
    let mut stepper = ByteStepper::new(OuterTotalistic { born: 8, survive: 12 }, Isa::chosen()?);
    let start = Instant::now();
    for _ in 0..steps / every {
        stepper.advance(&mut lattice, every, workers.pool());
    }
    Ok(start.elapsed().as_secs_f64())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Pairs of runs with and without the frame, so that a drifting machine does not count.
fn share(every: u64, goal: &str) -> Result<()> {
    let steps = 2000;
    let pair = |_| Ok(run(every, steps)? / bare(every, steps)? - 1.0);
    let shares = (0..9).map(pair).collect::<Result<Vec<f64>>>()?;
    println!(
        "ECS and probes, 1024², population every {every}: {:.2} % (goal: under {goal})",
        100.0 * median(shares)
    );
    Ok(())
}

/// Whole processes on tmpfs, where there is one.
fn process() -> Result<()> {
    let base = if Path::new("/dev/shm").is_dir() { Path::new("/dev/shm") } else { Path::new("/tmp") };
    let folder = base.join(format!("quincunx-bench-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let scene = folder.join("one.ron");
    std::fs::write(
        &scene,
        "(world: { \"g\": Grid(cells: Soup(0.35), size: (64, 64), rule: Life) }, until: Steps(1), \
         record: { \"p\": Population(of: \"g\", every: 1) })",
    )?;
    let once = |n: usize| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quincunx"));
        command.arg("run").arg(&scene).arg("--quiet").arg("--out").arg(folder.join(n.to_string()));
        let start = Instant::now();
        let status = command.stdout(Stdio::null()).status()?;
        assert!(status.success(), "the run failed");
        Ok(start.elapsed().as_secs_f64())
    };
    let times = (0..21).map(once).collect::<Result<Vec<f64>>>();
    std::fs::remove_dir_all(&folder)?;
    println!("start to exit of a one-step scene: {:.1} ms (goal: under 50 ms)", 1e3 * median(times?));
    Ok(())
}

fn main() -> Result<()> {
    machine::print();
    let mut criterion = Criterion::default().measurement_time(Duration::from_secs(3)).configure_from_args();
    leg(&mut criterion)?;
    criterion.final_summary();
    share(10, "5 %")?;
    share(100, "1 %")?;
    process()
}
