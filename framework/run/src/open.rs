//! From a scene file to what can be run: the plugins that it names are loaded first, because what they offer may stand
//! anywhere in it.

use crate::sweep::Sweep;
use quincunx_core::domain::Domain;
use quincunx_core::registry::Registry;
use quincunx_host::load::{Plugin, load};
use quincunx_host::search::find;
use quincunx_scene::batch::check::{Costs, check};
use quincunx_scene::batch::{self, Plan};
use quincunx_scene::files::SceneFiles;
use quincunx_scene::load::SceneError;
use quincunx_scene::resolve::{Resolved, resolve};
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::Files;
use quincunx_sdk::source::Source;
use quincunx_sdk::value::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A scene that was found right, and the plugins that it uses.
pub struct Opened {
    /// What will run.
    pub scene: Resolved,
    /// In the order of the scene.
    pub plugins: Arc<[Plugin]>,
}

/// What a person puts into a scene on the command line.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `PATH=VALUE`
    pub sets: Vec<String>,
    /// In place of the scene's.
    pub seed: Option<String>,
    /// Where plugins are looked for first.
    pub plugin_folders: Vec<PathBuf>,
}

/// What scenes may name, given the domains.
pub fn registry(domains: &[Box<dyn Domain>]) -> Registry {
    let mut registry = Registry::default();
    for domain in domains {
        domain.register(&mut registry);
    }
    registry
}

/// Reads a scene file, loads its plugins, and checks all of it.
///
/// # Errors
/// Everything that is wrong with the file, the arguments and the plugins.
pub fn open(path: &Path, given: &Given, domains: &[Box<dyn Domain>]) -> Result<Opened, SceneError> {
    let Written { source, registry, plugins } = written(path, given, domains)?;
    let scene = resolve(&source, &registry, &SceneFiles::beside(path))?;
    Ok(Opened { scene, plugins })
}

/// Reads a scene's text as it is; files that it names are looked for in `folder`.
///
/// # Errors
/// As [`open`].
pub fn open_text(
    text: &str,
    folder: &Path,
    given: &Given,
    domains: &[Box<dyn Domain>],
) -> Result<Opened, SceneError> {
    let Written { source, registry, plugins } = edited(Source::read("scene", text)?, given, domains)?;
    let scene = resolve(&source, &registry, &SceneFiles::beside(&folder.join("scene")))?;
    Ok(Opened { scene, plugins })
}

/// A batch whose points were all found right.
pub struct OpenedBatch {
    /// What will run.
    pub plan: Plan,
    /// The scene's file.
    pub scene: PathBuf,
    /// What that takes.
    pub costs: Costs,
    /// The scene, and all that its points are made of.
    pub sweep: Sweep,
}

/// Whether a file holds a batch; one that cannot be read does not.
pub fn is_batch(path: &Path) -> bool {
    quincunx_scene::load::load(path).is_ok_and(|source| batch::is_batch(&source))
}

/// Reads a batch file and its scene, loads the scene's plugins, and checks every point on so many threads.
///
/// # Errors
/// Everything that is wrong with the files, the arguments and the plugins.
pub fn open_batch(
    path: &Path,
    given: &Given,
    domains: &[Box<dyn Domain>],
    threads: usize,
) -> Result<OpenedBatch, SceneError> {
    let files = SceneFiles::beside(path);
    let plan = batch::read(&quincunx_scene::load::load(path)?, &files)?;
    opened(plan, &files, given, domains, threads)
}

/// Reads a scene as a batch without a file: what varies is said by `PATH=a,b,c` for each path, and how often each
/// combination runs by a number. Paths, also of tables, are relative to the current folder.
///
/// # Errors
/// As [`open_batch`], underlined in the arguments.
pub fn open_varied(
    scene: &Path,
    vary: &[String],
    repeats: Option<&str>,
    given: &Given,
    domains: &[Box<dyn Domain>],
    threads: usize,
) -> Result<OpenedBatch, SceneError> {
    let files = SceneFiles::beside(Path::new(""));
    let plan = batch::varied(&scene.display().to_string(), vary, repeats, &files)?;
    opened(plan, &files, given, domains, threads)
}

fn opened(
    plan: Plan,
    files: &SceneFiles,
    given: &Given,
    domains: &[Box<dyn Domain>],
    threads: usize,
) -> Result<OpenedBatch, SceneError> {
    let scene = files.resolve(&plan.scene);
    let written = written(&scene, given, domains)?;
    let files = SceneFiles::beside(&scene);
    let costs = check(&written.source, &plan.points, &written.registry, &files, threads)?;
    let sweep = Sweep { written, files, points: plan.points.clone() };
    Ok(OpenedBatch { plan, scene, costs, sweep })
}

/// A scene with what arguments say, and all that it may name.
pub(crate) struct Written {
    pub source: Arc<Source>,
    pub registry: Registry,
    pub plugins: Arc<[Plugin]>,
}

fn written(path: &Path, given: &Given, domains: &[Box<dyn Domain>]) -> Result<Written, SceneError> {
    edited(quincunx_scene::load::load(path)?, given, domains)
}

pub(crate) fn edited(
    text: Arc<Source>,
    given: &Given,
    domains: &[Box<dyn Domain>],
) -> Result<Written, SceneError> {
    let (mut registry, mut plugins) = (registry(domains), vec![]);
    load_named(quincunx_scene::plugins(&text), given, &mut registry, &mut plugins)?;
    let source = quincunx_scene::edit(text, &given.sets, given.seed.as_deref(), &registry)?;
    // An argument may have named more of them.
    load_named(quincunx_scene::plugins(&source), given, &mut registry, &mut plugins)?;
    Ok(Written { source, registry, plugins: plugins.into_iter().map(|(_, plugin)| plugin).collect() })
}

fn load_named(
    named: Vec<(String, Value)>,
    given: &Given,
    registry: &mut Registry,
    plugins: &mut Vec<(String, Plugin)>,
) -> Result<(), SceneError> {
    let mut errors = vec![];
    for (name, place) in named {
        if plugins.iter().any(|(loaded, _)| *loaded == name) {
            continue;
        }
        let found = find(&name, &given.plugin_folders);
        match found.and_then(|path| load(&path).map_err(|error| format!("failed to {error}"))) {
            Ok(plugin) => {
                plugin.kinds.iter().for_each(|kind| _ = registry.add_kind(kind.clone()));
                plugins.push((name, plugin));
            }
            Err(why) => errors.push(Diagnostic { of_plugin: true, ..place.diagnostic(why) }),
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(SceneError::Wrong(errors)) }
}
