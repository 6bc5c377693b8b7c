//! Probes: what measures an object, and when.

use crate::clock::MOST_STEPS;
use crate::due::Due;
use crate::lab::describer;
use crate::object::{Object, Target};
use crate::persist::Persist;
use crate::reals::Scale;
use crate::record::{Column, Image, SnapshotBody, TableFormat, Values};
use crate::section::Section;
use crate::state::State;
use bevy_ecs::{component::Component, entity::Entity, world::EntityWorldMut};
use quincunx_sdk::field::{Cx, Field, Limits, Located};
use quincunx_sdk::params::{Matched, Param, Params};
use quincunx_sdk::part::Part;
use quincunx_sdk::role::{Complaint, Kind, Made, Role};
use quincunx_sdk::value::{Shape, Value};
use std::io::{self, Read, Write};

/// Measures objects whose state is `T`.
pub trait Probe<T: State>: Send + Sync {
    /// What it will record of this object.
    fn records(&self, of: &T) -> Records;

    /// Whether it can measure this object, which has a state of the right type: one that names a variable needs one that
    /// has it.
    ///
    /// # Errors
    /// What is wrong; it is underlined at the probe.
    fn suits(&self, _object: &dyn Object) -> Result<(), Complaint> {
        Ok(())
    }

    /// What the report says of it, before the first step. What is known of the object's law can go in with it.
    fn section(&self, of: &T, context: &Context) -> Option<Section>;

    /// All that the report says of it, if that is more: what a line or two in a terminal are made of comes first.
    fn sections(&self, of: &T, context: &Context) -> Vec<Section> {
        self.section(of, context).into_iter().collect()
    }

    /// Measures. It is called once for every due step, in order.
    ///
    /// # Errors
    /// A fragment that says why the state cannot be measured.
    fn measure(&mut self, of: &T, step: u64) -> Result<Measured, String>;

    /// The bytes of memory that it takes for itself beside its object.
    fn memory(&self, _object: &dyn Object) -> u64 {
        0
    }

    /// Meets its object before all else: what it needs of it, and memory.
    ///
    /// # Errors
    /// A fragment that says why it cannot measure it.
    fn begin(&mut self, _of: &T) -> Result<(), String> {
        Ok(())
    }

    /// What must see every step, not only those that are due.
    fn rider(&mut self) -> Option<&mut T::Rider> {
        None
    }

    /// Writes what it remembers between two measurements.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Takes over what [`write`](Probe::write) wrote.
    ///
    /// # Errors
    /// Those of `from`, and bytes that are no memory of this probe.
    fn read(&mut self, _from: &mut dyn Read) -> io::Result<()> {
        Ok(())
    }
}

/// An accumulator that is run inside `Advance` and sees the state at every step, step 0 included.
///
/// A domain may want more of those that ride with its objects: see [`State::Rider`].
pub trait Rider<T>: Send + Sync {
    /// Sees one state. Every step is seen once, in order.
    fn see(&mut self, state: &T, step: u64);
}

/// What surrounds a probe in its scene.
pub struct Context<'a> {
    /// The probe's own name.
    pub probe: &'a str,
    /// The name of what it measures.
    pub of: &'a str,
    /// The plot that it shares with others.
    pub plot: Option<&'a str>,
    /// The last step at which it measures.
    pub last: u64,
}

/// What a probe will record.
#[derive(Clone, Debug, PartialEq)]
pub enum Records {
    /// Rows of these columns; `step` and `time` are put before them.
    Rows(Vec<Column>),
    /// A film.
    Frames {
        /// Cells in a row.
        width: usize,
        /// Rows.
        height: usize,
        /// Whether each frame is a PNG too.
        pictures: bool,
        /// Red, green and blue of every state, or those that show real numbers.
        palette: Vec<[u8; 3]>,
        /// Which colours show which numbers, if frames are of real numbers and not of cells.
        reals: Option<Scale>,
        /// How many states follow each other in each frame, one below the other, if it is a sample of a data set.
        length: Option<usize>,
    },
    /// One file with this ending.
    Snapshot(&'static str),
}

/// What a probe measured.
#[derive(Clone, Debug)]
pub enum Measured {
    /// Columns of one length, as declared.
    Rows(Vec<Values>),
    /// A frame of a film.
    Frame(Image),
    /// The content of a file.
    Snapshot(SnapshotBody),
    /// There is nothing to record at this step.
    Nothing,
}

/// A probe on its entity.
#[derive(Component)]
pub struct Watch<T: State> {
    pub(crate) probe: Box<dyn Probe<T>>,
    /// The last step that its rider saw.
    pub(crate) seen: Option<u64>,
}

impl<T: State> Watch<T> {
    /// Whether anything of it must see every step.
    pub fn rides(&mut self) -> bool {
        self.probe.rider().is_some()
    }

    /// Shows its rider a state, unless it saw this step before.
    pub fn see(&mut self, state: &T, step: u64) {
        if self.seen != Some(step)
            && let Some(rider) = self.probe.rider()
        {
            rider.see(state, step);
            self.seen = Some(step);
        }
    }

