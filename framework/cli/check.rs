//! `quincunx check SCENE…`: scenes, and batches of them.

use crate::args::Check;
use crate::batch::{planned, untold};
use crate::console::out;
use crate::exit::{Exit, Told};
use crate::scene_error;
use crate::terminal::duration;
use quincunx::batch::planning::Planned;
use quincunx::core::memory;
use quincunx::run::{OpenedBatch, identity, is_batch, open, open_batch};
use quincunx::scene::resolve::Resolved;
use std::path::Path;

pub fn check(arguments: &Check) -> Told {
    let mut exit = Exit::Done;
    for scene in &arguments.scenes {
        if let Err(worse) = check_one(scene, arguments) {
            exit = worse;
        }
    }
    Ok(exit)
}

fn check_one(path: &Path, arguments: &Check) -> Result<(), Exit> {
    if is_batch(path) {
        return check_batch(path, arguments);
    }
    let opened = open(path, &arguments.arguments.given(), &quincunx::standard());
    let scene = opened.map_err(|error| scene_error::tell(&error))?.scene;
    scene_error::notices(&scene.notices);
    match arguments.print {
        true => out(scene.text + "\n"),
        false => out(summary(path, &scene)),
    }
    Ok(())
}

fn check_batch(path: &Path, arguments: &Check) -> Result<(), Exit> {
    let threads = identity::cores();
    let opened = open_batch(path, &arguments.arguments.given(), &quincunx::standard(), threads);
    let opened = opened.map_err(|error| scene_error::tell(&error))?;
    let planned =
        planned(&arguments.arguments, path, &opened, threads).map_err(|error| Exit::from(untold(error)))?;
    out(batch_summary(path, &opened, &planned, threads));
    Ok(())
}

fn batch_summary(path: &Path, batch: &OpenedBatch, planned: &Planned, jobs: usize) -> String {
    let OpenedBatch { plan, costs, .. } = batch;
    let points = &plan.points;
    let mut text = format!("{}: fine\n  {} points of {}\n", path.display(), points.count(), plan.scene);
    for axis in &points.axes {
        for (number, path) in axis.paths.iter().enumerate() {
            let values = axis.rows.iter().map(|row| row[number].text());
            text += &format!("  {}: {}\n", path.text, some(values));
        }
    }
    if points.repeats > 1 {
        text += &format!("  each {} times, with seeds of their own\n", points.repeats);
    }
    for (unit, work) in &costs.work {
        text += &format!("  work: {} {unit} in all\n", readable(*work));
    }
    let Planned { plan, effort } = planned;
    let count = plan.ids.len() as f64;
    text += &format!("  {} shards of {} points\n", plan.shards(), plan.shard.min(plan.ids.len()));
    text +=
        &format!("  time: about {} with {jobs} workers\n", duration(effort.seconds * count / jobs as f64));
    text += &format!("  rows: at most about {}\n", memory::readable((effort.bytes * count) as u64));
    text + &format!("  memory: up to {} for a point\n", memory::readable(costs.memory))
}

/// A few values, and how many there are.
fn some<'v>(mut values: impl ExactSizeIterator<Item = &'v str>) -> String {
    const MOST: usize = 8;
    let count = values.len();
    let first: Vec<_> = values.by_ref().take(if count > MOST { MOST - 2 } else { MOST }).collect();
    match values.last() {
        Some(last) => format!("{}, …, {last} ({count} values)", first.join(", ")),
        None => first.join(", "),
    }
}

fn summary(path: &Path, scene: &Resolved) -> String {
    let mut text = format!("{}: fine\n", path.display());
    for object in &scene.objects {
        let (work, unit) = object.object.work();
        let all = u128::from(work) * u128::from(object.end);
        text += &format!("  {}: {}\n", object.name, object.object.summary());
        for (fact, value) in object.object.facts() {
            text += &format!("    {fact}: {value}\n");
        }
        let most = if object.at_rest { "at most " } else { "" };
        text += &format!("    {most}{} steps, {} {unit} in all\n", object.end, readable(all));
    }
    for probe in &scene.probes {
        let object = &scene.objects[probe.of];
        let count = probe.due.count(object.end);
        let times = if count == 1 { "once".into() } else { format!("{count} times") };
        text += &format!("  {}: {} of {}, {times}\n", probe.name, probe.kind, object.name);
    }
    text + &format!("  memory: {}\n", memory::readable(scene.memory()))
}

/// `1050000000` as `1.05e9`, small numbers as they are.
fn readable(count: u128) -> String {
    if count < 100_000 { count.to_string() } else { format!("{:.2e}", count as f64) }
}
