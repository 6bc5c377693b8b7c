//! Real libraries on the other side of the boundary. This is what runs under valgrind, too.

#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

use quincunx_core::registry::Registry;
use quincunx_host::load::{Plugin, load};
use quincunx_sdk::fault::{Fault, FaultKind};
use quincunx_sdk::field::{Cx, Field, Limits, NoFiles};
use quincunx_sdk::group::matrix::Matrix;
use quincunx_sdk::group::{Group, Groups, finite::FiniteGroup};
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::process::{Batch, Calculus, NoiseClass, Process, Processes};
use quincunx_sdk::role::{Role, Slot};
use quincunx_sdk::rule::{Rule, Rules};
use quincunx_sdk::slab::Slab;
use quincunx_sdk::solver::{Card, Order, Solver, Solvers, Step};
use quincunx_sdk::source::Source;
use std::path::PathBuf;
use std::sync::Arc;

/// Cargo builds the examples of a package beside its tests.
fn library(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.ancestors().nth(2).unwrap().join(format!("examples/lib{name}.so"))
}

fn plugin(name: &str) -> Plugin {
    load(&library(name)).unwrap_or_else(|error| panic!("{error}"))
}

/// What is underlined, the message, and whether a plugin is to blame.
type Told = (String, String, bool);

fn read<R: Role>(library: &str, text: &str) -> Result<(R::Product, String), Told>
where
    R::Product: Clone,
{
    let mut registry = Registry::default();
    plugin(library).kinds.into_iter().for_each(|kind| _ = registry.add_kind(kind));
    let mut cx = Cx::new(&registry, &NoFiles);
    let value = Source::read("test", text).unwrap().root();
    let slot = Slot::<R>::read(&value, &Limits::NONE, &mut cx);
    match cx.errors.first() {
        Some(error) => Err((error.underlined().to_string(), error.message.clone(), error.of_plugin)),
        None => Ok(slot.map(|slot| (slot.it.clone(), slot.show())).unwrap()),
    }
}

fn rule_of(text: &str) -> Result<(Arc<dyn Rule>, String), Told> {
    read::<Rules>("life", text)
}

fn process(text: &str) -> Result<Arc<dyn Process>, Told> {
    read::<Processes>("motion", text).map(|(process, _)| process)
}

fn solver(text: &str) -> Result<Arc<dyn Solver>, Told> {
    read::<Solvers>("motion", text).map(|(solver, _)| solver)
}

fn group(text: &str) -> Result<Arc<dyn Group>, Told> {
    read::<Groups>("turns", text).map(|(group, _)| group)
}

#[test]
fn a_plugin_says_what_it_is() {
    let plugin = plugin("life");
    assert_eq!((plugin.name, plugin.version), ("quincunx-host", env!("CARGO_PKG_VERSION")));
    assert_eq!(plugin.blake3.len(), 64);
    let names: Vec<_> = plugin.kinds.iter().map(|kind| (kind.role, kind.name)).collect();
    assert_eq!(names, [("rule", "ExecutedLife"), ("rule", "Failing")]);
    let described = &plugin.kinds[0].params[0];
    assert_eq!((described.name, described.default), ("described", Some("false")));
    assert_eq!(described.words.text(), "true or false");
}

#[test]
fn a_rule_steps_across_the_boundary() {
    let (rule, text) = rule_of("ExecutedLife").unwrap();
    assert_eq!(text, "ExecutedLife(described: false)");
    assert_eq!(rule.form(), None);
    // A blinker, with a ring of dead cells that is the halo.
    let src = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let slab = Slab { width: 3, height: 3, stride: 5, halo: 1, lattice_width: 3, ..Slab::default() };
    let mut dst = [9; 13];
    rule.step(&src, &mut dst, &slab).unwrap();
    assert_eq!(dst, [0, 1, 0, 9, 9, 0, 1, 0, 9, 9, 0, 1, 0]);
    assert!(rule_of("ExecutedLife(described: true)").unwrap().0.form().is_some());
}

#[test]
fn the_host_checks_parameters_itself() {
    let wrong = |text: &str| rule_of(text).unwrap_err();
    assert_eq!(wrong("ExecutedLife(descibed: true)").0, "descibed");
    let (at, message, of_plugin) = wrong("ExecutedLife(described: 3)");
    assert_eq!((at.as_str(), of_plugin), ("3", false));
    assert_eq!(message, "expected `true` or `false`, found `3`");
    assert!(wrong("Failing").1.contains("`Failing` needs `when`"));
    assert!(wrong("Failing(when: Steping)").1.contains("did you mean `Stepping`?"));
}

