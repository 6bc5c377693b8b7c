//! What a plugin's boundary costs.
//!
//! Goals: a call across it under 50 ns; loading a plugin under 5 ms; Life as a plugin's procedure at 0.9 of the built-in
//! byte stepper's speed at 4096²; a process as a plugin's procedure loses at most 10 % to its formulas.
//! `cargo bench --bench plugins`, on a machine that does nothing else.

mod machine;
mod timing;

use quincunx::core::registry::Registry;
use quincunx::host::load::load;
use quincunx::sde::advance::{Stride, advance};
use quincunx::sde::combinations::Combinations;
use quincunx::sde::ensemble::method;
use quincunx::sde::paths::Paths;
use quincunx::sde::process::adopted;
use quincunx::sde::solvers::EulerMaruyama;
use quincunx::sdk::fault::Fault;
use quincunx::sdk::field::{Cx, Field, Limits, NoFiles};
use quincunx::sdk::lanes::isa::Isa;
use quincunx::sdk::process::Processes;
use quincunx::sdk::role::{Role, Slot};
use quincunx::sdk::rule::{Rule, Rules};
use quincunx::sdk::slab::Slab;
use quincunx::sdk::source::Source;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A plugin that the host's tests load, built as it is there.
fn library(name: &str) -> Result<PathBuf> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "-q", "--release", "-p", "quincunx-host", "--example", name]);
    let built = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status()?;
    let bench = std::env::current_exe()?;
    let folder = bench.ancestors().nth(2).filter(|_| built.success()).ok_or("the plugin does not build")?;
    Ok(folder.join(format!("examples/lib{name}.so")))
}

/// What a plugin makes of a part of a scene.
fn made<R: Role>(library: &Path, text: &str) -> Result<R::Product>
where
    R::Product: Clone,
{
    let mut registry = Registry::default();
    load(library)?.kinds.into_iter().for_each(|kind| _ = registry.add_kind(kind));
    let mut cx = Cx::new(&registry, &NoFiles);
    let source = Source::read("bench", text).map_err(|error| error.to_string())?;
    let slot = Slot::<R>::read(&source.root(), &Limits::NONE, &mut cx).ok_or("it does not read")?;
    Ok(slot.it.clone())
}

/// The median of many, in nanoseconds.
fn median(times: usize, mut work: impl FnMut()) -> f64 {
    let mut all: Vec<f64> = (0..times)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_nanos() as f64
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[times / 2]
}

/// A rule that does nothing, to see what a call costs without a boundary.
#[derive(Debug)]
struct Nothing;

impl Rule for Nothing {
    fn step(&self, _: &[u8], _: &mut [u8], _: &Slab) -> std::result::Result<(), Fault> {
        Ok(())
    }
}

fn call(rule: &dyn Rule, src: &[u8], dst: &mut [u8], slab: &Slab) -> f64 {
    const CALLS: usize = 10_000;
    let calls = || (0..CALLS).for_each(|_| _ = std::hint::black_box(rule.step(src, dst, slab)));
    median(21, calls) / CALLS as f64
}

fn main() -> Result<()> {
    machine::print();
    let library = library("life")?;
    let first = Instant::now();
    load(&library)?;
    println!("loading a plugin: {:.2} ms (goal: under 5 ms)", first.elapsed().as_secs_f64() * 1e3);
    let again = median(21, || _ = std::hint::black_box(load(&library)));
    println!("loading it again: {:.2} ms, its hash included", again / 1e6);

    let slab = Slab { width: 1, height: 1, stride: 3, halo: 1, lattice_width: 1, ..Slab::default() };
    let (src, mut dst) = ([0; 9], [0]);
    // As long as it is not dropped, this one does nothing.
    let idle = made::<Rules>(&library, "Failing(when: Dropping)")?;
    let boundary = call(idle.as_ref(), &src, &mut dst, &slab);
    let direct = call(std::hint::black_box(&Nothing), &src, &mut dst, &slab);
    println!(
        "a call across the boundary: {boundary:.1} ns (goal: under 50 ns); a direct one: {direct:.1} ns"
    );
    let life = made::<Rules>(&library, "ExecutedLife")?;
    println!("a call that computes one cell: {:.1} ns", call(life.as_ref(), &src, &mut dst, &slab));
    pendulum()
}

/// Paths of a pendulum in a bath of heat, by its procedure and by its formulas in turns.
fn pendulum() -> Result<()> {
    const PATHS: usize = 100_000;
    const STEPS: u64 = 200;
    const DT: f64 = 0.01;
    let library = library("motion")?;
    let isa = Isa::chosen()?;
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let method = |text| -> Result<_> {
        let process = adopted(&made::<Processes>(&library, text)?)?;
        Ok(method(&process, &EulerMaruyama {}, DT)?)
    };
    let [executed, described] =
        ["ExecutedPendulum(constant: true)", "ExecutedPendulum(described: true)"].map(method);
    let (executed, described) = (executed?, described?);
    let run = |paths: &mut Paths<f64>, method| {
        let stride =
            Stride { method, combinations: &Combinations::default(), dt: DT, key: 7, from: 0, steps: STEPS };
        advance(paths, stride, isa, &one).is_ok()
    };
    let [mut these, mut those] = [(); 2].map(|()| Paths::new(PATHS, 2));
    let [executed, described] =
        timing::medians([&mut || _ = run(&mut these, &executed), &mut || _ = run(&mut those, &described)]);
    let rate = |seconds| PATHS as f64 * STEPS as f64 / seconds;
    println!(
        "a pendulum by its procedure: {:.2e} path-steps/s, {:.2} of its formulas ({:.2e})",
        rate(executed),
        described / executed,
        rate(described)
    );
    Ok(())
}
