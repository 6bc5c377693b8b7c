//! Reads a scene against the registry, then holds its parts against each other. All errors come at once.

use crate::files::{Input, SceneFiles};
use crate::load::SceneError;
use crate::print::pretty;
use crate::scene::{Duration, Scene};
use quincunx_core::clock;
use quincunx_core::due::Due;
use quincunx_core::memory;
use quincunx_core::object::{Object, World};
use quincunx_core::probe::{Emits, Every, ProbeSpec, Record};
use quincunx_core::registry::Registry;
use quincunx_sdk::containers::{Entry, Map};
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::{Cx, Lenient, Located};
use quincunx_sdk::params::Params;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::Slot;
use quincunx_sdk::source::{MAX_BYTES, Source};
use quincunx_sdk::spelling::unknown;
use quincunx_sdk::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// A scene that was found right: ready to run.
pub struct Resolved {
    /// The canonical text: complete, and it reads back equal.
    pub text: String,
    /// All randomness follows from it.
    pub seed: u64,
    /// In the order of the scene.
    pub objects: Vec<ResolvedObject>,
    /// In the order of the scene.
    pub probes: Vec<ResolvedProbe>,
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// Where the methods of the kinds that are used come from.
    pub references: Vec<&'static str>,
    /// What deserves a word but is no error.
    pub notices: Vec<Diagnostic>,
}

impl Resolved {
    /// The bytes of memory that the run will take: its objects, and the copies of them that probes and the report's
    /// pictures hold.
    pub fn memory(&self) -> u64 {
        let filmed = |of| self.probes.iter().any(|probe| probe.of == of && probe.spec.emits == Emits::Frames);
        let picture = |(of, object): (usize, &ResolvedObject)| {
            let pictured = object.object.target().pictured && !filmed(of);
            object.object.memory().saturating_add(if pictured { object.object.picture_bytes() } else { 0 })
        };
        let objects = self.objects.iter().enumerate().map(picture);
        let copies = |probe: &ResolvedProbe| probe.spec.memory(self.objects[probe.of].object.as_ref());
        objects.chain(self.probes.iter().map(copies)).fold(0, u64::saturating_add)
    }
}

/// An object and its end.
pub struct ResolvedObject {
    /// Its name in the scene.
    pub name: String,
    /// Its kind.
    pub kind: &'static str,
    /// What will be.
    pub object: Box<dyn Object>,
    /// Its last step.
    pub end: u64,
    /// Whether it ends before, where it comes to rest.
    pub at_rest: bool,
}

/// A probe, its object and its times.
pub struct ResolvedProbe {
    /// Its name in the scene.
    pub name: String,
    /// Its kind.
    pub kind: &'static str,
    /// The index of its object.
    pub of: usize,
    /// What will measure.
    pub spec: ProbeSpec,
    /// When.
    pub due: Due,
}

/// Stack for 256 nested brackets, many times over.
pub(crate) const STACK: usize = 16 << 20;

/// Reads a whole scene.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text, up to a hundred places.
pub fn resolve(
    source: &Arc<Source>,
    registry: &Registry,
    files: &SceneFiles,
) -> Result<Resolved, SceneError> {
    let root = source.root();
    let here = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        thread.spawn_scoped(scope, || read(&root, registry, files, Text::Printed)).map(|handle| handle.join())
    });
    match here {
        Ok(Ok(resolved)) => resolved.map_err(SceneError::Wrong),
        // No thread to be had, or a defect of ours: neither is a fault of the text.
        Ok(Err(_)) => Err(root.diagnostic("reading this scene failed; please report it").into()),
        Err(error) => {
            Err(root.diagnostic(format!("no thread could be started to read this: {error}")).into())
        }
    }
}

/// Whether somebody wants the canonical text, and the hashes of what was read: they take longer than the check.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Text {
    Printed,
    Omitted,
}

pub(crate) fn read(
    root: &Value,
    registry: &Registry,
    files: &SceneFiles,
    text: Text,
) -> Result<Resolved, Vec<Diagnostic>> {
    let mut cx = Cx::new(registry, files);
    let resolved = scene(root, &mut cx).and_then(|scene| check(scene, root, text, &mut cx));
    match resolved {
        Some(resolved) if cx.errors.is_empty() => {
            let references = cx.references.into_iter().collect();
            let inputs = if text == Text::Printed { files.inputs() } else { vec![] };
            Ok(Resolved { inputs, references, notices: cx.notices, ..resolved })
        }
        _ => {
            // Those of the file first, then those of arguments, each in the order of its text.
            let file = root.diagnostic("").origin;
            cx.errors.sort_by_key(|error| (error.origin != file, error.range.start));
            Err(cx.errors)
        }
    }
}

