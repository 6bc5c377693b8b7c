//! The scene of a batch, and the scenes of its points.

use crate::open::{Given, Opened, Written, edited};
use quincunx_core::domain::Domain;
use quincunx_host::load::Plugin;
use quincunx_scene::batch::check::scene;
use quincunx_scene::batch::points::{Point, Points};
use quincunx_scene::files::{Input, SceneFiles};
use quincunx_scene::load::SceneError;
use quincunx_scene::resolve::resolve;
use quincunx_sdk::source::Source;
use std::path::Path;

/// A scene, its plugins and files, and what varies in it.
pub struct Sweep {
    pub(crate) written: Written,
    pub(crate) files: SceneFiles,
    pub(crate) points: Points,
}

impl Sweep {
    /// Reads a scene's text, as it was checked before; files that it names are looked for in `folder`.
    ///
    /// # Errors
    /// What has changed since: a plugin that is not there any more.
    pub fn open(
        text: &str,
        folder: &Path,
        given: &Given,
        points: Points,
        domains: &[Box<dyn Domain>],
    ) -> Result<Sweep, SceneError> {
        let written = edited(Source::read("scene", text)?, given, domains)?;
        Ok(Sweep { written, files: SceneFiles::beside(&folder.join("scene")), points })
    }

    /// The scene's text, with what was put into it on the command line.
    pub fn text(&self) -> String {
        self.written.source.root().text().into()
    }

    /// The plugins that the scene uses.
    pub fn plugins(&self) -> &[Plugin] {
        &self.written.plugins
    }

    /// The files that were read so far.
    pub fn inputs(&self) -> Vec<Input> {
        self.files.inputs()
    }

    /// All points.
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// The scene of a point.
    ///
    /// # Errors
    /// What has changed since it was checked: a file that it reads.
    pub fn point(&self, point: &Point) -> Result<Opened, SceneError> {
        let Written { source, registry, plugins } = &self.written;
        let source = scene(source, &self.points, point, registry)?;
        let scene = resolve(&source, registry, &self.files.share())?;
        Ok(Opened { scene, plugins: plugins.clone() })
    }
}
