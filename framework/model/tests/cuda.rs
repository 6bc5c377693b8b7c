//! The kernels of networks against the processor, on the host driver: each time in a process of its own, since what is
//! in `LD_LIBRARY_PATH` counts when a process begins.

use crate::likeness::rotations;
use crate::random::{Numbers, group, plain};
use quincunx_device::board::Board;
use quincunx_device::cuda::Cuda;
use quincunx_device::host_driver;
use quincunx_device::rule::DeviceRule;
use quincunx_model::cuda::kernels::SOURCES;
use quincunx_model::cuda::network::DeviceNetwork;
use quincunx_model::cuda::table::DeviceTable;
use quincunx_model::inference::Inference;
use quincunx_model::network::Network;
use quincunx_model::reference::{Field, forward};
use quincunx_model::rule::{Choices, Compile, NetworkRule};
use quincunx_model::table::Table;
use quincunx_model::weights::Weights;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::rule::Rule;
use quincunx_sdk::slab::Slab;
use std::env;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

/// What a child does.
const TASK: &str = "QUINCUNX_TEST_TASK";
/// Of the issue: what logits may differ by, relative to the largest.
const TOLERANCE: f64 = 1e-5;

/// A folder with the driver, or none where there is no g++.
fn driver() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<TempDir>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = host_driver::is_possible().then(|| tempfile::tempdir().unwrap())?;
        host_driver::build(&SOURCES, folder.path()).unwrap_or_else(|error| panic!("failed to {error}"));
        Some(folder)
    });
    if folder.is_none() {
        println!("skipped: there is no g++ to build the host driver with");
    }
    folder.as_ref().map(TempDir::path)
}

/// This program does a task with these libraries, under another program if one is named.
fn run(task: &str, order: &str, libraries: &Path, under: &[&str]) -> Output {
    let program = env::current_exe().unwrap();
    let mut child = match under {
        [] => Command::new(program),
        [first, rest @ ..] => {
            let mut child = Command::new(first);
            child.args(rest).arg(program);
            child
        }
    };
    child.args(["--exact", "cuda::child", "--nocapture", "--test-threads", "1"]);
    host_driver::lead(&mut child, libraries);
    child.env(TASK, task).env("QUINCUNX_FAKE_CUDA_ORDER", order);
    child.env_remove("QUINCUNX_FAKE_CUDA_FAULT").env_remove("CUDA_VISIBLE_DEVICES");
    child.env_remove("HOME").env_remove("XDG_CACHE_HOME");
    child.output().unwrap()
}

fn succeeds(task: &str, order: &str, under: &[&str]) {
    let Some(driver) = driver() else { return };
    let output = run(task, order, driver, under);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains(&format!("<<{task}>>")), "{order}: {said}");
}

/// Does nothing unless a test here starts it.
#[test]
fn child() {
    let Ok(task) = env::var(TASK) else { return };
    let cuda = || Arc::new(Cuda::open(0).unwrap());
    match task.as_str() {
        "networks" => cases().iter().for_each(|case| case.compare(&cuda())),
        "some networks" => [1, 2].iter().for_each(|which| cases()[*which].compare(&cuda())),
        "rule" => the_rule(&cuda()),
        "table" => a_table(&cuda()),
        _ => panic!("there is no task {task}"),
    }
    println!("<<{task}>>");
}

/// A network and a lattice.
struct Case {
    weights: Weights,
    order: usize,
    size: [usize; 2],
    torus: bool,
    /// Bytes between the layers.
    memory: usize,
}

/// Every kind of network: looked up or not, filters of all sizes in all places, one channel and odd numbers of them.
fn cases() -> Vec<Case> {
    let of = |weights, order, size, torus, memory| Case { weights, order, size, torus, memory };
    let all = DeviceNetwork::MEMORY;
    vec![
        of(group(4, &[3, 5, 2], &[3, 3, 1], 1), 4, [37, 5], true, 1 << 16),
        of(group(8, &[2, 3, 2], &[3, 1, 1], 2), 8, [33, 4], false, all),
        of(group(1, &[3, 17, 5], &[3, 3, 3], 3), 1, [70, 3], true, 30_000),
        of(group(4, &[2, 3, 1], &[3, 3, 3], 4), 4, [21, 9], false, all),
        of(group(4, &[3], &[3], 5), 4, [45, 3], true, all),
        of(group(8, &[1, 9], &[1, 3], 6), 8, [9, 7], true, all),
        of(group(4, &[2, 2, 1], &[5, 3, 3], 7), 4, [19, 6], false, all),
        of(group(1, &[7], &[5], 8), 1, [34, 3], true, all),
        of(plain(&[67, 3], &[3, 5, 1], 9), 1, [3, 2], true, all),
        of(plain(&[3, 70, 18], &[3, 1, 3, 3], 10), 1, [31, 5], false, all),
        of(plain(&[], &[3], 11), 1, [40, 3], true, all),
        of(plain(&[2], &[7, 1], 12), 1, [11, 4], false, all),
        of(group(4, &[2, 2], &[3, 3], 13), 4, [1, 1], true, all),
        of(group(8, &[1, 2, 9], &[3, 1, 1], 14), 8, [45, 3], true, all),
        of(plain(&[3, 5, 70, 4, 6], &[1, 3, 1, 3, 1, 1], 15), 1, [67, 4], false, 60_000),
    ]
}

