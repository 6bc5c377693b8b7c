//! The kind `Ensemble` of a scene.

use crate::LANES;
use crate::advance::Method;
use crate::combinations::Combinations;
use crate::components::{self, Store};
use crate::executed::Executed;
use crate::expression::{Comparison, Condition, Expr, Function1, Symbol};
use crate::noise_class::NoiseClass;
use crate::paths::Paths;
use crate::process::{Process, Processes, adopted};
use crate::program::Program;
use crate::solvers::{Adopted, Solver, Solvers, Step};
use crate::start::{Block, Law, Start, Starts, key};
use bevy_ecs::world::EntityWorldMut;
use quincunx_core::lab::persisted;
use quincunx_core::memory;
use quincunx_core::object::{Object, Target, World};
use quincunx_core::streams::Streams;
use quincunx_core::workers::Workers;
use quincunx_sdk::field::{Cx, above};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::role::{Complaint, Make, Slot};
use quincunx_sdk::solver::Solver as Offered;
use rand_core::Rng;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::sync::Arc;

/// More paths have no number in a counter of noise.
const MOST_PATHS: u64 = 1 << 48;

quincunx_sdk::params! {
    /// Many paths of one stochastic differential equation, each with noise of its own.
    pub struct Ensemble {
        /// how many paths
        paths: u64, in 1..=MOST_PATHS, unit "paths";
        /// where they begin: for each variable a number, `Normal(mean, sd)`, `Uniform(low, high)`, `Exponential(rate)` or a
        /// list with a number for each path; or `Points(file)` for all variables at once
        start: Starts;
        /// what they follow
        process: Slot<Processes>;
        /// how they are taken from step to step
        solver: Slot<Solvers>;
        /// the time of a step
        dt: f64, in above(0.0), unit "time";
        /// how numbers are kept: F64 with 64 bits, about 16 digits, or F32 with 32 bits, about 7 digits, which is more than
        /// twice as fast
        precision: Precision = F64
    }
}

quincunx_sdk::choice! {
    /// How the numbers of an ensemble are kept.
    pub enum Precision {
        /// 32 bits, about 7 digits: more than twice as fast
        F32,
        /// 64 bits, about 16 digits
        F64,
    }
}

impl Make<World> for Ensemble {
    const REFERENCES: &'static [&'static str] = &[
        "J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, \"Parallel random numbers: as easy as 1, 2, 3\", SC '11 (2011)",
    ];
    const EXAMPLES: &'static [&'static str] = &[
        "Ensemble(paths: 1000, start: { \"x\": Normal(2.0, 0.1) }, process: OrnsteinUhlenbeck(theta: 1.0, sigma: 0.5), solver: EulerMaruyama, dt: 0.01)",
        "Ensemble(paths: 1000, start: { \"x\": 1.0, \"v\": 0.0 }, process: Ito(drift: { \"x\": \"v\", \"v\": \"-x\" }, noise: { \"v\": \"0.1\" }), solver: EulerMaruyama, dt: 0.01, precision: F32)",
    ];

    fn make(&self, cx: &mut Cx) -> Result<Box<dyn Object>, Complaint> {
        let process = &follows(&self.process)?;
        let solver = Adopted::new(self.solver.kind, &self.solver.it);
        let combinations = process.combinations(self.paths);
        self.few(&combinations, process.variables())?;
        nameable(process, &combinations)?;
        let start = self.start.matched(&process.scope, self.paths, cx);
        let prepared = prepared(process, &solver, self.dt, cx);
        let (method, said) = prepared.map_err(|why| Complaint::at("solver", why))?;
        let start = start.ok_or_else(Complaint::told)?;
        let single = matches!(self.precision, Precision::F32);
        for (name, start) in process.scope.variables.iter().zip(&start) {
            for combination in 0..combinations.count() {
                let begins = begins(name, start.as_ref(), process, &combinations.values(combination), single);
                begins.map_err(|why| Complaint::at("start", why))?;
            }
        }
        let (process, dt) = (process.clone(), self.dt);
        Ok(Box::new(EnsembleObject { combinations, start, process, method, said, dt, single }))
    }
}

