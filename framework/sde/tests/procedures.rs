//! Processes and solvers that execute, against formulas that say the same.

use quincunx_core::probe::Rider;
use quincunx_sde::LANES;
use quincunx_sde::advance::{Method, Stride, advance, ride};
use quincunx_sde::combinations::Combinations;
use quincunx_sde::components::Ensemble;
use quincunx_sde::ensemble::method;
use quincunx_sde::paths::Paths;
use quincunx_sde::process::{Calculus, Process, adopted};
use quincunx_sde::riders::{Riding, Seat};
use quincunx_sde::solvers::{
    Adopted, EulerMaruyama, Heun, Milstein, RungeKutta4, Solver, Sra1, Sriw1, TamedEuler, built_in,
};
use quincunx_sdk::equation::Equation;
use quincunx_sdk::fault::{Fault, FaultKind};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::process::{Batch, Info, NoiseClass, Process as Offered};
use quincunx_sdk::solver::{Card, Order, Solver as OfferedSolver, Step};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::{Arc, LazyLock};

static POOLS: LazyLock<[ThreadPool; 2]> =
    LazyLock::new(|| [1, 3].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap()));

/// Two variables, each with noise in proportion to itself, or of one strength, or none; a push that depends on time.
#[derive(Clone, Debug)]
struct Pair {
    class: NoiseClass,
    calculus: Calculus,
    projects: bool,
    /// Whether it says that its noise is constant, and writes none.
    constant: bool,
    /// When it refuses, and which values of the first variable.
    refuses: Option<(f64, f64)>,
}

impl Pair {
    fn of(class: NoiseClass) -> Self {
        Pair { class, calculus: Calculus::Ito, projects: false, constant: false, refuses: None }
    }

    fn described(&self) -> Process {
        let begun = match self.calculus {
            Calculus::Ito => Equation::ito(),
            Calculus::Stratonovich => Equation::stratonovich(),
        };
        let drift = begun.drift("x", "y - x + 0.5 * t").drift("y", "-x * y");
        let noise = match self.class {
            NoiseClass::None => drift,
            NoiseClass::Additive => drift.noise("x", "0.3").noise("y", "0.4"),
            _ => drift.noise("x", "0.3 * x").noise("y", "0.2 * y"),
        };
        let all = if self.projects { noise.project("x", "max(x, 0.5) + 0.01 * t") } else { noise };
        let offered: Arc<dyn Offered> = Arc::new(Told(all));
        adopted(&offered).unwrap().as_ref().clone()
    }

    fn executed(&self) -> Process {
        let offered: Arc<dyn Offered> = Arc::new(self.clone());
        adopted(&offered).unwrap().as_ref().clone()
    }
}

/// Nothing but a description.
#[derive(Debug)]
struct Told(Equation);

impl Offered for Told {
    fn form(&self) -> Option<Equation> {
        Some(self.0.clone())
    }
}

impl Offered for Pair {
    fn info(&self) -> Option<Info> {
        let wieners = if self.class == NoiseClass::None { 0 } else { 2 };
        let (class, calculus, projects) = (self.class, self.calculus, self.projects);
        let info = Info { class, calculus, projects, ..Info::new(["x", "y"], wieners) };
        let strengths = [(0, 0, 0.3), (0, 1, 0.0), (1, 0, 0.0), (1, 1, 0.4)];
        let said = strengths.iter().filter(|_| self.constant);
        Some(said.fold(info, |info, (i, j, strength)| info.constant(*i, *j, *strength)))
    }

    fn eval(&self, t: f64, batch: Batch<'_>, drift: &mut [f64], diffusion: &mut [f64]) -> Result<(), Fault> {
        let (x, y, paths) = (batch.variable(0), batch.variable(1), batch.paths);
        if let Some((when, least)) = self.refuses
            && t >= when
            && let Some(path) = x.iter().position(|x| *x < least)
        {
            return Err(format!("x is {} at {t}", x[path]).into());
        }
        diffusion.fill(7.0); // of diagonal noise the rest does not matter
        for p in 0..paths {
            drift[p] = y[p] - x[p] + 0.5 * t;
            drift[paths + p] = -x[p] * y[p];
            let (b, c) = match self.class {
                NoiseClass::None => continue,
                _ if self.constant => continue,
                NoiseClass::Additive => (0.3, 0.4),
                _ => (0.3 * x[p], 0.2 * y[p]),
            };
            diffusion[p] = b;
            diffusion[3 * paths + p] = c;
            if self.class != NoiseClass::Diagonal {
                (diffusion[paths + p], diffusion[2 * paths + p]) = (0.0, 0.0);
            }
        }
        Ok(())
    }

