//! Cells a second of the steppers.
//!
//! Goals on one core at 4096² on a torus, of a Zen 5 with AVX-512 / a Zen 3 with AVX2: rules that count 1.2e11 / 4e10,
//! tables 2e10 / 1e10, Generations 1e10 / 5e9, Larger than Life of radius 5 1e9; at 16384² 0.9 of that, two threads 1.7
//! times one, a Klein bottle and dead edges 0.9 of the torus. Where Golly's `bgolly` is installed, Life and a rule
//! under which a soup never calms down are held against it in the same run. `cargo bench --bench grid`, on a machine that
//! does nothing else.

mod machine;
mod timing;

use quincunx::grid::lattice::Lattice;
use quincunx::grid::method::Method;
use quincunx::grid::notation::parse;
use quincunx::grid::pattern::rle;
use quincunx::grid::reference;
use quincunx::grid::store::Store;
use quincunx::grid::topology::{Klein, Topology, Twist};
use quincunx::sdk::fault::Fault;
use quincunx::sdk::form::{Form, MooreTable, OuterTotalistic};
use quincunx::sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx::sdk::rule::{Info, Rule};
use quincunx::sdk::slab::Slab;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::cell::RefCell;
use std::error::Error;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use timing::{median, medians};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// The side of the grid that goals speak of.
const SIDE: usize = 4096;

/// A rule that is what it says.
#[derive(Debug)]
struct Described(Form, usize);

impl Rule for Described {
    fn info(&self) -> Info {
        Info { states: self.1, ..Info::default() }
    }

    fn form(&self) -> Option<Form> {
        Some(self.0.clone())
    }
}

fn of(form: Form, states: usize) -> Result<Method> {
    Ok(Method::of(&(Arc::new(Described(form, states)) as Arc<dyn Rule>))?)
}

fn life() -> OuterTotalistic {
    OuterTotalistic { born: 8, survive: 12 }
}

fn written(text: &str) -> Result<Method> {
    let form = parse(text)?;
    let states = form.states().unwrap_or(2);
    of(form, states)
}

/// A table without any regularity.
fn table() -> Result<Method> {
    let table = MooreTable::from_fn(|rows| {
        let n = rows.iter().flatten().fold(1u64, |n, cell| 2 * n + u64::from(*cell));
        n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 63 == 1
    });
    of(Form::MooreTable(table), 2)
}

fn soup(side: usize, topology: Topology) -> Lattice {
    let mut lattice = Lattice::new(side, side, topology);
    let mut x = 1u32;
    for cell in lattice.cells_mut() {
        x = x.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
        *cell = u8::from(x >> 24 < 90);
    }
    lattice
}

fn start(method: &Method, side: usize, topology: Topology, isa: Isa) -> Store {
    let mut store = method.store((side, side), topology, isa, 0);
    store.put(&soup(side, topology));
    store
}

fn pool(threads: usize) -> Result<ThreadPool> {
    Ok(ThreadPoolBuilder::new().num_threads(threads).build()?)
}

/// Generations of a turn: about a tenth of a second.
fn generations(side: usize) -> u64 {
    ((1 << 32) / (side * side) as u64).clamp(24, 1 << 14)
}

/// Cell updates a second.
fn rate(method: &Method, side: usize, topology: Topology, isa: Isa) -> Result<f64> {
    let (mut store, pool, generations) = (start(method, side, topology, isa), pool(1)?, generations(side));
    let time = median(|| _ = store.advance(0, generations, &pool));
    Ok((side * side) as f64 * generations as f64 / time)
}

/// Cell updates a second of one thread and of two, by turns: a machine is not always equally fast.
fn rates_of_threads(method: &Method, side: usize, isa: Isa) -> Result<[f64; 2]> {
    let store = RefCell::new(start(method, side, Topology::TORUS, isa));
    let (pools, generations) = ([pool(1)?, pool(2)?], generations(side));
    let run = |pool| _ = store.borrow_mut().advance(0, generations, pool);
    let times = medians([&mut || run(&pools[0]), &mut || run(&pools[1])]);
    Ok(times.map(|time| (side * side) as f64 * generations as f64 / time))
}

/// All rules at the side that goals speak of.
fn rules(isa: Isa) -> Result<()> {
    let four = quincunx::grid::bits::counts::Neighbourhood::VonNeumann.table(life());
    let six = quincunx::grid::bits::counts::Neighbourhood::Hexagonal.table(life());
    let rules = [
        ("B3/S23", written("B3/S23")?),
        ("B2467/S1358", written("B2467/S1358")?),
        ("B2-a/S12", written("B2-a/S12")?),
        ("B3/S23V", of(Form::MooreTable(four), 2)?),
        ("B3/S23H", of(Form::MooreTable(six), 2)?),
        ("a table", table()?),
        ("345/2/4", written("345/2/4")?),
        ("345/2/25", written("345/2/25")?),
        ("R5, square", written("R5,C0,M1,S34..58,B34..45,NM")?),
        ("R5, diamond", written("R5,C0,M1,S12..30,B12..20,NN")?),
        ("R50, square", written("R50,C0,M1,S2000..4000,B2000..3000,NM")?),
    ];
    for (name, method) in rules {
        println!("{name:12} {:.2e} cells/s  ({})", rate(&method, SIDE, Topology::TORUS, isa)?, method.name());
    }
    Ok(())
}

