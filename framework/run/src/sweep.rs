//! The scene of a batch, and the scenes of its points.

use crate::manifest;
use crate::open::{Given, Opened, Written, edited};
use quincunx_core::domain::Domain;
use quincunx_output::{Input, PluginHash};
use quincunx_scene::batch::points::{Point, Points};
use quincunx_scene::batch::scenes::Scenes;
use quincunx_scene::files::SceneFiles;
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
    pub fn plugins(&self) -> Vec<PluginHash> {
        self.written.plugins.iter().map(manifest::hashed).collect()
    }

    /// The files that were read when the points were checked.
    pub fn inputs(&self) -> Vec<Input> {
        self.files.inputs().iter().map(manifest::input).collect()
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
        self.point_of(&self.scenes(), point)
    }

    /// The same for one of many, whose texts `scenes` gives: where values go is found once.
    ///
    /// # Errors
    /// As [`Sweep::point`].
    pub fn point_of(&self, scenes: &Scenes, point: &Point) -> Result<Opened, SceneError> {
        let source = scenes.at(point)?;
        let scene = resolve(&source, &self.written.registry, &self.files.share())?;
        Ok(Opened { scene, plugins: self.written.plugins.clone() })
    }

    /// The texts of all points, and the seeds that repetitions give them.
    pub fn scenes(&self) -> Scenes<'_> {
        Scenes::new(&self.written.source, &self.points, &self.written.registry)
    }
}