    fn project(&self, t: f64, x: &mut [f64], paths: usize) -> Result<(), Fault> {
        x.iter_mut().take(paths).for_each(|x| *x = x.max(0.5) + 0.01 * t);
        Ok(())
    }
}

/// Some paths after legs of these lengths.
fn run<T: Real>(method: &Method, legs: &[u64], pool: &ThreadPool) -> Result<Paths<T>, (u64, Fault)> {
    let mut paths = Paths::new(700, 2);
    for path in 0..700 {
        paths.set(path, 0, T::of(1.0 + 0.001 * path as f64));
        paths.set(path, 1, T::of(0.5));
    }
    let (combinations, mut from) = (&Combinations::default(), 0);
    for steps in legs {
        let stride = Stride { method, combinations, dt: 0.02, key: 3, from, steps: *steps };
        let isa = Isa::chosen().unwrap();
        advance(&mut paths, stride, isa, pool).map_err(|stopped| (from + stopped.done, stopped.fault))?;
        from += steps;
    }
    Ok(paths)
}

fn values<T: Real>(paths: &Paths<T>) -> Vec<f64> {
    (0..1400).map(|n| paths.value(n / 2, n % 2).wide()).collect()
}

fn far<T: Real>(one: &Paths<T>, two: &Paths<T>) -> f64 {
    values(one).iter().zip(values(two)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn prepared(process: &Process, solver: &dyn Solver) -> Method {
    method(&process.converted(solver.calculus_of(process)).unwrap(), solver, 0.02).unwrap()
}

#[test]
fn every_solver_takes_a_procedure_for_its_formulas() {
    use NoiseClass::{Additive, Commutative, Diagonal, General, None};
    let cases: [(&dyn Solver, &[NoiseClass]); 7] = [
        (&EulerMaruyama {}, &[None, Additive, Diagonal, Commutative, General]),
        (&TamedEuler {}, &[None, Additive, Diagonal, Commutative, General]),
        (&Heun {}, &[None, Additive]),
        (&Milstein {}, &[Additive]),
        (&RungeKutta4 {}, &[None]),
        (&Sra1 {}, &[None, Additive]),
        (&Sriw1 {}, &[Diagonal]),
    ];
    for (solver, classes) in cases {
        for class in classes {
            for projects in [false, true] {
                let constant = projects && *class == Additive;
                let pair = Pair { projects, constant, ..Pair::of(*class) };
                assert_eq!(pair.executed().class(), *class);
                let [told, done] = [pair.described(), pair.executed()].map(|p| prepared(&p, solver));
                let run_of = |method| run::<f64>(method, &[25], &POOLS[0]).unwrap();
                let error = far(&run_of(&told), &run_of(&done));
                assert!(error < 1e-12, "{} {class} {projects}: {error}", solver.name());
                let single = |method| run::<f32>(method, &[25], &POOLS[0]).unwrap();
                let error = far(&single(&told), &single(&done));
                assert!(error < 1e-4, "{} {class} {projects} in f32: {error}", solver.name());
            }
        }
    }
    let pair = Pair { calculus: Calculus::Stratonovich, ..Pair::of(Diagonal) };
    let [told, done] = [pair.described(), pair.executed()].map(|p| prepared(&p, &Heun {}));
    let [told, done] = [told, done].map(|method| run::<f64>(&method, &[25], &POOLS[0]).unwrap());
    assert!(far(&told, &done) < 1e-12);
}

#[test]
fn what_takes_derivatives_is_refused() {
    let pair = Pair::of(NoiseClass::Diagonal).executed();
    let error = method(&pair, &Milstein {}, 0.1).unwrap_err();
    assert!(error.contains("takes derivatives of the noise"), "{error}");
    let error = pair.converted(Calculus::Stratonovich).unwrap_err();
    assert!(error.contains("a procedure has no derivatives"), "{error}");
    let additive = Pair::of(NoiseClass::Additive).executed();
    assert!(additive.converted(Calculus::Stratonovich).is_ok());
}

#[test]
fn one_call_a_stage_is_enough() {
    let program = |solver: &dyn Solver, class| match prepared(&Pair::of(class).executed(), solver) {
        Method::Program(program) => program.procedures(),
        _ => 0,
    };
    assert_eq!(program(&EulerMaruyama {}, NoiseClass::General), 1);
    assert_eq!(program(&RungeKutta4 {}, NoiseClass::None), 4);
    assert_eq!(program(&Heun {}, NoiseClass::Additive), 2);
}

/// The method of Heun, with strong order 2 without noise and 1 with: what a plugin would write.
#[derive(Debug)]
struct Executed {
    calculus: Option<Calculus>,
    /// Whether it panics, greedily takes memory, or steps.
    greedy: bool,
}

impl OfferedSolver for Executed {
    fn card(&self) -> Card {
        let orders = vec![Order { class: NoiseClass::General, strong: 0.5, weak: 1.0 }];
        Card { calculus: self.calculus, orders, ..Card::default() }
    }

    fn scratch(&self, variables: usize, wieners: usize) -> usize {
        if self.greedy { usize::MAX } else { 2 * variables * (1 + wieners) + variables }
    }

    fn step(
        &self,
        process: &dyn Offered,
        step: Step<'_>,
        x: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<(), Fault> {
        let (size, Step { t, dt, paths, variables, wieners, .. }) = (x.len(), step);
        let (a, rest) = scratch.split_at_mut(size);
        let (a1, rest) = rest.split_at_mut(size);
        let (near, rest) = rest.split_at_mut(size);
        let (b, b1) = rest.split_at_mut(size * wieners);
        let add = |x: &mut [f64], a: &[f64], b: &[f64], weight: f64| {
            for i in 0..variables {
                for p in 0..paths {
                    let noise =
                        (0..wieners).map(|j| b[(i * wieners + j) * paths + p] * step.dw[j * paths + p]);
                    x[i * paths + p] += weight * (a[i * paths + p] * dt + noise.sum::<f64>());
                }
            }
        };
        process.eval(t, Batch { x, paths }, a, b)?;
        near.copy_from_slice(x);
        add(near, a, b, 1.0);
        process.eval(t + dt, Batch { x: near, paths }, a1, b1)?;
        add(x, a, b, 0.5);
        add(x, a1, b1, 0.5);
        Ok(())
    }
}

fn taken_over(solver: Executed) -> Adopted {
    let offered: Arc<dyn OfferedSolver> = Arc::new(solver);
    Adopted::new("Executed", &offered)
}

#[test]
fn a_solver_that_executes_takes_formulas_and_procedures() {
    let heun = taken_over(Executed { calculus: Some(Calculus::Stratonovich), greedy: false });
    for class in [NoiseClass::None, NoiseClass::Additive, NoiseClass::Diagonal] {
        for projects in [false, true] {
            let pair = Pair { projects, calculus: Calculus::Stratonovich, ..Pair::of(class) };
            let own = prepared(&pair.described(), &Heun {});
            let right = run::<f64>(&own, &[25], &POOLS[0]).unwrap();
            let right_single = run::<f32>(&own, &[25], &POOLS[0]).unwrap();
            for process in [pair.described(), pair.executed()] {
                let method = prepared(&process, &heun);
                let whole = run::<f64>(&method, &[25], &POOLS[0]).unwrap();
                assert!(far(&right, &whole) < 1e-12, "{class} {projects}: {}", far(&right, &whole));
                let single = run::<f32>(&method, &[25], &POOLS[0]).unwrap();
                assert!(far(&right_single, &single) < 1e-4, "{class} {projects} in f32");
            }
        }
    }
    let greedy = method(
        &Pair::of(NoiseClass::None).executed(),
        &taken_over(Executed { calculus: None, greedy: true }),
        0.1,
    );
    assert!(greedy.unwrap_err().contains("numbers for each path"));
}

#[test]
fn threads_and_legs_change_nothing() {
    let heun = taken_over(Executed { calculus: None, greedy: false });
    let own = built_in(Sriw1 {});
    for solver in [&heun as &dyn Solver, &Adopted::new("Sriw1", &own)] {
        let method = prepared(&Pair { projects: true, ..Pair::of(NoiseClass::Diagonal) }.executed(), solver);
        let whole = run::<f64>(&method, &[25], &POOLS[0]).unwrap();
        assert_eq!(run::<f64>(&method, &[25], &POOLS[1]).unwrap(), whole);
        assert_eq!(run::<f64>(&method, &[1, 7, 17], &POOLS[1]).unwrap(), whole);
        let whole = run::<f32>(&method, &[25], &POOLS[0]).unwrap();
        assert_eq!(run::<f32>(&method, &[2, 3, 20], &POOLS[1]).unwrap(), whole);
    }
}

#[test]
fn the_first_failure_is_told_whatever_the_threads_are() {
    let fine = Pair::of(NoiseClass::Diagonal);
    let pair = Pair { refuses: Some((0.1, 0.7)), ..fine.clone() };
    let heun = taken_over(Executed { calculus: None, greedy: false });
    for solver in [&EulerMaruyama {} as &dyn Solver, &heun] {
        let (method, without) = (prepared(&pair.executed(), solver), prepared(&fine.executed(), solver));
        let (done, fault) = run::<f64>(&method, &[200], &POOLS[0]).unwrap_err();
        assert!(fault.kind == FaultKind::Refused && fault.message.starts_with("x is "), "{fault}");
        assert!((5..200).contains(&done), "{done}");
        assert_eq!(run::<f64>(&method, &[200], &POOLS[1]).unwrap_err(), (done, fault.clone()));
        assert_eq!(run::<f64>(&method, &[done - 1, 7, 200], &POOLS[1]).unwrap_err(), (done, fault));
        // What is kept are the paths before.
        let mut kept = Paths::<f64>::new(700, 2);
        let begun = run::<f64>(&without, &[], &POOLS[0]).unwrap();
        kept.clone_from(&begun);
        let stride = Stride {
            method: &method,
            combinations: &Combinations::default(),
            dt: 0.02,
            key: 3,
            from: 0,
            steps: 200,
        };
        let stopped = advance(&mut kept, stride, Isa::chosen().unwrap(), &POOLS[1]).unwrap_err();
        assert_eq!((stopped.done, kept), (done, run::<f64>(&without, &[done], &POOLS[0]).unwrap()));
    }
}

/// Notes every block and step that it sees.
#[derive(Default)]
struct Witness {
    seen: Vec<(usize, u64)>,
    before: Vec<(usize, u64)>,
}

struct Place<'a>(&'a mut Vec<(usize, u64)>);

impl<T: Real> Seat<T> for Place<'_> {
    fn see(&mut self, block: usize, rows: &[[T; LANES]], step: u64) {
        assert_eq!(rows.len(), 2);
        self.0.push((block, step));
    }
}

impl Rider<Ensemble> for Witness {
    fn see(&mut self, _: &Ensemble, _: u64) {}
}

impl Riding for Witness {
    fn singles(&mut self) -> Vec<Box<dyn Seat<f32> + '_>> {
        vec![Box::new(Place(&mut self.seen))]
    }

    fn doubles(&mut self) -> Vec<Box<dyn Seat<f64> + '_>> {
        vec![Box::new(Place(&mut self.seen))]
    }

    fn remember(&mut self) {
        self.before.clone_from(&self.seen);
    }

    fn recall(&mut self) {
        self.seen.clone_from(&self.before);
    }
}