#[test]
fn failures_come_back_as_words() {
    let (at, message, of_plugin) = rule_of("Failing(Complains)").unwrap_err();
    assert_eq!((at.as_str(), message.as_str(), of_plugin), ("mpl", "this is not to be", false));
    let (_, message, of_plugin) = rule_of("Failing(Making)").unwrap_err();
    assert!(
        of_plugin && message.contains("it panicked: cannot make it (at ") && message.contains("life.rs:")
    );
    let slab = Slab { width: 1, height: 1, stride: 3, halo: 1, lattice_width: 1, ..Slab::default() };
    let fault = |text: &str| rule_of(text).unwrap().0.step(&[0; 9], &mut [0; 1], &slab).unwrap_err();
    let refused = fault("Failing(Refuses)");
    assert_eq!((refused.kind, refused.message.as_str()), (FaultKind::Refused, "not today"));
    let panicked = fault("Failing(Stepping)");
    assert_eq!((panicked.kind, panicked.message.as_str()), (FaultKind::Panicked, "negative temperature -3"));
    assert!(panicked.place.unwrap().contains("life.rs:"));
    assert_eq!(fault("Failing(Payload)").kind, FaultKind::Panicked);
    drop(rule_of("Failing(Dropping)").unwrap()); // it goes off, and nobody is hurt
}

#[test]
fn processes_and_solvers_say_what_they_are() {
    let names: Vec<_> = plugin("motion").kinds.iter().map(|kind| (kind.role, kind.name)).collect();
    let processes = ["ExecutedPendulum", "CrookedProcess"].map(|name| ("process", name));
    assert_eq!(
        names,
        [&processes[..], &["ExecutedEuler", "CrookedSolver"].map(|name| ("solver", name))].concat()
    );
    let pendulum = process("ExecutedPendulum(kept: true)").unwrap();
    let info = pendulum.info().unwrap();
    assert_eq!((&info.variables[..], info.wieners), (&["x".to_string(), "v".into()][..], 1));
    assert_eq!((info.class, info.calculus, info.projects), (NoiseClass::Additive, Calculus::Ito, true));
    let info = process("ExecutedPendulum(constant: true)").unwrap().info().unwrap();
    assert_eq!([info.strength(0, 0), info.strength(1, 0), info.strength(0, 1)], [Some(0.0), Some(0.3), None]);
    assert!(pendulum.form().is_none() && pendulum.native().is_none());
    assert_eq!(pendulum.plugin(), Some("quincunx-host"));
    let form = process("ExecutedPendulum(gamma: 2, described: true)").unwrap().form().unwrap();
    assert!(form.text().contains("params: {\"gamma\": 2.0, \"sigma\": 0.3}"), "{}", form.text());
    let euler = solver("ExecutedEuler(described: true)").unwrap();
    let order = Order { class: NoiseClass::Additive, strong: 1.0, weak: 1.0 };
    assert_eq!(euler.card(), Card { orders: vec![order], ..Card::default() });
    assert_eq!(euler.form().unwrap().beta, [[1.0]]);
}

/// Drift and noise of two paths.
fn evaluated(process: &dyn Process, t: f64) -> Result<[Vec<f64>; 2], Fault> {
    let (variables, wieners) = (process.info().unwrap().variables.len(), process.info().unwrap().wieners);
    let x: Vec<f64> = (0..2 * variables).map(|n| 0.5 * n as f64).collect();
    let (mut drift, mut diffusion) = (vec![f64::NAN; x.len()], vec![f64::NAN; x.len() * wieners]);
    process.eval(t, Batch { x: &x, paths: 2 }, &mut drift, &mut diffusion)?;
    Ok([drift, diffusion])
}

#[test]
fn a_process_computes_across_the_boundary() {
    let pendulum = process("ExecutedPendulum(kept: true)").unwrap();
    let [drift, diffusion] = evaluated(&*pendulum, 0.0).unwrap();
    assert_eq!(drift[..3], [1.0, 1.5, -0.5]);
    assert!((drift[3] - (-<f64 as Real>::sin(&[0.5])[0] - 0.75)).abs() < 1e-15);
    assert_eq!(diffusion, [0.0, 0.0, 0.3, 0.3]);
    let mut x = [2.0, 0.5, 3.0, -3.0];
    pendulum.project(0.0, &mut x, 2).unwrap();
    assert_eq!(x, [1.0, 0.5, 3.0, -3.0]);
}

