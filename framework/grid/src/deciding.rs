//! Grids whose rule decides by a number, with a small rule of that kind.

use crate::domain::GridDomain;
use crate::lattice::Lattice;
use crate::reference;
use crate::topology::Topology;
use quincunx_core::domain::Domain;
use quincunx_core::due::Due;
use quincunx_core::lab::Lab;
use quincunx_core::object::Object;
use quincunx_core::probe::ProbeSpec;
use quincunx_core::reals::Reals;
use quincunx_core::record::{Frame, Image, Rows, Values};
use quincunx_core::registry::Registry;
use quincunx_core::section::Body;
use quincunx_core::sink::{Sink, SinkError};
use quincunx_core::streams::Streams;
use quincunx_core::workers::Workers;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::group::action::Action;
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::group::matrix::Matrix;
use quincunx_sdk::part::Part;
use quincunx_sdk::predictor::{Closest, Margin, Predictor};
use quincunx_sdk::role::{Complaint, Kinds, Make};
use quincunx_sdk::rule::{Info, Rule, Rules};
use quincunx_sdk::slab::Slab;
use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Layers, each the mean over a group of what its turned filter sees, cut off below.
#[derive(Debug)]
pub struct Small {
    name: String,
    group: FiniteGroup,
    filters: Vec<Vec<f32>>,
    layers: usize,
    /// Whether all elements count alike.
    fair: bool,
    margin: Margin,
    prepared: AtomicU64,
}

const FILTER: [f64; 9] = [0.9, -0.4, 0.3, 0.7, -0.8, 0.2, -0.6, 0.5, 0.1];
const THRESHOLD: f32 = 0.2371;

impl Small {
    fn new(name: &str, generators: &[Matrix], layers: usize) -> Self {
        let group = FiniteGroup::generated_by(generators).unwrap();
        let action = Action::new(&group, 3, Interpolation::Ring).unwrap();
        let filter = |element| action.of(element).turned(&FILTER).iter().map(|w| *w as f32).collect();
        let filters = (0..group.order()).map(filter).collect();
        let (margin, prepared) = (Margin::default(), AtomicU64::new(0));
        Small { name: name.into(), group, filters, layers, fair: true, margin, prepared }
    }

    /// Of the rotations by parts of a full turn.
    pub fn turning(parts: u32, layers: usize) -> Self {
        Small::new(&format!("C{parts}"), &[Matrix::rotation(1, parts)], layers)
    }

    /// The same, but some elements count more than others.
    pub fn unfair(self) -> Self {
        Small { fair: false, ..self }
    }

    /// Of the rotations of a hexagonal lattice.
    pub fn hexagonal() -> Self {
        Small::new("hexagonal", &[Matrix([[1.0, -1.0], [1.0, 0.0]])], 1)
    }

    /// One layer: rows of some width become rows that are two cells shorter, and two fewer.
    fn layer(&self, from: &[f32], width: usize) -> Vec<f32> {
        let height = from.len() / width;
        let cell = |x: usize, y: usize| {
            let sum = |filter: &Vec<f32>| {
                let tap = |t: usize| filter[t] * from[(y + t / 3) * width + x + t % 3];
                (0..9).map(tap).fold(0.05, |sum, term| sum + term)
            };
            let weigh =
                |(n, filter)| if self.fair { sum(filter).max(0.0) } else { n as f32 * sum(filter).max(0.0) };
            let total = self.filters.iter().enumerate().map(weigh).fold(0.0, |sum, term| sum + term);
            total / self.filters.len() as f32
        };
        (0..height - 2).flat_map(|y| (0..width - 2).map(move |x| (x, y))).map(|(x, y)| cell(x, y)).collect()
    }

    fn fill(&self, values: impl Fn(usize) -> f32, dst: &mut [f32], slab: &Slab) {
        let mut width = slab.width + 2 * slab.halo;
        let rows = slab.height + 2 * slab.halo;
        let mut values: Vec<f32> =
            (0..rows * width).map(|i| values(i / width * slab.stride + i % width)).collect();
        for _ in 0..self.layers {
            values = self.layer(&values, width);
            width -= 2;
        }
        for (row, values) in dst.chunks_mut(slab.stride).zip(values.chunks(width)) {
            row[..width].copy_from_slice(values);
        }
    }
}

impl Predictor for Small {
    fn group(&self) -> &FiniteGroup {
        &self.group
    }

    fn group_name(&self) -> String {
        self.name.clone()
    }

    fn sides(&self) -> Vec<usize> {
        vec![3; self.layers]
    }

    fn threshold(&self) -> f32 {
        THRESHOLD
    }

    fn logits(&self, src: &[u8], dst: &mut [f32], slab: &Slab) -> Result<(), Fault> {
        self.fill(|i| src[i].into(), dst, slab);
        Ok(())
    }

    fn predict(&self, src: &[f32], dst: &mut [f32], slab: &Slab) -> Result<(), Fault> {
        self.fill(|i| src[i], dst, slab);
        Ok(())
    }

    fn margin(&self) -> &Margin {
        &self.margin
    }
}

