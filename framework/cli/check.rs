//! `quincunx check SCENE…`

use crate::args::Check;
use crate::console::out;
use crate::exit::{Exit, Told};
use crate::scene_error;
use quincunx::core::memory;
use quincunx::run::open;
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
    let opened = open(path, &arguments.arguments.given(), &quincunx::standard());
    let scene = opened.map_err(|error| scene_error::tell(&error))?.scene;
    scene_error::notices(&scene.notices);
    match arguments.print {
        true => out(scene.text + "\n"),
        false => out(summary(path, &scene)),
    }
    Ok(())
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
        text += &format!("    {} steps, {} {unit} in all\n", object.end, readable(all));
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
