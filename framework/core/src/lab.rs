//! The laboratory: a bevy world with objects and probes, and the schedule that moves it leg by leg.

use crate::clock::{Clock, End, Horizon, Pace, UntilRest};
use crate::domain::Domain;
use crate::due::Due;
use crate::object::Object;
use crate::persist::Persist;
use crate::probe::{Agenda, Context, Of, ProbeSpec, Records, Watch};
use crate::record::{Column, Frame, Raster, Recording, Rows, Snapshot, TableFormat, Type};
use crate::schedule::{Failure, Failures, LegLimit, Name, Sinks, Systems};
use crate::section::Section;
use crate::sink::Sink;
use crate::state::State;
use crate::stop::Stop;
use crate::streams::Streams;
use crate::workers::Workers;
use bevy_ecs::prelude::*;
use std::io::{self, Read, Write};

/// Objects and probes, and what moves them.
pub struct Lab {
    world: World,
    schedule: Schedule,
    objects: Vec<Entity>,
    probes: Vec<Entity>,
    streams: Streams,
}

/// An object or a probe, as commits name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stem(pub String);

/// What a probe records, for the manifest and the report.
pub struct Recorded {
    /// The probe's name.
    pub probe: String,
    /// What it leaves.
    pub recording: Recording,
    /// What the report says of it.
    pub sections: Vec<Section>,
}

/// How the recording of a probe follows from its entity: set when the probe is attached.
#[derive(Component)]
struct Describe(fn(&World, Entity, &Context, TableFormat) -> Option<Recorded>);

#[derive(Component)]
struct TableOf {
    plot: Option<String>,
    format: TableFormat,
}

impl Lab {
    /// An empty laboratory.
    pub fn new(domains: &[Box<dyn Domain>], streams: Streams, workers: Workers) -> Self {
        let mut world = World::new();
        world.insert_resource(workers);
        world.init_resource::<Failures>();
        world.init_resource::<LegLimit>();
        world.init_resource::<Sinks>();
        world.init_resource::<Stop>();
        world.init_resource::<Messages<Rows>>();
        world.init_resource::<Messages<Frame>>();
        world.init_resource::<Messages<Snapshot>>();
        let mut systems = Systems::new();
        for domain in domains {
            domain.systems(&mut systems);
        }
        Lab { world, schedule: systems.schedule, objects: vec![], probes: vec![], streams }
    }

    /// Hands something to all objects that are yet to come: the device that they run on, or the flag that [stops](Stop)
    /// them.
    pub fn provide<R: Resource>(&mut self, resource: R) {
        self.world.insert_resource(resource);
    }

    /// Brings an object into being; it ends at `end`, a step, or before, where it comes to rest.
    ///
    /// # Errors
    /// When it cannot exist.
    pub fn add_object(
        &mut self,
        name: &str,
        object: &dyn Object,
        end: impl Into<End>,
    ) -> Result<Entity, Failure> {
        let End { step, at_rest } = end.into();
        let clock = Clock::new(step, object.dt());
        let mut entity = self.world.spawn((Name(name.into()), clock, Horizon::default(), Pace::default()));
        if at_rest {
            entity.insert(UntilRest);
        }
        let spawned = object.spawn(name, &self.streams, &mut entity);
        spawned.map_err(|message| Failure::Entity { name: name.into(), message, plugin: false })?;
        let id = entity.id();
        self.objects.push(id);
        Ok(id)
    }

    /// Ties a probe to an object.
    ///
    /// # Errors
    /// When it cannot measure it, for want of memory, say.
    pub fn add_probe(&mut self, name: &str, spec: ProbeSpec, of: Entity, due: Due) -> Result<(), Failure> {
        let mut entity = self.world.spawn((Name(name.into()), Of(of), Agenda { due, done: None }));
        let (table, probe) = spec.parts();
        if let Some(table) = table {
            entity.insert(TableOf { plot: table.plot, format: table.format.into() });
        }
        let attached = probe(&mut entity);
        attached.map_err(|message| Failure::Entity { name: name.into(), message, plugin: false })?;
        let id = entity.id();
        self.probes.push(id);
        Ok(())
    }

    /// Adds what takes the recorded messages.
    pub fn add_sink(&mut self, sink: Box<dyn Sink>) {
        self.world.resource_mut::<Sinks>().0.push(sink);
    }

    /// Cuts legs elsewhere than by time. Where they are cut never changes a result.
    pub fn limit_legs(&mut self, limit: impl FnMut(&Pace) -> u64 + Send + Sync + 'static) {
        self.world.insert_resource(LegLimit(Box::new(limit)));
    }

    /// One leg: plan, advance, measure, record.
    ///
    /// # Errors
    /// The first thing that failed. What was recorded before stays recorded.
    pub fn leg(&mut self) -> Result<(), Failure> {
        let before = self.moved();
        self.schedule.run(&mut self.world);
        let failure = self.world.resource_mut::<Failures>().0.drain(..).next();
        match failure {
            Some(failure) => Err(failure),
            None if self.moved() == before && !self.finished() => Err(Failure::Still),
            None => Ok(()),
        }
    }

    /// Grows with every leg.
    fn moved(&self) -> u64 {
        let steps = self.objects.iter().filter_map(|e| Some(self.world.get::<Clock>(*e)?.step));
        let measured = self.probes.iter().filter_map(|e| Some(self.world.get::<Agenda>(*e)?.done? + 1));
        steps.chain(measured).fold(0, u64::wrapping_add)
    }

    /// Whether every object is at its end and every probe has measured all it will.
    pub fn finished(&self) -> bool {
        let ended = |e: &Entity| self.world.get::<Clock>(*e).is_none_or(|clock| clock.step >= clock.end);
        self.objects.iter().all(ended) && self.probes.iter().all(|e| self.next_due(*e).is_none())
    }

