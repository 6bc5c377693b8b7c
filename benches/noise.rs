//! Words of noise a second, and normals and the functions beneath them.
//!
//! Goals on one core with AVX2: 1e9 words/s in runs of a row of 1024 cells or more; 5.5e8 steps/s of an Ornstein–Uhlenbeck
//! process in f32 and 2e8 in f64, their normals included. Portable is right, not fast. The last lines compare with one word
//! at a time in the same run. `cargo bench --bench noise`, on a machine that does nothing else.

mod functions;
mod machine;
mod timing;

use criterion::{BenchmarkId, Criterion, Throughput};
use quincunx::sdk::lanes::isa::Isa;
use quincunx::sdk::noise::Noise;
use std::hint::black_box;
use std::time::Duration;
use timing::median;

const NOISE: Noise = Noise { key: 0x0123_4567_89ab_cdef, step: 1000 };

fn throughput(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("words/s");
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    for isa in Isa::all() {
        for words in [64, 1024, 16384] {
            group.throughput(Throughput::Elements(words as u64));
            let mut out = vec![0; words];
            group.bench_function(BenchmarkId::new(isa.name(), words), |bench| {
                bench.iter(|| NOISE.fill(isa, black_box(1001), 0, black_box(&mut out)));
            });
        }
    }
}

fn ratios(isa: Isa) {
    let (row, rows) = (1024, 16384);
    let words = (row * rows) as f64;
    let mut out = vec![0; row];
    let fast = median(|| (0..rows).for_each(|y| NOISE.fill(isa, (y * row) as u64, 0, black_box(&mut out))));
    let slow = median(|| {
        for y in 0..rows {
            for (x, word) in black_box(&mut out).iter_mut().enumerate() {
                *word = NOISE.word(black_box((y * row + x) as u64), 0);
            }
        }
    });
    println!("Rows of 1024, one thread: {:.2e} words/s", words / fast);
    println!("  {:.1} × one word at a time ({:.2e} words/s)", slow / fast, words / slow);
}

fn main() {
    machine::print();
    let mut criterion = Criterion::default().configure_from_args();
    throughput(&mut criterion);
    functions::bench(&mut criterion);
    criterion.final_summary();
    ratios(Isa::chosen().unwrap_or(Isa::PORTABLE));
}
