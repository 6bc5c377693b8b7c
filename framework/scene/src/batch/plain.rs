//! A batch as plain text, for files that are read by programs. Whoever reads it back knows where nothing was written, so
//! errors in it have no place: it holds only what was found right.

use super::axis::{Axis, Path};
use super::points::Points;
use quincunx_sdk::source::Piece;
use serde::{Deserialize, Serialize};

/// What varies, as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainAxis {
    /// Paths that vary together.
    pub paths: Vec<String>,
    /// Rows of values, each with one for every path.
    pub rows: Vec<Vec<String>>,
}

/// All points, as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainPoints {
    /// What varies.
    pub axes: Vec<PlainAxis>,
    /// How often each combination runs.
    pub repeats: u32,
    /// The numbers of the combinations that are left out.
    pub left_out: Vec<usize>,
}

impl PlainPoints {
    /// The text of points.
    pub fn of(points: &Points) -> Self {
        let axis = |axis: &Axis| PlainAxis {
            paths: axis.paths.iter().map(|path| path.text.clone()).collect(),
            rows: axis
                .rows
                .iter()
                .map(|row| row.iter().map(|value| value.text().to_string()).collect())
                .collect(),
        };
        PlainPoints {
            axes: points.axes.iter().map(axis).collect(),
            repeats: points.repeats,
            left_out: points.left_out().collect(),
        }
    }

    /// The points that the text is of; `None` if it is of none: a row lacks a value, or there are too many.
    pub fn points(&self) -> Option<Points> {
        let even = |axis: &PlainAxis| axis.rows.iter().all(|row| row.len() == axis.paths.len());
        if !self.axes.iter().all(even) {
            return None;
        }
        let axis = |axis: &PlainAxis| Axis {
            paths: axis.paths.iter().map(|path| Path { text: path.clone(), at: Piece::glue(path) }).collect(),
            rows: axis.rows.iter().map(|row| row.iter().map(|value| Piece::glue(value)).collect()).collect(),
        };
        Points::without(self.axes.iter().map(axis).collect(), self.repeats, &self.left_out)
    }
}
