//! Steps of blocks of paths against every solver's textbook formula for one path.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use quincunx_sde::advance::{Method, Stride, advance};
use quincunx_sde::combinations::Combinations;
use quincunx_sde::ensemble::method;
use quincunx_sde::expression::Expr;
use quincunx_sde::laws::{ExactLaw, GeometricBrownian, OrnsteinUhlenbeck};
use quincunx_sde::parse::parse;
use quincunx_sde::paths::Paths;
use quincunx_sde::process::{Calculus, Process};
use quincunx_sde::reference::solvers::{self, Twin, walked};
use quincunx_sde::scope::Scope;
use quincunx_sde::solvers::{EulerMaruyama, Exact, Heun, Milstein, RungeKutta4, Solver};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::lanes::real::Real;
use quincunx_sdk::sweep::Sweep;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::{Arc, LazyLock};

const NAMES: [&str; 3] = ["x", "y", "z"];
const PARAMS: [f64; 2] = [0.7, -0.4];

/// `X` is the variable itself, `Y` the next one.
const DRIFTS: &[&str] = &[
    "-a * X",
    "b - X + cos(t)",
    "sin(Y) - X",
    "tanh(X - Y) * a",
    "-X^3 / (1 + X^2)",
    "X * b + Y * a * 0.5",
    "if(t < 0.1, 0.5, -0.5)",
    "exp(-X^2) - log(2 + Y^2)",
];
/// Any noise.
const NOISES: &[&str] =
    &["0.3", "0.2 * X", "a * sin(X * Y)", "0.4 * cos(3 * t)", "0.3 * sqrt(1 + Y^2)", "b / (1 + X^2)"];
/// Noise that commutes, whichever processes have it: all is in proportion to the variable itself.
const PROPORTIONAL: &[&str] = &["0.3 * X", "a * X", "X * b * cos(t)", "-0.1 * X"];
const PROJECTS: &[&str] =
    &["max(X, -0.5)", "clamp(X, -1, 2)", "abs(X)", "0.9 * X + 0.1 * sin(t)", "0.5 * (X + Y)"];

fn written(template: &str, i: usize, variables: usize, scope: &Scope) -> Expr {
    let text = template.replace('X', NAMES[i]).replace('Y', NAMES[(i + 1) % variables]);
    parse(&text, scope).unwrap()
}

/// A solver, its twin, and a process that suits it.
#[derive(Clone, Debug)]
struct Case {
    process: Process,
    solver: Arc<dyn Solver>,
    twin: Twin,
}

fn named(law: fn(&[f64]) -> Arc<dyn ExactLaw>, params: [f64; 3], drift: &str, noise: &str) -> Case {
    let scope = Scope::new(["x"], ["p", "q", "r"]);
    let process = Process {
        params: params.map(Sweep::from).into(),
        drift: vec![parse(drift, &scope).unwrap()],
        noise: vec![vec![parse(noise, &scope).unwrap()]],
        calculus: Calculus::Ito,
        project: vec![None],
        law: Some(law),
        scope,
    };
    Case { process, solver: Arc::new(Exact {}), twin: solvers::exact }
}

fn of_a_law() -> impl Strategy<Value = Case> {
    (any::<bool>(), -1.0..2.0, -1.0..1.0, 0.0..1.0).prop_map(|(normal, p, q, r)| match normal {
        true => {
            let law = |p: &[f64]| Arc::new(OrnsteinUhlenbeck { theta: p[0], mu: p[1], sigma: p[2] }) as _;
            named(law, [p, q, r], "p * (q - x)", "r")
        }
        false => {
            let law = |p: &[f64]| Arc::new(GeometricBrownian { mu: p[0], sigma: p[2] }) as _;
            named(law, [p, q, r], "p * x", "r * x")
        }
    })
}