    fn next_due(&self, probe: Entity) -> Option<u64> {
        let of = self.world.get::<Of>(probe)?.0;
        self.world.get::<Agenda>(probe)?.next(self.world.get::<Clock>(of)?.end)
    }

    /// Name and clock of every object, in the order of the scene.
    pub fn clocks(&self) -> impl Iterator<Item = (&str, Clock)> {
        self.objects.iter().filter_map(|e| Some((self.name(*e), *self.world.get::<Clock>(*e)?)))
    }

    fn name(&self, entity: Entity) -> &str {
        self.world.get::<Name>(entity).map_or("", |name| &name.0)
    }

    /// What every probe records.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.probes.iter().filter_map(|probe| self.described(*probe)).collect()
    }

    fn described(&self, probe: Entity) -> Option<Recorded> {
        let table = self.world.get::<TableOf>(probe);
        let of = self.world.get::<Of>(probe)?.0;
        let plot = table.and_then(|table| table.plot.as_deref());
        let end = self.world.get::<Clock>(of)?.end;
        let last = self.world.get::<Agenda>(probe)?.due.last(end);
        let context = Context { probe: self.name(probe), of: self.name(of), plot, last };
        let describe = self.world.get::<Describe>(probe)?.0;
        describe(&self.world, probe, &context, table.map_or(TableFormat::default(), |table| table.format))
    }

    /// What a commit must hold: every object and probe by the stem of its file.
    pub fn stems(&self) -> Vec<Stem> {
        let stems = self.entities().map(|(stem, _)| stem);
        stems.collect()
    }

    fn entities(&self) -> impl Iterator<Item = (Stem, Entity)> {
        let stem = |kind: &str, e: &Entity| (Stem(format!("{kind}-{}", self.name(*e))), *e);
        let objects = self.objects.iter().map(move |e| stem("object", e));
        objects.chain(self.probes.iter().map(move |e| stem("probe", e)))
    }

    /// Writes the state of one object or probe.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, stem: &Stem, out: &mut dyn Write) -> io::Result<()> {
        let (entity, persist) = self.persisted(stem)?;
        (persist.write)(self.world.entity(entity), out)
    }

    /// Takes over the state of one object or probe.
    ///
    /// # Errors
    /// Those of `from`, and bytes that are no state of it.
    pub fn read(&mut self, stem: &Stem, from: &mut dyn Read) -> io::Result<()> {
        let (entity, persist) = self.persisted(stem)?;
        (persist.read)(&mut self.world.entity_mut(entity), from)
    }

    fn persisted(&self, stem: &Stem) -> io::Result<(Entity, Persist)> {
        let found = self.entities().find(|(s, _)| s == stem);
        let persist = found.and_then(|(_, e)| Some((e, *self.world.get::<Persist>(e)?)));
        persist.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("there is no {}", stem.0)))
    }

    /// The BLAKE3 hash of every object's canonical bytes.
    ///
    /// # Errors
    /// Never in practice: hashing does not fail.
    pub fn hashes(&self) -> io::Result<Vec<(String, String)>> {
        let hash = |entity: &Entity| {
            let mut hasher = blake3::Hasher::new();
            if let Some(persist) = self.world.get::<Persist>(*entity) {
                (persist.canonical)(self.world.entity(*entity), &mut hasher)?;
            }
            Ok((self.name(*entity).to_string(), hasher.finalize().to_hex().to_string()))
        };
        self.objects.iter().map(hash).collect()
    }

    /// What objects have to say at this step: name and sentence.
    pub fn remarks(&self) -> Vec<(String, String)> {
        let remark = |entity: &Entity| {
            let said = (self.world.get::<Persist>(*entity)?.remark)(self.world.entity(*entity))?;
            Some((self.name(*entity).to_string(), said))
        };
        self.objects.iter().filter_map(remark).collect()
    }

    /// The names of the objects that have a picture.
    pub fn pictured(&self) -> Vec<&str> {
        let pictured =
            |entity: &&Entity| self.world.get::<Persist>(**entity).is_some_and(|persist| persist.pictured);
        self.objects.iter().filter(pictured).map(|entity| self.name(*entity)).collect()
    }

    /// A picture of an object, if it has one.
    pub fn picture(&self, name: &str) -> Option<Raster> {
        let entity = *self.objects.iter().find(|entity| self.name(**entity) == name)?;
        (self.world.get::<Persist>(entity)?.picture)(self.world.entity(entity))
    }
}

/// The recording of a probe on objects whose state is `T`.
pub(crate) fn describer<T: State>() -> impl Bundle {
    Describe(|world, entity, context, format| {
        let of = world.get::<T>(world.get::<Of>(entity)?.0)?;
        let probe = &world.get::<Watch<T>>(entity)?.probe;
        let recording = match probe.records(of) {
            Records::Rows(own) => Recording::Rows { columns: stamped(own), format },
            Records::Frames { width, height, pictures, palette, reals, length } => {
                Recording::Frames { width, height, pictures, palette, reals, length }
            }
            Records::Snapshot(ending) => Recording::Snapshot { file: format!("{}.{ending}", context.probe) },
        };
        Some(Recorded { probe: context.probe.into(), recording, sections: probe.sections(of, context) })
    })
}

fn stamped(own: Vec<Column>) -> Vec<Column> {
    let mut columns =
        vec![Column::new("step", Type::Int64, "steps"), Column::new("time", Type::Float64, "time")];
    columns.extend(own);
    columns
}

/// The components by which an object's state is saved, hashed and shown.
pub fn persisted<T: State>() -> impl Bundle {
    Persist::object::<T>()
}
