//! Cells a second on a CUDA device, against the limits of its memory and against one core of the processor.
//!
//! Goals: a rule of bits, one generation a pass, at half of what memory allows, and above that with several generations a
//! pass; docs/performance.md says what memory allows. What memory gives is measured here, by copying.
//! `cargo bench --bench cuda`, on a machine that does nothing else; without a device it says why and ends.

mod machine;
mod timing;

use quincunx::device::board::Board;
use quincunx::device::cuda::Cuda;
use quincunx::grid::lattice::Lattice;
use quincunx::grid::method::Method;
use quincunx::grid::notation::life_like;
use quincunx::grid::topology::Topology;
use quincunx::model::network::Network;
use quincunx::model::rule::{Choices, Compile, NetworkRule};
use quincunx::model::weights::{Layer, Layout, Weights};
use quincunx::sdk::fault::Fault;
use quincunx::sdk::form::{Form, MooreTable};
use quincunx::sdk::group::finite::FiniteGroup;
use quincunx::sdk::group::interpolation::Interpolation;
use quincunx::sdk::group::{Group, point::Symmetry};
use quincunx::sdk::lanes::isa::Isa;
use quincunx::sdk::noise::Noise;
use quincunx::sdk::rule::Rule;
use quincunx::sdk::slab::Slab;
use rayon::ThreadPool;
use std::error::Error;
use std::sync::Arc;
use timing::median;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FIELDS: usize = 16;

/// A rule that describes itself and does no more.
#[derive(Debug)]
struct Described(Form);

impl Rule for Described {
    fn form(&self) -> Option<Form> {
        Some(self.0.clone())
    }

    fn step(&self, _: &[u8], _: &mut [u8], _: &Slab) -> std::result::Result<(), Fault> {
        Err(Fault::described_only())
    }
}

/// A table that no count stands for.
fn table() -> MooreTable {
    MooreTable::from_fn(|rows| {
        let n = rows.iter().flatten().fold(0u64, |n, cell| 2 * n + u64::from(*cell));
        n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 63 == 1
    })
}

/// Numbers from −1 to 1.
fn numbers(count: usize, index: u32) -> Vec<f32> {
    let word = |i: usize| Noise { key: 11, step: u64::from(index) }.word(i as u64, 0);
    (0..count).map(|i| word(i) as f32 / (1u32 << 31) as f32 - 1.0).collect()
}

/// A network of random weights over rotations, as a rule that is never compiled.
fn network(order: usize, sides: &[usize], isa: Isa) -> Result<(Arc<dyn Rule>, usize)> {
    let layer = |index: usize, [outputs, inputs, elements, side]: [usize; 4]| {
        let terms = inputs * elements * side * side;
        let scale = (6.0 / terms as f32).sqrt();
        let weight = numbers(outputs * terms, index as u32).into_iter().map(|w| scale * w).collect();
        let (name, bias) = (String::new(), numbers(outputs, 50 + index as u32));
        Layer { name, side, outputs, inputs, elements, weight, bias }
    };
    let shape = |(index, side): (usize, &usize)| match index {
        0 => layer(0, [FIELDS, 1, 1, *side]),
        _ => layer(index, [FIELDS, FIELDS, order, *side]),
    };
    let mut layers: Vec<Layer> = sides.iter().enumerate().map(shape).collect();
    layers.push(layer(sides.len(), [1, FIELDS, 1, 1]));
    let weights = Weights { layers, layout: Layout::Group { order: Some(order) }, parameters: 0 };
    let rotations = Symmetry { rotations: order as u32, mirrors: false };
    let group = FiniteGroup::generated_by(&rotations.generators())?;
    let network = Network::new(&weights, group, Interpolation::Ring)?;
    let multiplications = network.layers.iter().map(|layer| layer.weight.len()).sum();
    let (weights, group, compile) = ("random".into(), "rotations".into(), Compile::Never);
    let choices = Choices { weights, group, threshold: 0.0, compile };
    Ok((Arc::new(NetworkRule::new(network, isa, choices)?), multiplications))
}

