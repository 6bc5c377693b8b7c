//! The kind `Grid` of a scene.

use crate::agreement;
use crate::cells::{Cells, Draw, Room, Start};
use crate::components::{Automaton, apart};
use crate::method::{Kernels, Method};
use crate::palette;
use crate::place::Place;
use crate::replay::{self, Recorded};
use crate::rest::Rest;
use crate::store::Store;
use crate::strip::Strip;
use crate::topology::Topology;
use bevy_ecs::world::EntityWorldMut;
use quincunx_core::clock::{Clock, UntilRest};
use quincunx_core::lab::persisted;
use quincunx_core::memory;
use quincunx_core::object::{Object, OnDevice, Target, World};
use quincunx_core::section::{Body, Section, Table};
use quincunx_core::sequence::Sequence;
use quincunx_core::stop::Stop;
use quincunx_core::streams::Streams;
use quincunx_core::workers::Workers;
use quincunx_device::device::Accelerator;
use quincunx_sdk::field::Cx;
use quincunx_sdk::form::Form;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::predictor::Predictor;
use quincunx_sdk::role::{Complaint, Make, Slot};
use quincunx_sdk::rule::{Rule, Rules};
use rand_core::Rng;
use rayon::ThreadPool;
use std::sync::Arc;

/// A side longer than this is a slip: the cells of a square would not fit into any memory.
const LONGEST: u32 = 1 << 30;

quincunx_sdk::params! {
    /// A cellular automaton: a lattice of cells that all change at once by one rule.
    pub struct Grid {
        /// width and height
        size: (u32, u32), in 1..=LONGEST, unit "cells";
        /// how the edges meet: on a `Torus` opposite ones are joined, beyond `Dead` ones nothing ever lives
        topology: Topology = Torus;
        /// what is alive at the start; the items of a list are laid over each other
        cells: Slot<Start> = Empty;
        /// how cells change
        rule: Slot<Rules>
    }
}

impl Make<World> for Grid {
    const REFERENCES: &'static [&'static str] = &[];
    const EXAMPLES: &'static [&'static str] = &[
        "Grid(size: (64, 64), cells: Soup(0.35), rule: \"B36/S23\")",
        "Grid(size: (64, 48), topology: Dead, cells: [Soup(0.1), Pattern(\"patterns/gosper-gun.rle\", (4, 4))], rule: Life)",
    ];

    fn make(&self, cx: &mut Cx) -> Result<Box<dyn Object>, Complaint> {
        let size = (self.size.0 as usize, self.size.1 as usize);
        let topology = self.topology;
        topology.check(size).map_err(|why| Complaint::at("topology", why))?;
        let rule = self.rule.it.clone();
        let method = Method::of(&rule).map_err(|why| Complaint::at("rule", why))?;
        let notation = method.notation(rule.as_ref());
        let automaton = GridObject { size, topology, rule, method, notation, cells: self.cells.it.clone() };
        automaton.has_room().map_err(|why| Complaint::at("size", why))?;
        let room = Room { size, topology, states: automaton.rule.info().states };
        self.cells.it.fits(&self.cells.head, &room, cx);
        self.compare_rules(&automaton, cx);
        Ok(Box::new(automaton))
    }
}

impl Grid {
    /// A pattern may be for a rule and a surface; the scene's are those that count.
    fn compare_rules(&self, grid: &GridObject, cx: &mut Cx) {
        for claim in self.cells.it.claims(&self.cells.head) {
            for difference in agreement::differences(&claim, &grid.notation, grid.size, grid.topology) {
                cx.notices.push(claim.place.diagnostic(difference));
            }
        }
    }
}

/// A grid that was checked, but does not exist yet.
pub(crate) struct GridObject {
    size: (usize, usize),
    topology: Topology,
    rule: Arc<dyn Rule>,
    method: Method,
    notation: String,
    cells: Arc<dyn Cells>,
}

impl GridObject {
    /// What was recorded, played from its first state on.
    pub(crate) fn played(recorded: Arc<Recorded>, topology: Topology) -> Result<Self, String> {
        let (size, rule) = (recorded.sequence().size(), recorded.clone() as Arc<dyn Rule>);
        let (method, notation) = (Method::of(&rule)?, rule.notation());
        let played = GridObject { size, topology, rule, method, notation, cells: recorded };
        played.has_room().map(|()| played)
    }

    /// Whether the machine has memory for it.
    fn has_room(&self) -> Result<(), String> {
        match memory::total().is_some_and(|total| self.memory() > total) {
            false => Ok(()),
            true => {
                let (amount, (width, height)) = (memory::readable(self.memory()), self.size);
                Err(format!(
                    "{width} × {height} cells need {amount} (two copies), more memory than this machine has"
                ))
            }
        }
    }

    /// What it plays, if it was recorded.
    fn recording(&self) -> Option<&Sequence> {
        replay::recording(self.rule.as_ref())
    }

    /// What decides, if the rule decides by a number.
    pub(crate) fn predictor(&self) -> Option<&dyn Predictor> {
        self.rule.predictor()
    }

