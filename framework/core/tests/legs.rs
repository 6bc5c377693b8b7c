//! Where legs are cut, and where a run is saved and taken up again, never changes a result.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use bevy_ecs::prelude::*;
use proptest::prelude::*;
use quincunx_core::clock::{self, Clock, Horizon, Pace};
use quincunx_core::domain::Domain;
use quincunx_core::due::Due;
use quincunx_core::lab::{Lab, persisted};
use quincunx_core::object::{self, Object, Target};
use quincunx_core::probe::*;
use quincunx_core::record::{Column, Rows, Type, Values};
use quincunx_core::registry::Registry;
use quincunx_core::schedule::{Phase, Systems};
use quincunx_core::section::Section;
use quincunx_core::sink::{Sink, SinkError};
use quincunx_core::state::State;
use quincunx_core::streams::Streams;
use quincunx_core::workers::Workers;
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::part::Part;
use quincunx_sdk::role::{Complaint, Kinds};
use rand_core::Rng;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};

/// The smallest dynamics there is: x → a·x + c modulo 2⁶⁴.
#[derive(Component)]
struct Wheel(u64);

impl State for Wheel {
    const NAME: &'static str = "Wheel";
    type Rider = dyn Rider<Self>;

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.0.to_le_bytes())
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut bytes = [0; 8];
        from.read_exact(&mut bytes)?;
        self.0 = u64::from_le_bytes(bytes);
        Ok(())
    }

    fn remark(&self) -> Option<String> {
        self.0.is_multiple_of(2).then(|| format!("it stands at {}", self.0))
    }
}

struct WheelObject;

impl Object for WheelObject {
    fn target(&self) -> Target {
        Target::of::<Wheel>()
    }
    fn dt(&self) -> Option<f64> {
        Some(0.5)
    }
    fn memory(&self) -> u64 {
        8
    }
    fn summary(&self) -> String {
        "a wheel".into()
    }
    fn work(&self) -> (u64, &'static str) {
        (1, "turns")
    }
    fn spawn(&self, name: &str, streams: &Streams, entity: &mut EntityWorldMut) -> Result<(), String> {
        entity.insert((Wheel(streams.pcg(name, "start", 0).next_u64()), persisted::<Wheel>()));
        Ok(())
    }
}

quincunx_sdk::params! { /// The top byte.
struct Top {} }
quincunx_sdk::params! { /// The sum of the top bytes of every step.
struct Sum {} }

macro_rules! rows {
    ($($Kind:ident $make:expr;)*) => {$(
        impl Measure for $Kind {
            type Target = Wheel;
            const EMITS: Emits = Emits::Rows;
            const EXAMPLES: &'static [&'static str] = &[];
            fn probe(self) -> Result<Box<dyn Probe<Wheel>>, Complaint> {
                Ok(Box::new($make))
            }
        }
    )*};
}
rows! { Top Top {}; Sum Total(0); }

fn records() -> Records {
    Records::Rows(vec![Column::new("value", Type::Int64, "")])
}

fn value(x: u64) -> Result<Measured, String> {
    Ok(Measured::Rows(vec![Values::Int64(vec![x as i64])]))
}

impl Probe<Wheel> for Top {
    fn records(&self, _: &Wheel) -> Records {
        records()
    }
    fn section(&self, _: &Wheel, _: &Context) -> Option<Section> {
        None
    }
    fn measure(&mut self, wheel: &Wheel, _: u64) -> Result<Measured, String> {
        value(wheel.0 >> 56)
    }
}

struct Total(u64);

impl Rider<Wheel> for Total {
    fn see(&mut self, wheel: &Wheel, _: u64) {
        self.0 += wheel.0 >> 56;
    }
}

impl Probe<Wheel> for Total {
    fn records(&self, _: &Wheel) -> Records {
        records()
    }
    fn section(&self, _: &Wheel, _: &Context) -> Option<Section> {
        None
    }
    fn measure(&mut self, _: &Wheel, _: u64) -> Result<Measured, String> {
        value(self.0)
    }
    fn rider(&mut self) -> Option<&mut (dyn Rider<Wheel> + 'static)> {
        Some(self)
    }
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.0.to_le_bytes())
    }
    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut bytes = [0; 8];
        from.read_exact(&mut bytes)?;
        self.0 = u64::from_le_bytes(bytes);
        Ok(())
    }
}

struct Wheels;

impl Domain for Wheels {
    fn name(&self) -> &'static str {
        "wheels"
    }
    fn register(&self, registry: &mut Registry) {
        registry.probe::<Top>().probe::<Sum>();
    }
    fn systems(&self, systems: &mut Systems) {
        systems.add(Phase::Advance, turn).measured::<Wheel>();
    }
}

type Wheeling<'a> = (&'a mut Clock, &'a Horizon, &'a mut Pace, &'a mut Wheel, &'a Probes);

fn turn(mut wheels: Query<Wheeling>, mut watches: Query<&mut Watch<Wheel>>) {
    for (mut clock, horizon, mut pace, mut wheel, probes) in &mut wheels {
        let start = clock.step;
        let work = |steps| {
            for step in start..=start + steps {
                if step > start {
                    wheel.0 = wheel
                        .0
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                }
                for probe in probes.entities() {
                    watches.get_mut(*probe).unwrap().see(&wheel, step);
                }
            }
            Ok(())
        };
        clock::advance(&mut clock, *horizon, &mut pace, work).unwrap();
    }
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<Rows>>>);

