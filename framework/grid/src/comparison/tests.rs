//! Comparisons against the slow and obvious ones.

use super::*;
use crate::bits::Bits;
use crate::disturbed::disturbed;
use crate::lattice::Lattice;
use crate::method::Method;
use crate::notation::table;
use crate::reference;
use crate::topology::Topology;
use proptest::prelude::*;
use quincunx_core::neighbourhood::{Alphabet, Class};
use quincunx_core::perturb::{Disturbance, Flips};
use quincunx_sdk::form::{Form, MooreTable};
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::rule::Rule;
use rayon::ThreadPool;
use std::sync::Arc;

fn mix(n: u64) -> u64 {
    let n = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ n >> 31
}

/// A table that is described.
#[derive(Debug)]
struct Described(MooreTable);

impl Rule for Described {
    fn form(&self) -> Option<Form> {
        Some(Form::MooreTable(self.0.clone()))
    }
}

/// Of all neighbourhoods, those that a number says.
fn random(seed: u64) -> MooreTable {
    table::from_numbers(|n| mix(seed ^ u64::from(n) << 20) & 3 == 0)
}

/// The same, but for some neighbourhoods.
fn like(of: &MooreTable, seed: u64, changed: u16) -> MooreTable {
    let odd: Vec<u16> = (0..u64::from(changed)).map(|n| (mix(seed ^ n) % 512) as u16).collect();
    table::from_numbers(|n| of.next(n) != odd.contains(&n))
}

/// Class by class, cell by cell.
fn slow_errors(cells: &Lattice, rules: [&MooreTable; 2]) -> Vec<Agreement> {
    let [one, other] = rules.map(|rule| reference::look_up(cells, rule));
    let mut same = cells.clone();
    let pairs = one.cells().iter().zip(other.cells());
    same.cells_mut().iter_mut().zip(pairs).for_each(|(same, (a, b))| *same = u8::from(a == b));
    let seen = reference::transitions(cells, &same, usize::MAX);
    let class = |class: Class| {
        let counts = class.members.iter().map(|n| seen[usize::from(*n)]);
        let (all, agreed) = counts.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
        let centre = class.name.starts_with('S');
        let count = class.name.chars().nth(1).and_then(|digit| digit.to_digit(10)).unwrap() as usize;
        Agreement { class: class.name, centre, count, seen: all, agreed }
    };
    Alphabet::Isotropic.classes().into_iter().map(class).filter(|of| of.seen > 0).collect()
}

fn differences(one: &Lattice, other: &Lattice) -> u64 {
    one.cells().iter().zip(other.cells()).filter(|(a, b)| a != b).count() as u64
}

struct Case {
    start: Lattice,
    rules: [MooreTable; 2],
    noise: Option<Disturbance>,
    isa: Isa,
}

impl Case {
    fn seen(&self, cells: &Lattice, step: u64) -> Lattice {
        let mut cells = cells.clone();
        self.noise.iter().for_each(|noise| noise.meet(step, 0, 0, cells.cells_mut()));
        cells
    }

    fn pool() -> Arc<ThreadPool> {
        Arc::new(rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap())
    }

    fn courses(&self) -> [Course; 2] {
        let pool = Self::pool();
        let like = Bits::of(&self.start);
        [&self.rules[0], &self.rules[1]].map(|rule| {
            let rule: Arc<dyn Rule> = Arc::new(Described(rule.clone()));
            Course::new(&Method::of(&rule).unwrap(), &like, self.isa, 7, pool.clone())
        })
    }

    fn twin(&self) -> Twin {
        let start = Bits::of(&self.start);
        let begun = self.noise.map_or(start.clone(), |noise| disturbed(&start, &noise, 0, 0, &Self::pool()));
        Twin::new(begun, &start)
    }
}

