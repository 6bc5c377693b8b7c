//! Ensembles, from the formula in a scene, against a kernel written by hand.
//!
//! Goals, one core, 10⁶ paths, on a core with AVX-512 / with AVX2 alone, in path-steps/s:
//!
//! | | f32 | f64 |
//! |---|---|---|
//! | Ornstein-Uhlenbeck, Euler-Maruyama | 1.6e9 / 5.5e8 | 6e8 / 2e8 |
//! | dφ = (i − sin φ) dt + √(2D) dW | 5e8 / 2.5e8 | 2.5e8 / 9e7 |
//!
//! The formula reaches at least 0.8 of the kernel by hand, two threads 1.9 times one, and Moments every 100 steps cost less
//! than 10 %. `benches/peers/ou.py` does the same with numpy.

mod machine;
mod timing;

use quincunx::sde::LANES;
use quincunx::sde::advance::{Method, Stride, advance};
use quincunx::sde::combinations::Combinations;
use quincunx::sde::ensemble;
use quincunx::sde::parse::parse;
use quincunx::sde::paths::Paths;
use quincunx::sde::process::{Calculus, Process};
use quincunx::sde::scope::Scope;
use quincunx::sde::solvers::{EulerMaruyama, Solver, Sra1, Sriw1};
use quincunx::sde::statistics::Summary;
use quincunx::sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx::sdk::lanes::real::Real;
use quincunx::sdk::noise::Noise;
use quincunx::sdk::sweep::Sweep;
use rayon::ThreadPool;
use timing::{median, medians};

const PATHS: usize = 1_000_000;
const STEPS: u64 = 200;
const DT: f64 = 0.001;

/// A process of one variable, by Euler and Maruyama, compiled as an ensemble does it.
fn method(variable: &str, drift: &str, noise: &str, params: &[(&str, f64)]) -> Result<Method, String> {
    ensemble::method(&process(variable, drift, noise, params)?, &EulerMaruyama {}, DT)
}

fn process(variable: &str, drift: &str, noise: &str, params: &[(&str, f64)]) -> Result<Process, String> {
    let scope = Scope::new([variable], params.iter().map(|(name, _)| *name));
    let read = |text| parse(text, &scope).map_err(|error| error.message);
    Ok(Process {
        drift: vec![read(drift)?],
        noise: vec![vec![read(noise)?]],
        params: params.iter().map(|(_, value)| Sweep::from(*value)).collect(),
        calculus: Calculus::Ito,
        project: vec![None],
        law: None,
        scope,
    })
}

fn pool(threads: usize) -> Option<ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok()
}

/// Ornstein-Uhlenbeck as an expert writes it: x ← a·x + c + s·z, with the noise of several steps made beside it.
struct ByHand<'a, T> {
    blocks: &'a mut [[T; LANES]],
    steps: u64,
    factors: [T; 3],
}

impl<T: Real> Kernel for ByHand<'_, T> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let [a, c, s] = self.factors;
        for (n, x) in self.blocks.iter_mut().enumerate() {
            let mut z = [[T::ZERO; LANES]; 4];
            for call in 0..self.steps / T::NORMALS as u64 {
                Noise { key: 7, step: call }.normals((n * LANES) as u64, 0, &mut z[..T::NORMALS]);
                for z in &z[..T::NORMALS] {
                    for i in 0..LANES {
                        x[i] = a.mul_add(x[i], s.mul_add(z[i], c));
                    }
                }
            }
        }
    }
}

fn rate(seconds: f64) -> f64 {
    PATHS as f64 * STEPS as f64 / seconds
}

fn run<T: Real>(paths: &mut Paths<T>, method: &Method, steps: u64, isa: Isa, pool: &ThreadPool) {
    let stride = Stride { method, combinations: &Combinations::default(), dt: DT, key: 7, from: 0, steps };
    assert!(advance(paths, stride, isa, pool).is_ok());
}

