use quincunx::grid::{
    bytes::ByteStepper,
    lattice::{Edges, Lattice},
    notation::parse,
    stepper::Stepper,
};
use quincunx::sdk::lanes::isa::Isa;
use std::time::Instant;
fn main() {
    let isa = Isa::chosen().unwrap();
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        for rule in ["B3/S23", "B36/S23", "B2467/S1358", "B1357/S02468"] {
            for n in [256usize, 1024, 4096, 16384] {
                let mut l = Lattice::new(n, n, Edges::Torus);
                let mut x = 1u32;
                for c in l.cells_mut() {
                    x = x.wrapping_mul(747796405).wrapping_add(2891336453);
                    *c = u8::from(x >> 24 < 90);
                }
                let mut s = ByteStepper::new(parse(rule).unwrap(), isa);
                let g = (1u64 << 29) / (n * n) as u64;
                let g = g.max(12);
                s.advance(&mut l, g / 4 + 1, &pool);
                let mut best = f64::MAX;
                for _ in 0..5 {
                    let t = Instant::now();
                    s.advance(&mut l, g, &pool);
                    best = best.min(t.elapsed().as_secs_f64());
                }
                println!(
                    "{rule} {n} threads {threads} {}: {:.2e}",
                    isa.name(),
                    (n * n) as f64 * g as f64 / best
                );
            }
        }
    }
}
