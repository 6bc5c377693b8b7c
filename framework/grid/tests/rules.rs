//! A rule with a procedure of its own and many states, from the scene's words to its failure.

#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

use quincunx_core::domain::Domain;
use quincunx_core::due::Due;
use quincunx_core::lab::Lab;
use quincunx_core::object::Object;
use quincunx_core::probe::ProbeSpec;
use quincunx_core::registry::Registry;
use quincunx_core::schedule::Failure;
use quincunx_core::streams::Streams;
use quincunx_core::workers::Workers;
use quincunx_grid::domain::GridDomain;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::part::Part;
use quincunx_sdk::role::{Complaint, Kinds, Make};
use quincunx_sdk::rule::{Info, Rule, Rules};
use quincunx_sdk::slab::Slab;
use std::any::Any;
use std::sync::Arc;

quincunx_sdk::params! {
    /// Every cell goes on to its next state, until the rule fails.
    struct Turn {
        /// of a cell
        states: u16;
        /// the generation that it cannot compute
        fails: u64
    }
}

impl Make<Rules> for Turn {
    const EXAMPLES: &'static [&'static str] = &[];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(Turning(self.states, self.fails)))
    }
}

#[derive(Debug)]
struct Turning(u16, u64);

impl Rule for Turning {
    fn info(&self) -> Info {
        Info { states: self.0.into(), ..Info::default() }
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        if slab.step == self.1 {
            return Err(Fault { plugin: Some("turns".into()), ..Fault::from("no further") });
        }
        for y in 0..slab.height {
            let row = &slab.source(src, y as isize)[slab.halo..];
            for (next, cell) in slab.target(dst, y).iter_mut().zip(row) {
                *next = ((u16::from(*cell) + 1) % self.0) as u8;
            }
        }
        Ok(())
    }
}

/// What a text of some role makes, or what is wrong with it.
fn read<T: Any>(role: &str, text: &str) -> Result<T, String> {
    let mut registry = Registry::default();
    GridDomain.register(&mut registry);
    registry.add::<Rules, Turn>();
    let mut cx = Cx::new(&registry, &NoFiles);
    let part = Part::read(text, "test").unwrap();
    let kind = registry.of_role(role).iter().find(|kind| kind.name == part.name).unwrap();
    let made = kind.read(&part, &mut cx);
    match (made, cx.errors.first()) {
        (Some(made), None) => Ok(*made.it.downcast().unwrap()),
        (_, error) => Err(error.unwrap().to_string()),
    }
}

fn grid(cells: &str, rule: &str) -> Result<Box<dyn Object>, String> {
    read("object", &format!("Grid(size: (3, 2), cells: {cells}, rule: {rule})"))
}

#[test]
fn a_failing_rule_leaves_clock_and_cells_at_its_last_generation() {
    for ridden in [false, true] {
        let grid = grid("Rows([\"23\"])", "Turn(states: 5, fails: 7)").unwrap();
        let mut lab = Lab::new(&[Box::new(GridDomain)], Streams::new(1), Workers::new(2).unwrap());
        let entity = lab.add_object("soup", grid.as_ref(), 20).unwrap();
        if ridden {
            let spec = read::<ProbeSpec>("probe", "Period(of: soup)").unwrap();
            lab.add_probe("period", spec, entity, Due::End).unwrap();
        }
        let failure = loop {
            if let Err(failure) = lab.leg() {
                break failure;
            }
        };
        let Failure::Entity { name, message, plugin: true } = failure else { panic!("{failure}") };
        assert_eq!((&*name, &*message), ("soup", "the plugin `turns` failed: no further"));
        assert_eq!(lab.clocks().next().unwrap().1.step, 7);
        let mut state = vec![];
        lab.write(&lab.stems()[0], &mut state).unwrap();
        // The step, then rows of three planes: 4 0 2 and 2 2 2.
        assert_eq!(state, [7u64, 0b000, 0b100, 0b001, 0b000, 0b111, 0b000].map(u64::to_le_bytes).concat());
    }
}

#[test]
fn what_no_grid_can_run_is_refused() {
    let why = |cells: &str, rule: &str| grid(cells, rule).err().unwrap();
    assert!(why("Empty", "Turn(states: 1, fails: 0)").contains("2 to 256 states, not 1"));
    let cell = why("Rows([\".1\", \"..4\"])", "Turn(states: 4, fails: 9)");
    assert!(
        cell.contains("the cell at (2, 1) of the rows is 4, and the rule has the states 0 to 3"),
        "{cell}"
    );
    assert!(grid("[Uniform, Rows([\".1\", \"..3\"])]", "Turn(states: 4, fails: 9)").is_ok());
}