impl Ensemble {
    /// Whether paths have numbers, and memory.
    fn few(&self, combinations: &Combinations, variables: usize) -> Result<(), Complaint> {
        let paths = combinations.paths();
        let sweep = match combinations.count() {
            1 => String::new(),
            count => format!(" for each of {count} combinations of parameters"),
        };
        if paths > MOST_PATHS {
            let message =
                format!("{} paths{sweep} are more than the {MOST_PATHS} that can be numbered", self.paths);
            return Err(Complaint::at("paths", message));
        }
        let single = matches!(self.precision, Precision::F32);
        let memory = bytes(paths, variables, single);
        if memory::total().is_some_and(|total| memory > total) {
            let needed = memory::readable(memory);
            let message =
                format!("{} paths{sweep} need {needed}, more memory than this machine has", self.paths);
            return Err(Complaint::at("paths", message));
        }
        Ok(())
    }
}

/// Names of columns that some table of an ensemble has beside those of swept parameters.
const COLUMNS: &[&str] = &[
    "var",
    "paths",
    "mean",
    "variance",
    "skewness",
    "kurtosis",
    "q05",
    "q25",
    "q50",
    "q75",
    "q95",
    "lost",
    "low",
    "high",
    "count",
    "density",
    "standard_error",
    "passage_step",
    "passage_time",
    "lag",
    "lag_time",
    "covariance",
    "autocorrelation",
];

/// Whether each swept parameter can have a column.
fn nameable(process: &Process, combinations: &Combinations) -> Result<(), Complaint> {
    let names = combinations.swept().iter().map(|n| &process.scope.params[*n]);
    match names.into_iter().find(|name| COLUMNS.contains(&name.as_str())) {
        Some(name) => Err(Complaint::at(
            "process",
            format!(
                "`{name}` is swept and needs a column, and tables have another one of this name: call it otherwise"
            ),
        )),
        None => Ok(()),
    }
}

/// What paths take in memory.
fn bytes(paths: u64, variables: usize, single: bool) -> u64 {
    let lanes = paths.div_ceil(LANES as u64).saturating_mul(LANES as u64);
    lanes.saturating_mul(if single { 4 } else { 8 }).saturating_mul(variables as u64)
}

/// Whether a number that all paths of a combination begin with is one that they can have.
fn begins(
    variable: &str,
    start: &dyn Start,
    process: &Process,
    params: &[f64],
    single: bool,
) -> Result<(), String> {
    let Law::Point(x) = start.law(params) else { return Ok(()) };
    if !x.is_finite() {
        return Err(format!("`{variable}` begins at {x}, which is not finite"));
    }
    if single && !f32::of(x).finite() {
        return Err(format!("`{variable}` begins at {x:?}, and F32 holds numbers up to 3.4e38: say F64"));
    }
    let least = process.exact(params).map_or(f64::NEG_INFINITY, |law| law.least());
    match x < least {
        true => Err(format!("`{variable}` begins at {x}, and this process is never below {least}")),
        false => Ok(()),
    }
}

/// The process that a scene names, as this domain has it.
fn follows(slot: &Slot<Processes>) -> Result<Arc<Process>, Complaint> {
    adopted(&slot.it).map_err(|why| match slot.it.plugin() {
        Some(plugin) => Complaint { at: Some("process"), ..Complaint::of_plugin(plugin, why) },
        None => Complaint::at("process", why),
    })
}

/// The compiled step, and what is to be said of it. A process in the other calculus is converted.
fn prepared(process: &Process, solver: &dyn Solver, dt: f64, cx: &Cx) -> Result<(Method, String), String> {
    let (card, name) = (solver.card(), solver.name());
    if let Some(why) = solver.refuses(process) {
        return Err(format!("`{name}` does not suit: {why}; {}", remedy(process, cx)));
    }
    let calculus = solver.calculus_of(process);
    let converted = process.converted(calculus).map_err(|why| {
        format!(
            "`{name}` reads a process in the sense of {calculus}, and this one is in that of {}: {why}; {}",
            process.calculus,
            remedy(process, cx)
        )
    })?;
    let class = process.class();
    let mut said = match class {
        NoiseClass::None => format!("no noise, {name}"),
        _ => format!("{class} noise, {name}"),
    };
    if let Some(order) = card.order(class) {
        said += &match class {
            NoiseClass::None => format!(" (order {})", order.strong),
            _ => format!(" (strong order {}, weak order {})", order.strong, order.weak),
        };
    } else if card.exact {
        said += " (exact in law)";
    }
    if calculus != process.calculus && class > NoiseClass::Additive {
        said += &format!(", converted from {} to {calculus}", process.calculus);
    }
    let method = method(&converted, solver, dt);
    Ok((method.map_err(|why| format!("`{name}` does not suit: {why}; {}", remedy(process, cx)))?, said))
}

