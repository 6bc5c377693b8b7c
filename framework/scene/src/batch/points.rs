//! The points of a batch: every combination of what varies, as often as it is repeated.

use super::axis::{Axis, Path};
use super::canonical::canonical;
use quincunx_sdk::source::Piece;

/// All points, in the order of their numbers: the first axis changes slowest, and repetitions stand side by side.
#[derive(Clone, Debug)]
pub struct Points {
    /// What varies.
    pub axes: Vec<Axis>,
    /// How often each combination runs.
    pub repeats: u32,
    /// For each combination, by number, whether it is left out; empty if none is.
    left_out: Vec<bool>,
}

/// One run of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    /// The row of each axis.
    pub rows: Vec<usize>,
    /// From 0.
    pub repeat: u32,
}

/// Some values by path, in canonical text: what has all of them is left out.
pub(crate) type Condition = Vec<(String, String)>;

/// For each axis and each of its rows, whether they have what a condition wants of them.
type Met = Vec<Vec<bool>>;

impl Points {
    /// The most combinations: more are a slip.
    pub const MOST: usize = 1_000_000;

    /// All combinations but those that meet a condition.
    ///
    /// # Errors
    /// How many they are, if that is more than the most.
    pub(crate) fn new(axes: Vec<Axis>, repeats: u32, except: &[Condition]) -> Result<Self, u128> {
        let all =
            axes.iter().fold(u128::from(repeats), |all, axis| all.saturating_mul(axis.rows.len() as u128));
        if all > Self::MOST as u128 {
            return Err(all);
        }
        let mut points = Points { axes, repeats, left_out: vec![] };
        if !except.is_empty() {
            let except: Vec<Met> = except.iter().map(|condition| points.met(condition)).collect();
            let left_out = |n| {
                let rows = points.rows(n);
                except.iter().any(|met| met.iter().zip(&rows).all(|(met, row)| met[*row]))
            };
            points.left_out = (0..points.combinations()).map(left_out).collect();
        }
        Ok(points)
    }

    /// All combinations but some, by number; `None` if they are more than the most.
    pub(super) fn without(axes: Vec<Axis>, repeats: u32, left_out: &[usize]) -> Option<Self> {
        let mut points = Points::new(axes, repeats, &[]).ok()?;
        if !left_out.is_empty() {
            points.left_out = vec![false; points.combinations()];
        }
        for number in left_out {
            *points.left_out.get_mut(*number)? = true;
        }
        Some(points)
    }

    /// The numbers of the combinations that are left out.
    pub(super) fn left_out(&self) -> impl Iterator<Item = usize> {
        self.left_out.iter().enumerate().filter(|(_, left_out)| **left_out).map(|(number, _)| number)
    }

    fn met(&self, condition: &Condition) -> Met {
        let met = |axis: &Axis, row: &Vec<Piece>| {
            let wanted = |path: &Path| condition.iter().find(|(wanted, _)| *wanted == path.text);
            let met = |(path, value)| wanted(path).is_none_or(|(_, wanted)| *wanted == canonical(value));
            axis.paths.iter().zip(row).all(met)
        };
        self.axes.iter().map(|axis| axis.rows.iter().map(|row| met(axis, row)).collect()).collect()
    }

    fn combinations(&self) -> usize {
        self.axes.iter().map(|axis| axis.rows.len()).product()
    }

    /// The row of each axis of a combination.
    fn rows(&self, mut combination: usize) -> Vec<usize> {
        let mut rows: Vec<usize> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let row = combination % axis.rows.len();
                combination /= axis.rows.len();
                row
            })
            .collect();
        rows.reverse();
        rows
    }

    /// Whether there is a point with these rows, and it is not left out.
    pub(crate) fn has(&self, rows: &[usize]) -> bool {
        let number = self.axes.iter().zip(rows).fold(0, |number, (axis, row)| number * axis.rows.len() + row);
        !self.left_out.get(number).copied().unwrap_or(false)
    }

    /// Every varied path with its value at a point.
    pub fn at<'p>(&'p self, point: &'p Point) -> impl Iterator<Item = (&'p str, &'p Piece)> {
        let axes = self.axes.iter().zip(&point.rows);
        axes.flat_map(|(axis, row)| axis.paths.iter().map(|path| path.text.as_str()).zip(&axis.rows[*row]))
    }

    /// Adds to a hash all by which a point differs from the others: its values in canonical text, whatever the order of
    /// entries, and the number of its repetition.
    pub fn identify(&self, point: &Point, hash: &mut blake3::Hasher) {
        let mut values: Vec<_> = self.at(point).map(|(path, value)| (path, canonical(value))).collect();
        values.sort();
        for text in values.iter().flat_map(|(path, value)| [*path, value]) {
            hash.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
        }
        hash.update(&point.repeat.to_le_bytes());
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        let left_out = self.left_out.iter().filter(|left_out| **left_out).count();
        (self.combinations() - left_out) * self.repeats as usize
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Point> {
        let left_out = |n: usize| self.left_out.get(n).copied().unwrap_or(false);
        let combinations = (0..self.combinations()).filter(move |n| !left_out(*n));
        combinations.flat_map(|n| {
            let rows = self.rows(n);
            (0..self.repeats).map(move |repeat| Point { rows: rows.clone(), repeat })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// Axes of so many values: their numbers as text.
    fn axes(lens: &[usize]) -> Vec<Axis> {
        let axis = |(number, len): (usize, &usize)| Axis {
            paths: vec![Path { text: format!("p{number}"), at: Piece::glue("p") }],
            rows: (0..*len).map(|value| vec![Piece::glue(&value.to_string())]).collect(),
        };
        lens.iter().enumerate().map(axis).collect()
    }

    proptest! {
        #[test]
        fn every_combination_is_there_once_and_in_order(
            lens in proptest::collection::vec(1usize..5, 1..5),
            repeats in 1u32..4,
        ) {
            let points = Points::new(axes(&lens), repeats, &[]).unwrap();
            let all: Vec<Point> = points.iter().collect();
            prop_assert_eq!(all.len(), points.count());
            prop_assert_eq!(all.len(), lens.iter().product::<usize>() * repeats as usize);
            prop_assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
            prop_assert!(all.is_sorted_by_key(|point| (point.rows.clone(), point.repeat)));
        }

        #[test]
        fn what_meets_a_condition_is_left_out_and_nothing_else(
            lens in proptest::collection::vec(1usize..5, 2..4),
            (first, second) in (0usize..5, 0usize..5),
        ) {
            let wanted = |path: &str, value: usize| (path.to_string(), value.to_string());
            let except = vec![vec![wanted("p0", first), wanted("p1", second)]];
            let points = Points::new(axes(&lens), 2, &except).unwrap();
            let all = Points::new(axes(&lens), 2, &[]).unwrap();
            let expected: Vec<Point> =
                all.iter().filter(|point| (point.rows[0], point.rows[1]) != (first, second)).collect();
            prop_assert_eq!(points.count(), expected.len());
            prop_assert_eq!(points.iter().collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn too_many_are_counted_and_refused() {
        assert_eq!(Points::new(axes(&[1000, 1000]), 1, &[]).unwrap().count(), 1_000_000);
        assert_eq!(Points::new(axes(&[1000, 1000]), 2, &[]).unwrap_err(), 2_000_000);
        assert_eq!(Points::new(axes(&[1000; 40]), 1, &[]).unwrap_err(), u128::MAX);
    }
}