impl Rule for Small {
    fn info(&self) -> Info {
        Info { halo: self.layers, work: 500, ..Info::default() }
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        let mut logits = vec![0.0; slab.target_len()];
        self.logits(src, &mut logits, slab)?;
        for y in 0..slab.height {
            for x in 0..slab.width {
                let logit = logits[y * slab.stride + x];
                dst[y * slab.stride + x] = u8::from(logit > THRESHOLD);
                let side = 2 * slab.halo + 1;
                let around = |i: usize| src[(y + i / side) * slab.stride + x + i % side];
                let neighbourhood = (0..side * side).map(around).collect();
                let (margin, largest) = ((logit - THRESHOLD).abs(), logit.abs());
                self.margin.meet(Closest { margin, neighbourhood, largest });
            }
        }
        Ok(())
    }

    fn notation(&self) -> String {
        format!("Small({}, {} layers)", self.name, self.layers)
    }

    fn prepare(&self, updates: u64) -> Result<(), Fault> {
        if updates > 1_000_000 {
            return Err("so much is not for it".into());
        }
        assert!(rayon::current_thread_index().is_some(), "it is not asked by a worker");
        self.prepared.store(updates, Ordering::Relaxed);
        Ok(())
    }

    fn predictor(&self) -> Option<&dyn Predictor> {
        Some(self)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("group", self.name.clone()),
            ("prepared for", self.prepared.load(Ordering::Relaxed).to_string()),
        ]
    }
}

quincunx_sdk::params! {
    /// A small rule that decides by a number.
    struct Deciding {
        /// of a full turn
        parts: u32;
        /// how many
        layers: u32
    }
}

impl Make<Rules> for Deciding {
    const EXAMPLES: &'static [&'static str] = &[];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(Small::turning(self.parts, self.layers as usize)))
    }
}

/// What a text of some role makes.
fn read<T: Any>(role: &str, text: &str) -> T {
    let mut registry = Registry::default();
    GridDomain.register(&mut registry);
    registry.add::<Rules, Deciding>();
    let mut cx = Cx::new(&registry, &NoFiles);
    let part = Part::read(text, "test").unwrap();
    let kind = registry.of_role(role).iter().find(|kind| kind.name == part.name).unwrap();
    let made = kind.read(&part, &mut cx);
    assert!(cx.errors.is_empty(), "{:?}", cx.errors);
    *made.unwrap().it.downcast().unwrap()
}

fn grid(size: &str, topology: &str, rule: &str) -> Box<dyn Object> {
    read("object", &format!("Grid(size: {size}, topology: {topology}, cells: Soup(0.4), rule: {rule})"))
}

type Kept = Arc<Mutex<(Vec<Frame>, Vec<Rows>)>>;

struct Keeper(Kept);

impl Sink for Keeper {
    fn rows(&mut self, rows: &Rows) -> Result<(), SinkError> {
        self.0.lock().unwrap().1.push(rows.clone());
        Ok(())
    }

    fn frame(&mut self, frame: &Frame) -> Result<(), SinkError> {
        self.0.lock().unwrap().0.push(frame.clone());
        Ok(())
    }
}

struct World {
    lab: Lab,
    kept: Kept,
}

/// A grid with a probe, at its beginning.
fn world(grid: &dyn Object, steps: u64, probe: &str, threads: usize, leg: u64) -> World {
    let workers = Workers::new(threads).unwrap();
    let mut lab = Lab::new(&[Box::new(GridDomain)], Streams::new(1), workers);
    let entity = lab.add_object("net", grid, steps).unwrap();
    lab.add_probe("probe", read::<ProbeSpec>("probe", probe), entity, Due::Every(1)).unwrap();
    let kept = Kept::default();
    lab.add_sink(Box::new(Keeper(kept.clone())));
    lab.limit_legs(move |_| leg);
    World { lab, kept }
}

fn finished(mut world: World) -> World {
    while !world.lab.finished() {
        world.lab.leg().unwrap();
    }
    world
}

#[test]
fn it_prepares_at_spawn_for_all_that_is_to_come_and_then_says_what_it_is() {
    let grid = grid("(6, 5)", "Torus", "Deciding(4, 1)");
    let mut lab = Lab::new(&[Box::new(GridDomain)], Streams::new(1), Workers::new(2).unwrap());
    lab.add_object("net", grid.as_ref(), 7).unwrap();
    let sections = grid.sections("net");
    let Body::Table(table) = &sections[0].body else { panic!("{sections:?}") };
    assert_eq!(table.rows, [["group", "C4"], ["prepared for", "210"]]);
    assert_eq!(sections[0].sentence, "The rule of “net”, Small(C4, 1 layers).");
    let error = lab.add_object("other", grid.as_ref(), 1 << 40).unwrap_err();
    assert_eq!(error.to_string(), "\"other\": so much is not for it");
    let plain = read::<Box<dyn Object>>("object", "Grid(size: (6, 5), rule: Life)");
    assert!(plain.sections("plain").is_empty());
}

