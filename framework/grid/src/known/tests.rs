//! What the library says of its patterns, held against their cells.

use super::*;
use crate::notation::{life_like, parse};
use quincunx_sdk::form::OuterTotalistic;
use quincunx_sdk::params::Params;
use std::collections::{HashMap, HashSet};

type Cell = (i32, i32);
type Cells = HashSet<Cell>;

/// One generation on an unbounded plane, from the definition. Nothing is born without neighbours.
fn step(cells: &Cells, rule: OuterTotalistic) -> Cells {
    let mut neighbours: HashMap<Cell, u32> = cells.iter().map(|cell| (*cell, 0)).collect();
    for (x, y) in cells {
        for (dx, dy) in [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)] {
            *neighbours.entry((x + dx, y + dy)).or_default() += 1;
        }
    }
    let next = neighbours.into_iter().filter(|(cell, count)| rule.next(cells.contains(cell), *count));
    next.map(|(cell, _)| cell).collect()
}

fn moved(cells: &Cells, (x, y): (i64, i64)) -> Cells {
    cells.iter().map(|cell| (cell.0 + x as i32, cell.1 + y as i32)).collect()
}

struct World {
    start: Cells,
    rule: OuterTotalistic,
}

impl World {
    fn new(entry: &Entry) -> Self {
        let mut start = Cells::new();
        rle::read(entry.rle).unwrap().each_alive(|x, y, _| {
            start.insert((x as i32, y as i32));
        });
        World { start, rule: life_like(entry.rule).unwrap() }
    }

    fn after(&self, generations: u64) -> Cells {
        (0..generations).fold(self.start.clone(), |cells, _| step(&cells, self.rule))
    }

    /// In the generations from 0 on.
    fn populations(&self, generations: u64) -> Vec<usize> {
        let mut cells = self.start.clone();
        let mut count = |n| {
            if n > 0 {
                cells = step(&cells, self.rule);
            }
            cells.len()
        };
        (0..=generations).map(&mut count).collect()
    }

    /// Comes back, moved by so much, and not before.
    fn comes_back(&self, period: u64, by: (i64, i64)) -> bool {
        let divisors = (1..period).filter(|n| period.is_multiple_of(*n));
        let sooner = |n: u64| {
            let (part, whole) = (n as i64, period as i64);
            self.after(n) == moved(&self.start, (by.0 * part / whole, by.1 * part / whole))
        };
        self.after(period) == moved(&self.start, by) && !divisors.into_iter().any(sooner)
    }
}

fn is_true(entry: &Entry) -> bool {
    let world = World::new(entry);
    match entry.fate {
        Fate::StillLife => world.comes_back(1, (0, 0)),
        Fate::Oscillator { period } => world.comes_back(period, (0, 0)),
        Fate::Spaceship { period, by } => by != (0, 0) && world.comes_back(period, by),
        Fate::Grows { from, period, cells } => {
            let (from, period) = (from as usize, period as usize);
            let counts = world.populations((from + 4 * period) as u64);
            let grows = |n: usize| counts[n + period] == counts[n] + cells as usize;
            (from..from + 3 * period).all(grows) && (from == 0 || !grows(from - 1))
        }
        Fate::Settles { generation, cells } => {
            let n = generation as usize;
            let counts = world.populations(generation + 100);
            let repeats = |n: usize| counts[n] == counts[n + 2];
            counts[n] == cells as usize && (n..n + 98).all(repeats) && !repeats(n - 1)
        }
        Fate::Vanishes { generation } => {
            let counts = world.populations(generation);
            counts[generation as usize] == 0 && counts[generation as usize - 1] > 0
        }
        Fate::Copies { generation, by } => {
            let (one, other) = (moved(&world.start, by), moved(&world.start, (-by.0, -by.1)));
            one.is_disjoint(&other) && world.after(generation) == &one | &other
        }
    }
}

#[test]
fn what_is_said_of_them_is_true() {
    let wrong: Vec<_> = KNOWN.iter().filter(|entry| !is_true(entry)).map(|entry| entry.name).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn names_are_names() {
    let names: HashSet<_> = KNOWN.iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), KNOWN.len());
    assert!(KNOWN.len() >= 40);
    for entry in KNOWN {
        assert!(entry.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        assert!(!entry.about.is_empty() && rle::read(entry.rle).unwrap().width > 0, "{}", entry.name);
        assert_eq!(crate::notation::canonical(&parse(entry.rule).unwrap()), entry.rule);
    }
    let doc = Known::PARAMS[0].doc;
    assert!(KNOWN.iter().all(|entry| doc.contains(&format!("`{}`", entry.name))), "describe lists all names");
    assert_eq!(doc.matches('`').count(), 2 * KNOWN.len());
    assert_eq!(named("Gosper Gun").map(|entry| entry.name), Some("gosper-gun"));
    assert_eq!(named("R_pentomino").map(|entry| entry.name), Some("r-pentomino"));
    assert!(named("glidr").is_none());
}