fn of_formulas() -> impl Strategy<Value = Case> {
    let each = |most: usize| proptest::collection::vec(any::<Index>(), most);
    // How many Wiener processes there are: calls of Philox, which give 2 or 4 numbers, straddle steps.
    let sizes = (1usize..4, select(vec![1usize, 2, 3, 5]), 0usize..4);
    (sizes, each(3), each(15), each(3), any::<bool>()).prop_map(
        |(sizes, drifts, noises, projects, projected)| {
            let (variables, wieners, which) = sizes;
            let scope = Scope::new(NAMES.into_iter().take(variables), ["a", "b"]);
            let (solver, twin, calculus): (Arc<dyn Solver>, Twin, _) = match which {
                0 => (Arc::new(EulerMaruyama {}), solvers::euler_maruyama, Calculus::Ito),
                1 => (Arc::new(Milstein {}), solvers::milstein, Calculus::Ito),
                2 => (Arc::new(Heun {}), solvers::heun, Calculus::Stratonovich),
                _ => (Arc::new(RungeKutta4 {}), solvers::runge_kutta_4, Calculus::Ito),
            };
            let wieners = if which == 3 { 0 } else { wieners };
            let kinds = if which == 1 { PROPORTIONAL } else { NOISES };
            let read = |template, i| written(template, i, variables, &scope);
            let noise = |i: usize| (0..wieners).map(|j| read(*noises[5 * i + j].get(kinds), i)).collect();
            let project = |i: usize| (projected && i != 1).then(|| read(*projects[i].get(PROJECTS), i));
            let all = 0..variables;
            let process = Process {
                params: PARAMS.map(Sweep::from).into(),
                drift: all.clone().map(|i| read(*drifts[i].get(DRIFTS), i)).collect(),
                noise: all.clone().map(noise).collect(),
                calculus,
                project: all.map(project).collect(),
                law: None,
                scope,
            };
            Case { process, solver, twin }
        },
    )
}

/// Of some processes a parameter is swept, or two are.
fn swept() -> impl Strategy<Value = Case> {
    let sweeps = prop_oneof![2 => Just(0usize), 1 => 1usize..4];
    (of_formulas(), sweeps).prop_map(|(mut case, sweeps)| {
        for (n, values) in [vec![0.9, -0.3, 0.1], vec![0.2, 0.8]].into_iter().enumerate() {
            if sweeps >> n & 1 == 1 {
                case.process.params[n] = Sweep::from(values);
            }
        }
        case
    })
}

fn cases() -> impl Strategy<Value = Case> {
    prop_oneof![5 => swept(), 1 => of_a_law()]
}

/// About 1, and different for all.
fn start(path: usize, variable: usize) -> f64 {
    let n = (path as u32).wrapping_mul(2_654_435_769).wrapping_add(variable as u32 * 77_777) >> 8;
    0.5 + f64::from(n) / f64::from(1 << 24)
}

pub fn begun<T: Real>(paths: usize, variables: usize, start: impl Fn(usize, usize) -> f64) -> Paths<T> {
    let mut all = Paths::new(paths, variables);
    for path in 0..paths {
        (0..variables).for_each(|variable| all.set(path, variable, T::of(start(path, variable))));
    }
    all
}

pub static POOLS: LazyLock<Vec<ThreadPool>> = LazyLock::new(|| {
    let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    [1, 2, 3, 7].map(pool).into()
});

/// All bits, path by path.
pub fn bits<T: Real>(paths: &Paths<T>) -> Vec<u64> {
    let of = |path| (0..paths.variables()).map(move |variable| paths.value(path, variable).bits());
    (0..paths.paths()).flat_map(of).collect()
}

struct Run {
    method: Method,
    combinations: Combinations,
    dt: f64,
    key: u64,
    from: u64,
    steps: u64,
}

impl Run {
    fn leg<T: Real>(&self, paths: &mut Paths<T>, from: u64, steps: u64, isa: Isa, pool: &ThreadPool) {
        let Run { method, combinations, dt, key, .. } = self;
        let stride = Stride { method, combinations, dt: *dt, key: *key, from, steps };
        advance(paths, stride, isa, pool).unwrap();
    }
}

