//! Checks every point before the first one runs.

use super::groups::{groups, is_of_seeds};
use super::points::{Point, Points};
use super::scenes::Scenes;
use crate::files::SceneFiles;
use crate::load::SceneError;
use crate::resolve::{Resolved, STACK, Text, read};
use crate::set::value;
use quincunx_core::memory;
use quincunx_core::registry::Registry;
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::{Cx, Field, Limits, NoFiles};
use quincunx_sdk::role::NoKinds;
use quincunx_sdk::source::Source;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What all points take together.
#[derive(Clone, Debug, Default)]
pub struct Costs {
    /// The most memory of a point, in bytes.
    pub memory: u64,
    /// Work in all, by what it counts: "cells".
    pub work: BTreeMap<&'static str, u128>,
}

impl Costs {
    fn of(scene: &Resolved) -> Self {
        let mut work = BTreeMap::new();
        for object in &scene.objects {
            let (step, unit) = object.object.work();
            *work.entry(unit).or_default() += u128::from(step) * u128::from(object.end);
        }
        Costs { memory: scene.memory(), work }
    }

    /// This one, with what `other` has more than `base`, or less.
    fn plus(mut self, other: &Costs, base: &Costs) -> Self {
        self.memory = self.memory.saturating_add(other.memory).saturating_sub(base.memory);
        for unit in other.work.keys().chain(base.work.keys()).collect::<BTreeSet<_>>() {
            let of = |costs: &Costs| costs.work.get(unit).copied().unwrap_or(0);
            let (more, less) = (of(other), of(base));
            let work = self.work.entry(unit).or_default();
            *work = work.saturating_add(more).saturating_sub(less);
        }
        self
    }
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
    let scenes = Scenes::new(source, points, registry);
    let check = Check { source, points, scenes, registry, files, threads };
    // Each value by itself first: what is wrong with it would be told by every combination.
    let alone = check.alone();
    let costs = check.all(&alone, check.seeds())?;
    let known: Known = alone.iter().map(|point| point.rows.clone()).zip(costs).collect();
    let base = check.one(&check.first()).map_err(SceneError::Wrong)?;
    let groups: Result<Vec<_>, SceneError> =
        groups(&points.axes, &base).into_iter().map(|axes| check.group(axes, &known)).collect();
    check.sum(&Costs::of(&base), &groups?)
}

struct Check<'c> {
    source: &'c Arc<Source>,
    points: &'c Points,
    scenes: Scenes<'c>,
    registry: &'c Registry,
    files: &'c SceneFiles,
    threads: usize,
}

/// What points take that were looked at before, by their rows.
type Known = HashMap<Vec<usize>, Costs>;

/// Axes that are looked at together, and what each of their combinations takes, all others being as in the
/// first point.
struct Group {
    axes: Vec<usize>,
    costs: HashMap<Vec<usize>, Costs>,
}

impl Group {
    fn rows(axes: &[usize], point: &Point) -> Vec<usize> {
        axes.iter().map(|axis| point.rows[*axis]).collect()
    }
}

