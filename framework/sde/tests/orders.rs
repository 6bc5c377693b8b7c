//! Strong orders, measured: the error at one time on coupled paths, for steps of halving length.
//!
//! The methods of order 1.5 need dw and dz of a long step from those of the short ones that it is made of:
//! dz = Σ (dzᵢ + (Wᵢ − W₀)·δ).

use quincunx_sde::interpret::{LANES, Machine};
use quincunx_sde::laws::Draws;
use quincunx_sde::parse::parse;
use quincunx_sde::process::{Calculus, Process};
use quincunx_sde::program::Program;
use quincunx_sde::rows::Rows;
use quincunx_sde::scope::Scope;
use quincunx_sde::solvers::{EulerMaruyama, Heun, Milstein, Solver, Sra1, Sriw1, Step, TamedEuler};
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};

/// The finest steps: 2⁻¹⁰.
const FINEST: u32 = 10;

/// The time of a step, of which there are 2ˡᵉᵛᵉˡ up to time 1.
fn length(level: u32) -> f64 {
    1.0 / f64::from(1u32 << level)
}

fn square(x: f64) -> f64 {
    x * x
}

/// dw and dz of every finest step of every path, in [0, 1].
struct Wiener(Vec<Vec<[f64; 2]>>);

impl Wiener {
    fn new(paths: usize, key: u64) -> Self {
        let dt = length(FINEST);
        let path = |path: usize| {
            (0..1u64 << FINEST).map(move |step| {
                let mut draws = Draws::new(key, path as u64, step);
                let (dw, zeta) = (dt.sqrt() * draws.normal(), dt.sqrt() * draws.normal());
                [dw, 0.5 * dt * (dw + zeta / 3f64.sqrt())]
            })
        };
        Wiener((0..paths).map(|n| path(n).collect()).collect())
    }

    /// The two normals of step n of a path, for steps of 2⁻ˡᵉᵛᵉˡ.
    fn normals(&self, path: usize, level: u32, step: usize) -> [f64; 2] {
        let (short, long) = (length(FINEST), length(level));
        let many = 1 << (FINEST - level);
        let (mut w, mut dz) = (0.0, 0.0);
        for [dw, z] in &self.0[path][step * many..][..many] {
            dz += z + w * short;
            w += dw;
        }
        let zeta = 3f64.sqrt() * (2.0 * dz / long - w);
        [w / long.sqrt(), zeta / long.sqrt()]
    }
}

struct Run<'a> {
    program: &'a Program,
    wiener: &'a Wiener,
    level: u32,
    x: f64,
}

impl Kernel for Run<'_> {
    type Out = [f64; LANES];

    #[inline(always)]
    fn run(self) -> [f64; LANES] {
        let dt = length(self.level);
        let mut machine = Machine::new(self.program);
        let (mut x, mut next, mut noise) = (Rows::new(1), Rows::new(1), Rows::new(2));
        x[0] = [self.x; LANES];
        for step in 0..1 << self.level {
            for path in 0..LANES {
                [noise[0][path], noise[1][path]] = self.wiener.normals(path, self.level, step);
            }
            machine.at(step as f64 * dt);
            machine.run(&x, &noise, &mut next);
            std::mem::swap(&mut x, &mut next);
        }
        x[0]
    }
}

fn process(drift: &str, noise: &str, calculus: Calculus) -> Process {
    let scope = Scope::new(["x"], []);
    Process {
        drift: vec![parse(drift, &scope).unwrap()],
        noise: vec![vec![parse(noise, &scope).unwrap()]],
        params: vec![],
        calculus,
        project: vec![None],
        law: None,
        scope,
    }
}

fn at_one(solver: &dyn Solver, process: &Process, level: u32, wiener: &Wiener, x: f64) -> [f64; LANES] {
    let calculus = solver.calculus_of(process);
    let process = process.converted(calculus).unwrap();
    let step = match solver.step(&process, length(level)).unwrap() {
        Step::Formulas(formulas) => formulas,
        Step::Law(_) | Step::Executed(_) => vec![],
    };
    let program = Program::compile(&step, &[]);
    let isa = Isa::all().pop().unwrap();
    dispatch(isa, Run { program: &program, wiener, level, x })
}

