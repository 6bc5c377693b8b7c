//! Rates of the functions that kernels are made of, in both precisions.

use criterion::{BenchmarkId, Criterion, Throughput};
use quincunx::sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx::sdk::lanes::real::Real;
use quincunx::sdk::noise::Noise;
use std::hint::black_box;
use std::time::Duration;

const BLOCK: usize = 256;
const BLOCKS: usize = 16;

/// Kernels that apply `$body` to each block. A macro, for a kernel that took a closure would call it.
macro_rules! on_blocks {
    ($($Name:ident: $x:ident => $body:expr;)*) => {$(
        struct $Name<'a, T>(&'a [[T; BLOCK]], &'a mut [[T; BLOCK]]);

        impl<T: Real> Kernel for $Name<'_, T> {
            type Out = ();

            #[inline(always)]
            fn run(self) {
                for ($x, out) in self.0.iter().zip(self.1) {
                    *out = $body;
                }
            }
        }
    )*};
}

/// A function of each lane.
macro_rules! of_lanes {
    ($x:ident, $function:ident) => {{
        let mut y = [T::ZERO; BLOCK];
        for (y, x) in y.iter_mut().zip($x) {
            *y = x.$function();
        }
        y
    }};
}

on_blocks! {
    Exp: x => of_lanes!(x, exp);
    Ln: x => of_lanes!(x, ln);
    Floor: x => of_lanes!(x, floor);
    Sin: x => T::sin(x);
    Cos: x => T::cos(x);
}

/// Normals of the paths of all blocks, for one block of steps.
struct Normals<'a, T>(&'a mut [[T; BLOCK]]);

impl<T: Real> Kernel for Normals<'_, T> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        for (n, rows) in self.0.chunks_exact_mut(T::NORMALS).enumerate() {
            Noise { key: 42, step: 7 }.normals((n * BLOCK) as u64, 0, rows);
        }
    }
}

/// x ← a·x + b + c·z, noise and step in one loop: Ornstein and Uhlenbeck's process.
struct OrnsteinUhlenbeck<'a, T>(&'a mut [[T; BLOCK]], [T; 3]);

/// Steps of one measurement.
const STEPS: usize = 40;

impl<T: Real> Kernel for OrnsteinUhlenbeck<'_, T> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let [a, b, c] = self.1;
        let mut z = [[T::ZERO; BLOCK]; 4];
        for (n, x) in self.0.iter_mut().enumerate() {
            for call in 0..STEPS / T::NORMALS {
                Noise { key: 42, step: call as u64 }.normals((n * BLOCK) as u64, 0, &mut z);
                for (i, x) in x.iter_mut().enumerate() {
                    for z in &z[..T::NORMALS] {
                        *x = x.mul_add(a, z[i].mul_add(c, b));
                    }
                }
            }
        }
    }
}

fn of_precision<T: Real>(criterion: &mut Criterion, precision: &str) {
    let mut group = criterion.benchmark_group(format!("{precision}/s"));
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    let at = |n: usize, low: f64, high: f64| T::of(low + (high - low) * n as f64 / (BLOCK * BLOCKS) as f64);
    let fill = |low, high| -> Vec<[T; BLOCK]> {
        (0..BLOCKS).map(|b| std::array::from_fn(|i| at(b * BLOCK + i, low, high))).collect()
    };
    let [exponents, positives, angles] = [fill(-20.0, 20.0), fill(1e-3, 1e3), fill(-100.0, 100.0)];
    let mut out = exponents.clone();
    for isa in Isa::all() {
        macro_rules! bench {
            ($Kernel:ident, $x:expr) => {
                group.throughput(Throughput::Elements((BLOCK * BLOCKS) as u64));
                group.bench_function(BenchmarkId::new(isa.name(), stringify!($Kernel)), |bench| {
                    bench.iter(|| dispatch(isa, $Kernel(black_box($x), black_box(&mut out))));
                });
            };
        }
        bench!(Exp, &exponents);
        bench!(Ln, &positives);
        bench!(Sin, &angles);
        bench!(Cos, &angles);
        bench!(Floor, &angles);
        group.bench_function(BenchmarkId::new(isa.name(), "Normals"), |bench| {
            bench.iter(|| dispatch(isa, Normals(black_box(&mut out))));
        });
        group.throughput(Throughput::Elements((BLOCK * BLOCKS * STEPS) as u64));
        group.bench_function(BenchmarkId::new(isa.name(), "OrnsteinUhlenbeck"), |bench| {
            let step = [0.998, 0.002, 0.0158].map(T::of);
            bench.iter(|| dispatch(isa, OrnsteinUhlenbeck(black_box(&mut out), step)));
        });
    }
}

/// Every function, in both precisions, as each instruction set does it.
pub fn bench(criterion: &mut Criterion) {
    of_precision::<f32>(criterion, "f32");
    of_precision::<f64>(criterion, "f64");
}
