//! What is known of famous patterns, as tests of the whole stepper.

use crate::bits::counts::Neighbourhood;
use crate::lattice::Lattice;
use crate::method::Method;
use crate::notation::life_like;
use crate::pattern::rle;
use crate::store::Store;
use crate::topology::Topology;
use quincunx_sdk::lanes::isa::Isa;
use rayon::ThreadPool;

struct World {
    store: Store,
    pool: ThreadPool,
    isa: Isa,
}

impl World {
    fn new(rule: &str, size: (usize, usize), pattern: &str, (x, y): (usize, usize)) -> Self {
        let pattern = rle::read(pattern).unwrap();
        let isa = Isa::chosen().unwrap();
        let method = Method::Counts(Neighbourhood::Moore, life_like(rule).unwrap());
        let mut store = method.store(size, Topology::TORUS, isa, 0);
        for (n, cells) in pattern.cells().chunks(pattern.width).enumerate() {
            let mut row = vec![0; size.0];
            row[x..][..pattern.width].copy_from_slice(cells);
            store.put_row(y + n, &row);
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        World { store, pool, isa }
    }

    fn after(&mut self, generations: u64) -> &mut Self {
        self.store.advance(0, generations, &self.pool).unwrap();
        self
    }

    fn cells(&self) -> Lattice {
        self.store.lattice().into_owned()
    }

    fn alive(&self) -> u64 {
        self.store.alive(self.isa)
    }
}

#[test]
fn r_pentomino() {
    let mut world = World::new("B3/S23", (512, 512), "b2o$2o$bo!", (255, 255));
    assert_eq!(world.after(1102).alive(), 118);
    assert_eq!(world.after(1).alive(), 116);
}

#[test]
fn acorn() {
    let mut world = World::new("B3/S23", (2304, 2304), "bo5b$3bo3b$2o2b3o!", (1150, 1150));
    assert_eq!(world.after(5205).alive(), 635);
    assert_eq!(world.after(1).alive(), 633);
}

#[test]
fn diehard() {
    let mut world = World::new("B3/S23", (64, 64), "6bob$2o6b$bo3b3o!", (28, 30));
    assert!(world.after(129).alive() > 0);
    assert_eq!(world.after(1).alive(), 0);
}

#[test]
fn gosper_gun() {
    let gun = include_str!("../../../scenes/patterns/gosper-gun.rle");
    let mut world = World::new("B3/S23", (512, 512), gun, (1, 1));
    let population: Vec<u64> = (0..=1930)
        .map(|g| {
            world.after(u64::from(g > 0));
            world.alive()
        })
        .collect();
    for g in 0..=1900 {
        assert_eq!(population[g + 30], population[g] + 5, "generation {g}");
    }
}

#[test]
fn gliders_come_round() {
    let lcm = |a: usize, b: usize| {
        let (mut x, mut y) = (a, b);
        while y > 0 {
            (x, y) = (y, x % y);
        }
        a / x * b
    };
    for (width, height) in
        [(5, 5), (6, 6), (7, 7), (64, 64), (65, 65), (131, 131), (5, 7), (12, 18), (33, 70)]
    {
        let mut world = World::new("B3/S23", (width, height), "bob$2bo$3o!", (1, 1));
        let start = world.cells();
        assert!(world.after(4).cells() != start);
        assert!(world.after(4 * lcm(width, height) as u64 - 4).cells() == start, "{width} × {height}");
    }
}

#[test]
fn replicator() {
    let pattern = "2b3o$bo2bo$o3bo$o2bo$3o!";
    let mut world = World::new("B36/S23", (64, 64), pattern, (30, 30));
    world.after(12);
    let mut copies = World::new("B36/S23", (64, 64), pattern, (28, 28)).cells();
    let second = World::new("B36/S23", (64, 64), pattern, (32, 32)).cells();
    for (cell, other) in copies.cells_mut().iter_mut().zip(second.cells()) {
        assert!(*cell + other < 2, "the copies do not touch");
        *cell |= other;
    }
    assert_eq!(world.alive(), 24);
    assert!(world.cells() == copies);
}