/// Life on grids of other sizes, on other surfaces, and with two threads.
fn life_elsewhere(isa: Isa) -> Result<()> {
    let (life, torus) = (written("B3/S23")?, Topology::TORUS);
    let usual = rate(&life, SIDE, torus, isa)?;
    for side in [64, 256, 1024, 16384] {
        let rate = rate(&life, side, torus, isa)?;
        println!("Life at {side}²: {rate:.2e} cells/s, {:.2} of {SIDE}²", rate / usual);
    }
    for side in [SIDE, 16384] {
        let [one, two] = rates_of_threads(&life, side, isa)?;
        println!("Life at {side}², two threads: {two:.2e} cells/s, {:.2} times one", two / one);
    }
    let klein = |twist| Topology::Klein(Klein { twist, shift: 0 });
    for topology in [Topology::Dead, klein(Twist::TopBottom), klein(Twist::LeftRight), Topology::Sphere] {
        let rate = rate(&life, SIDE, topology, isa)?;
        println!(
            "Life at {SIDE}² {}: {rate:.2e} cells/s, {:.2} of the torus",
            topology.words(),
            rate / usual
        );
    }
    Ok(())
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

/// What is slower: the reference stepper, and Life as a procedure.
fn ratios(isa: Isa) -> Result<()> {
    let (side, pool, method) = (1024, pool(1)?, written("B3/S23")?);
    let (cells, steps) = ((side * side) as f64, 120);
    let lattice = soup(side, Topology::TORUS);
    let slow = median(|| _ = std::hint::black_box(reference::step(&lattice, life())));
    let procedure = Method::Procedure(Arc::new(Procedure(isa)));
    let [mut described, mut executed] =
        [&method, &procedure].map(|method| start(method, side, Topology::TORUS, isa));
    let [fast, slab] = medians([&mut || _ = described.advance(0, steps, &pool), &mut || {
        _ = executed.advance(0, steps, &pool)
    }]);
    assert!(described.lattice() == executed.lattice(), "both are Life");
    let [fast, slab] = [fast, slab].map(|time| time / steps as f64);
    println!("Life at {side}²: {:.2e} cells/s", cells / fast);
    println!("  {:.0} × the reference stepper ({:.2e} cells/s)", slow / fast, cells / slow);
    println!("  {:.1} × Life as a procedure of bytes ({:.2e} cells/s)", slab / fast, cells / slab);
    Ok(())
}

/// A soup in a file for Golly, gone with this.
struct SoupFile(PathBuf);

impl SoupFile {
    fn new(rule: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("quincunx-soup-{}.rle", std::process::id()));
        std::fs::write(&path, rle::write(&soup(SIDE, Topology::TORUS), rule, &[]))?;
        Ok(SoupFile(path))
    }

    /// Lets Golly run it.
    fn run(&self, generations: u64) -> Result<()> {
        let steps = generations.to_string();
        let arguments = ["-q", "-a", "QuickLife", "-m", &steps, "-i", &steps];
        let done = Command::new("bgolly").args(arguments).arg(&self.0).output()?;
        done.status.success().then_some(()).ok_or_else(|| done.status.to_string().into())
    }
}

impl Drop for SoupFile {
    fn drop(&mut self) {
        _ = std::fs::remove_file(&self.0);
    }
}

/// Between which generations Golly is timed: what loads the file is so taken off.
const TIMED: [u64; 2] = [20, 120];

/// Cells a second of Golly and of ours, by turns, from the same soup; Golly's rule has the surface with it.
fn rates_of_both(rule: &str, surface: &str, isa: Isa) -> Result<[f64; 2]> {
    let (file, pool) = (SoupFile::new(&format!("{rule}{surface}"))?, pool(1)?);
    let (mut store, steps) = (start(&written(rule)?, SIDE, Topology::TORUS, isa), generations(SIDE));
    let (mut first, mut last) = (file.run(TIMED[0]), Ok(()));
    let [before, after, ours] =
        medians([&mut || first = file.run(TIMED[0]), &mut || last = file.run(TIMED[1]), &mut || {
            _ = store.advance(0, steps, &pool)
        }]);
    first.and(last)?;
    let generation = (after - before) / (TIMED[1] - TIMED[0]) as f64;
    Ok([generation, ours / steps as f64].map(|time| (SIDE * SIDE) as f64 / time))
}

/// Life, which calms down, so that Golly has less and less to do, and a rule that does not; on a torus as ours, and on
/// the plane, where Golly has no edges to join.
fn against_golly(isa: Isa) {
    for rule in ["B3/S23", "B2467/S1358"] {
        for (surface, words) in [(format!(":T{SIDE},{SIDE}"), "a torus"), (String::new(), "the plane")] {
            match rates_of_both(rule, &surface, isa) {
                Ok([golly, ours]) => println!(
                    "{rule} at {SIDE}²: {ours:.2e} cells/s, {:.0} × Golly's {golly:.2e} on {words} (bgolly, QuickLife)",
                    ours / golly
                ),
                Err(error) => println!("Golly was not measured: bgolly does not run ({error})"),
            }
        }
    }
}

fn main() -> Result<()> {
    machine::print();
    for isa in Isa::all().into_iter().rev() {
        println!("{}:", isa.name());
        rules(isa)?;
    }
    let isa = Isa::chosen()?;
    life_elsewhere(isa)?;
    ratios(isa)?;
    against_golly(isa);
    Ok(())
}
