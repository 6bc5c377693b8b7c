//! Makes a scene of each point.

use super::points::{Point, Points};
use super::seeds;
use crate::scene::Scene;
use crate::set::{place, segments, splice, value};
use quincunx_core::registry::Registry;
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::{Cx, Field, Limits, NoFiles};
use quincunx_sdk::params::Params;
use quincunx_sdk::part::Part;
use quincunx_sdk::role::NoKinds;
use quincunx_sdk::source::{Piece, Source};
use quincunx_sdk::value::Value;
use std::sync::{Arc, OnceLock};

/// The scenes of a batch: one text, and at each point other values in it.
pub struct Scenes<'b> {
    source: &'b Arc<Source>,
    points: &'b Points,
    registry: &'b Registry,
    /// The seed that the text has; none if what stands there is no seed.
    own: Option<u64>,
    places: OnceLock<Option<Vec<Place>>>,
}

/// Where a value of a point goes.
struct Place {
    whose: Whose,
    value: Value,
    /// Whether it may be text.
    text: bool,
}

#[derive(Clone, Copy)]
enum Whose {
    /// The path by number of an axis by number.
    Path(usize, usize),
    Repetition,
}

impl<'b> Scenes<'b> {
    /// Those of a scene's text at some points.
    pub fn new(source: &'b Arc<Source>, points: &'b Points, registry: &'b Registry) -> Self {
        Scenes { source, points, registry, own: own_seed(source), places: OnceLock::new() }
    }

    /// The scene at a point, with the seed of its repetition.
    ///
    /// # Errors
    /// A path or value that does not fit, underlined where the batch has it.
    pub fn at(&self, point: &Point) -> Result<Arc<Source>, Diagnostic> {
        match self.places.get_or_init(|| self.places()) {
            Some(places) => self.replaced(places, point),
            None => self.spliced(point),
        }
    }

    /// Where everything goes, in the order of the text; none if it cannot be said once for all points, because something
    /// is not written yet or stands in another's place.
    fn places(&self) -> Option<Vec<Place>> {
        let place = |whose, path: &[Piece]| {
            place(self.source, path, self.registry).map(|(value, text)| Place { whose, value, text })
        };
        let axes = self.points.axes.iter().enumerate();
        let paths =
            axes.flat_map(|(axis, it)| (0..it.paths.len()).map(move |path| (axis, path, &it.paths[path])));
        let mut places = paths
            .map(|(axis, number, path)| place(Whose::Path(axis, number), &segments(&path.at)))
            .collect::<Option<Vec<Place>>>()?;
        if self.points.repeats > 1 && self.own.is_some() {
            places.push(place(Whose::Repetition, &[Piece::glue("seed")])?);
        }
        places.sort_by_key(|place| place.value.range().start);
        let apart = places.is_sorted_by(|a, b| a.value.range().end <= b.value.range().start);
        apart.then_some(places)
    }

    /// All values at once.
    fn replaced(&self, places: &[Place], point: &Point) -> Result<Arc<Source>, Diagnostic> {
        let new = |place: &Place| match place.whose {
            Whose::Path(axis, path) => {
                value(&self.points.axes[axis].rows[point.rows[axis]][path], place.text)
            }
            Whose::Repetition => value(&written(self.seed(point).unwrap_or(0)), false),
        };
        let values = places.iter().map(|place| Ok((place.value.clone(), new(place)?)));
        self.source.with(&values.collect::<Result<Vec<_>, Diagnostic>>()?)
    }

    /// One value after the other.
    fn spliced(&self, point: &Point) -> Result<Arc<Source>, Diagnostic> {
        let mut scene = self.source.clone();
        for (axis, row) in self.points.axes.iter().zip(&point.rows) {
            for (path, value) in axis.paths.iter().zip(&axis.rows[*row]) {
                scene = splice(&scene, &segments(&path.at), value.clone(), self.registry)?;
            }
        }
        match self.seed(point) {
            Some(seed) => splice(&scene, &[Piece::glue("seed")], written(seed), self.registry),
            None => Ok(scene),
        }
    }

    /// The seed that its repetition gives a point; none if nothing is repeated.
    pub fn seed(&self, point: &Point) -> Option<u64> {
        seeds::seed(self.own?, self.points, point)
    }
}

fn written(seed: u64) -> Piece {
    Piece::glue(&seed.to_string())
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

    #[test]
    fn all_values_at_once_are_as_one_after_the_other() {
        let scene =
            "(until: Steps(5), world: {\"a\": Soup(1, [2, \"x\"]), \"b\": Soup(size: (8, 8))}, seed: 7)";
        let (source, registry) = (Source::read("scene", scene).unwrap(), Registry::default());
        let axis = |(path, values): (&str, [&str; 2])| Axis {
            paths: vec![Path { text: path.into(), at: Piece::glue(path) }],
            rows: values.map(|value| vec![Piece::glue(value)]).into(),
        };
        let axes = [
            ("world.b.size", ["(16, 16)", " Torus "]),
            ("until", ["Time(0.5)", "3"]),
            ("world.a", ["{\"k\": [[]]}", "\"(\""]),
        ];
        let points = Points::new(axes.map(axis).into(), 2, &[]).unwrap();
        let scenes = Scenes::new(&source, &points, &registry);
        assert!(scenes.places().is_some());
        for point in points.iter() {
            let (one, other) = (scenes.at(&point).unwrap(), scenes.spliced(&point).unwrap());
            assert_eq!(one.root().text(), other.root().text());
        }
    }

    /// It is left for the check to tell.
    #[test]
    fn what_is_no_seed_stays() {
        let all = texts("(seed: Torus, until: 5)", &points("until", 2));
        assert!(all.iter().all(|(text, seed)| text.contains("Torus") && seed.is_none()));
    }
}