fn scene(root: &Value, cx: &mut Cx) -> Option<Scene> {
    match Part::of(root) {
        Ok(part) if part.name.is_empty() || part.name == Scene::NAME => {
            Scene::read(&Part { name: Scene::NAME.into(), ..part }, cx)
        }
        _ => cx.wrong(root, "a scene `(world: {…}, until: …, record: {…})`"),
    }
}

/// A text that cannot become too long by its defaults: no thousandfold is in them.
const NEVER_TOO_LONG: usize = MAX_BYTES >> 10;

type Things = Map<Lenient<Slot<World>>>;

/// Where in the world each name stands: a large scene must not be searched anew for every probe.
type Objects<'w> = HashMap<&'w str, usize>;

/// Holds the parts against each other. What did not read is left out, so that all other errors are found all the same.
fn check(scene: Scene, root: &Value, text: Text, cx: &mut Cx) -> Option<Resolved> {
    let printed = text == Text::Printed || root.text().len() > NEVER_TOO_LONG;
    let text = if printed { pretty(&format!("({})", scene.fields().join(", "))) } else { String::new() };
    scene.record.0.iter().for_each(|record| names(record, cx));
    let world = scene.world.0?;
    names(&world, cx);
    if world.0.is_empty() {
        let written = Part::of(root).ok().and_then(|part| part.argument(Scene::PARAMS, "world").cloned());
        cx.fail::<()>(&written.unwrap_or(root.clone()), "the world is empty: there is nothing to run");
    }
    enough_memory(&world, cx);
    let ends: Vec<_> = world.0.iter().map(|entry| end(entry, scene.until.0.as_ref()?, root, cx)).collect();
    let mut objects = Objects::new();
    for (n, entry) in world.0.iter().enumerate() {
        objects.entry(&entry.name).or_insert(n);
    }
    let probes: Vec<_> =
        scene.record.0?.0.into_iter().map(|entry| probe(entry, &world, &objects, &ends, cx)).collect();
    let stable = scene.until.0.flatten().is_some_and(|until| matches!(until.it, Duration::Stable(_)));
    let objects = world.0.into_iter().zip(ends).map(|(entry, end)| {
        let slot = entry.it.0?;
        let at_rest = stable && slot.it.end().is_none();
        Some(ResolvedObject { name: entry.name, kind: slot.kind, object: slot.it, end: end?, at_rest })
    });
    let resolved = Resolved {
        text,
        seed: scene.seed.0?,
        objects: objects.collect::<Option<_>>()?,
        probes: probes.into_iter().collect::<Option<_>>()?,
        inputs: vec![],
        references: vec![],
        notices: vec![],
    };
    match too_large(&resolved) {
        Some(why) if cx.errors.is_empty() => cx.fail(root, why),
        _ => Some(resolved),
    }
}

/// What is right part by part can be too much in all.
fn too_large(resolved: &Resolved) -> Option<String> {
    let (text, most) = (resolved.text.len(), MAX_BYTES);
    let memory = resolved.memory();
    if text > most {
        Some(format!("with every default filled in this scene is longer than {} MiB", most >> 20))
    } else if memory::total().is_some_and(|total| memory > total) {
        let all = memory::readable(memory);
        Some(format!("objects, and what probes keep of them, need {all}, more memory than this machine has"))
    } else {
        None
    }
}

/// Names become names of files, so they are held to what every file system and shell takes.
fn names<T>(map: &Map<T>, cx: &mut Cx) {
    const RESERVED: [&str; 4] = ["checkpoint", "manifest", "report", "run"];
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    for Entry { name, at, .. } in &map.0 {
        if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
            cx.fail::<()>(at, format!("`{name}` is the name of a file of every run: choose another"));
        } else if name.is_empty() || !name.chars().all(allowed) {
            cx.fail::<()>(at, "a name is made of letters, digits, `-` and `_` (it becomes a file's name)");
        } else if name.len() > 100 {
            cx.fail::<()>(at, format!("this name has {} letters, and 100 is the most", name.len()));
        }
    }
}

/// Each object refuses what it can never hold; this is about all of them together.
fn enough_memory(world: &Things, cx: &mut Cx) {
    let memory = |entry: &Entry<Lenient<Slot<World>>>| entry.it.0.as_ref().map_or(0, |slot| slot.it.memory());
    let all = world.0.iter().map(memory).fold(0, u64::saturating_add);
    let Some(largest) = world.0.iter().rev().max_by_key(|entry| memory(entry)) else { return };
    if memory::total().is_some_and(|total| all > total) {
        let (all, most) = (memory::readable(all), memory::readable(memory(largest)));
        let message = format!(
            "together the objects need {all}, more memory than this machine has; this one needs most, {most}"
        );
        cx.fail::<()>(&largest.at, message);
    }
}

