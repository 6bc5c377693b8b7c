//! Beams of atoms, against kernels written by hand.
//!
//! Goal, one core, a cascade of three magnets for spin 1/2, on a core with AVX-512 / with AVX2 alone: 1.5e9 / 5e8 atoms/s,
//! each atom with a number of its own. Two threads are 1.9 times as fast as one, and the cost grows with the depth that
//! atoms reach, not with the size of the tree.
//!
//! The kernels by hand: noise alone, the words that are drawn but not looked at; and every atom walked from magnet to
//! magnet with a word for each, as one would write it first.

mod machine;
mod timing;

use quincunx::quantum::outcomes::Outcomes;
use quincunx::quantum::sampler::{BLOCK, Sampler};
use quincunx::sdk::lanes::isa::Isa;
use quincunx::sdk::noise::{Noise, below};
use rayon::ThreadPool;
use timing::{median, medians};

const BLOCKS: u64 = 1000;
const ATOMS: u64 = BLOCKS * BLOCK;
/// So many times as many for a comparison of threads: half a second's work, of which waking up is no part.
const LONG: u64 = 8;

fn pool(threads: usize) -> Option<ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok()
}

fn rate(seconds: f64) -> f64 {
    ATOMS as f64 / seconds
}

/// All numbers of the atoms, and nothing done with them.
fn noise(isa: Isa, words: &mut [u32]) {
    for block in 0..BLOCKS {
        Noise { key: 7, step: 0 }.fill(isa, block * BLOCK, 0, words);
        std::hint::black_box(&*words);
    }
}

/// Three magnets, each with a word for each atom that reaches it. A sixteenth of the atoms, for it is slow.
fn walked() -> [u64; 4] {
    let (noise, mut counts) = (Noise { key: 7, step: 0 }, [0; 4]);
    for atom in 0..ATOMS / 16 {
        let stops = (0..3).find(|magnet| !below(noise.word(atom, *magnet), 0.5));
        counts[stops.unwrap_or(3) as usize] += 1;
    }
    counts
}

/// The cascade z, x, z: up, down, and two blocks.
fn cascade(isa: Isa, one: &ThreadPool, two: &ThreadPool) {
    let sampler = Sampler::new(&Outcomes::new([0.125, 0.125, 0.25, 0.5]), 7);
    let mut words = vec![0; BLOCK as usize];
    let count = |pool| assert_eq!(sampler.count(0..BLOCKS, ATOMS, isa, pool).iter().sum::<u64>(), ATOMS);
    let [single, noise, walked] = medians([&mut || count(one), &mut || noise(isa, &mut words), &mut || {
        assert_eq!(std::hint::black_box(walked()).iter().sum::<u64>(), ATOMS / 16)
    }]);
    println!("z, x, z: {:.2e} atoms/s", rate(single));
    println!("  {:.2} of noise alone ({:.2e} words/s)", noise / single, rate(noise));
    println!("  {:.1} times a walk by hand ({:.2e} atoms/s)", 16.0 * walked / single, rate(16.0 * walked));
    println!("  two threads: {:.2} times one", threads(&sampler, isa, [one, two]));
}

fn threads(sampler: &Sampler, isa: Isa, pools: [&ThreadPool; 2]) -> f64 {
    let count = |pool| _ = std::hint::black_box(sampler.count(0..LONG * BLOCKS, LONG * ATOMS, isa, pool));
    let [one, two] = medians([&mut || count(pools[0]), &mut || count(pools[1])]);
    one / two
}

/// What more ends cost: the first of them are compared with all numbers, more are looked up.
fn ends(isa: Isa, pool: &ThreadPool) {
    for ends in [1, 2, 4, 8, 17, 18, 100, 1000, 10_000] {
        let sampler = Sampler::new(&Outcomes::new(vec![1.0 / f64::from(ends); ends as usize]), 7);
        let time = median(|| assert!(!sampler.count(0..BLOCKS, ATOMS, isa, pool).is_empty()));
        println!("{ends} ends: {:.2e} atoms/s", rate(time));
    }
}

fn main() -> Result<(), String> {
    machine::print();
    let isa = Isa::chosen().map_err(|error| error.to_string())?;
    let (Some(one), Some(two)) = (pool(1), pool(2)) else { return Err("no threads".into()) };
    cascade(isa, &one, &two);
    ends(isa, &one);
    Ok(())
}