#[test]
fn logits_are_those_of_the_state_and_decide_the_next() {
    for (size, layers) in [((7, 5), 1), ((40, 33), 2), ((1, 1), 1), ((3, 2), 2)] {
        for topology in ["Torus", "Dead"] {
            let text = format!("({}, {})", size.0, size.1);
            let grid = grid(&text, topology, &format!("Deciding(8, {layers})"));
            let world = finished(world(grid.as_ref(), 3, "Logits(of: net)", 3, 1));
            let frames = &world.kept.lock().unwrap().0;
            assert_eq!(frames.iter().map(|frame| frame.step).collect::<Vec<_>>(), [0, 1, 2, 3]);
            let numbers = frames.iter().map(|frame| match &frame.image {
                Image::Reals(Reals { numbers, scale, .. }) => (numbers, scale.middle),
                image => panic!("{image:?}"),
            });
            let alive: Vec<Vec<u8>> = numbers
                .map(|(numbers, middle)| numbers.iter().map(|number| u8::from(*number > middle)).collect())
                .collect();
            // From one state to the next by the slow stepper.
            let edges = if topology == "Torus" { Topology::TORUS } else { Topology::Dead };
            let mut lattice = Lattice::new(size.0, size.1, edges);
            lattice.cells_mut().copy_from_slice(&alive[0]);
            for next in &alive[1..] {
                lattice = reference::execute(&lattice, &Small::turning(8, layers), 0, 0).unwrap();
                assert_eq!(lattice.cells(), next);
            }
        }
    }
}

#[test]
fn the_same_numbers_for_any_threads_and_legs_and_after_a_resume() {
    let run = |threads, leg| {
        let grid = grid("(64, 50)", "Torus", "Deciding(4, 2)");
        let World { lab, kept } =
            finished(world(grid.as_ref(), 6, "Logits(of: net, pictures: false)", threads, leg));
        let frames: Vec<Image> = kept.lock().unwrap().0.iter().map(|frame| frame.image.clone()).collect();
        (frames, lab.hashes().unwrap(), lab.remarks())
    };
    let whole = run(1, 6);
    assert!(whole.2[0].1.starts_with("decided by margins of "), "{:?}", whole.2);
    for (threads, leg) in [(2, 1), (5, 3), (7, 6)] {
        assert!(run(threads, leg) == whole, "{threads} threads");
    }
    let grids = [(); 2].map(|()| grid("(64, 50)", "Torus", "Deciding(4, 2)"));
    let mut before = world(grids[0].as_ref(), 6, "Logits(of: net)", 2, 1);
    (0..4).for_each(|_| before.lab.leg().unwrap());
    let mut after = world(grids[1].as_ref(), 6, "Logits(of: net)", 2, 1);
    for stem in before.lab.stems() {
        let mut bytes = vec![];
        before.lab.write(&stem, &mut bytes).unwrap();
        after.lab.read(&stem, &mut &bytes[..]).unwrap();
        if stem.0.starts_with("object") {
            let damaged = [&bytes[..408], &[255; 9]].concat();
            assert!(after.lab.read(&stem, &mut &damaged[..]).is_err());
            after.lab.read(&stem, &mut &bytes[..]).unwrap();
        }
    }
    assert_eq!(after.lab.remarks(), before.lab.remarks());
    let World { lab, kept } = finished(after);
    assert_eq!((lab.hashes().unwrap(), lab.remarks()), (whole.1, whole.2));
    let frames: Vec<Image> = kept.lock().unwrap().0.iter().map(|frame| frame.image.clone()).collect();
    assert_eq!(frames[..], whole.0[whole.0.len() - frames.len()..]);
}

#[test]
fn equivariance_is_recorded_for_every_element() {
    let grid = grid("(8, 8)", "Torus", "Deciding(8, 2)");
    let world = finished(world(grid.as_ref(), 1, "Equivariance(of: net, samples: 2)", 2, 1));
    let rows = &world.kept.lock().unwrap().1;
    assert!(rows.len() == 2 && rows[0].columns[2..] == rows[1].columns[2..]);
    let angles = [0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0].map(Some);
    assert_eq!(rows[0].columns[2], Values::Int64((0..8).collect()));
    assert_eq!(rows[0].columns[3], Values::Float64(angles.into()));
    assert_eq!((rows[0].columns[5].words(0), rows[0].columns[5].words(1)), ("field".into(), "disc".into()));
    assert!(rows[0].columns[8].number(0).is_none() && rows[0].columns[8].number(1) > Some(0.0));
}

#[test]
fn probes_of_networks_say_what_they_need() {
    let life = read::<Box<dyn Object>>("object", "Grid(size: (6, 5), rule: HighLife)");
    for probe in ["Logits(of: net)", "Equivariance(of: net)"] {
        let spec = read::<ProbeSpec>("probe", probe);
        let registry = Registry::default();
        let mut cx = Cx::new(&registry, &NoFiles);
        spec.suits(life.as_ref(), &mut cx);
        let message = cx.errors[0].to_string();
        assert!(message.contains("B36/S23") && message.contains("a `Network` has them"), "{message}");
        let mut cx = Cx::new(&registry, &NoFiles);
        spec.suits(grid("(6, 5)", "Dead", "Deciding(4, 1)").as_ref(), &mut cx);
        assert!(cx.errors.is_empty());
    }
}
