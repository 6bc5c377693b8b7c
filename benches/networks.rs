//! Networks on a lattice of 256² cells, against the core's peak and against tables made of them.
//!
//! Goals, one core, 16 fields, layers 3×3, 3×3, 1×1 and 3×3, 3×3, 3×3 over p4 and p8, nothing compiled: 1.3 times ONNX
//! Runtime on the same network in the same run (`benches/peers/networks.py`, which calls this bench with a file of weights,
//! a size, steps and threads); two threads 1.9 times one; a table of 5×5 cells at 2e8 cells/s.
//!
//! The peak is what the core does in fused multiplications on registers alone. A share of it above 1 says that less was
//! multiplied than the layers written out have weights: what looks nine cells up needs no multiplication.
//! `cargo bench --bench networks`, on a machine that does nothing else.

mod machine;
mod timing;

use quincunx::grid::lattice::Lattice;
use quincunx::grid::method::Method;
use quincunx::grid::topology::Topology;
use quincunx::model::network::Network;
use quincunx::model::rule::{Choices, Compile, NetworkRule};
use quincunx::model::weights::{Layer, Layout, Weights, read};
use quincunx::sdk::group::finite::FiniteGroup;
use quincunx::sdk::group::interpolation::Interpolation;
use quincunx::sdk::group::{Group, point::Symmetry};
use quincunx::sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx::sdk::noise::Noise;
use quincunx::sdk::rule::Rule;
use rayon::ThreadPool;
use std::error::Error;
use std::sync::Arc;
use timing::{median, medians, seconds};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SIDE: usize = 256;
const FIELDS: usize = 16;

fn pool(threads: usize) -> Result<ThreadPool> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?)
}

/// Numbers from −1 to 1.
fn numbers(count: usize, index: u32) -> Vec<f32> {
    let word = |i: usize| Noise { key: 11, step: u64::from(index) }.word(i as u64, 0);
    (0..count).map(|i| word(i) as f32 / (1u32 << 31) as f32 - 1.0).collect()
}

/// A network of random weights in the layout of a group.
fn random(order: usize, sides: &[usize]) -> Weights {
    let layer = |index: usize, [outputs, inputs, elements, side]: [usize; 4]| {
        let terms = inputs * elements * side * side;
        let scale = (6.0 / terms as f32).sqrt();
        let weight = numbers(outputs * terms, index as u32).into_iter().map(|w| scale * w).collect();
        Layer {
            name: String::new(),
            side,
            outputs,
            inputs,
            elements,
            weight,
            bias: numbers(outputs, 50 + index as u32),
        }
    };
    let shape = |(index, side): (usize, &usize)| match index {
        0 => layer(0, [FIELDS, 1, 1, *side]),
        _ => layer(index, [FIELDS, FIELDS, order, *side]),
    };
    let mut layers: Vec<Layer> = sides.iter().enumerate().map(shape).collect();
    layers.push(layer(sides.len(), [1, FIELDS, 1, 1]));
    Weights { layers, layout: Layout::Group { order: Some(order) }, parameters: 0 }
}

fn network(weights: &Weights, order: usize) -> Result<Network> {
    let rotations = Symmetry { rotations: order as u32, mirrors: false };
    let group = FiniteGroup::generated_by(&rotations.generators())?;
    Ok(Network::new(weights, group, Interpolation::Ring)?)
}

/// The network as a grid runs it.
fn rule(network: Network, isa: Isa, threshold: f32, compile: Compile) -> Result<Arc<dyn Rule>> {
    let choices = Choices { weights: "random".into(), group: "rotations".into(), threshold, compile };
    Ok(Arc::new(NetworkRule::new(network, isa, choices)?))
}

fn soup(side: usize) -> Lattice {
    let mut lattice = Lattice::new(side, side, Topology::TORUS);
    let cells = lattice.cells_mut();
    let alive = numbers(cells.len(), 99).into_iter().map(|x| u8::from(x < -0.3));
    cells.iter_mut().zip(alive).for_each(|(cell, alive)| *cell = alive);
    lattice
}

/// Fused multiplications of a core in a second, on twelve registers.
fn peak(isa: Isa) -> f64 {
    match isa.name() {
        "avx512" => peak_of::<16>(isa),
        _ => peak_of::<8>(isa),
    }
}