/// Sets, threads and legs change no bit, and each path is near to where its twin walks.
fn agree<T: Real>(case: &Case, run: &Run, cut: u64, tolerance: f64) -> Result<(), TestCaseError> {
    let (variables, paths) = (case.process.variables(), run.combinations.paths() as usize);
    let fresh = || begun::<T>(paths, variables, start);
    let mut found = fresh();
    run.leg(&mut found, run.from, run.steps, Isa::PORTABLE, &POOLS[0]);
    for isa in Isa::all() {
        let mut again = fresh();
        run.leg(&mut again, run.from, run.steps, isa, &POOLS[1]);
        prop_assert!(bits(&again) == bits(&found), "{} differs", isa.name());
    }
    for pool in POOLS.iter() {
        let mut cut_up = fresh();
        run.leg(&mut cut_up, run.from, cut, Isa::PORTABLE, pool);
        run.leg(&mut cut_up, run.from + cut, run.steps - cut, Isa::PORTABLE, pool);
        prop_assert!(
            bits(&cut_up) == bits(&found),
            "cut after {cut}, {} threads",
            pool.current_num_threads()
        );
    }
    for path in (0..paths).filter(|path| path % 251 < 2 || path + 1 == paths || path % 256 == 255) {
        let begin: Vec<f64> = (0..variables).map(|v| T::of(start(path, v)).wide()).collect();
        let place = (run.key, path as u64);
        let process = case.process.fixed(run.combinations.at(path as u64));
        let right = walked::<T>(&process, case.twin, run.dt, place, (run.from, run.steps), &begin);
        for (variable, right) in right.iter().enumerate() {
            let found = found.value(path, variable).wide();
            let near = tolerance * run.steps.max(1) as f64 * right.abs().max(1.0);
            prop_assert!((found - right).abs() <= near, "path {path}: {found} is not {right}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn steps_are_those_of_the_textbook(
        case in cases(),
        (dt, key) in (0.001..0.1, any::<u64>()),
        paths in select(vec![1u64, 255, 256, 257, 1500]),
        (from, steps, cut) in (select(vec![0u64, 1, 7, 1000]), 1u64..14, any::<Index>()),
    ) {
        let method = method(&case.process, &*case.solver, dt).unwrap();
        let combinations = case.process.combinations(paths);
        let run = Run { method, combinations, dt, key, from, steps };
        let cut = cut.index(steps as usize + 1) as u64;
        agree::<f64>(&case, &run, cut, 1e-11)?;
        agree::<f32>(&case, &run, cut, 2e-5)?;
    }
}

/// Formulas are put into formulas four times over. As trees these would have some 10¹⁰ leaves.
#[test]
fn many_coupled_variables_compile_soon() {
    let names: Vec<String> = (0..60).map(|n| format!("x{n}")).collect();
    let scope = Scope::new(names.iter().map(String::as_str), []);
    let drift = |own: &String| {
        let pull = names.iter().filter(|other| *other != own).map(|other| format!("sin({other} - {own})"));
        parse(&pull.collect::<Vec<_>>().join(" + "), &scope).unwrap()
    };
    let process = Process {
        params: vec![],
        drift: names.iter().map(drift).collect(),
        noise: vec![vec![Expr::from(0.0)]; names.len()],
        calculus: Calculus::Ito,
        project: vec![None; names.len()],
        law: None,
        scope: scope.clone(),
    };
    let begin: Vec<f64> = (0..names.len()).map(|variable| start(0, variable)).collect();
    let cases: [(&dyn Solver, Twin); 2] =
        [(&RungeKutta4 {}, solvers::runge_kutta_4), (&Heun {}, solvers::heun)];
    for (solver, twin) in cases {
        let method = method(&process, solver, 0.01).unwrap();
        let combinations = Combinations::default();
        let run = Run { method, combinations, dt: 0.01, key: 1, from: 0, steps: 2 };
        let mut paths = begun::<f64>(3, names.len(), start);
        run.leg(&mut paths, 0, 2, Isa::PORTABLE, &POOLS[0]);
        let right = walked::<f64>(&process, twin, 0.01, (1, 0), (0, 2), &begin);
        for (variable, right) in right.iter().enumerate() {
            assert!((paths.value(0, variable) - right).abs() < 1e-11, "{}", solver.name());
        }
    }
}