fn soup(count: usize, seed: u64) -> Vec<u8> {
    let mut numbers = Numbers(seed);
    (0..count).map(|_| u8::from(numbers.next() > 0.2)).collect()
}

/// The cells with `reach` around them: those of the torus, or dead ones.
fn surrounded(cells: &[u8], [width, height]: [usize; 2], reach: usize, torus: bool) -> (Vec<u8>, Slab) {
    let (src, slab) = crate::likeness::surrounded(cells, width, height, reach);
    let inside = |at: usize, length| (reach..reach + length).contains(&at);
    let kept = |(i, cell): (usize, u8)| {
        let there = inside(i % slab.stride, width) && inside(i / slab.stride, height);
        if torus || there { cell } else { 0 }
    };
    (src.into_iter().enumerate().map(kept).collect(), slab)
}

impl Case {
    fn network(&self) -> Network {
        Network::new(&self.weights, rotations(self.order), Interpolation::Ring).unwrap()
    }

    /// What the slow network in double precision says.
    fn expected(&self, cells: &[u8], reach: usize) -> Vec<f64> {
        let (src, slab) = surrounded(cells, self.size, reach, self.torus);
        let (width, height) = (slab.stride, self.size[1] + 2 * reach);
        let field =
            Field { width, height, channels: vec![src.iter().map(|cell| f64::from(*cell)).collect()] };
        let (_, logits) = forward(&self.weights, self.order, Interpolation::Ring, &field);
        let row = |y: usize| &logits.channels[0][(y + reach) * width + reach..][..self.size[0]];
        (0..self.size[1]).flat_map(row).copied().collect()
    }

    /// Against the reference; and bit for bit against the processor, since all sums are made in the same order.
    fn compare(&self, cuda: &Arc<Cuda>) {
        let inference = Inference::new(self.network(), Isa::chosen().unwrap());
        let (reach, [width, height]) = (inference.network().reach(), self.size);
        let cells = soup(width * height, 5);
        let expected = self.expected(&cells, reach);
        let largest = expected.iter().fold(0.0, |largest: f64, x| x.abs().max(largest));
        let mut sorted = expected.clone();
        sorted.sort_by(f64::total_cmp);
        let threshold = sorted[sorted.len() / 2] as f32;

        let mut network = DeviceNetwork::new(cuda, &inference, threshold, self.memory).unwrap();
        let mut board = Board::new(cuda, &cells, width, self.torus).unwrap();
        let logits = network.logits(&board).unwrap();
        let sides = inference.network().layers.iter().map(|layer| layer.side).collect::<Vec<_>>();
        let about = format!("{sides:?} of {} on {width}×{height}", self.order);
        for (found, expected) in logits.iter().zip(&expected) {
            let apart = (f64::from(*found) - expected).abs();
            assert!(apart <= TOLERANCE * largest, "{about}: {found} and not {expected}");
        }
        let (src, slab) = surrounded(&cells, self.size, reach, self.torus);
        inference.cells(&src, &slab, |[x, y], row| {
            let found = &logits[y * width + x..][..row.len()];
            assert!(found.iter().zip(row).all(|(a, b)| a.to_bits() == b.to_bits()), "{about}: other bits");
        });

        network.step(&mut board).unwrap();
        for ((cell, logit), expected) in board.cells().unwrap().iter().zip(&logits).zip(&expected) {
            assert_eq!(*cell == 1, *logit > threshold, "{about}");
            let margin = (expected - f64::from(threshold)).abs();
            if margin > TOLERANCE * largest {
                assert_eq!(*cell == 1, *expected > f64::from(threshold), "{about}");
            }
        }
        let behind = cuda.download(&board.cells).unwrap().iter().map(|word| word.count_ones()).sum::<u32>();
        let alive = board.cells().unwrap().iter().map(|cell| u32::from(*cell)).sum::<u32>();
        assert_eq!(behind, alive, "{about}: bits behind the end of a row");
        let closest = network.closest().unwrap().unwrap();
        let margins = logits.iter().map(|logit| (logit - threshold).abs());
        assert_eq!(closest.margin, margins.fold(f32::INFINITY, f32::min), "{about}");
        assert_eq!(closest.largest, logits.iter().fold(0.0, |most: f32, x| most.max(x.abs())), "{about}");
    }
}