    /// Its rider, for systems that show it states part by part, and then say how far it [saw](Watch::saw).
    pub fn rider(&mut self) -> Option<&mut T::Rider> {
        self.probe.rider()
    }

    /// Notes that its rider saw all steps up to this one.
    pub fn saw(&mut self, step: u64) {
        self.seen = Some(step);
    }
}

/// Ties a probe's entity to that of its object.
#[derive(Component)]
#[relationship(relationship_target = Probes)]
pub struct Of(pub Entity);

/// The probes of an object.
#[derive(Component)]
#[relationship_target(relationship = Of)]
pub struct Probes(Vec<Entity>);

impl Probes {
    /// Their entities.
    pub fn entities(&self) -> &[Entity] {
        &self.0
    }
}

/// The role of what stands in a scene's `record`.
pub struct Record;

impl Role for Record {
    const NAME: &'static str = "probe";
    type Product = ProbeSpec;
}

quincunx_sdk::params! {
    /// What every probe has.
    pub struct Subject {
        /// the name of the object that it measures
        of: Located<String>
    }
}

quincunx_sdk::params! {
    /// What every probe has that measures more than once.
    pub struct Repeat {
        /// steps 0, n, 2n, … or times 0, t, 2t, … with `Time(t)`; without it, at the end only
        every: Option<Located<Every>>
    }
}

quincunx_sdk::params! {
    /// The other way to say when.
    pub struct Moments {
        /// these times only, in place of `every`
        at: Option<Located<Vec<Located<f64>>>>, in 0.0..
    }
}

quincunx_sdk::params! {
    /// What every probe has that records rows.
    pub struct Table {
        /// row probes of one plot name share one drawing in the report
        plot: Option<String>;
        /// how the table is written
        format: Format = Parquet
    }
}

quincunx_sdk::choice! {
    /// How a table is written.
    pub enum Format {
        /// Apache Parquet
        Parquet,
        /// comma-separated text
        Csv,
    }
}

impl From<Format> for TableFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Parquet => TableFormat::Parquet,
            Format::Csv => TableFormat::Csv,
        }
    }
}

/// A number of steps, or a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Every {
    /// `every: 10`
    Steps(u64),
    /// `every: Time(0.5)`
    Time(f64),
}

quincunx_sdk::params! {
    /// A span of an object's time.
    struct Time {
        /// how long
        t: f64, in quincunx_sdk::field::above(0.0), unit "time"
    }
}

impl Field for Every {
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        if value.shape() == Shape::Number {
            return u64::read(value, &Limits::new(1..=MOST_STEPS), cx).map(Every::Steps);
        }
        let part = Part::named(value, "a number of steps or `Time(t)`", cx)?;
        match part.name == Time::NAME {
            true => Time::read(&part, cx).map(|time| Every::Time(time.t)),
            false => cx.wrong(value, "a number of steps or `Time(t)`"),
        }
    }

    fn show(&self) -> String {
        match self {
            Every::Steps(n) => n.to_string(),
            Every::Time(t) => format!("Time({})", t.show()),
        }
    }

    fn words() -> String {
        "number of steps | Time(t)".into()
    }
}

/// What kind of thing a probe records; it decides which fields all such probes have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emits {
    /// Rows: `of`, `every`, `at`, `plot`, `format`.
    Rows,
    /// Frames: `of`, `every`, `at`.
    Frames,
    /// One file at the end: `of`.
    Snapshot,
}

/// A struct of a probe's own parameters.
pub trait Measure: Params + Send + Sync + 'static {
    /// The state that it measures.
    type Target: State;

    /// What it records.
    const EMITS: Emits;

    /// How many copies of the object's state it holds at most: for itself, or on their way to a file.
    const COPIES: u64 = 0;

    /// Where the method comes from.
    const REFERENCES: &'static [&'static str] = &[];

    /// Snippets as they stand in a scene's `record`.
    const EXAMPLES: &'static [&'static str];

    /// Makes the probe.
    ///
    /// # Errors
    /// What parameters in range can still have wrong.
    fn probe(self) -> Result<Box<dyn Probe<Self::Target>>, Complaint>;
}

/// A probe that waits for its object.
trait Waiting: Send + Sync {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint>;
    fn memory(&self, object: &dyn Object) -> u64;
    fn attach(self: Box<Self>, entity: &mut EntityWorldMut) -> Result<(), String>;
}

impl<T: State> Waiting for Box<dyn Probe<T>> {
    fn suits(&self, object: &dyn Object) -> Result<(), Complaint> {
        self.as_ref().suits(object)
    }

    fn memory(&self, object: &dyn Object) -> u64 {
        self.as_ref().memory(object)
    }

    fn attach(mut self: Box<Self>, entity: &mut EntityWorldMut) -> Result<(), String> {
        let of = entity.get::<Of>().and_then(|of| entity.world().get::<T>(of.0));
        self.begin(of.ok_or("there is no object of its kind")?)?;
        entity.insert((Watch { probe: *self, seen: None }, Persist::probe::<T>(), describer::<T>()));
        Ok(())
    }
}