/// A step that is taken back was never seen.
#[test]
fn riders_see_the_steps_before_a_failure_once() {
    let pair = Pair { refuses: Some((0.1, 0.7)), ..Pair::of(NoiseClass::Diagonal) };
    let heun = taken_over(Executed { calculus: None, greedy: false });
    for solver in [&EulerMaruyama {} as &dyn Solver, &heun] {
        let method = prepared(&pair.executed(), solver);
        let mut paths = run::<f64>(&method, &[], &POOLS[0]).unwrap();
        let combinations = &Combinations::default();
        let stride = Stride { method: &method, combinations, dt: 0.02, key: 3, from: 0, steps: 200 };
        let mut witness = Witness::default();
        let stopped =
            ride(&mut paths, stride, &mut [&mut witness], Isa::chosen().unwrap(), &POOLS[1]).unwrap_err();
        let all = (0..3).flat_map(|block| (1..=stopped.done).map(move |step| (block, step)));
        assert_eq!(witness.seen, all.collect::<Vec<_>>());
    }
}

#[test]
fn descriptions_that_do_not_read_are_told() {
    let wrong = |equation: Equation| {
        let offered: Arc<dyn Offered> = Arc::new(Told(equation));
        adopted(&offered).unwrap_err()
    };
    let error = wrong(Equation::ito().drift("x", "1 + "));
    assert!(error.starts_with("its formulas do not read: "), "{error}");
    assert!(wrong(Equation::ito().drift("x", "1").noise("y", "1")).contains("`y`"));
    assert!(wrong(Equation::ito()).contains("there is no variable"));
    let swept = Equation::ito().drift("x", "-a * x").param("a", &vec![1.0, 2.0]);
    let offered: Arc<dyn Offered> = Arc::new(Told(swept));
    assert_eq!(adopted(&offered).unwrap().combinations(3).count(), 2);
}