/// The slope of log error over log dt, and its standard error.
fn slope(levels: &[u32], errors: &[f64]) -> (f64, f64) {
    let points: Vec<(f64, f64)> =
        levels.iter().zip(errors).map(|(level, error)| (-f64::from(*level), libm::log2(*error))).collect();
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    let sxx: f64 = points.iter().map(|p| square(p.0 - mx)).sum();
    let slope = points.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum::<f64>() / sxx;
    let rest: f64 = points.iter().map(|p| square(p.1 - my - slope * (p.0 - mx))).sum();
    (slope, (rest / (n - 2.0) / sxx).sqrt())
}

fn root_mean_square(one: &[f64; LANES], two: &[f64; LANES]) -> f64 {
    (one.iter().zip(two).map(|(a, b)| square(a - b)).sum::<f64>() / LANES as f64).sqrt()
}

fn assert_order(what: &str, found: (f64, f64), claimed: f64) {
    println!("{what}: strong order {:.3} ± {:.3}, claimed {claimed}", found.0, found.1);
    assert!(found.1 <= 0.05, "{what}: not measured, ± {}", found.1);
    assert!((found.0 - claimed).abs() <= 0.15, "{what}: {} instead of {claimed}", found.0);
}

/// Errors averaged over some sets of paths.
fn measured(
    solver: &dyn Solver,
    process: &Process,
    levels: &[u32],
    x: f64,
    exact: &dyn Fn(&Wiener) -> [f64; LANES],
) -> (f64, f64) {
    let sets: Vec<Wiener> = (0..12).map(|key| Wiener::new(LANES, key)).collect();
    let error = |level: &u32| {
        let of = |wiener: &Wiener| {
            square(root_mean_square(&at_one(solver, process, *level, wiener, x), &exact(wiener)))
        };
        (sets.iter().map(of).sum::<f64>() / sets.len() as f64).sqrt()
    };
    let errors: Vec<f64> = levels.iter().map(error).collect();
    slope(levels, &errors)
}

/// Geometric Brownian motion, whose paths are known.
#[test]
fn strong_orders_with_multiplicative_noise() {
    let (mu, sigma) = (0.5, 0.7);
    let process = process("0.5 * x", "0.7 * x", Calculus::Ito);
    let exact = |wiener: &Wiener| {
        std::array::from_fn(|path| {
            let w: f64 = wiener.0[path].iter().map(|step| step[0]).sum();
            libm::exp((mu - 0.5 * sigma * sigma) + sigma * w)
        })
    };
    let levels = [3, 4, 5, 6, 7];
    let solvers: [(&dyn Solver, f64); 5] = [
        (&EulerMaruyama {}, 0.5),
        (&TamedEuler {}, 0.5),
        (&Milstein {}, 1.0),
        (&Heun {}, 1.0),
        (&Sriw1 {}, 1.5),
    ];
    for (solver, order) in solvers {
        assert_order(solver.name(), measured(solver, &process, &levels, 1.0, &exact), order);
    }
}

/// A drift that is not linear, against steps of 2⁻¹⁰.
#[test]
fn strong_orders_with_additive_noise() {
    let process = process("-sin(2 * x)", "1.5", Calculus::Ito);
    let exact = |wiener: &Wiener| at_one(&Sra1 {}, &process, FINEST, wiener, 1.0);
    let levels = [3, 4, 5, 6, 7];
    let solvers: [(&dyn Solver, f64); 4] =
        [(&EulerMaruyama {}, 1.0), (&TamedEuler {}, 1.0), (&Heun {}, 1.0), (&Sra1 {}, 1.5)];
    for (solver, order) in solvers {
        assert_order(solver.name(), measured(solver, &process, &levels, 1.0, &exact), order);
    }
}
