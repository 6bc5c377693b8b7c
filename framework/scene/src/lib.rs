//! From a scene file to checked objects and probes, and every error as a person sees it.
//!
//! [`mod@load`] reads the file, [`mod@set`] splices arguments into it, [`mod@resolve`] reads it against the registry, [`mod@print`]
//! writes canonical text, and [`render`] shows what is wrong.

pub mod batch;
pub mod files;
pub mod load;
pub mod print;
pub mod render;
pub mod resolve;
pub mod scene;
pub mod set;

use quincunx_core::registry::Registry;
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::{Cx, Field, Limits, NoFiles};
use quincunx_sdk::params::Params;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::NoKinds;
use quincunx_sdk::source::Source;
use quincunx_sdk::value::{Shape, Value};
use std::sync::Arc;

/// Splices what the command line says into a scene.
///
/// # Errors
/// An argument that is at fault.
pub fn edit(
    mut source: Arc<Source>,
    sets: &[String],
    seed: Option<&str>,
    registry: &Registry,
) -> Result<Arc<Source>, Diagnostic> {
    for argument in sets {
        source = set::set(&source, argument, registry)?;
    }
    match seed {
        Some(seed) => set::seed(&source, seed, registry),
        None => Ok(source),
    }
}

/// The plugins that a scene names, and where it does. What is no list of texts is left to [`mod@resolve`] to tell.
pub fn plugins(source: &Arc<Source>) -> Vec<(String, Value)> {
    let part = Part::of(&source.root()).ok();
    let list = part.and_then(|part| part.argument(scene::Scene::PARAMS, "plugins").cloned());
    let (mut named, mut cx) = (vec![], Cx::new(&NoKinds, &NoFiles));
    if let Some(list) = list.filter(|list| list.shape() == Shape::List) {
        list.each(|_, item| {
            named.extend(String::read(&item, &Limits::NONE, &mut cx).map(|name| (name, item)))
        });
    }
    named
}