fn stepped(solver: &dyn Solver, process: &dyn Process) -> Result<Vec<f64>, Fault> {
    let mut x = vec![0.0, 1.0, 2.0, 3.0];
    let mut scratch = vec![f64::NAN; solver.scratch(2, 1) * 2];
    let step = Step { t: 0.0, dt: 0.5, paths: 2, variables: 2, wieners: 1, dw: &[1.0, -1.0], dz: &[] };
    solver.step(process, step, &mut x, &mut scratch).map(|()| x)
}

#[test]
fn a_solver_is_lent_a_process() {
    let euler = solver("ExecutedEuler").unwrap();
    let pendulum = process("ExecutedPendulum").unwrap();
    let x = stepped(&*euler, &*pendulum).unwrap();
    assert_eq!(x[..3], [1.0, 2.5, 1.8]);
    // What the process says against it comes through the solver.
    let fault = stepped(&*euler, &*process("CrookedProcess(Computing)").unwrap()).unwrap_err();
    assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Panicked, "negative temperature -3"));
    assert!(fault.place.unwrap().contains("motion.rs:"));
}

#[test]
fn failures_of_processes_come_back_as_words() {
    for (when, says) in [
        ("Making", "it panicked: cannot make it (at "),
        ("Form", "its form does not read: "),
        ("Saying", "it says that it has no noise, and has 1 Wiener processes"),
        ("Silent", "neither describes itself nor executes"),
        ("Telling", "it panicked: cannot tell (at "),
    ] {
        let (_, message, of_plugin) = process(&format!("CrookedProcess({when})")).unwrap_err();
        assert!(of_plugin && message.contains(says), "{when}: {message}");
    }
    let fault = |text: &str| evaluated(&*process(text).unwrap(), 0.0).unwrap_err();
    let refused = fault("CrookedProcess(Refuses)");
    assert_eq!(refused.to_string(), "the plugin `quincunx-host` failed: not today");
    let panicked = fault("CrookedProcess(Computing)");
    assert_eq!((panicked.kind, panicked.message.as_str()), (FaultKind::Panicked, "negative temperature -3"));
    let late = process("CrookedProcess(Later)").unwrap();
    assert!(evaluated(&*late, 0.25).is_ok() && evaluated(&*late, 0.5).is_err());
    let projecting = process("CrookedProcess(Projecting)").unwrap().project(0.5, &mut [0.0], 1).unwrap_err();
    assert!(projecting.to_string().contains("panicked: cannot project at 0.5 (at "), "{projecting}");
    // It looks for numbers that it was not handed.
    let few = process("ExecutedPendulum").unwrap();
    let short = few.eval(0.0, Batch { x: &[0.0], paths: 1 }, &mut [0.0], &mut []).unwrap_err();
    assert_eq!(short.kind, FaultKind::Panicked);
    drop(process("CrookedProcess(Dropping)").unwrap()); // it goes off, and nobody is hurt
}

#[test]
fn failures_of_solvers_come_back_as_words() {
    for (when, says) in [
        ("Making", "it panicked: cannot make it (at "),
        ("Form", "its form does not read: `a0` is not explicit"),
        ("Saying", "its card names no order"),
        ("Telling", "it panicked: cannot tell (at "),
    ] {
        let (_, message, of_plugin) = solver(&format!("CrookedSolver({when})")).unwrap_err();
        assert!(of_plugin && message.contains(says), "{when}: {message}");
    }
    let pendulum = process("ExecutedPendulum").unwrap();
    let fault = |text: &str| stepped(&*solver(text).unwrap(), &*pendulum).unwrap_err();
    assert_eq!(fault("CrookedSolver(Refuses)").to_string(), "the plugin `quincunx-host` failed: not today");
    let panicked = fault("CrookedSolver(Computing)");
    assert_eq!((panicked.kind, panicked.plugin.as_deref()), (FaultKind::Panicked, Some("quincunx-host")));
    assert!(panicked.place.unwrap().contains("motion.rs:"));
    drop(solver("CrookedSolver(Dropping)").unwrap());
}