fn compare<T: Real>(precision: &str, isa: Isa, pools: [&ThreadPool; 2]) -> Result<(), String> {
    let ou = method("x", "theta * (mu - x)", "sigma", &[("theta", 2.0), ("mu", 1.0), ("sigma", 0.5)])?;
    let junction = method("phi", "i - sin(phi)", "sqrt(2 * d)", &[("i", 0.9), ("d", 0.1)])?;
    let [mut paths, mut shared, mut turned] = [(); 3].map(|()| Paths::<T>::new(PATHS, 1));
    let mut blocks = vec![[T::ZERO; LANES]; PATHS.div_ceil(LANES)];
    let factors = [1.0 - 2.0 * DT, 2.0 * DT, 0.5 * DT.sqrt()].map(T::of);
    let [formula, two, by_hand, sine] = medians([
        &mut || run(&mut paths, &ou, STEPS, isa, pools[0]),
        &mut || run(&mut shared, &ou, STEPS, isa, pools[1]),
        &mut || dispatch(isa, ByHand { blocks: &mut blocks, steps: STEPS, factors }),
        &mut || run(&mut turned, &junction, STEPS, isa, pools[0]),
    ]);
    let measured = median(|| _ = Summary::of(paths.column(0), isa, pools[0]));
    println!("{precision}: Ornstein-Uhlenbeck {:.2e} path-steps/s", rate(formula));
    println!("  {:.2} of a kernel by hand ({:.2e})", by_hand / formula, rate(by_hand));
    println!("  two threads: {:.2} times one", formula / two);
    println!("  Moments every 100 steps: {:.1} % more", 100.0 * measured / (formula * 100.0 / STEPS as f64));
    println!("{precision}: junction {:.2e} path-steps/s", rate(sine));
    Ok(())
}

/// What steps of higher order cost, in turns with those of Euler and Maruyama. The goal is 0.3 of their rate.
fn higher_orders<T: Real>(precision: &str, isa: Isa, pool: &ThreadPool) -> Result<(), String> {
    let cases: [(&str, &dyn Solver, &str, &str); 2] =
        [("Sra1", &Sra1 {}, "2 * (1 - x)", "0.5"), ("Sriw1", &Sriw1 {}, "0.1 * x", "0.3 * x")];
    for (name, solver, drift, noise) in cases {
        let process = process("x", drift, noise, &[])?;
        let methods = [solver, &EulerMaruyama {}].map(|solver| ensemble::method(&process, solver, DT));
        let [high, euler] = methods;
        let (high, euler) = (high?, euler?);
        let [mut one, mut two] = [(); 2].map(|()| Paths::<T>::new(PATHS, 1));
        let [high, euler] = medians([&mut || run(&mut one, &high, STEPS, isa, pool), &mut || {
            run(&mut two, &euler, STEPS, isa, pool)
        }]);
        println!(
            "{precision}: {name} {:.2e} path-steps/s, {:.2} of Euler-Maruyama",
            rate(high),
            euler / high
        );
    }
    Ok(())
}

/// The current-voltage curve of junctions: 64 of them for each of 200 currents. The goal is 3e8 / 1.2e8 in f32.
fn currents(isa: Isa, pool: &ThreadPool) -> Result<(), String> {
    let swept = Sweep::from((0..200).map(|n| 0.01 * f64::from(n)).collect::<Vec<_>>());
    let mut process = process("phi", "i - sin(phi)", "sqrt(2 * d)", &[("i", 0.0), ("d", 0.1)])?;
    process.params[0] = swept;
    let (method, combinations) =
        (ensemble::method(&process, &EulerMaruyama {}, DT)?, process.combinations(64));
    let mut paths = Paths::<f32>::new(combinations.paths() as usize, 1);
    let steps = 5000;
    let time = median(|| {
        let stride = Stride { method: &method, combinations: &combinations, dt: DT, key: 7, from: 0, steps };
        let _ = advance(&mut paths, stride, isa, pool); // formulas do not fail
    });
    println!("f32: 200 currents × 64 junctions: {:.2e} junction-steps/s", 12_800.0 * steps as f64 / time);
    Ok(())
}

/// Time and memory grow with paths and steps alone.
fn linear(isa: Isa, pool: &ThreadPool) -> Result<(), String> {
    let ou = method("x", "theta * (mu - x)", "sigma", &[("theta", 2.0), ("mu", 1.0), ("sigma", 0.5)])?;
    for (paths, steps) in [(10_000, 1000), (100_000, 100), (1_000_000, 100), (10_000_000, 10)] {
        let mut all = Paths::<f32>::new(paths, 1);
        let time = median(|| run(&mut all, &ou, steps, isa, pool));
        println!(
            "f32: {paths} paths × {steps} steps: {:.2e} path-steps/s",
            (paths as u64 * steps) as f64 / time
        );
    }
    Ok(())
}

fn main() -> Result<(), String> {
    machine::print();
    let isa = Isa::chosen().map_err(|error| error.to_string())?;
    let (Some(one), Some(two)) = (pool(1), pool(2)) else { return Err("no threads".into()) };
    compare::<f32>("f32", isa, [&one, &two])?;
    compare::<f64>("f64", isa, [&one, &two])?;
    higher_orders::<f32>("f32", isa, &one)?;
    higher_orders::<f64>("f64", isa, &one)?;
    currents(isa, &one)?;
    linear(isa, &one)
}