/// A solver's step of a process, which must be in the solver's calculus, ready to run.
///
/// # Errors
/// A fragment: why there is no such step.
pub fn method(process: &Process, solver: &dyn Solver, dt: f64) -> Result<Method, String> {
    Ok(match solver.step(process, dt)? {
        Step::Law(laws) => Method::Law(laws),
        Step::Formulas(formulas) => compiled(process, formulas, dt),
        Step::Executed(solver) => Method::Executed(Executed::new(process, solver, dt)?),
    })
}

/// What to say of the solvers that would do.
fn remedy(process: &Process, cx: &Cx) -> String {
    match &suitable(process, cx)[..] {
        [] => "no solver does".into(),
        [one] => format!("`{one}` does"),
        several => format!("these do: {}", several.join(", ")),
    }
}

/// The solvers that would do.
fn suitable(process: &Process, cx: &Cx) -> Vec<&'static str> {
    let solvers = cx.kinds.of_role(<Solvers as quincunx_sdk::role::Role>::NAME);
    let does = |kind: &&quincunx_sdk::role::Kind| {
        let part = quincunx_sdk::part::Part::read(kind.name, "solver").ok();
        let made =
            part.and_then(|part| kind.read(&part, &mut Cx::new(cx.kinds, &quincunx_sdk::field::NoFiles)));
        let offered = made.and_then(|made| made.it.downcast::<Arc<dyn Offered>>().ok());
        offered.is_some_and(|offered| {
            let solver = Adopted::new(kind.name, &offered);
            let converted = process.converted(solver.calculus_of(process));
            solver.refuses(process).is_none()
                && converted.is_ok_and(|process| solver.step(&process, 1.0).is_ok())
        })
    };
    solvers.iter().filter(does).map(|kind| kind.name).collect()
}

fn compiled(process: &Process, formulas: Vec<Expr>, dt: f64) -> Method {
    let formulas = match process.project.iter().all(Option::is_none) {
        true => formulas.into_iter().enumerate().map(remembering).collect(),
        false => projected(process, &formulas, dt),
    };
    Method::Program(program(process, &formulas))
}

/// Formulas of a process, compiled with its parameters.
pub(crate) fn program(process: &Process, formulas: &[Expr]) -> Program {
    Program::swept(formulas, &process.combinations(1).parameters(process.variables()))
}

/// What was not finite stays so. Most steps begin with `x + …` and need nothing for it; but `x` may have cancelled, as in
/// one step of dx = -x dt with dt = 1, and then a path would be lost or not by where a leg ends.
fn remembering((variable, formula): (usize, Expr)) -> Expr {
    if formula.contains(Symbol::Variable(variable)) {
        return formula;
    }
    let sound = finite(&Expr::variable(variable));
    Expr::If(Arc::new(sound), Arc::new(formula), Arc::new(Expr::Number(f64::NAN)))
}

/// Whether it is neither infinite nor NaN.
pub(crate) fn finite(x: &Expr) -> Condition {
    Condition::Compare(Comparison::Less, Expr::unary(Function1::Abs, x.clone()), Expr::Number(f64::INFINITY))
}

/// Each variable after its projection. What was not finite before stays so: a formula like `max(x, 0)` could bring it back.
pub(crate) fn projected(process: &Process, formulas: &[Expr], dt: f64) -> Vec<Expr> {
    let formulas: Vec<Expr> = formulas.iter().cloned().enumerate().map(remembering).collect();
    let mut all = formulas.iter().map(finite);
    let Some(first) = all.next() else { return vec![] };
    let sound = Arc::new(all.fold(first, |all, one| Condition::And(all.into(), one.into())));
    let new = |(formula, project): (&Expr, &Option<Expr>)| {
        let project = match project {
            Some(project) => project.replace(&|symbol| match symbol {
                Symbol::Variable(n) => formulas.get(n).cloned(),
                Symbol::Time => Some(Expr::from(Symbol::Time) + Expr::from(dt)),
                _ => None,
            }),
            None => formula.clone(),
        };
        Expr::If(sound.clone(), Arc::new(project), Arc::new(Expr::Number(f64::NAN)))
    };
    formulas.iter().zip(&process.project).map(new).collect()
}