fn soup(side: usize) -> Lattice {
    let mut lattice = Lattice::new(side, side, Topology::TORUS);
    let alive = numbers(side * side, 99).into_iter().map(|x| u8::from(x < -0.3));
    lattice.cells_mut().iter_mut().zip(alive).for_each(|(cell, alive)| *cell = alive);
    lattice
}

/// Cell updates a second on the device, and on one core for fewer generations.
fn rates(
    cuda: &Arc<Cuda>,
    rule: &Arc<dyn Rule>,
    isa: Isa,
    [side, there, here]: [usize; 3],
) -> Result<[f64; 2]> {
    let (method, start, one) = (Method::of(rule)?, soup(side), pool()?);
    let mut board = Board::new(cuda, start.cells(), side, true)?;
    let mut kernels = method.on_device()?.stepper(cuda)?;
    kernels.advance(&mut board, there as u64)?; // the first time it is compiled
    cuda.finish()?;
    let mut failed = None;
    let device = median(|| {
        let done = kernels.advance(&mut board, there as u64).and_then(|()| cuda.finish());
        failed = failed.take().or(done.err());
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    let mut store = method.store((side, side), Topology::TORUS, isa, 0);
    store.put(&start);
    let core = median(|| _ = store.advance(0, here as u64, &one));
    let cells = (side * side) as f64;
    Ok([cells * there as f64 / device, cells * here as f64 / core])
}

fn pool() -> Result<ThreadPool> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(1).build()?)
}

/// Bytes a second that memory reads and writes in copying a gibibyte.
fn memory(cuda: &Cuda) -> Result<f64> {
    const BYTES: usize = 1 << 30;
    let (from, mut to) = (cuda.zeros::<u8>(BYTES)?, cuda.zeros::<u8>(BYTES)?);
    let time = median(|| _ = cuda.copy(&from, &mut to).and_then(|()| cuda.finish()));
    Ok(2.0 * BYTES as f64 / time)
}

fn bits(cuda: &Arc<Cuda>, isa: Isa, memory: f64) -> Result<()> {
    // A bit is read and a bit is written.
    let limit = 4.0 * memory;
    let life = life_like("B3/S23").map_err(|_| "B3/S23 is a rule")?;
    for (name, form) in [("Life", Form::OuterTotalistic(life)), ("a table", Form::MooreTable(table()))] {
        let rule: Arc<dyn Rule> = Arc::new(Described(form));
        for side in [1024, 4096, 16384, 65536] {
            let generations = ((1usize << 36) / (side * side)).clamp(16, 4096);
            let [device, core] = rates(cuda, &rule, isa, [side, generations, 16.min(generations)])?;
            let (share, ratio) = (device / limit, device / core);
            println!(
                "{name} at {side}²: {device:.2e} cells/s, {share:.2} of one pass a generation, {ratio:.0} × one core ({core:.2e})"
            );
        }
    }
    Ok(())
}

fn networks(cuda: &Arc<Cuda>, isa: Isa) -> Result<()> {
    for (order, sides) in [(4, [3, 3, 1]), (4, [3, 3, 3]), (8, [3, 3, 1]), (8, [3, 3, 3])] {
        let (rule, multiplications) = network(order, &sides, isa)?;
        let [device, core] = rates(cuda, &rule, isa, [1024, 8, 1])?;
        let (flops, ratio) = (2e-12 * multiplications as f64 * device, device / core);
        println!(
            "p{order}, sides {sides:?}: {device:.2e} cells/s, {flops:.1} TFLOP/s for all {multiplications} weights, {ratio:.0} × one core ({core:.2e})"
        );
    }
    Ok(())
}

fn main() -> Result<()> {
    machine::print();
    let cuda = match Cuda::open(0) {
        Ok(cuda) => Arc::new(cuda),
        Err(error) => {
            println!("nothing is measured: failed to {error}");
            return Ok(());
        }
    };
    let (card, isa) = (cuda.card(), Isa::chosen()?);
    println!("{}, compute capability {}, NVRTC {}", card.name, card.capability, cuda.nvrtc());
    let memory = memory(&cuda)?;
    println!("copying: {:.2} TB/s read and written", 1e-12 * memory);
    bits(&cuda, isa, memory)?;
    networks(&cuda, isa)
}