fn peak_of<const LANES: usize>(isa: Isa) -> f64 {
    struct Multiply<const LANES: usize>;
    const TIMES: usize = 4_000_000;
    impl<const LANES: usize> Kernel for Multiply<LANES> {
        type Out = f32;
        #[inline(always)]
        fn run(self) -> f32 {
            let mut sums = [[1.0f32; LANES]; 12];
            let [a, b] = [std::hint::black_box([0.999f32; LANES]), std::hint::black_box([1e-3; LANES])];
            for _ in 0..TIMES {
                for sum in &mut sums {
                    for l in 0..LANES {
                        sum[l] = sum[l].mul_add(a[l], b[l]);
                    }
                }
            }
            sums.iter().flatten().fold(0.0, |sum, x| sum + x)
        }
    }
    let time = median(|| _ = std::hint::black_box(dispatch(isa, Multiply::<LANES>)));
    (TIMES * 12 * LANES) as f64 / time
}

/// Seconds a step: the median of many, each of which starts from the same soup.
fn step(rule: &Arc<dyn Rule>, isa: Isa, side: usize, steps: usize, pool: &ThreadPool) -> Result<f64> {
    let (start, method) = (soup(side), Method::of(rule)?);
    let mut store = method.store((side, side), Topology::TORUS, isa, 0);
    let mut times = vec![];
    for _ in 0..steps.max(1) + 1 {
        store.put(&start);
        times.push(seconds(|| _ = store.advance(0, 1, pool)));
    }
    times.remove(0); // it makes what later ones find
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

/// What `benches/peers/networks.py` asks for.
fn answer(path: &str, [side, steps, threads]: [usize; 3], isa: Isa) -> Result<()> {
    let weights = read(&std::fs::read(path)?)?;
    let network = network(&weights, weights.order().unwrap_or(1))?;
    let rule = rule(network, isa, 0.0, Compile::Never)?;
    let time = step(&rule, isa, side, steps, &pool(threads)?)?;
    println!("{{\"seconds\": {time}, \"peak\": {}}}", 2e-9 * peak(isa));
    Ok(())
}

fn dense(isa: Isa, peak: f64) -> Result<()> {
    let pools = [pool(1)?, pool(2)?];
    for (order, sides) in [(4, [3, 3, 1]), (4, [3, 3, 3]), (8, [3, 3, 1]), (8, [3, 3, 3])] {
        let network = network(&random(order, &sides), order)?;
        let weights: usize = network.layers.iter().map(|layer| layer.weight.len()).sum();
        let rule = rule(network, isa, 0.0, Compile::Never)?;
        step(&rule, isa, SIDE, 1, &pools[0])?;
        let (start, method) = (soup(SIDE), Method::of(&rule)?);
        let mut stores = [(); 2].map(|()| method.store((SIDE, SIDE), Topology::TORUS, isa, 0));
        stores.iter_mut().for_each(|store| store.put(&start));
        let [a, b] = &mut stores;
        let [one, two] =
            medians([&mut || _ = a.advance(0, 5, &pools[0]), &mut || _ = b.advance(0, 5, &pools[1])]);
        let cells = (5 * SIDE * SIDE) as f64;
        println!(
            "p{order}, sides {sides:?}: {:.2} ms a step, {:.2e} cells/s, {:.2} of the peak for all {weights} weights; two threads: {:.2} times one",
            1e3 * one / 5.0,
            cells / one,
            cells * weights as f64 / one / peak,
            one / two
        );
    }
    Ok(())
}

fn tables(isa: Isa) -> Result<()> {
    let pools = [pool(1)?, pool(2)?];
    let (network, threshold) = (network(&random(4, &[3, 3]), 4)?, 0.0);
    let side = 2048;
    let table = rule(network.clone(), isa, threshold, Compile::Always)?;
    let made = seconds(|| _ = pools[0].install(|| table.prepare(u64::MAX)));
    let looked_up = step(&table, isa, side, 20, &pools[0])?;
    let asked = step(&rule(network, isa, threshold, Compile::Never)?, isa, 512, 5, &pools[0])?;
    let cells = (side * side) as f64;
    println!(
        "a table of 5×5 cells: {:.2e} cells/s at {side}², made in {made:.1} s on one thread",
        cells / looked_up
    );
    println!("  {:.1} times the network that it is made of", cells / looked_up * asked / (512.0 * 512.0));
    Ok(())
}

fn main() -> Result<()> {
    let isa = Isa::chosen()?;
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [path, numbers @ ..] = &arguments[..] {
        let numbers: std::result::Result<Vec<usize>, _> = numbers.iter().map(|n| n.parse()).collect();
        let numbers = numbers?.try_into().map_err(|_| "expected a file, a size, steps and threads")?;
        return answer(path, numbers, isa);
    }
    // Tables are made anew, and nothing is left behind.
    quincunx::core::cache::turn_off();
    machine::print();
    let peak = peak(isa);
    println!("peak of a core: {:.1} GFLOP/s", 2e-9 * peak);
    dense(isa, peak)?;
    tables(isa)
}