impl Check<'_> {
    /// There is one: a batch that leaves everything out is refused before.
    fn first(&self) -> Point {
        self.points
            .iter()
            .next()
            .unwrap_or_else(|| Point { rows: vec![0; self.points.axes.len()], repeat: 0 })
    }

    /// The first point, and for each other value of an axis the one that differs there alone, if there is.
    fn alone(&self) -> Vec<Point> {
        let first = self.first();
        let mut all = vec![first.clone()];
        for (number, axis) in self.points.axes.iter().enumerate().filter(|(_, axis)| !is_of_seeds(axis)) {
            for row in 0..axis.rows.len() {
                let mut point = first.clone();
                point.rows[number] = row;
                if point != first && self.points.has(&point.rows) {
                    all.push(point);
                }
            }
        }
        all
    }

    /// What is wrong with seeds. They are numbers, and nothing else that is checked follows from them, so that no scene has
    /// to be read for each.
    fn seeds(&self) -> Vec<Diagnostic> {
        let mut cx = Cx::new(&NoKinds, &NoFiles);
        for (number, axis) in self.points.axes.iter().enumerate().filter(|(_, axis)| is_of_seeds(axis)) {
            let rows: BTreeSet<usize> = self.points.iter().map(|point| point.rows[number]).collect();
            for seed in rows.into_iter().flat_map(|row| &axis.rows[row]) {
                match value(seed, false) {
                    Ok(seed) => _ = u64::read(&seed, &Limits::NONE, &mut cx),
                    Err(error) => _ = cx.add::<()>(error),
                }
            }
        }
        cx.errors
    }

    /// Every combination of some axes that a point has; those of a single axis are known.
    fn group(&self, axes: Vec<usize>, known: &Known) -> Result<Group, SceneError> {
        let rows: BTreeSet<Vec<usize>> = self.points.iter().map(|point| Group::rows(&axes, &point)).collect();
        let first = self.first();
        let point = |rows: Vec<usize>| {
            let mut point = first.clone();
            axes.iter().zip(rows).for_each(|(axis, row)| point.rows[*axis] = row);
            point
        };
        let (old, new): (Vec<_>, Vec<_>) =
            rows.into_iter().map(point).partition(|point| known.contains_key(&point.rows));
        let old =
            old.iter().filter_map(|point| Some((Group::rows(&axes, point), known.get(&point.rows)?.clone())));
        let mut costs: HashMap<_, _> = old.collect();
        costs.extend(new.iter().map(|point| Group::rows(&axes, point)).zip(self.all(&new, vec![])?));
        Ok(Group { axes, costs })
    }

    /// All points: what they take adds up, because objects have nothing to do with each other.
    fn sum(&self, base: &Costs, groups: &[Group]) -> Result<Costs, SceneError> {
        let mut all = Costs::default();
        for point in self.points.iter() {
            let costs = groups.iter().filter_map(|group| group.costs.get(&Group::rows(&group.axes, &point)));
            let costs = costs.fold(base.clone(), |sum, costs| sum.plus(costs, base));
            all.memory = all.memory.max(costs.memory);
            costs.work.into_iter().for_each(|(unit, work)| *all.work.entry(unit).or_default() += work);
        }
        match memory::total().filter(|total| all.memory > *total) {
            None => Ok(all),
            Some(_) => {
                let needed = memory::readable(all.memory);
                let message =
                    format!("there is a point that needs {needed}, more memory than this machine has");
                Err(self.source.root().diagnostic(message).into())
            }
        }
    }

    /// What points take, in their order, unless something is wrong with them or was before. They are shared out among
    /// threads with stack enough.
    fn all(&self, points: &[Point], mut errors: Vec<Diagnostic>) -> Result<Vec<Costs>, SceneError> {
        let share = points.len().div_ceil(self.threads.max(1)).max(1);
        let found: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = points
                .chunks(share)
                .map(|share| {
                    let thread = std::thread::Builder::new().stack_size(STACK);
                    thread.spawn_scoped(scope, || self.share(share))
                })
                .collect();
            threads.into_iter().map(|thread| thread.map(|thread| thread.join())).collect()
        });
        let mut costs = vec![];
        for found in found {
            match found {
                Ok(Ok((some, wrong))) => {
                    costs.extend(some);
                    errors.extend(wrong);
                }
                // No thread to be had, or a defect of ours: neither is a fault of the text.
                Ok(Err(_)) => {
                    errors.push(self.source.root().diagnostic("reading this failed; please report it"))
                }
                Err(error) => {
                    let message = format!("no thread could be started to read this: {error}");
                    errors.push(self.source.root().diagnostic(message));
                }
            }
        }
        if errors.is_empty() { Ok(costs) } else { Err(SceneError::Wrong(ordered(errors))) }
    }

    fn share(&self, points: &[Point]) -> (Vec<Costs>, Vec<Diagnostic>) {
        let (mut costs, mut errors) = (vec![], vec![]);
        for point in points {
            match self.one(point) {
                Ok(scene) => costs.push(Costs::of(&scene)),
                Err(wrong) => errors.extend(wrong),
            }
            if errors.len() >= Cx::MOST_ERRORS {
                break;
            }
        }
        (costs, errors)
    }

    fn one(&self, point: &Point) -> Result<Resolved, Vec<Diagnostic>> {
        let scene = self.scenes.at(point).map_err(|error| vec![error])?;
        read(&scene.root(), self.registry, self.files, Text::Omitted)
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
