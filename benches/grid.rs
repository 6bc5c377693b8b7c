//! Cells a second of the stepper.
//!
//! Goals on one Zen 3 core (AVX2): at 4096² 5e9 for any rule and 6e9 for Life, at 1024² 4.5e9 and 9e9. The last lines
//! compare in the same run with the reference stepper, and with Life as an author's own procedure, whose goal is 0.9
//! of the built-in. `cargo bench --bench grid`, on a machine that does nothing else.

mod machine;
mod timing;

use criterion::{BenchmarkId, Criterion, Throughput};
use quincunx::grid::bytes::ByteStepper;
use quincunx::grid::lattice::{Edges, Lattice};
use quincunx::grid::notation::parse;
use quincunx::grid::reference;
use quincunx::grid::slabs::SlabStepper;
use quincunx::grid::stepper::Stepper;
use quincunx::sdk::fault::Fault;
use quincunx::sdk::form::OuterTotalistic;
use quincunx::sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx::sdk::rule::Rule;
use quincunx::sdk::slab::Slab;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::Arc;
use std::time::Duration;
use timing::{median, seconds};

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
                    bench.iter(|| stepper.advance(&mut lattice, 0, generations(side), &pool));
                });
            }
        }
    }
}

/// Life as an author writes it who needs a procedure: sums of columns, then the decision.
#[derive(Debug)]
struct Procedure(Isa);

impl Rule for Procedure {
    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        dispatch(self.0, Rows { src, dst, slab });
        Ok(())
    }
}

struct Rows<'a> {
    src: &'a [u8],
    dst: &'a mut [u8],
    slab: &'a Slab,
}

impl Kernel for Rows<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let Rows { src, dst, slab } = self;
        let mut columns = vec![0; slab.width + 2];
        for y in 0..slab.height {
            let row = |dy: isize| slab.source(src, y as isize + dy);
            let (up, here, down) = (row(-1), row(0), row(1));
            let w = slab.width + 2;
            let (up, middle, down, sums) = (&up[..w], &here[..w], &down[..w], &mut columns[..w]);
            for x in 0..w {
                sums[x] = up[x] + middle[x] + down[x];
            }
            let w = slab.width;
            let out = &mut slab.target(dst, y)[..w];
            let (left, centre, right) = (&columns[..w], &columns[1..][..w], &columns[2..][..w]);
            let middle = &here[1..][..w];
            for x in 0..w {
                let sum = left[x] + centre[x] + right[x];
                out[x] = u8::from(sum == 3) | (u8::from(sum == 4) & middle[x]);
            }
        }
    }
}

fn ratios(isa: Isa) {
    let Some(pool) = pool(1) else { return };
    let (side, life) = (1024, rule("B3/S23"));
    let cells = (side * side) as f64;
    let start = soup(side);
    let slow = median(|| _ = std::hint::black_box(reference::step(&start, life)));
    let (mut lattice, mut stepper) = (soup(side), ByteStepper::new(life, isa));
    let fast = median(|| _ = stepper.advance(&mut lattice, 0, 120, &pool)) / 120.0;
    let mut copy = vec![0; start.cells().len()];
    let copying = median(|| std::hint::black_box(&mut copy).copy_from_slice(start.cells()));
    println!("Life at 1024², one thread: {:.2e} cells/s", cells / fast);
    println!("  {:.0} × the reference stepper ({:.2e} cells/s)", slow / fast, cells / slow);
    println!("  {:.1} × copying the lattice ({:.2e} cells/s)", copying / fast, cells / copying);
}

/// An executing Life against the built-in, turn by turn; the fastest turns count.
fn procedures(isa: Isa) {
    let Some(pool) = pool(1) else { return };
    for side in [256, 1024, 4096] {
        let generations = generations(side);
        let (mut one, mut two) = (soup(side), soup(side));
        let mut described = ByteStepper::new(rule("B3/S23"), isa);
        let mut executed = SlabStepper::new(Arc::new(Procedure(isa)), isa, 0);
        let (mut byte, mut slab) = (f64::MAX, f64::MAX);
        for _ in 0..30 {
            byte = byte.min(seconds(|| _ = described.advance(&mut one, 0, generations, &pool)));
            slab = slab.min(seconds(|| _ = executed.advance(&mut two, 0, generations, &pool)));
        }
        assert!(one == two, "both are Life");
        let rate = (side * side) as f64 * generations as f64 / slab;
        println!("an executing Life at {side}², one thread: {rate:.2e} cells/s");
        println!("  {:.2} of the built-in", byte / slab);
    }
}

fn main() {
    machine::print();
    let isa = Isa::chosen().unwrap_or(Isa::PORTABLE);
    let mut criterion = Criterion::default().configure_from_args();
    throughput(&mut criterion, isa);
    criterion.final_summary();
    ratios(isa);
    procedures(isa);
}
