//! A run ends where its grid comes to rest, wherever its legs are cut and whoever else looks.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use proptest::prelude::*;
use quincunx_core::clock::End;
use quincunx_core::domain::Domain;
use quincunx_core::due::Due;
use quincunx_core::lab::Lab;
use quincunx_core::object::Object;
use quincunx_core::probe::ProbeSpec;
use quincunx_core::record::{Rows, Values};
use quincunx_core::registry::Registry;
use quincunx_core::sink::{Sink, SinkError};
use quincunx_core::streams::Streams;
use quincunx_core::workers::Workers;
use quincunx_grid::domain::GridDomain;
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::part::Part;
use quincunx_sdk::role::Kinds;
use std::any::Any;
use std::sync::{Arc, Mutex};

/// What a text of some role makes.
fn read<T: Any>(role: &str, text: &str) -> T {
    let mut registry = Registry::default();
    GridDomain.register(&mut registry);
    let mut cx = Cx::new(&registry, &NoFiles);
    let part = Part::read(text, "test").unwrap();
    let kind = registry.of_role(role).iter().find(|kind| kind.name == part.name).unwrap();
    *kind.read(&part, &mut cx).unwrap().it.downcast().unwrap()
}

struct Keeper(Arc<Mutex<Vec<Rows>>>);

impl Sink for Keeper {
    fn rows(&mut self, rows: &Rows) -> Result<(), SinkError> {
        self.0.lock().unwrap().push(rows.clone());
        Ok(())
    }
}

/// A grid that ends at rest, with a census at its end; perhaps watched generation by generation.
struct World {
    lab: Lab,
    rows: Arc<Mutex<Vec<Rows>>>,
}

impl World {
    fn new(grid: &str, max: u64, watched: bool) -> Self {
        let (grid, rows) = (read::<Box<dyn Object>>("object", grid), Arc::default());
        let mut lab = Lab::new(&[Box::new(GridDomain)], Streams::new(5), Workers::new(2).unwrap());
        let soup = lab.add_object("soup", grid.as_ref(), End { step: max, at_rest: true }).unwrap();
        let census = read::<ProbeSpec>("probe", "Census(of: soup)");
        lab.add_probe("census", census, soup, Due::End).unwrap();
        if watched {
            lab.add_probe("period", read::<ProbeSpec>("probe", "Period(of: soup)"), soup, Due::End).unwrap();
        }
        lab.add_sink(Box::new(Keeper(Arc::clone(&rows))));
        World { lab, rows }
    }

    /// To its end: its last step, what it says of it, and the rows of the census.
    fn finish(&mut self) -> (u64, String, Vec<Rows>) {
        while !self.lab.finished() {
            self.lab.leg().unwrap();
        }
        let rows =
            self.rows.lock().unwrap().iter().filter(|rows| &*rows.probe == "census").cloned().collect();
        let clock = self.lab.clocks().next().unwrap().1;
        assert_eq!(clock.step, clock.end);
        (clock.step, self.lab.remarks().remove(0).1, rows)
    }

    /// Another one that goes on where this one is.
    fn again(&self, grid: &str, max: u64, watched: bool) -> World {
        let mut other = World::new(grid, max, watched);
        for stem in self.lab.stems() {
            let mut bytes = vec![];
            self.lab.write(&stem, &mut bytes).unwrap();
            other.lab.read(&stem, &mut &bytes[..]).unwrap();
        }
        other
    }
}

fn grid(size: &str, topology: &str, cells: &str) -> String {
    format!("Grid(size: {size}, topology: {topology}, cells: {cells}, rule: \"B3/S23\")")
}

fn end(grid: &str, max: u64) -> (u64, String) {
    let (step, said, rows) = World::new(grid, max, false).finish();
    assert_eq!(rows.len(), 1);
    assert!(matches!(&rows[0].columns[0], Values::Int64(steps) if steps.iter().all(|at| *at as u64 == step)));
    (step, said)
}

#[test]
fn what_repeats_ends() {
    let glider = "Rows([\".#.\", \"..#\", \"###\"], (1, 1))";
    let of = |size: &str, topology: &str, cells: &str| end(&grid(size, topology, cells), 5000);
    let said = |step: u64, since: u64, how: &str| {
        (step, format!("came to rest: step {step} is step {since} again, {how}"))
    };
    assert_eq!(of("(8, 8)", "Dead", "Rows([\"##\", \"##\"])"), said(1, 0, "and nothing changes any more"));
    assert_eq!(of("(9, 8)", "Torus", "Rows([\"###\"], (2, 2))"), said(2, 0, "period 2"));
    assert_eq!(of("(50, 40)", "Torus", glider), said(4, 0, "displaced by (1, 1), period 4"));
    // It meets the edge, and becomes a block.
    assert_eq!(of("(50, 40)", "Dead", glider), said(241, 240, "and nothing changes any more"));
    // It is turned over each time that it comes round, and farther off, for no divisor of 120.
    assert_eq!(of("(40, 40)", "Klein", glider), said(320, 0, "period 320"));
    assert_eq!(of("(8, 8)", "Torus", "Empty"), said(1, 0, "and nothing changes any more"));
    assert_eq!(end(&grid("(50, 40)", "Torus", glider), 3), (3, "was not found to repeat itself".into()));
    assert_eq!(end(&grid("(8, 8)", "Torus", "Empty"), 0), (0, "was not found to repeat itself".into()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]
    #[test]
    fn the_end_is_the_same_wherever_legs_are_cut_and_runs_taken_up(
        (side, seed) in (8usize..40, 0u64..1000),
        (topology, watched) in (prop::sample::select(vec!["Torus", "Dead", "Klein"]), any::<bool>()),
        (longest, taken_up) in (1u64..400, prop::collection::vec(0usize..40, 0..3)),
    ) {
        let grid = grid(&format!("({side}, {side})"), topology, &format!("Soup(0.4, \"{seed}\")"));
        let expected = World::new(&grid, 3000, false).finish();
        prop_assert!(expected.0 < 3000);
        let mut world = World::new(&grid, 3000, watched);
        for legs in taken_up {
            let mut next = seed;
            world.lab.limit_legs(move |_| { next = next * 31 % 1009; 1 + next % longest });
            for _ in 0..legs {
                if !world.lab.finished() {
                    world.lab.leg().unwrap();
                }
            }
            let rows = Arc::clone(&world.rows);
            world = world.again(&grid, 3000, watched);
            world.rows.lock().unwrap().extend(rows.lock().unwrap().drain(..));
        }
        prop_assert_eq!(world.finish(), expected);
    }
}
