//! The kernels of two-state lattices against the reference, on the host driver: each order of threads in a process of its
//! own, since what is in `LD_LIBRARY_PATH` counts when a process begins.

#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

use quincunx_device::board::Board;
use quincunx_device::cuda::Cuda;
use quincunx_device::host_driver;
use quincunx_device::rule::DeviceStepper;
use quincunx_grid::cuda::kernels::SOURCES;
use quincunx_grid::cuda::population::Population;
use quincunx_grid::cuda::steps::BitStepper;
use quincunx_grid::lattice::Lattice;
use quincunx_grid::reference;
use quincunx_grid::topology::Topology;
use quincunx_sdk::form::{MooreTable, OuterTotalistic};
use quincunx_sdk::lanes::isa::Isa;
use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

/// What a child does.
const TASK: &str = "QUINCUNX_TEST_TASK";
/// Lines of a child's cases begin with it.
const RIGHT: &str = "right: ";

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ n >> 31
    }

    fn below(&mut self, n: u64) -> u64 {
        self.roll() % n
    }

    /// Where words and tiles end, and anything else.
    fn side(&mut self) -> usize {
        const SIDES: [usize; 12] = [1, 2, 3, 31, 32, 33, 63, 64, 65, 95, 129, 200];
        let (at, other) = (self.below(20) as usize, 1 + self.below(200) as usize);
        SIDES.get(at).copied().unwrap_or(other)
    }

    fn lattice(&mut self, width: usize, height: usize, edges: Topology) -> Lattice {
        let (mut lattice, density) = (Lattice::new(width, height, edges), 1 + self.below(7));
        for cell in lattice.cells_mut() {
            *cell = u8::from(self.below(8) < density);
        }
        lattice
    }

    fn rule(&mut self) -> Rule {
        if self.below(3) > 0 {
            let (born, survive) = (self.below(512) as u16, self.below(512) as u16);
            return Rule::Counts(OuterTotalistic { born, survive });
        }
        let seed = self.roll();
        Rule::Table(MooreTable::from_fn(|rows| {
            let n = rows.iter().flatten().fold(seed, |n, cell| 2 * n + u64::from(*cell));
            Dice(n).roll() % 2 == 1
        }))
    }
}

#[derive(Debug)]
enum Rule {
    Counts(OuterTotalistic),
    Table(MooreTable),
}

impl Rule {
    fn stepper(&self, cuda: &Arc<Cuda>) -> BitStepper {
        match self {
            Rule::Counts(rule) => BitStepper::counts(cuda, *rule),
            Rule::Table(table) => BitStepper::table(cuda, table),
        }
        .unwrap()
    }

    fn reference(&self, lattice: &Lattice) -> Lattice {
        match self {
            Rule::Counts(rule) => reference::step(lattice, *rule),
            Rule::Table(table) => reference::look_up(lattice, table),
        }
    }
}

/// A lattice moves on the device, in two goes, as by the reference.
fn agrees(cuda: &Arc<Cuda>, start: Lattice, rule: &Rule, generations: [u64; 2]) {
    let torus = start.topology() == Topology::TORUS;
    let case = format!("{}×{} {torus} {rule:?} {generations:?}", start.width(), start.height());
    let mut board = Board::new(cuda, start.cells(), start.width(), torus).unwrap();
    let (mut stepper, mut population) = (rule.stepper(cuda), Population::new(cuda).unwrap());
    let mut expected = start;
    for generations in generations {
        stepper.advance(&mut board, generations).unwrap();
        (0..generations).for_each(|_| expected = rule.reference(&expected));
        assert!(board.cells().unwrap() == expected.cells(), "{case}");
        assert_eq!(population.count(&board).unwrap(), expected.alive(Isa::PORTABLE), "{case}");
    }
    stepper.settle().unwrap();
    println!("{RIGHT}{case}");
}

/// Does nothing unless a test here starts it.
#[test]
fn child() {
    let Ok(task) = env::var(TASK) else { return };
    let cuda = Arc::new(Cuda::open(0).unwrap());
    let mut dice = Dice(task.bytes().fold(0, |seed, byte| 256 * seed + u64::from(byte)));
    if task == "watched" {
        for (width, height, edges) in
            [(1, 1, Topology::TORUS), (65, 37, Topology::TORUS), (31, 34, Topology::Dead)]
        {
            for rule in [Rule::Counts(OuterTotalistic { born: 8, survive: 12 }), wind()] {
                agrees(&cuda, dice.lattice(width, height, edges), &rule, [1, 2]);
            }
        }
        return;
    }
    for _ in 0..40 {
        let edges = if dice.below(2) == 0 { Topology::TORUS } else { Topology::Dead };
        let (width, height, rule) = (dice.side(), dice.side(), dice.rule());
        let generations = dice.below(41);
        let first = dice.below(generations + 1);
        let start = dice.lattice(width, height, edges);
        agrees(&cuda, start, &rule, [first, generations - first]);
    }
    // More than one tile in a row, and in a column.
    for (width, height, edges) in
        [(997, 3, Topology::TORUS), (997, 35, Topology::Dead), (45, 67, Topology::TORUS)]
    {
        let start = dice.lattice(width, height, edges);
        agrees(&cuda, start, &Rule::Counts(OuterTotalistic { born: 8, survive: 12 }), [16, 1]);
    }
}

/// Cells move to the right.
fn wind() -> Rule {
    Rule::Table(MooreTable::from_fn(|[_, [left, _, _], _]| left))
}

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

/// This program as a child that does one task, under a program that watches it or none. It does so many cases.
fn cases(task: &str, driver: &Path, watch: &[&str]) -> usize {
    let own = env::current_exe().unwrap();
    let mut command = watch.iter().map(AsRef::as_ref).chain([own.as_os_str()]);
    let mut child = Command::new(command.next().unwrap());
    child.args(command).args(["--exact", "child", "--nocapture", "--test-threads", "1"]);
    host_driver::lead(&mut child, driver);
    child.env(TASK, task).env("QUINCUNX_FAKE_CUDA_ORDER", task);
    child.env_remove("QUINCUNX_FAKE_CUDA_FAULT").env_remove("CUDA_VISIBLE_DEVICES");
    child.env_remove("HOME").env_remove("XDG_CACHE_HOME");
    let output = child.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{task}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said.matches(RIGHT).count()
}

#[test]
fn boards_move_as_by_the_reference_in_any_order_of_threads() {
    let Some(driver) = driver() else { return };
    std::thread::scope(|scope| {
        for order in ["forward", "backward", "1", "2", "3"] {
            scope.spawn(move || assert_eq!(cases(order, driver, &[]), 43));
        }
    });
}

#[test]
fn no_kernel_leaves_its_memory() {
    let Some(driver) = driver() else { return };
    if host_driver::is_left_out() || Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: there is no valgrind, or no host driver to watch");
        return;
    }
    assert_eq!(cases("watched", driver, &["valgrind", "-q", "--error-exitcode=9"]), 6);
}