#[test]
fn every_bit_of_a_group_crosses() {
    let kinds = plugin("turns").kinds;
    let names: Vec<_> = kinds.iter().map(|kind| (kind.role, kind.name)).collect();
    assert_eq!(names, [("group", "Turns"), ("group", "CrookedGroup")]);
    for parts in [1, 4, 5, 7, 8, 12, 128, 256] {
        let made = group(&format!("Turns({parts})")).unwrap();
        let bits = |matrix: &Matrix| matrix.0.map(|row| row.map(f64::to_bits));
        let [found] = made.generators()[..] else { panic!("{made:?}") };
        assert_eq!(bits(&found), bits(&Matrix::rotation(1, parts)), "{parts}");
        assert_eq!(FiniteGroup::generated_by(&made.generators()).unwrap().order(), parts as usize);
        assert_eq!(made.plugin(), Some("quincunx-host"));
        assert_eq!(format!("{made:?}"), format!("Turns(parts: {parts}, mirrored: false)"));
    }
    assert_eq!(group("Turns(parts: 6, mirrored: true)").unwrap().generators().len(), 2);
}

#[test]
fn what_is_no_group_is_the_fault_of_its_plugin() {
    for (text, says) in [
        (
            "CrookedGroup(NotFinite)",
            "generator 1, [[1, NaN], [0, 1]], has the entry NaN, and entries must be finite",
        ),
        ("CrookedGroup(Endless)", "generator 1, [[1, 1], [0, 1]], makes more than 256 elements"),
        ("CrookedGroup(Singular)", "generator 1, [[1, 1], [1, 1]], is singular"),
        ("Turns(257)", "makes more than 256 elements"),
    ] {
        let (_, message, of_plugin) = group(text).unwrap_err();
        let begins =
            message.starts_with("the plugin `quincunx-host` failed: it is no finite group: generator ");
        assert!(begins && message.contains(says) && of_plugin, "{text}: {message}");
    }
    let (underlined, message, of_plugin) = group("Turns(parts: 13)").unwrap_err();
    assert_eq!((&*underlined, &*message, of_plugin), ("13", "thirteen brings bad luck", false));
    assert!(group("Turns(parts: 301)").unwrap_err().1.contains("from 1 up to 300"));
}

/// No code of the plugin is called after it has made the group.
#[test]
fn a_group_that_panics_does_so_while_it_is_made() {
    for text in ["CrookedGroup(Panics)", "CrookedGroup(PanicsTwice)"] {
        let (_, message, of_plugin) = group(text).unwrap_err();
        let begins =
            message.starts_with("the plugin `quincunx-host` failed: it panicked: cannot turn by -3 (at ");
        assert!(begins && message.contains("turns.rs:") && of_plugin, "{text}: {message}");
    }
    assert_eq!(group("CrookedGroup(Dropping)").unwrap().generators().len(), 2);
}

#[test]
fn the_file_is_looked_at_before_it_is_opened() {
    let whole = std::fs::read(library("life")).unwrap();
    let folder = std::env::temp_dir().join(format!("quincunx-boundary-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let refused = |name: &str, bytes: &[u8], says: &str| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = load(&path).err().unwrap().to_string();
        assert!(error.contains(name) && error.contains(says), "{error}");
    };
    for cut in [4, 63, 64, 100, 4096, 8192, whole.len() / 2, whole.len() - 1] {
        refused("cut.so", &whole[..cut], "cut short");
    }
    refused("text.so", b"hello", "no library");
    refused("empty.so", b"", "no library");
    let mut other = whole.clone();
    other[18] = 183;
    refused("arm.so", &other, "for another machine");
    std::fs::remove_dir_all(folder).unwrap();
}

/// The fastest of many, in nanoseconds.
fn fastest(mut call: impl FnMut()) -> f64 {
    let one = |_| {
        let start = std::time::Instant::now();
        (0..1000).for_each(|_| call());
        start.elapsed().as_nanos() as f64 / 1000.0
    };
    (0..200).map(one).fold(f64::INFINITY, f64::min)
}

#[test]
#[ignore = "a measurement"]
fn what_a_call_costs() {
    let nothing = process("CrookedProcess(Projecting)").unwrap();
    let (mut drift, mut diffusion) = ([0.0], [0.0]);
    let call =
        fastest(|| nothing.eval(0.0, Batch { x: &[0.0], paths: 1 }, &mut drift, &mut diffusion).unwrap());
    let pendulum = process("ExecutedPendulum").unwrap();
    let x = vec![0.5; 512];
    let (mut drift, mut diffusion) = (vec![0.0; 512], vec![0.0; 512]);
    let batch =
        fastest(|| pendulum.eval(0.0, Batch { x: &x, paths: 256 }, &mut drift, &mut diffusion).unwrap());
    println!("a call of eval: {call:.1} ns; a pendulum of 256 paths: {batch:.0} ns");
}
