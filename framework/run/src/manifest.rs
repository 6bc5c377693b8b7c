//! What the manifest says of a run, and whether two runs are one.

use crate::run::Populated;
use crate::{engine, identity};
use quincunx_core::lab::{Lab, Recorded};
use quincunx_core::section::{Body, Section};
use quincunx_host::load::Plugin;
use quincunx_output::{Hashes, Input, Manifest, Object, PluginHash, Probe};
use quincunx_scene::resolve::Resolved;

/// The hash by which runs of one resolved scene are known.
pub fn scene_hash(scene: &Resolved) -> String {
    blake3::hash(scene.text.as_bytes()).to_hex().to_string()
}

/// The part of a manifest that is known before anything exists.
pub(crate) fn of_scene(name: &str, scene: &Resolved, plugins: &[Plugin]) -> Manifest {
    let object = |object: &quincunx_scene::resolve::ResolvedObject| Object {
        name: object.name.clone(),
        kind: object.kind.into(),
        size: object.object.summary(),
    };
    Manifest {
        format: Manifest::FORMAT,
        version: identity::VERSION.into(),
        scene: name.into(),
        seed: scene.seed,
        hashes: Hashes {
            scene: scene_hash(scene),
            program: identity::program().into(),
            inputs: scene.inputs.iter().map(input).collect(),
            plugins: plugins.iter().map(hashed).collect(),
        },
        arithmetic: engine::CPU.into(),
        citations: scene.references.iter().map(|s| s.to_string()).collect(),
        objects: scene.objects.iter().map(object).collect(),
        text: scene.text.clone(),
        ..Manifest::default()
    }
}

pub(crate) fn input(input: &quincunx_scene::files::Input) -> Input {
    Input { path: input.path.clone(), blake3: input.blake3.clone() }
}

pub(crate) fn hashed(plugin: &Plugin) -> PluginHash {
    PluginHash { name: plugin.name.into(), version: plugin.version.into(), blake3: plugin.blake3.clone() }
}

/// Adds what only the laboratory knows: what the report says of its objects, what each probe records, and how the report
/// shows that.
pub(crate) fn with_probes(mut manifest: Manifest, populated: Populated, lab: &Lab) -> Manifest {
    let Populated { probes, sections } = populated;
    manifest.sections = sections;
    let recorded = lab.recorded();
    for ((name, kind, of), recorded) in probes.into_iter().zip(&recorded) {
        let (kind, recording) = (kind.to_string(), recorded.recording.clone());
        manifest.probes.push(Probe { name, kind, of, recording });
    }
    manifest.sections.extend(recorded.iter().flat_map(|recorded| recorded.sections.clone()));
    let previews = previews(&manifest, &recorded, lab);
    for (object, file) in &previews {
        let sentence = format!("The last state of “{object}”.");
        let body = Body::Picture { file: file.clone() };
        manifest.sections.push(Section { title: object.clone(), sentence, body });
    }
    manifest.listing(previews.into_iter().map(|(_, file)| file))
}

/// Objects that have a picture but no film: object and file.
fn previews(manifest: &Manifest, recorded: &[Recorded], lab: &Lab) -> Vec<(String, String)> {
    let filmed = |object: &str| {
        recorded.iter().zip(&manifest.probes).any(|(recorded, probe)| {
            let film = |section: &Section| matches!(section.body, Body::Film { .. });
            probe.of == object && recorded.sections.iter().any(film)
        })
    };
    let pictured = lab.pictured().into_iter().filter(|object| !filmed(object));
    pictured.map(|object| (object.to_string(), preview_file(object))).collect()
}

/// The dot keeps it apart from what probes leave: their names have none.
pub(crate) fn preview_file(object: &str) -> String {
    format!("{object}.last.png")
}

/// Why a run cannot be taken up by this scene and program, whatever the arithmetic. All else in a manifest follows from these; the
/// name of the scene's file is nothing but a name.
pub fn difference(old: &Manifest, new: &Manifest) -> Option<String> {
    if old.text != new.text {
        return Some(format!("the scene has changed: {}", first_difference(&old.text, &new.text)));
    }
    if old.hashes.inputs != new.hashes.inputs {
        let changed = new.hashes.inputs.iter().find(|input| !old.hashes.inputs.contains(input));
        let path = changed.map_or("a file that the scene reads", |input| input.path.as_str());
        return Some(format!("`{path}` has changed since"));
    }
    if old.hashes.plugins != new.hashes.plugins {
        let changed = new.hashes.plugins.iter().find(|plugin| !old.hashes.plugins.contains(plugin));
        let name = changed.map_or("of the scene", |plugin| plugin.name.as_str());
        return Some(format!(
            "the plugin `{name}` has changed since: it was built anew, or is another version"
        ));
    }
    if old.version != new.version || old.hashes.program != new.hashes.program {
        let [old, new] = [old, new].map(|manifest| (&*manifest.version, &*manifest.hashes.program));
        return Some(other_build(old, new));
    }
    None
}

/// That a program, by version and hash, is not the one that began.
pub fn other_build(old: (&str, &str), new: (&str, &str)) -> String {
    let short =
        |(version, hash): (&str, &str)| format!("{version} {}", hash.chars().take(12).collect::<String>());
    format!("it was begun by another build of the program ({}, and this is {})", short(old), short(new))
}

/// Where a text differs from what it was, in words.
pub fn first_difference(old: &str, new: &str) -> String {
    let pair = old.lines().zip(new.lines()).find(|(a, b)| a != b);
    match pair {
        Some((old, new)) => format!("it said `{}`, and now `{}`", short(old), short(new)),
        None => "one of them is longer".into(),
    }
}

fn short(line: &str) -> String {
    let line = line.trim();
    let mut text: String = line.chars().take(80).collect();
    if line.chars().count() > 80 {
        text.push('…');
    }
    text
}