proptest! {
    #[test]
    fn what_is_compared_is_what_two_slow_lattices_say(
        (width, height) in (3usize..=60, 3usize..=60),
        (kind, shift) in (0usize..8, -90i32..90),
        (seed, changed) in (any::<u64>(), prop_oneof![Just(0u16), 1u16..4, Just(600)]),
        (born, dies, is_disturbed) in (0.0..0.2, 0.0..0.2, any::<bool>()),
        every in prop::collection::vec(0u64..9, 1..6),
    ) {
        let height = if kind == 7 { width } else { height };
        let mut start = Lattice::new(width, height, Topology::any(kind, shift));
        (0..).zip(start.cells_mut()).for_each(|(n, cell)| *cell = (mix(seed ^ n << 9) & 1) as u8);
        let one = random(seed);
        let rules = [one.clone(), like(&one, seed, changed)];
        for isa in Isa::all() {
            let noise = is_disturbed.then(|| Disturbance::new(Flips { born, dies }, seed, isa));
            let case = Case { start: start.clone(), rules: rules.clone(), noise, isa };
            let ([mut ours, mut theirs], mut twin) = (case.courses(), case.twin());
            let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
            let (mut grid, mut slow, mut step) = (start.clone(), case.seen(&start, 0), 0);
            let mut first = (grid != slow).then_some(0);
            for more in &every {
                let mut met = first;
                for step in step..step + more {
                    grid = reference::look_up(&grid, &case.rules[0]);
                    slow = reference::look_up(&slow, &case.rules[1]);
                    met = met.or((grid != slow).then_some(step + 1));
                }
                step += more;
                // If both are the same again, nothing was noticed.
                first = first.or(met.filter(|_| grid != slow));
                let now = Bits::of(&grid);
                let damage = twin.follow(&now, step, [&mut ours, &mut theirs], isa).unwrap();
                prop_assert_eq!(damage, differences(&grid, &slow));
                prop_assert_eq!(twin.diverged(), first);
                prop_assert!(twin.cells().lattice() == slow);
                // As a commit has it.
                let (mut bytes, mut again) = (vec![], case.twin());
                twin.write(&mut bytes).unwrap();
                again.read(&mut &bytes[..]).unwrap();
                twin = again;
                let shown = case.seen(&grid, step);
                let found =
                    Errors::of(&Bits::of(&shown), step, [&mut ours, &mut theirs], isa, &pool).unwrap();
                let expected = slow_errors(&shown, [&case.rules[0], &case.rules[1]]);
                let agreed: u64 = expected.iter().map(|of| of.agreed).sum();
                prop_assert_eq!(found.by_class().collect::<Vec<_>>(), expected);
                prop_assert_eq!(found.all(), ((width * height) as u64, agreed));
            }
        }
    }
}

/// What executes is moved in bytes; it says why it cannot.
#[test]
fn what_only_executes_is_compared_too() {
    use quincunx_sdk::fault::Fault;
    use quincunx_sdk::slab::Slab;

    #[derive(Debug)]
    struct Not(u64);

    impl Rule for Not {
        fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
            if slab.step >= self.0 {
                return Err("it is tired".into());
            }
            for y in 0..slab.height {
                let row = slab.source(src, y as isize);
                let row: Vec<u8> = row[slab.halo..][..slab.width].iter().map(|cell| 1 - cell).collect();
                slab.target(dst, y).copy_from_slice(&row);
            }
            Ok(())
        }
    }

    let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap());
    let start = Bits::new(70, 3, Topology::TORUS, 2);
    let [mut ours, mut theirs] = [9, 3].map(|last| {
        let rule: Arc<dyn Rule> = Arc::new(Not(last));
        Course::new(&Method::of(&rule).unwrap(), &start, Isa::PORTABLE, 0, pool.clone())
    });
    let mut twin = Twin::new(start.clone(), &start);
    let damage = |twin: &mut Twin, step, ours: &mut Course, theirs: &mut Course| {
        twin.follow(&start, step, [ours, theirs], Isa::PORTABLE)
    };
    assert_eq!(damage(&mut twin, 2, &mut ours, &mut theirs), Ok(0));
    // The grid itself stands still, so that the rules alone do not say when they parted.
    assert_eq!(damage(&mut twin, 3, &mut ours, &mut theirs), Ok(210));
    assert_eq!(twin.diverged(), Some(3));
    let why = damage(&mut twin, 5, &mut ours, &mut theirs).unwrap_err();
    assert_eq!(why, "what it is compared with: it is tired");
}