type Ending = Option<Located<Duration>>;

fn end(entry: &Entry<Lenient<Slot<World>>>, until: &Ending, root: &Value, cx: &mut Cx) -> Option<u64> {
    let (name, object) = (&entry.name, &entry.it.0.as_ref()?.it);
    match (until, object.end()) {
        (None, None) => {
            let head = Part::of(root).map_or(root.clone(), |part| part.head);
            let message =
                format!("`until` is missing, and \"{name}\" has no end of its own: add `until: Steps(1000)`");
            once(&head, message, cx)
        }
        (None, Some(own)) => Some(own),
        // A time says nothing to an object that has none, as long as that one ends by itself.
        (Some(until), Some(own)) if object.dt().is_none() && matches!(until.it, Duration::Time(_)) => {
            Some(own)
        }
        (Some(until), None) if matches!(until.it, Duration::Stable(_)) && object.rests().is_err() => {
            let why = object.rests().err().unwrap_or_default();
            once(&until.at, format!("for \"{name}\": {why}; use `Steps(n)` or `Time(t)`"), cx)
        }
        (Some(until), own) => match until.it.end(object.dt()) {
            Ok(end) => Some(own.map_or(end, |own| own.min(end))),
            Err(why) => once(&until.at, format!("for \"{name}\": {why}"), cx),
        },
    }
}

/// What is wrong for one object is so for many: the first one that meets it tells.
fn once<T>(at: &Value, message: String, cx: &mut Cx) -> Option<T> {
    let error = at.diagnostic(message);
    let same = |e: &Diagnostic| e.range == error.range && Arc::ptr_eq(&e.origin, &error.origin);
    if cx.errors.iter().any(same) { None } else { cx.add(error) }
}

fn probe(
    entry: Entry<Lenient<Slot<Record>>>,
    world: &Things,
    objects: &Objects,
    ends: &[Option<u64>],
    cx: &mut Cx,
) -> Option<ResolvedProbe> {
    let Slot { kind, it: spec, .. } = entry.it.0?;
    let Some(&of) = objects.get(&*spec.of.it) else {
        let names = world.0.iter().map(|object| object.name.as_str());
        return if cx.is_full() { None } else { cx.fail(&spec.of.at, unknown("object", &spec.of.it, names)) };
    };
    let object = &world.0[of].it.0.as_ref()?.it;
    if object.target() != spec.target {
        let (wanted, found) = (spec.target.name, object.target().name);
        let a = |kind: &str| if kind.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
        let (wanted, found) = (format!("{} {wanted}", a(wanted)), format!("{} {found}", a(found)));
        let message = format!("`{kind}` measures {wanted}, and \"{}\" is {found}", spec.of.it);
        return cx.fail(&spec.of.at, message);
    }
    spec.suits(object.as_ref(), cx);
    let due = due(&spec, object.dt(), ends[of], cx)?;
    Some(ResolvedProbe { name: entry.name, kind, of, spec, due })
}

fn due(spec: &ProbeSpec, dt: Option<f64>, end: Option<u64>, cx: &mut Cx) -> Option<Due> {
    let steps = |time: f64| match dt {
        Some(dt) => clock::steps(time, dt),
        None => Err(format!("\"{}\" has no time: count its steps", spec.of.it)),
    };
    if let Some(every) = &spec.every {
        return match every.it {
            Every::Steps(n) => Some(Due::Every(n)),
            Every::Time(t) => match steps(t) {
                Ok(0) => cx.fail(&every.at, "this is less than a step"),
                Ok(n) => Some(Due::Every(n)),
                Err(why) => cx.fail(&every.at, why),
            },
        };
    }
    let Some(at) = &spec.at else { return Some(Due::End) };
    let mut all = vec![];
    for Located { it: time, at } in &at.it {
        match (steps(*time), end) {
            (Ok(step), Some(end)) if step > end => {
                cx.fail::<()>(at, format!("time {time} is step {step}, and the run ends at step {end}"));
            }
            (Ok(step), _) => all.push(step),
            (Err(why), _) => _ = cx.fail::<()>(at, why),
        }
    }
    all.sort_unstable();
    all.dedup();
    if at.it.is_empty() {
        cx.fail(&at.at, "this list is empty: the probe would never measure")
    } else {
        Some(Due::At(all))
    }
}
