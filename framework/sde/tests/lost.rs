//! Paths that do not stay finite.

use crate::steps::{POOLS, begun, bits};
use quincunx_sde::advance::{Method, Stride, advance};
use quincunx_sde::combinations::Combinations;
use quincunx_sde::ensemble::method;
use quincunx_sde::laws::{CoxIngersollRoss, ExactLaw, GeometricBrownian, OrnsteinUhlenbeck};
use quincunx_sde::parse::parse;
use quincunx_sde::paths::Paths;
use quincunx_sde::process::{Calculus, Process};
use quincunx_sde::scope::Scope;
use quincunx_sde::solvers::{EulerMaruyama, Exact};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::lanes::real::Real;
use rayon::ThreadPool;
use std::sync::Arc;

/// A law with its parameters in it.
type Known = fn(&[f64]) -> Arc<dyn ExactLaw>;

const DT: f64 = 0.01;

/// The variables x and y, each with noise of its own.
fn process(drift: [&str; 2], noise: [&str; 2], project: [Option<&str>; 2]) -> Process {
    let scope = Scope::new(["x", "y"], []);
    let read = |text| parse(text, &scope).unwrap();
    Process {
        params: vec![],
        drift: drift.map(read).into(),
        noise: vec![vec![read(noise[0]), read("0")], vec![read("0"), read(noise[1])]],
        calculus: Calculus::Ito,
        project: project.map(|text| text.map(read)).into(),
        law: None,
        scope,
    }
}

fn euler(process: &Process, dt: f64) -> Method {
    method(process, &EulerMaruyama {}, dt).unwrap()
}

/// x grows beyond all bounds at time 1 / x₀, if x₀ is above 0.
fn blow_up() -> Process {
    process(["x^2", "-y"], ["0", "0.1"], [None, None])
}

fn leg<T: Real>(
    paths: &mut Paths<T>,
    (method, dt): (&Method, f64),
    from: u64,
    steps: u64,
    pool: &ThreadPool,
) -> Option<u64> {
    let combinations = &Combinations::default();
    advance(paths, Stride { method, combinations, dt, key: 9, from, steps }, Isa::PORTABLE, pool).unwrap()
}

/// Every path is there in all variables, or is the one NaN in all of them; so many are lost.
fn assert_lost<T: Real>(paths: &Paths<T>, lost: usize) {
    for path in 0..paths.paths() {
        let all: Vec<T> = (0..paths.variables()).map(|variable| paths.value(path, variable)).collect();
        let (there, nan) = (all.iter().all(|x| x.finite()), all.iter().all(|x| x.bits() == T::NAN.bits()));
        assert!(there || nan, "path {path}: {all:?}");
    }
    assert_eq!(paths.lost(), lost);
}

fn blown_up<T: Real>() {
    let method = euler(&blow_up(), DT);
    // The second half begins below 0, and stays.
    let start = |path: usize, _| if path < 400 { 2.0 + path as f64 * 0.01 } else { -0.5 };
    for pool in POOLS.iter() {
        let mut paths = begun::<T>(5000, 2, start);
        assert_eq!(leg(&mut paths, (&method, DT), 0, 10, pool), None);
        assert_lost(&paths, 0);
        assert_eq!(leg(&mut paths, (&method, DT), 10, 290, pool), None);
        assert_lost(&paths, 400);
        assert!(paths.value(0, 1).is_nan() && paths.value(399, 1).is_nan() && !paths.value(400, 1).is_nan());
        assert_eq!(leg(&mut paths, (&method, DT), 300, 20, pool), None);
        assert_lost(&paths, 400);
    }
}

#[test]
fn what_grows_beyond_all_bounds_is_lost_in_all_variables() {
    blown_up::<f64>();
    blown_up::<f32>();
}

#[test]
fn a_logarithm_of_what_is_negative_loses_the_path() {
    let method = euler(&process(["log(x)", "1"], ["1", "0"], [None, None]), DT);
    let mut paths = begun::<f64>(2000, 2, |_, _| 0.5);
    leg(&mut paths, (&method, DT), 0, 50, &POOLS[1]);
    let lost = paths.lost();
    assert!((500..2000).contains(&lost), "{lost}");
    assert_lost(&paths, lost);
}

