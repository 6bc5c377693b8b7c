//! Makes a scene of each point.

use super::points::{Point, Points};
use super::seeds;
use crate::scene::Scene;
use crate::set::{segments, splice};
use quincunx_core::registry::Registry;
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::{Cx, Field, Limits, NoFiles};
use quincunx_sdk::params::Params;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::NoKinds;
use quincunx_sdk::source::{Piece, Source};
use std::sync::Arc;

/// The scenes of a batch: one text, and at each point other values in it.
pub struct Scenes<'b> {
    source: &'b Arc<Source>,
    points: &'b Points,
    registry: &'b Registry,
    /// The seed that the text has; none if what stands there is no seed.
    own: Option<u64>,
}

impl<'b> Scenes<'b> {
    /// Those of a scene's text at some points.
    pub fn new(source: &'b Arc<Source>, points: &'b Points, registry: &'b Registry) -> Self {
        Scenes { source, points, registry, own: own_seed(source) }
    }

    /// The scene at a point, with the seed of its repetition.
    ///
    /// # Errors
    /// A path or value that does not fit, underlined where the batch has it.
    pub fn at(&self, point: &Point) -> Result<Arc<Source>, Diagnostic> {
        let mut scene = self.source.clone();
        for (axis, row) in self.points.axes.iter().zip(&point.rows) {
            for (path, value) in axis.paths.iter().zip(&axis.rows[*row]) {
                scene = splice(&scene, &segments(&path.at), value.clone(), self.registry)?;
            }
        }
        match self.seed(point) {
            Some(seed) => {
                splice(&scene, &[Piece::glue("seed")], Piece::glue(&seed.to_string()), self.registry)
            }
            None => Ok(scene),
        }
    }

    /// The seed that its repetition gives a point; none if nothing is repeated.
    pub fn seed(&self, point: &Point) -> Option<u64> {
        seeds::seed(self.own?, self.points, point)
    }
}

fn own_seed(source: &Arc<Source>) -> Option<u64> {
    let part = Part::of(&source.root()).ok()?;
    match part.argument(Scene::PARAMS, "seed") {
        Some(seed) => u64::read(seed, &Limits::NONE, &mut Cx::new(&NoKinds, &NoFiles)),
        None => Some(0), // what `Scene` says
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::axis::{Axis, Path};

    fn points(path: &str, repeats: u32) -> Points {
        let paths = vec![Path { text: path.into(), at: Piece::glue(path) }];
        let rows = ["1", "2"].map(|value| vec![Piece::glue(value)]).into();
        Points::new(vec![Axis { paths, rows }], repeats, &[]).unwrap()
    }

    fn texts(scene: &str, points: &Points) -> Vec<(String, Option<u64>)> {
        let (source, registry) = (Source::read("scene", scene).unwrap(), Registry::default());
        let scenes = Scenes::new(&source, points, &registry);
        let text = |point| (scenes.at(&point).unwrap().root().text().to_string(), scenes.seed(&point));
        points.iter().map(text).collect()
    }

    #[test]
    fn a_repetition_has_its_seed_in_the_text() {
        for (text, scene) in
            texts("(seed: 7, until: Steps(5))", &points("until", 3)).iter().zip([1, 1, 1, 2, 2, 2])
        {
            let seed = text.1.unwrap();
            assert_eq!(text.0, format!("(seed: {seed}, until: {scene})"));
        }
        // No seed is the same as the default.
        let (with, without) = ("(seed: 0, until: 5)", "(until: 5)");
        let seeds =
            |scene| texts(scene, &points("until", 2)).into_iter().map(|(_, seed)| seed).collect::<Vec<_>>();
        assert_eq!(seeds(with), seeds(without));
    }

    #[test]
    fn without_repetition_the_seed_is_the_scenes_own() {
        let all = texts("(seed: 7, until: Steps(5))", &points("until", 1));
        assert_eq!(all, [("(seed: 7, until: 1)".into(), None), ("(seed: 7, until: 2)".into(), None)]);
    }

    /// It is left for the check to tell.
    #[test]
    fn what_is_no_seed_stays() {
        let all = texts("(seed: Torus, until: 5)", &points("until", 2));
        assert!(all.iter().all(|(text, seed)| text.contains("Torus") && seed.is_none()));
    }
}
