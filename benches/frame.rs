//! What the frame costs around the dynamics.
//!
//! Goals: a leg under 10 µs; ECS and probes under 5 % of a run at 1024² with a population every 10 generations, and
//! under 1 % every 100; from start to exit of a one-step scene under 50 ms on tmpfs.

mod machine;
mod scratch;
mod timing;

use bevy_ecs::prelude::*;
use criterion::Criterion;
use quincunx::core::domain::Domain;
use quincunx::core::lab::Lab;
use quincunx::core::registry::Registry;
use quincunx::core::schedule::{Phase, Systems};
use quincunx::core::streams::Streams;
use quincunx::core::workers::Workers;
use quincunx::grid::components::Automaton;
use quincunx::grid::domain::GridDomain;
use quincunx::grid::systems::advance;
use quincunx::scene::files::SceneFiles;
use quincunx::scene::resolve::resolve;
use quincunx::sdk::source::Source;
use scratch::Scratch;
use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use timing::middle;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The time spent in the dynamics, which the rest of a leg is compared with.
#[derive(Resource)]
struct Advanced {
    since: Instant,
    sum: Arc<Mutex<Duration>>,
}

/// The grid's domain with a stopwatch around its dynamics.
struct Timed(Arc<Mutex<Duration>>);

impl Domain for Timed {
    fn name(&self) -> &'static str {
        "timed grid"
    }

    fn register(&self, registry: &mut Registry) {
        GridDomain.register(registry);
    }

    fn systems(&self, systems: &mut Systems) {
        let sum = self.0.clone();
        let begin = move |mut commands: Commands| {
            commands.insert_resource(Advanced { since: Instant::now(), sum: sum.clone() });
        };
        let end = |advanced: Res<Advanced>| {
            if let Ok(mut sum) = advanced.sum.lock() {
                *sum += advanced.since.elapsed();
            }
        };
        systems.add(Phase::Advance, (begin, advance, end).chain()).measured::<Automaton>();
    }
}

/// A laboratory with one grid and a population, without a directory.
fn lab(domains: &[Box<dyn Domain>], side: usize, steps: u64, every: u64) -> Result<Lab> {
    let text = format!(
        "(world: {{ \"g\": Grid(size: ({side}, {side}), cells: Soup(0.35), rule: \"B3/S23\") }}, \
         until: Steps({steps}), record: {{ \"p\": Population(of: \"g\", every: {every}) }})"
    );
    let scene = resolve(
        &Source::read("bench", text).map_err(|error| error.to_string())?,
        &quincunx::registry(domains),
        &SceneFiles::beside(Path::new("")),
    )?;
    let mut lab = Lab::new(domains, Streams::new(scene.seed), Workers::new(1)?);
    let object = &scene.objects[0];
    let grid = lab.add_object(&object.name, object.object.as_ref(), object.end)?;
    for probe in scene.probes {
        lab.add_probe(&probe.name, probe.spec, grid, probe.due)?;
    }
    Ok(lab)
}

fn leg(criterion: &mut Criterion) -> Result<()> {
    let mut lab = lab(&quincunx::standard(), 1, u32::MAX.into(), 1)?;
    criterion
        .bench_function("a leg of one cell (goal: under 10 µs)", |bench| bench.iter(|| lab.leg().is_ok()));
    Ok(())
}

/// The share of a run that is not the dynamics.
fn overhead(every: u64) -> Result<f64> {
    let advanced = Arc::new(Mutex::new(Duration::ZERO));
    let mut lab = lab(&[Box::new(Timed(advanced.clone()))], 1024, 2000, every)?;
    let start = Instant::now();
    while !lab.finished() {
        lab.leg()?;
    }
    let (all, dynamics) = (start.elapsed(), advanced.lock().map_or(Duration::ZERO, |sum| *sum));
    Ok(1.0 - dynamics.as_secs_f64() / all.as_secs_f64())
}

fn share(every: u64, goal: &str) -> Result<()> {
    let shares = (0..9).map(|_| overhead(every)).collect::<Result<Vec<f64>>>()?;
    println!(
        "ECS and probes, 1024², population every {every}: {:.2} % (goal: under {goal})",
        100.0 * middle(shares)
    );
    Ok(())
}

/// Whole processes on tmpfs, where there is one.
fn process() -> Result<()> {
    let folder = Scratch::new()?;
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
    println!("start to exit of a one-step scene: {:.1} ms (goal: under 50 ms)", 1e3 * middle(times?));
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
