//! From a scene file to checked objects and probes, and every error as a person sees it.
//!
//! [`mod@load`] reads the file, [`mod@set`] splices arguments into it, [`mod@resolve`] reads it against the registry, [`mod@print`]
//! writes canonical text, and [`render`] shows what is wrong.

pub mod files;
pub mod load;
pub mod print;
pub mod render;
pub mod resolve;
pub mod scene;
pub mod set;

use files::SceneFiles;
use load::SceneError;
use quincunx_core::registry::Registry;
use resolve::Resolved;
use std::path::Path;

/// Reads a scene file, with what the command line puts into it.
///
/// # Errors
/// Everything that is wrong with the file and the arguments.
pub fn read(
    path: &Path,
    sets: &[String],
    seed: Option<&str>,
    registry: &Registry,
) -> Result<Resolved, SceneError> {
    let mut source = load::load(path)?;
    for argument in sets {
        source = set::set(&source, argument, registry)?;
    }
    if let Some(seed) = seed {
        source = set::seed(&source, seed, registry)?;
    }
    resolve::resolve(&source, registry, &SceneFiles::beside(path))
}