/// A probe that was checked by itself, but not against its object.
pub struct ProbeSpec {
    /// The object's name.
    pub of: Located<String>,
    /// When it measures, as written.
    pub every: Option<Located<Every>>,
    /// When it measures, as written.
    pub at: Option<Located<Vec<Located<f64>>>>,
    /// What it can measure.
    pub target: Target,
    /// What it records.
    pub emits: Emits,
    /// See [`Measure::COPIES`].
    pub copies: u64,
    /// How its rows are kept and drawn.
    pub table: Option<Table>,
    /// None if its own parameters did not read; then the errors say why.
    probe: Option<Box<dyn Waiting>>,
    part: Part,
    params: Vec<Param>,
}

impl ProbeSpec {
    /// Holds it against its object; what is wrong goes into the context.
    pub fn suits(&self, object: &dyn Object, cx: &mut Cx) {
        if let Some(Err(complaint)) = self.probe.as_ref().map(|probe| probe.suits(object)) {
            complaint.tell::<()>(&self.part, &self.params, cx);
        }
    }

    /// The bytes of memory that it takes beside its object.
    pub fn memory(&self, object: &dyn Object) -> u64 {
        let own = self.probe.as_ref().map_or(0, |probe| probe.memory(object));
        self.copies.saturating_mul(object.state_bytes()).saturating_add(own)
    }

    /// Its table, and what puts its components on an entity that is tied to an object.
    pub(crate) fn parts(self) -> (Option<Table>, impl FnOnce(&mut EntityWorldMut) -> Result<(), String>) {
        let probe = self.probe;
        let attach = move |entity: &mut EntityWorldMut| probe.map_or(Ok(()), |probe| probe.attach(entity));
        (self.table, attach)
    }

    /// The kind of probe that a struct of parameters makes.
    pub fn kind<M: Measure>() -> Kind {
        let names = [M::NAME, M::ABOUT];
        let groups: [(&[Param], bool); 5] = [
            (Subject::PARAMS, true),
            (Repeat::PARAMS, M::EMITS != Emits::Snapshot),
            (M::PARAMS, true),
            (Moments::PARAMS, M::EMITS != Emits::Snapshot),
            (Table::PARAMS, M::EMITS == Emits::Rows),
        ];
        let params: Vec<Param> = groups.iter().filter(|g| g.1).flat_map(|g| g.0).copied().collect();
        let all = params.clone();
        Kind::reading::<Record>(names, params, M::REFERENCES, M::EXAMPLES, move |part, cx| {
            read::<M>(part, &all, cx)
        })
    }
}

/// Reads the shared parameters and the probe's own, in the order in which they are declared. What does not read is in
/// the context; the rest is handed on all the same, so that the scene can hold it against the object.
fn read<M: Measure>(part: &Part, params: &[Param], cx: &mut Cx) -> Option<Made<ProbeSpec>> {
    let mut matched = Matched::new(part, params.iter().copied(), cx);
    let (several, rows) = (M::EMITS != Emits::Snapshot, M::EMITS == Emits::Rows);
    let subject = Subject::take(&mut matched, cx);
    let repeat = several.then(|| Repeat::take(&mut matched, cx)).flatten();
    let own = M::take(&mut matched, cx);
    let moments = several.then(|| Moments::take(&mut matched, cx)).flatten();
    let table = rows.then(|| Table::take(&mut matched, cx)).flatten();
    let subject = subject?;
    let mut fields = subject.fields();
    fields.extend(repeat.iter().flat_map(Params::fields));
    fields.extend(own.iter().flat_map(Params::fields));
    fields.extend(moments.iter().flat_map(Params::fields));
    fields.extend(table.iter().flat_map(Params::fields));
    let (every, at) = (repeat.and_then(|r| r.every), moments.and_then(|m| m.at));
    if let (Some(_), Some(at)) = (&every, &at) {
        cx.fail::<()>(&at.at, "`at` stands in place of `every`: give one of them");
    }
    let probe = own.and_then(|own| match own.probe() {
        Ok(probe) => Some(Box::new(probe) as Box<dyn Waiting>),
        Err(complaint) => complaint.tell(part, params, cx),
    });
    let (part, params) = (part.clone(), params.to_vec());
    let (of, target) = (subject.of, Target::of::<M::Target>());
    let (emits, copies) = (M::EMITS, M::COPIES);
    let it = ProbeSpec { of, every, at, target, emits, copies, table, probe, part, params };
    Some(Made { text: format!("{}({})", M::NAME, fields.join(", ")), it })
}

/// When a probe is due, and when it last was.
#[derive(Component, Debug)]
pub(crate) struct Agenda {
    pub due: Due,
    /// The last step at which it measured.
    pub done: Option<u64>,
}

impl Agenda {
    pub fn next(&self, end: u64) -> Option<u64> {
        self.due.next(self.done.map_or(0, |done| done + 1), end)
    }
}
