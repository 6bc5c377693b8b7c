//! Cells a second of the stepper.
//!
//! Goals on one Zen 3 core (AVX2): at 4096² 5e9 for any rule and 6e9 for Life, at 1024² 4.5e9 and 9e9. The last lines
//! compare with the reference stepper in the same run. `cargo bench --bench grid`, on a machine that does nothing else.

mod machine;

use criterion::{BenchmarkId, Criterion, Throughput};
use quincunx::grid::bytes::ByteStepper;
use quincunx::grid::lattice::{Edges, Lattice};
use quincunx::grid::notation::parse;
use quincunx::grid::reference;
use quincunx::grid::stepper::Stepper;
use quincunx::sdk::form::OuterTotalistic;
use quincunx::sdk::lanes::isa::Isa;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::time::{Duration, Instant};

/// Two rules that people use, and one for which every sum of nine cells is a case of its own.
const RULES: [&str; 3] = ["B3/S23", "B36/S23", "B2467/S1358"];

fn rule(text: &str) -> OuterTotalistic {
    parse(text).unwrap_or(OuterTotalistic { born: 8, survive: 12 })
}

fn soup(side: usize) -> Lattice {
    let mut lattice = Lattice::new(side, side, Edges::Torus);
    let mut x = 1u32;
    for cell in lattice.cells_mut() {
        x = x.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
        *cell = u8::from(x >> 24 < 90);
    }
    lattice
}

/// About 2²⁸ cell updates, and never fewer generations than a sweep takes.
fn generations(side: usize) -> u64 {
    ((1 << 28) / (side * side) as u64).max(12)
}

fn pool(threads: usize) -> Option<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(threads).build().ok()
}

fn throughput(criterion: &mut Criterion, isa: Isa) {
    for threads in [1, 2] {
        let Some(pool) = pool(threads) else { continue };
        let mut group = criterion.benchmark_group(format!("cells/s, {threads} threads"));
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(300))
            .measurement_time(Duration::from_secs(2));
        for side in [256, 1024, 4096, 16384] {
            for text in RULES {
                group.throughput(Throughput::Elements((side * side) as u64 * generations(side)));
                let mut lattice = soup(side);
                let mut stepper = ByteStepper::new(rule(text), isa);
                group.bench_function(BenchmarkId::new(text, side), |bench| {
                    bench.iter(|| stepper.advance(&mut lattice, generations(side), &pool));
                });
            }
        }
    }
}

/// The median of seven, in seconds.
fn median(mut work: impl FnMut()) -> f64 {
    let mut times = [0.0; 7];
    for time in &mut times {
        let start = Instant::now();
        work();
        *time = start.elapsed().as_secs_f64();
    }
    times.sort_by(f64::total_cmp);
    times[3]
}

fn ratios(isa: Isa) {
    let Some(pool) = pool(1) else { return };
    let (side, life) = (1024, rule("B3/S23"));
    let cells = (side * side) as f64;
    let start = soup(side);
    let slow = median(|| _ = std::hint::black_box(reference::step(&start, life)));
    let (mut lattice, mut stepper) = (soup(side), ByteStepper::new(life, isa));
    let fast = median(|| stepper.advance(&mut lattice, 120, &pool)) / 120.0;
    let mut copy = vec![0; start.cells().len()];
    let copying = median(|| std::hint::black_box(&mut copy).copy_from_slice(start.cells()));
    println!("Life at 1024², one thread: {:.2e} cells/s", cells / fast);
    println!("  {:.0} × the reference stepper ({:.2e} cells/s)", slow / fast, cells / slow);
    println!("  {:.1} × copying the lattice ({:.2e} cells/s)", copying / fast, cells / copying);
}

fn main() {
    machine::print();
    let isa = Isa::chosen().unwrap_or(Isa::PORTABLE);
    let mut criterion = Criterion::default().configure_from_args();
    throughput(&mut criterion, isa);
    criterion.final_summary();
    ratios(isa);
}