fn rule(weights: &Weights, order: usize, threshold: f32) -> NetworkRule {
    let network = Network::new(weights, rotations(order), Interpolation::Ring).unwrap();
    let choices = Choices { weights: "w".into(), group: "C".into(), threshold, compile: Compile::Never };
    NetworkRule::new(network, Isa::chosen().unwrap(), choices).unwrap()
}

/// As a lattice runs it, with the same cells and the same margin as on the processor.
fn the_rule(cuda: &Arc<Cuda>) {
    let size @ [width, height] = [41, 6];
    for (order, sides, torus) in [(4, [3, 3], true), (8, [3, 1], false), (1, [5, 1], true)] {
        let weights = group(order, &[2, 3], &sides, 21);
        let inference = Inference::new(
            Network::new(&weights, rotations(order), Interpolation::Ring).unwrap(),
            Isa::chosen().unwrap(),
        );
        // The logit of a cell of the first generation is the threshold, so that the closest is told with its cells.
        let mut cells = soup(width * height, 9);
        let (src, slab) = surrounded(&cells, size, inference.network().reach(), torus);
        let mut logits = vec![];
        inference.cells(&src, &slab, |_, row| logits.extend_from_slice(row));
        logits.sort_by(f32::total_cmp);
        let threshold = logits[logits.len() / 2];
        let [host, device] = [(), ()].map(|()| rule(&weights, order, threshold));

        let beside = device.beside().unwrap().downcast_ref::<Arc<dyn DeviceRule>>().unwrap();
        assert!(beside.floats());
        let mut stepper = beside.load(cuda).unwrap();
        let mut board = Board::new(cuda, &cells, width, torus).unwrap();
        stepper.settle().unwrap();
        assert_eq!(device.predictor().unwrap().margin().met(), None);
        stepper.advance(&mut board, 2).unwrap();
        stepper.settle().unwrap();
        for _ in 0..2 {
            let (src, slab) = surrounded(&cells, size, host.info().halo, torus);
            let mut next = vec![0; slab.target_len()];
            host.step(&src, &mut next, &slab).unwrap();
            cells = next.chunks(slab.stride).flat_map(|row| row[..width].to_vec()).collect();
        }
        assert_eq!(board.cells().unwrap(), cells);
        let [met, expected] = [&device, &host].map(|rule| rule.predictor().unwrap().margin().met().unwrap());
        assert_eq!(met, expected);
        assert_eq!(met.neighbourhood.len(), inference.network().receptive_field().pow(2));
    }
}

/// Cell by cell as on the processor.
fn a_table(cuda: &Arc<Cuda>) {
    let inference = Inference::new(
        Network::new(&group(4, &[1, 1], &[3, 3], 5), rotations(4), Interpolation::Ring).unwrap(),
        Isa::chosen().unwrap(),
    );
    let table = Table::of(&inference, 0.3).unwrap();
    for (size @ [width, height], torus) in
        [([1, 1], true), ([33, 5], true), ([70, 3], false), ([5, 40], true)]
    {
        let cells = soup(width * height, 3);
        let mut board = Board::new(cuda, &cells, width, torus).unwrap();
        let mut stepper = DeviceTable::new(cuda, &table).unwrap();
        quincunx_device::rule::DeviceStepper::advance(&mut stepper, &mut board, 1).unwrap();
        let (src, slab) = surrounded(&cells, size, 2, torus);
        let mut next = vec![0; slab.target_len()];
        table.step(&src, &mut next, &slab);
        let expected: Vec<u8> = next.chunks(slab.stride).flat_map(|row| row[..width].to_vec()).collect();
        assert_eq!(board.cells().unwrap(), expected, "{width}×{height}");
    }
}

#[test]
fn networks_in_any_order_of_threads() {
    for order in ["forward", "backward", "1", "2", "3"] {
        succeeds("networks", order, &[]);
    }
}

#[test]
fn the_rule_tells_how_close_it_was() {
    for order in ["forward", "2"] {
        succeeds("rule", order, &[]);
    }
}

#[test]
fn a_table_is_looked_up() {
    succeeds("table", "backward", &[]);
}

#[test]
fn valgrind_sees_no_access_outside() {
    if host_driver::is_left_out() || Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: there is no valgrind, or no host driver to watch");
        return;
    }
    succeeds("some networks", "forward", &["valgrind", "-q", "--error-exitcode=9"]);
}