impl Sink for Kept {
    fn rows(&mut self, rows: &Rows) -> Result<(), SinkError> {
        self.0.lock().unwrap().push(rows.clone());
        Ok(())
    }
}

impl Kept {
    /// Rows probe by probe: only inside a table does their order count.
    fn tables(&self) -> Vec<Rows> {
        let mut rows = self.0.lock().unwrap().clone();
        rows.sort_by_key(|rows| rows.probe.clone());
        rows
    }
}

fn spec(text: &str) -> ProbeSpec {
    let mut registry = Registry::default();
    Wheels.register(&mut registry);
    let mut cx = Cx::new(&registry, &NoFiles);
    let part = Part::read(text, "test").unwrap();
    let kind = registry.of_role("probe").iter().find(|kind| kind.name == part.name).unwrap();
    *kind.read(&part, &mut cx).unwrap().it.downcast().unwrap()
}

/// Two wheels that end at different steps, and probes of every sort.
fn lab(kept: &Kept, limit: impl FnMut(&Pace) -> u64 + Send + Sync + 'static) -> Lab {
    let mut lab = Lab::new(&[Box::new(Wheels)], Streams::new(5), Workers::new(1).unwrap());
    lab.add_sink(Box::new(kept.clone()));
    let one = lab.add_object("one", &WheelObject as &dyn object::Object, 100).unwrap();
    let two = lab.add_object("two", &WheelObject, 37).unwrap();
    lab.add_probe("a", spec("Top(of: one)"), one, Due::Every(7)).unwrap();
    lab.add_probe("b", spec("Sum(of: one)"), one, Due::At(vec![0, 5, 6, 99])).unwrap();
    lab.add_probe("c", spec("Sum(of: two)"), two, Due::Every(10)).unwrap();
    lab.add_probe("d", spec("Top(of: two)"), two, Due::End).unwrap();
    lab.limit_legs(limit);
    lab
}

fn undisturbed() -> (Vec<Rows>, Vec<(String, String)>) {
    let kept = Kept::default();
    let mut lab = lab(&kept, |_| u64::MAX);
    while !lab.finished() {
        lab.leg().unwrap();
    }
    (kept.tables(), lab.hashes().unwrap())
}

#[test]
fn a_failing_step_leaves_the_clock_after_those_that_were_done() {
    let (mut clock, mut pace) = (Clock { step: 3, ..Clock::new(20, None) }, Pace::default());
    let stopped = |steps| Err(clock::Stopped { done: steps - 2, fault: "no".into() });
    let result = clock::advance(&mut clock, Horizon(10), &mut pace, stopped);
    assert_eq!((clock.step, result), (8, Err("no".into())));
}

#[test]
fn rows_are_those_of_the_formula() {
    let (rows, _) = undisturbed();
    let steps = |probe: &str| {
        let of = rows.iter().filter(|rows| &*rows.probe == probe);
        of.map(|rows| (rows.columns[0].clone(), rows.columns[1].clone())).collect::<Vec<_>>()
    };
    let at = |step: u64| (Values::Int64(vec![step as i64]), Values::Float64(vec![Some(step as f64 * 0.5)]));
    assert_eq!(steps("a"), (0..=14).map(|n| at(7 * n)).collect::<Vec<_>>());
    assert_eq!(steps("b"), [0, 5, 6, 99].map(at));
    assert_eq!(steps("c"), [0, 10, 20, 30].map(at));
    assert_eq!(steps("d"), [at(37)]);
    let mut x = Streams::new(5).pcg("one", "start", 0).next_u64();
    let mut sum = 0;
    for _ in 0..=99 {
        sum += x >> 56;
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    }
    let last = rows.iter().rfind(|rows| &*rows.probe == "b").unwrap();
    assert_eq!(last.columns[2], Values::Int64(vec![sum as i64]));
}

#[test]
fn an_object_that_has_something_to_say_is_heard() {
    let mut lab = lab(&Kept::default(), |_| 1);
    let mut said = 0;
    for _ in 0..10 {
        let x = |(name, clock): (&str, Clock)| {
            let start = Streams::new(5).pcg(name, "start", 0).next_u64();
            let turn =
                |x: u64, _| x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (name.to_string(), (0..clock.step).fold(start, turn))
        };
        let even = lab.clocks().map(x).filter(|(_, x)| x % 2 == 0);
        let expected: Vec<_> = even.map(|(name, x)| (name, format!("it stands at {x}"))).collect();
        assert_eq!(lab.remarks(), expected);
        said += expected.len();
        lab.leg().unwrap();
    }
    assert!(0 < said && said < 20, "{said}");
}

proptest! {
    #[test]
    fn cuts_change_nothing(cuts in prop::collection::vec(1u64..40, 1..200), save_after in 0usize..60) {
        let kept = Kept::default();
        let limits = |mut n: usize, cuts: Vec<u64>| move |_: &Pace| { n += 1; cuts[n % cuts.len()] };
        let mut first = lab(&kept, limits(0, cuts.clone()));
        for _ in 0..save_after {
            first.leg().unwrap();
        }
        let mut second = lab(&kept, limits(7, cuts));
        for stem in first.stems() {
            let mut bytes = vec![];
            first.write(&stem, &mut bytes).unwrap();
            prop_assert!(second.read(&stem, &mut &bytes[..bytes.len() - 1]).is_err());
            second.read(&stem, &mut &bytes[..]).unwrap();
        }
        while !second.finished() {
            second.leg().unwrap();
        }
        prop_assert_eq!((kept.tables(), second.hashes().unwrap()), undisturbed());
    }
}
