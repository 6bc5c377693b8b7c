//! A scene played without a directory: nothing is kept but the word whether it went well.

use crate::run::populate;
use quincunx_core::domain::Domain;
use quincunx_core::lab::Lab;
use quincunx_core::registry::Registry;
use quincunx_core::streams::Streams;
use quincunx_core::workers::Workers;
use quincunx_scene::files::SceneFiles;
use quincunx_scene::load::SceneError;
use quincunx_scene::resolve::resolve;
use quincunx_sdk::source::Source;
use std::path::Path;

/// Runs a scene's text to its end; files that it names are looked for beside `path`.
///
/// # Errors
/// All that is wrong with the scene, or what ended the run: a fragment for each.
pub fn rehearse(
    domains: &[Box<dyn Domain>],
    registry: &Registry,
    text: &str,
    path: &Path,
) -> Result<(), Vec<String>> {
    let one = |message: String| vec![message];
    let source = Source::read(path.display().to_string(), text).map_err(|error| one(error.message))?;
    let scene = resolve(&source, registry, &SceneFiles::beside(path)).map_err(|error| match error {
        SceneError::Wrong(errors) => errors.into_iter().map(|error| error.message).collect(),
        other => one(other.to_string()),
    })?;
    let mut lab = Lab::new(domains, Streams::new(scene.seed), Workers::new(1).map_err(one)?);
    populate(&mut lab, scene).map_err(|error| one(error.to_string()))?;
    while !lab.finished() {
        lab.leg().map_err(|error| one(error.to_string()))?;
    }
    Ok(())
}
