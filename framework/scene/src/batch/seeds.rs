//! The seeds of repetitions: each follows from the scene's own, from the values of its point and from its number, and
//! from nothing else. So a value more, or another order, changes no run that was there before.

use super::points::{Point, Points};

/// The seed of a point, or none if its scene has its own: nothing is repeated then. It has 53 bits, so that it is
/// exact in a table, in JSON and as a float.
pub fn seed(own: u64, points: &Points, point: &Point) -> Option<u64> {
    if points.repeats == 1 {
        return None;
    }
    let mut hash = blake3::Hasher::new_derive_key("quincunx repeat v1");
    hash.update(&own.to_le_bytes());
    points.identify(point, &mut hash);
    let mut bytes = [0; 8];
    hash.finalize_xof().fill(&mut bytes);
    Some(u64::from_le_bytes(bytes) >> 11)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::axis::{Axis, Path};
    use crate::batch::canonical::canonical;
    use quincunx_sdk::source::Piece;
    use std::collections::{BTreeMap, HashSet};

    fn points(axes: &[(&str, &[&str])], repeats: u32) -> Points {
        let axis = |(path, values): &(&str, &[&str])| Axis {
            paths: vec![Path { text: path.to_string(), at: Piece::glue(path) }],
            rows: values.iter().map(|value| vec![Piece::glue(value)]).collect(),
        };
        Points::new(axes.iter().map(axis).collect(), repeats, &[]).unwrap()
    }

    /// By values in the order of their paths, and the number of the repetition.
    fn seeds(points: &Points) -> BTreeMap<(Vec<(String, String)>, u32), u64> {
        let entry = |point: Point| {
            let values = points.at(&point).map(|(path, value)| (path.to_string(), canonical(value)));
            let mut values: Vec<_> = values.collect();
            values.sort();
            ((values, point.repeat), seed(7, points, &point).unwrap())
        };
        points.iter().map(entry).collect()
    }

    #[test]
    fn points_have_different_seeds_and_keep_them() {
        let some = seeds(&points(&[("x", &["1", "2"]), ("y", &["0.5", "Torus"])], 3));
        assert_eq!(some.values().collect::<HashSet<_>>().len(), 2 * 2 * 3);
        assert!(some.values().all(|seed| *seed < 1 << 53));
        let more = seeds(&points(&[("y", &["\"Torus\"", "0.7", "0.50"]), ("x", &["2", "3", "1.0"])], 5));
        assert_eq!(more.len(), 3 * 3 * 5);
        assert!(some.iter().all(|(point, seed)| more.get(point) == Some(seed)));
    }

    #[test]
    fn the_own_seed_counts_where_something_is_repeated() {
        let mut points = points(&[("x", &["1"])], 2);
        let all: Vec<Point> = points.iter().collect();
        assert_ne!(seed(1, &points, &all[0]), seed(2, &points, &all[0]));
        // Found by this program once: whoever notes a seed wants it again.
        assert_eq!(seed(7, &points, &all[1]), Some(2_054_726_870_419_236));
        points.repeats = 1;
        assert_eq!(seed(7, &points, &all[0]), None);
    }
}
