//! A grid, a probe and what it measures, as a run has them.

use quincunx_core::domain::Domain;
use quincunx_core::due::Due;
use quincunx_core::lab::Lab;
use quincunx_core::object::Object;
use quincunx_core::perturb::{Flip, Gaussian, Perturbations};
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

pub const STEPS: u64 = 12;

/// What a text of some role makes, or the first error.
pub fn read<T: Any>(role: &str, text: &str) -> Result<T, String> {
    let mut registry = Registry::default();
    GridDomain.register(&mut registry);
    registry.add::<Perturbations, Flip>().add::<Perturbations, Gaussian>();
    let mut cx = Cx::new(&registry, &NoFiles);
    let part = Part::read(text, "test").unwrap();
    let kind = registry.of_role(role).iter().find(|kind| kind.name == part.name).unwrap();
    let made = kind.read(&part, &mut cx);
    match cx.errors.first() {
        Some(error) => Err(error.to_string()),
        None => Ok(*made.unwrap().it.downcast().unwrap()),
    }
}

struct Keeper(Arc<Mutex<Vec<Rows>>>);

impl Sink for Keeper {
    fn rows(&mut self, rows: &Rows) -> Result<(), SinkError> {
        self.0.lock().unwrap().push(rows.clone());
        Ok(())
    }
}

/// A grid that is measured at every fourth step.
pub struct World {
    pub lab: Lab,
    pub rows: Arc<Mutex<Vec<Rows>>>,
}

impl World {
    pub fn new(grid: &str, probe: &str, threads: usize) -> Self {
        let (grid, rows) = (read::<Box<dyn Object>>("object", grid).unwrap(), Arc::default());
        let workers = Workers::new(threads).unwrap();
        let mut lab = Lab::new(&[Box::new(GridDomain)], Streams::new(5), workers);
        let soup = lab.add_object("soup", grid.as_ref(), STEPS).unwrap();
        let probe = read::<ProbeSpec>("probe", probe).unwrap();
        lab.add_probe("rule", probe, soup, Due::Every(4)).unwrap();
        lab.add_sink(Box::new(Keeper(Arc::clone(&rows))));
        World { lab, rows }
    }

    pub fn finish(mut self) -> Vec<Rows> {
        while !self.lab.finished() {
            self.lab.leg().unwrap();
        }
        self.rows.lock().unwrap().clone()
    }

    /// So many legs of at most so many steps; then all of it is taken up again by another process.
    fn taken_up(mut self, legs: usize, (longest, seed): (u64, u64), again: World) -> World {
        let mut next = seed;
        self.lab.limit_legs(move |_| {
            next = next * 31 % 1009;
            1 + next % longest
        });
        for _ in 0..legs {
            if !self.lab.finished() {
                self.lab.leg().unwrap();
            }
        }
        let mut other = again;
        for stem in self.lab.stems() {
            let mut bytes = vec![];
            self.lab.write(&stem, &mut bytes).unwrap();
            other.lab.read(&stem, &mut &bytes[..]).unwrap();
        }
        other.rows.lock().unwrap().extend(self.rows.lock().unwrap().drain(..));
        other
    }
}

/// What comes of legs of at most so many steps, drawn from a seed, by processes that each take up the run after so many.
pub fn resumed(
    (grid, probe): (&str, &str),
    threads: usize,
    legs: (u64, u64),
    taken_up: Vec<usize>,
) -> Vec<Rows> {
    let world = || World::new(grid, probe, threads);
    taken_up.into_iter().fold(world(), |one, after| one.taken_up(after, legs, world())).finish()
}

/// A letter for what each column holds: whole numbers, or those that may be missing, floats, texts.
pub fn kinds(rows: &Rows) -> String {
    let kind = |column: &Values| match column {
        Values::Int64(_) => 'i',
        Values::Float64(_) => 'f',
        Values::Text(_) => 't',
        Values::Int64OrNull(_) => 'n',
    };
    rows.columns.iter().map(kind).collect()
}

/// What is wrong with a probe of a grid.
pub fn complaint(grid: &str, probe: &str) -> Option<String> {
    let grid = read::<Box<dyn Object>>("object", grid).unwrap();
    let (registry, spec) = (Registry::default(), read::<ProbeSpec>("probe", probe).unwrap());
    let mut cx = Cx::new(&registry, &NoFiles);
    spec.suits(grid.as_ref(), &mut cx);
    cx.errors.first().map(ToString::to_string)
}
