//! Makes a scene of each point, and checks all of them before the first one runs.

use super::points::{Point, Points};
use crate::files::SceneFiles;
use crate::load::SceneError;
use crate::resolve::{Resolved, STACK, read};
use crate::set::splice;
use quincunx_core::registry::Registry;
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::Cx;
use quincunx_sdk::source::Source;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What all points take together.
#[derive(Clone, Debug, Default)]
pub struct Costs {
    /// The most memory of a point, in bytes.
    pub memory: u64,
    /// Work in all, by what it counts: "cells".
    pub work: BTreeMap<&'static str, u128>,
}

impl Costs {
    fn add(&mut self, scene: &Resolved, times: u32) {
        self.memory = self.memory.max(scene.memory());
        for object in &scene.objects {
            let (work, unit) = object.object.work();
            let all = u128::from(work) * u128::from(object.end) * u128::from(times);
            *self.work.entry(unit).or_default() += all;
        }
    }

    fn join(&mut self, other: Costs) {
        self.memory = self.memory.max(other.memory);
        other.work.into_iter().for_each(|(unit, work)| *self.work.entry(unit).or_default() += work);
    }
}

/// The scene at a point, with the scene's own seed however often it is repeated.
///
/// # Errors
/// A path or value that does not fit, underlined where the batch has it.
pub fn scene(
    source: &Arc<Source>,
    points: &Points,
    point: &Point,
    registry: &Registry,
) -> Result<Arc<Source>, Diagnostic> {
    let mut scene = source.clone();
    for (axis, row) in points.axes.iter().zip(&point.rows) {
        for (path, value) in axis.paths.iter().zip(&axis.rows[*row]) {
            scene = splice(&scene, &path.segments(), value.clone(), registry)?;
        }
    }
    Ok(scene)
}

/// Checks every combination.
///
/// # Errors
/// What is wrong with values of the batch, each once, or with the scene.
pub fn check(
    source: &Arc<Source>,
    points: &Points,
    registry: &Registry,
    files: &SceneFiles,
    threads: usize,
) -> Result<Costs, SceneError> {
    let check = Check { source, points, registry, files, found: Mutex::default() };
    // Each value by itself first: what is wrong with it would be told by every combination.
    check.all(&check.alone(), threads);
    if check.is_fine() {
        *check.found() = Found::default();
        let combinations: Vec<Point> = points.iter().filter(|point| point.repeat == 0).collect();
        check.all(&combinations, threads);
    }
    let Found { costs, errors } = check.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if errors.is_empty() { Ok(costs) } else { Err(SceneError::Wrong(ordered(errors))) }
}

struct Check<'c> {
    source: &'c Arc<Source>,
    points: &'c Points,
    registry: &'c Registry,
    files: &'c SceneFiles,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    costs: Costs,
    errors: Vec<Diagnostic>,
}

impl Check<'_> {
    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_fine(&self) -> bool {
        self.found().errors.is_empty()
    }

    /// The first combination, and for each other value of an axis the one that differs there alone.
    fn alone(&self) -> Vec<Point> {
        let first = Point { rows: vec![0; self.points.axes.len()], repeat: 0 };
        let mut all = vec![first.clone()];
        for (number, axis) in self.points.axes.iter().enumerate() {
            for row in 1..axis.rows.len() {
                let mut point = first.clone();
                point.rows[number] = row;
                all.push(point);
            }
        }
        all
    }

    /// Shares the points out among threads with stack enough.
    fn all(&self, points: &[Point], threads: usize) {
        let share = points.len().div_ceil(threads.max(1)).max(1);
        std::thread::scope(|scope| {
            for share in points.chunks(share) {
                let thread = std::thread::Builder::new().stack_size(STACK);
                if let Err(error) = thread.spawn_scoped(scope, || self.share(share)) {
                    let message = format!("no thread could be started to read this: {error}");
                    self.found().errors.push(self.source.root().diagnostic(message));
                }
            }
        });
    }

    fn share(&self, points: &[Point]) {
        let (mut costs, mut errors) = (Costs::default(), vec![]);
        for point in points {
            match self.one(point) {
                Ok(scene) => costs.add(&scene, self.points.repeats),
                Err(wrong) => errors.extend(wrong),
            }
            if errors.len() >= Cx::MOST_ERRORS {
                break;
            }
        }
        let mut found = self.found();
        found.costs.join(costs);
        found.errors.extend(errors);
    }

    fn one(&self, point: &Point) -> Result<Resolved, Vec<Diagnostic>> {
        let scene = scene(self.source, self.points, point, self.registry).map_err(|error| vec![error])?;
        read(&scene.root(), self.registry, self.files)
    }
}

/// Each once, in the order of the texts.
fn ordered(mut errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key = |error: &Diagnostic| {
        (error.origin.name.clone(), error.range.start, error.origin.text.clone(), error.message.clone())
    };
    errors.sort_by_cached_key(key);
    errors.dedup_by(|a, b| key(a) == key(b));
    errors.truncate(Cx::MOST_ERRORS);
    errors
}
