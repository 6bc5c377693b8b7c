//! Cells a second of the steppers.
//!
//! Goals on one core at 4096² on a torus, of a Zen 5 with AVX-512 / a Zen 3 with AVX2: rules that count 1.2e11 / 4e10,
//! tables 2e10 / 1e10, Generations 1e10 / 5e9, Larger than Life of radius 5 1e9; at 16384² 0.9 of that, two threads 1.7
//! times one, a Klein bottle and dead edges 0.9 of the torus. Where Golly's `bgolly` is installed, Life is held against it
//! in the same run. `cargo bench --bench grid`, on a machine that does nothing else.

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
use std::error::Error;
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
fn rate(method: &Method, side: usize, topology: Topology, isa: Isa, threads: usize) -> Result<f64> {
    let (mut store, pool, generations) =
        (start(method, side, topology, isa), pool(threads)?, generations(side));
    let time = median(|| _ = store.advance(0, generations, &pool));
    Ok((side * side) as f64 * generations as f64 / time)
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
        println!(
            "{name:12} {:.2e} cells/s  ({})",
            rate(&method, SIDE, Topology::TORUS, isa, 1)?,
            method.name()
        );
    }
    Ok(())
}

/// Life on grids of other sizes, on other surfaces, and with two threads.
fn life_elsewhere(isa: Isa) -> Result<()> {
    let (life, torus) = (written("B3/S23")?, Topology::TORUS);
    let usual = rate(&life, SIDE, torus, isa, 1)?;
    for side in [64, 256, 1024, 16384] {
        let rate = rate(&life, side, torus, isa, 1)?;
        println!("Life at {side}²: {rate:.2e} cells/s, {:.2} of {SIDE}²", rate / usual);
    }
    for side in [SIDE, 16384] {
        let rates = [rate(&life, side, torus, isa, 1)?, rate(&life, side, torus, isa, 2)?];
        println!(
            "Life at {side}², two threads: {:.2e} cells/s, {:.2} times one",
            rates[1],
            rates[1] / rates[0]
        );
    }
    let klein = |twist| Topology::Klein(Klein { twist, shift: 0 });
    for topology in [Topology::Dead, klein(Twist::TopBottom), klein(Twist::LeftRight), Topology::Sphere] {
        let rate = rate(&life, SIDE, topology, isa, 1)?;
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

/// Seconds a generation of Golly on a soup; what loads the file is taken off.
fn golly(soup: &Lattice) -> Result<f64> {
    let file = std::env::temp_dir().join(format!("quincunx-soup-{}.rle", std::process::id()));
    std::fs::write(&file, rle::write(soup, &format!("B3/S23:T{SIDE},{SIDE}"), &[]))?;
    let mut failed = None;
    let mut run = |generations: u64| {
        median(|| {
            let steps = generations.to_string();
            let done = Command::new("bgolly")
                .args(["-q", "-a", "QuickLife", "-m", &steps, "-i", &steps])
                .arg(&file)
                .output();
            failed = failed.take().or(done.err());
        })
    };
    let time = (run(60) - run(20)) / 40.0;
    std::fs::remove_file(&file)?;
    failed.map_or(Ok(time), |error| Err(error.into()))
}

fn against_golly(isa: Isa) -> Result<()> {
    let cells = (SIDE * SIDE) as f64;
    match golly(&soup(SIDE, Topology::TORUS)) {
        Ok(time) => {
            let ours = rate(&written("B3/S23")?, SIDE, Topology::TORUS, isa, 1)?;
            println!("Golly (bgolly, QuickLife) at {SIDE}²: {:.2e} cells/s", cells / time);
            println!("  ours is {:.0} times that", ours * time / cells);
        }
        Err(error) => println!("Golly was not measured: bgolly does not run ({error})"),
    }
    Ok(())
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
    against_golly(isa)
}
