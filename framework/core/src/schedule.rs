//! The four phases of a leg, and what happens in each whatever the domain.

use crate::clock::{Clock, Horizon, Pace};
use crate::probe::{Agenda, Measured, Of, Probes, Watch};
use crate::record::{Frame, Rows, Snapshot, Values};
use crate::sink::{Sink, SinkError};
use crate::state::State;
use bevy_ecs::{
    prelude::*, schedule::ScheduleLabel, schedule::SingleThreadedExecutor, system::ScheduleSystem,
};
use quincunx_sdk::fault::Fault;
use std::{sync::Arc, time::Duration};

/// One pass of the schedule.
#[derive(ScheduleLabel, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leg;

/// The phases of a leg, in order.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Every object gets its horizon.
    Plan,
    /// Every domain takes its objects there.
    Advance,
    /// Probes that are due emit messages.
    Measure,
    /// Sinks take them.
    Record,
}

/// What goes wrong inside a system; the leg then fails.
#[derive(Resource, Default)]
pub struct Failures(pub(crate) Vec<Failure>);

/// Who failed, and why.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// An object or a probe.
    #[error("\"{name}\": {message}")]
    Entity {
        /// Its name in the scene.
        name: String,
        /// A fragment.
        message: String,
        /// Whether a plugin is at fault.
        plugin: bool,
    },
    /// Something could not be kept.
    #[error("{0}")]
    Sink(SinkError),
    /// A leg in which nothing moved and nothing was measured; all further ones would be like it.
    #[error(
        "stands still: no object moves on and no probe measures (a damaged checkpoint, or a domain at fault)"
    )]
    Still,
}

impl Failures {
    /// Notes what became of an object or a probe.
    pub fn note(&mut self, name: &Name, result: Result<(), Fault>) {
        if let Err(fault) = result {
            let (name, plugin) = (name.0.to_string(), fault.plugin.is_some());
            self.0.push(Failure::Entity { name, message: fault.to_string(), plugin });
        }
    }
}

/// What an entity is called in the scene.
#[derive(Component, Clone, Debug)]
pub struct Name(pub Arc<str>);

/// How many steps a leg may take at most, by the pace of an object.
#[derive(Resource)]
pub(crate) struct LegLimit(pub Box<dyn FnMut(&Pace) -> u64 + Send + Sync>);

impl Default for LegLimit {
    fn default() -> Self {
        LegLimit(Box::new(|pace| pace.steps_in(Duration::from_millis(200))))
    }
}

#[derive(Resource, Default)]
pub(crate) struct Sinks(pub Vec<Box<dyn Sink>>);

/// The schedule of a leg while domains add to it.
pub struct Systems {
    pub(crate) schedule: Schedule,
}

impl Systems {
    pub(crate) fn new() -> Self {
        let mut schedule = Schedule::new(Leg);
        schedule.set_executor(SingleThreadedExecutor::new());
        schedule.configure_sets((Phase::Plan, Phase::Advance, Phase::Measure, Phase::Record).chain());
        schedule.add_systems((plan.in_set(Phase::Plan), record.in_set(Phase::Record)));
        Systems { schedule }
    }

    /// Adds a system to a phase.
    pub fn add<M>(&mut self, phase: Phase, system: impl IntoScheduleConfigs<ScheduleSystem, M>) -> &mut Self {
        self.schedule.add_systems(system.in_set(phase));
        self
    }

    /// Lets probes measure objects whose state is `T`.
    pub fn measured<T: State>(&mut self) -> &mut Self {
        self.add(Phase::Measure, measure::<T>)
    }
}

/// Each object goes to its own next due step, to its end, or as far as the limit lets it.
fn plan(
    mut objects: Query<(&Clock, &Pace, &mut Horizon, Option<&Probes>)>,
    agendas: Query<&Agenda>,
    mut limit: ResMut<LegLimit>,
) {
    // The budget is for the leg, so that a signal is answered as soon with a hundred objects as with one.
    let unfinished = objects.iter().filter(|(clock, ..)| clock.step < clock.end).count().max(1) as u64;
    for (clock, pace, mut horizon, probes) in &mut objects {
        let probes = probes.map_or(&[][..], Probes::entities);
        let due = probes.iter().filter_map(|probe| agendas.get(*probe).ok()?.next(clock.end)).min();
        let far = clock.step.saturating_add((limit.0(pace) / unfinished).max(1));
        horizon.0 = due.unwrap_or(clock.end).clamp(clock.step, clock.end).min(far);
    }
}

fn measure<T: State>(
    mut probes: Query<(&Name, &Of, &mut Agenda, &mut Watch<T>)>,
    objects: Query<(&Clock, &T)>,
    mut failures: ResMut<Failures>,
    (mut rows, mut frames, mut snapshots): (
        MessageWriter<Rows>,
        MessageWriter<Frame>,
        MessageWriter<Snapshot>,
    ),
) {
    if !failures.0.is_empty() {
        return;
    }
    for (name, of, mut agenda, mut watch) in &mut probes {
        let Ok((clock, state)) = objects.get(of.0) else { continue };
        if agenda.next(clock.end) != Some(clock.step) {
            continue;
        }
        watch.see(state, clock.step);
        let (probe, step) = (name.0.clone(), clock.step);
        match watch.probe.measure(state, step) {
            Ok(Measured::Rows(columns)) => _ = rows.write(Rows { probe, columns: stamped(clock, columns) }),
            Ok(Measured::Nothing) => {}
            Ok(Measured::Frame(image)) => _ = frames.write(Frame { probe, step, image }),
            Ok(Measured::Snapshot(body)) => {
                let body = Arc::new(body);
                snapshots.write(Snapshot { probe, step, body });
            }
            Err(message) => {
                // Not done: taken up again, the run measures here once more.
                failures.note(name, Err(message.into()));
                continue;
            }
        }
        agenda.done = Some(step);
    }
}

/// Puts the columns `step` and `time` before the probe's own.
fn stamped(clock: &Clock, columns: Vec<Values>) -> Vec<Values> {
    let rows = columns.first().map_or(0, Values::len);
    let mut all = Vec::with_capacity(columns.len() + 2);
    all.push(Values::Int64(vec![clock.step as i64; rows]));
    all.push(Values::Float64(vec![clock.time(); rows]));
    all.extend(columns);
    all
}

type Recorded<'w> = (ResMut<'w, Messages<Rows>>, ResMut<'w, Messages<Frame>>, ResMut<'w, Messages<Snapshot>>);

fn record(mut sinks: ResMut<Sinks>, mut failures: ResMut<Failures>, recorded: Recorded) {
    let (mut rows, mut frames, mut snapshots) = recorded;
    let mut results = vec![];
    for message in rows.drain() {
        results.extend(sinks.0.iter_mut().map(|sink| sink.rows(&message)));
    }
    for message in frames.drain() {
        results.extend(sinks.0.iter_mut().map(|sink| sink.frame(&message)));
    }
    for message in snapshots.drain() {
        results.extend(sinks.0.iter_mut().map(|sink| sink.snapshot(&message)));
    }
    failures.0.extend(results.into_iter().filter_map(Result::err).map(Failure::Sink));
}