    /// What moves its cells on a device.
    fn kernels(&self) -> Result<Kernels<'_>, String> {
        match self.topology {
            Topology::TORUS | Topology::Dead => self.method.on_device(),
            other => Err(format!("a grid {} is moved by the processor", other.words())),
        }
    }

    /// Cells in a row, and rows.
    pub(crate) fn size(&self) -> (usize, usize) {
        self.size
    }

    /// What its rule says of itself.
    pub(crate) fn form(&self) -> Option<Form> {
        self.rule.form()
    }

    /// What moves its cells.
    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    /// How many states a cell may be in.
    pub(crate) fn states(&self) -> usize {
        self.rule.info().states
    }

    /// The rule, as pattern files write it.
    pub(crate) fn notation(&self) -> &str {
        &self.notation
    }
}

impl GridObject {
    /// Lays the cells of the start, strip by strip, unless it is asked to stop.
    fn fill(&self, store: &mut Store, draw: &Draw, pool: &ThreadPool, stop: &Stop) -> Result<(), String> {
        let (width, height) = self.size;
        let mut cells = vec![];
        for first in (0..height).step_by(Strip::rows(width)) {
            if stop.is_asked() {
                return Err("stopped before all of its cells were there".into());
            }
            cells.clear();
            cells.resize(width * Strip::rows(width).min(height - first), 0);
            let mut strip = Strip { cells: &mut cells, first, size: self.size, states: store.states() };
            self.cells.lay(&mut strip, draw, pool);
            for (y, row) in (first..).zip(cells.chunks(width)) {
                store.put_row(y, row);
            }
        }
        Ok(())
    }
}

impl Object for GridObject {
    fn target(&self) -> Target {
        Target::of::<Automaton>()
    }

    fn dt(&self) -> Option<f64> {
        Some(1.0)
    }

    fn end(&self) -> Option<u64> {
        self.recording().map(|sequence| sequence.frames() as u64 - 1)
    }

    fn rests(&self) -> Result<(), String> {
        match self.rule.info().stochastic {
            _ if self.recording().is_some() => {
                Err("it was recorded, and what it did once it need not do again".into())
            }
            true => Err(format!(
                "its rule {} draws lots, so that what it did once it need not do again",
                self.notation
            )),
            false => Ok(()),
        }
    }

    /// Two copies of the cells.
    fn memory(&self) -> u64 {
        self.method.memory(self.size, self.rule.info().states)
    }

    /// Films and snapshots take a byte a cell, whatever the grid takes.
    fn state_bytes(&self) -> u64 {
        self.size.0 as u64 * self.size.1 as u64
    }

    fn picture_bytes(&self) -> u64 {
        let each = apart(self.size);
        self.size.0.div_ceil(each) as u64 * self.size.1.div_ceil(each) as u64
    }

    fn summary(&self) -> String {
        let ((width, height), edges, method) = (self.size, self.topology.words(), self.method.name());
        let all = format!("{width} × {height} cells {edges}, {}", self.notation);
        if self.recording().is_some() { all } else { format!("{all} ({method})") }
    }

    fn on_device(&self) -> OnDevice {
        match self.kernels() {
            _ if self.recording().is_some() => {
                OnDevice::Nothing("a recording is played by the processor".into())
            }
            Err(why) => OnDevice::Nothing(why),
            Ok(kernels) if kernels.floats() => OnDevice::Floats,
            Ok(_) => OnDevice::Same,
        }
    }

    fn work(&self) -> (u64, &'static str) {
        (self.size.0 as u64 * self.size.1 as u64, "cells")
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        self.rule.facts()
    }

    fn sections(&self, name: &str) -> Vec<Section> {
        let rows: Vec<_> = self.facts().into_iter().map(|(fact, value)| vec![fact.into(), value]).collect();
        if rows.is_empty() {
            return vec![];
        }
        let sentence = format!("The rule of “{name}”, {}.", self.notation);
        let headings = vec!["what".into(), "value".into()];
        vec![Section { title: name.into(), sentence, body: Body::Table(Table { headings, rows }) }]
    }

    fn spawn(&self, name: &str, streams: &Streams, entity: &mut EntityWorldMut) -> Result<(), String> {
        let isa = Isa::chosen().map_err(|error| error.to_string())?;
        memory::ask_for(self.memory())?;
        let pool = entity.resource::<Workers>().share();
        let steps = entity.get::<Clock>().map_or(0, |clock| clock.end);
        let updates = self.work().0.saturating_mul(steps);
        pool.install(|| self.rule.prepare(updates)).map_err(|fault| fault.to_string())?;
        let info = self.rule.info();
        let draws = streams.pcg(name, "rule", 0).next_u64();
        let mut store = self.method.store(self.size, self.topology, isa, draws);
        let draw = Draw { streams, object: name, purpose: "cells".into() };
        let stop = entity.get_resource::<Stop>().cloned().unwrap_or_default();
        self.fill(&mut store, &draw, &pool, &stop)?;
        let accelerator = entity.get_resource::<Accelerator>();
        let place = match accelerator.and_then(|Accelerator(cuda)| Some((cuda, self.kernels().ok()?))) {
            None => Place::Here(store),
            Some((cuda, kernels)) => {
                let lattice = store.lattice().into_owned();
                Place::on(cuda, &kernels, lattice).map_err(|error| error.to_string())?
            }
        };
        let rest = entity.contains::<UntilRest>().then(|| Rest::new(self.size, self.topology));
        let (rule, notation) = (self.rule.clone(), self.notation.clone());
        let palette = palette::of(&info, self.method.has_dying()).into();
        let noise = streams.pcg(name, "noise", 0).next_u64();
        let automaton = Automaton { place, rule, draws, notation, isa, palette, noise, pool, rest };
        entity.insert((automaton, persisted::<Automaton>()));
        Ok(())
    }
}