/// Whatever a projection makes of NaN, and whether or not it looks.
#[test]
fn no_projection_brings_a_path_back() {
    let start =
        |path: usize, variable: usize| if (path + variable).is_multiple_of(3) { f64::NAN } else { -0.5 };
    for text in ["max(x, 0)", "min(0, x)", "clamp(x, 0, 1)", "if(x > 0, 1, 0)", "0", "y^0", "0 * x", "t"] {
        for sides in [[Some(text), None], [None, Some(text)], [Some(text), Some("1")]] {
            let method = euler(&process(["x^2", "x"], ["0.1", "0"], sides), DT);
            let mut paths = begun::<f64>(300, 2, start);
            leg(&mut paths, (&method, DT), 0, 3, &POOLS[0]);
            assert_lost(&paths, 200);
        }
    }
    // And those that are lost on the way.
    let method = euler(&process(["x^2", "x"], ["0.1", "0"], [Some("min(x, 1e300)"), Some("max(y, 0)")]), DT);
    let mut paths = begun::<f64>(300, 2, |path, _| if path < 77 { 1e200 } else { -1.0 });
    leg(&mut paths, (&method, DT), 0, 30, &POOLS[0]);
    assert_lost(&paths, 77);
}

#[test]
fn no_law_brings_a_path_back() {
    let laws: [Known; 4] = [
        |_| Arc::new(OrnsteinUhlenbeck { theta: 1.0, mu: 0.0, sigma: 0.5 }),
        // After one step nothing is left of the start.
        |_| Arc::new(OrnsteinUhlenbeck { theta: 1e6, mu: 0.0, sigma: 0.5 }),
        |_| Arc::new(GeometricBrownian { mu: 0.1, sigma: 0.5 }),
        |_| Arc::new(CoxIngersollRoss { kappa: 1.0, theta: 1.0, sigma: 0.5 }),
    ];
    for (n, law) in laws.into_iter().enumerate() {
        let scope = Scope::new(["x"], []);
        let process = Process {
            params: vec![],
            drift: vec![parse("x", &scope).unwrap()],
            noise: vec![vec![parse("x", &scope).unwrap()]],
            calculus: Calculus::Ito,
            project: vec![None],
            law: Some(law),
            scope,
        };
        let method = method(&process, &Exact {}, DT).unwrap();
        let mut paths = begun::<f64>(300, 1, |path, _| if path < 33 { f64::NAN } else { 0.5 });
        assert_eq!(leg(&mut paths, (&method, DT), 0, 5, &POOLS[0]), None);
        assert_eq!(paths.lost(), 33, "law {n}");
        assert_lost(&paths, 33);
    }
}

/// x is infinite after a step of a lucky y, and would be finite after the next, for nothing is left of it.
#[test]
fn a_path_is_lost_wherever_legs_end() {
    let process = process(["-x", "-y"], ["exp(1000 * y)", "1"], [None, None]);
    let method = euler(&process, 1.0);
    let mut whole = begun::<f64>(1000, 2, |_, _| 0.0);
    leg(&mut whole, (&method, 1.0), 0, 6, &POOLS[0]);
    let mut cut = begun::<f64>(1000, 2, |_, _| 0.0);
    for step in 0..6 {
        leg(&mut cut, (&method, 1.0), step, 1, &POOLS[0]);
    }
    assert_eq!(whole.lost(), cut.lost());
    assert!(bits(&whole) == bits(&cut));
}

/// The step after which the last path is gone, found one by one.
fn last_step<T: Real>(paths: usize, start: impl Fn(usize) -> f64) -> u64 {
    let gone = |path| {
        let (mut x, mut steps) = (T::of(start(path)), 0);
        while x.finite() {
            (x, steps) = (T::of(DT).mul_add(x * x, x), steps + 1);
        }
        steps
    };
    (0..paths).map(gone).max().unwrap()
}

fn all_lost<T: Real>() {
    let method = euler(&blow_up(), DT);
    // The last to go is in the middle.
    let start = |path: usize| 0.7 + ((path as f64 - 2600.0) * 0.001).abs();
    let right = last_step::<T>(5000, start);
    assert!((100..400).contains(&right), "{right}");
    for pool in POOLS.iter() {
        for length in [1000, right, right - 1, 7, 1] {
            let (mut paths, mut from, mut end) = (begun::<T>(5000, 2, |path, _| start(path)), 0, None);
            while end.is_none() {
                assert!(from <= right, "the end is missed by legs of {length}");
                end = leg(&mut paths, (&method, DT), from, length, pool);
                from += length;
            }
            assert_eq!(end, Some(right), "legs of {length}, {} threads", pool.current_num_threads());
            assert_lost(&paths, 5000);
        }
    }
}

#[test]
fn the_step_at_which_all_are_lost_is_said() {
    all_lost::<f64>();
    all_lost::<f32>();
}