/// An ensemble that was checked.
pub struct EnsembleObject {
    combinations: Combinations,
    start: Vec<Arc<dyn Start>>,
    /// What it follows.
    pub process: Arc<Process>,
    method: Method,
    said: String,
    dt: f64,
    single: bool,
}

impl EnsembleObject {
    /// How many paths it will have, in all combinations of parameters.
    pub fn paths(&self) -> u64 {
        self.combinations.paths()
    }
}

impl Object for EnsembleObject {
    fn target(&self) -> Target {
        Target::of::<components::Ensemble>()
    }

    fn dt(&self) -> Option<f64> {
        Some(self.dt)
    }

    fn memory(&self) -> u64 {
        let paths = bytes(self.combinations.paths(), self.process.variables(), self.single);
        // Where a step may fail, what was before is kept.
        if self.method.fails() { paths.saturating_mul(2) } else { paths }
    }

    fn summary(&self) -> String {
        let variables = self.process.scope.variables.join(", ");
        let precision = if self.single { "f32" } else { "f64" };
        let each = self.combinations.each();
        let paths = if each == 1 { "path" } else { "paths" };
        let sweep = match self.combinations.count() {
            1 => String::new(),
            count => format!(" for each of {count} values of {}", self.combinations.swept_names().join(", ")),
        };
        // Noise that depends on no variable is the same in both.
        let calculus = match self.process.class() {
            NoiseClass::None | NoiseClass::Additive => String::new(),
            _ => format!(" ({})", self.process.calculus),
        };
        format!("{each} {paths} of {variables}{sweep}{calculus}, {}, {precision}", self.said)
    }

    fn work(&self) -> (u64, &'static str) {
        (self.combinations.paths(), "path-steps")
    }

    fn spawn(&self, name: &str, streams: &Streams, entity: &mut EntityWorldMut) -> Result<(), String> {
        let isa = Isa::chosen().map_err(|error| error.to_string())?;
        memory::ask_for(self.memory())?;
        let pool = entity.resource::<Workers>().share();
        let paths = self.combinations.paths() as usize;
        let variables = self.process.variables();
        let keys = self.keys(name, streams);
        let store = match self.single {
            true => Store::F32(self.begun(Paths::new(paths, variables), &keys, isa, &pool)),
            false => Store::F64(self.begun(Paths::new(paths, variables), &keys, isa, &pool)),
        };
        let ensemble = components::Ensemble {
            store,
            process: self.process.clone(),
            combinations: self.combinations.clone(),
            start: self.start.clone(),
            dt: self.dt,
            method: self.method.clone(),
            key: streams.pcg(name, "noise", 0).next_u64(),
            isa,
            pool,
        };
        entity.insert((ensemble, persisted::<components::Ensemble>()));
        Ok(())
    }
}

impl EnsembleObject {
    /// For each combination the key of each variable.
    fn keys(&self, object: &str, streams: &Streams) -> Vec<Vec<u64>> {
        let of = |combination| {
            let names = self.process.scope.variables.iter();
            names.map(|variable| key(streams, object, variable, combination)).collect()
        };
        (0..self.combinations.count()).map(of).collect()
    }

    fn begun<T: Real>(
        &self,
        mut paths: Paths<T>,
        keys: &[Vec<u64>],
        isa: Isa,
        pool: &ThreadPool,
    ) -> Paths<T> {
        let variables = paths.variables().max(1);
        let all: Vec<usize> = (0..paths.blocks.len() / variables).map(|block| paths.real(block)).collect();
        let blocks = paths.blocks.par_chunks_mut(variables).zip(all).enumerate();
        pool.install(|| {
            blocks.for_each(|(n, (block, real))| {
                let first = (n * LANES) as u64;
                self.combinations.runs(first..first + real as u64, |combination, first, lanes| {
                    let params = &self.combinations.values(combination);
                    let keys = &keys[combination as usize];
                    for ((row, start), key) in block.iter_mut().zip(&self.start).zip(keys) {
                        let mut values = [0.0; LANES];
                        let values = &mut values[lanes.clone()];
                        start.fill(&Block { isa, key: *key, params, first }, values);
                        row[lanes.clone()].iter_mut().zip(values).for_each(|(x, value)| *x = T::of(*value));
                    }
                });
            });
        });
        paths.settle();
        paths
    }
}
