//! The columns by which the rows of points are told apart: `point`, one for every path that varies, and the seed of a
//! repetition.

use quincunx_core::record::{Column, Type, Values};
use quincunx_scene::batch::canonical::canonical;
use quincunx_scene::batch::points::Points;
use quincunx_sdk::source::Piece;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The column of ids.
pub const POINT: &str = "point";
/// The column of the seeds of repetitions.
pub const SEED: &str = "seed";
/// Columns of the table of points, which nothing else is called.
const OF_POINTS: [&str; 2] = ["status", "error"];

/// A column of values that vary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Varied {
    /// The path that it is of.
    pub path: String,
    /// Whole numbers if all values are, or else numbers, or else text.
    pub column: Column,
}

/// A column for every path that varies, called by the shortest end of the path that nothing else is called: neither
/// another path, nor what is in `taken`, the columns of tables.
pub fn varied<'t>(points: &Points, taken: impl Iterator<Item = &'t str>) -> Vec<Varied> {
    let mut taken: Vec<&str> = taken.chain([POINT]).chain(OF_POINTS).collect();
    if points.repeats > 1 {
        taken.push(SEED);
    }
    let paths: Vec<&str> = points.axes.iter().flat_map(|axis| &axis.paths).map(|path| &*path.text).collect();
    let mut named: HashMap<&str, usize> = HashMap::new();
    paths.iter().flat_map(|path| ends(path)).for_each(|end| *named.entry(end).or_default() += 1);
    let name = |path: &str| {
        let unique = |end: &&str| named.get(end) == Some(&1) && !taken.contains(end);
        ends(path).find(unique).unwrap_or(path).to_string()
    };
    let columns = points.axes.iter().flat_map(|axis| {
        (0..axis.paths.len()).map(move |number| axis.rows.iter().map(move |row| &row[number]))
    });
    let varied =
        |(path, values)| Varied { path: String::from(path), column: Column::new(name(path), of(values), "") };
    paths.iter().copied().zip(columns).map(varied).collect()
}

/// The ends of a path, from the shortest on: `b.c`'s are `c` and `b.c`.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let starts = path.rmatch_indices('.').map(|(dot, _)| dot + 1).chain([0]);
    starts.map(move |start| &path[start..])
}

/// The type of a column with these values.
fn of<'v>(values: impl Iterator<Item = &'v Piece>) -> Type {
    let widest = |a: Type, b: Type| match (a, b) {
        (Type::Text, _) | (_, Type::Text) => Type::Text,
        (Type::Float64, _) | (_, Type::Float64) => Type::Float64,
        _ => Type::Int64,
    };
    values.map(|value| Cell::of(value).of_type()).reduce(widest).unwrap_or(Type::Text)
}

/// The cells of a varied column.
pub fn cells<'v>(of: Type, values: impl Iterator<Item = &'v Piece>) -> Values {
    let cells = values.map(Cell::of);
    match of {
        Type::Int64 => {
            Values::Int64(cells.map(|cell| if let Cell::Whole(n) = cell { n } else { 0 }).collect())
        }
        Type::Float64 => Values::Float64(cells.map(|cell| cell.number()).collect()),
        Type::Text => Values::Text(cells.map(Cell::text).collect()),
    }
}

/// A value that varies.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Whole(i64),
    Number(f64),
    Text(String),
}

impl Cell {
    fn of(value: &Piece) -> Cell {
        let text = canonical(value);
        match (text.parse(), text.parse::<f64>()) {
            (Ok(whole), _) => Cell::Whole(whole),
            (_, Ok(number)) if number.is_finite() => Cell::Number(number),
            _ => Cell::Text(text),
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Cell::Whole(whole) => Some(*whole as f64),
            Cell::Number(number) => Some(*number),
            Cell::Text(_) => None,
        }
    }

    fn text(self) -> String {
        match self {
            Cell::Whole(whole) => whole.to_string(),
            Cell::Number(number) => format!("{number:?}"),
            Cell::Text(text) => text,
        }
    }

    fn of_type(&self) -> Type {
        match self {
            Cell::Whole(_) => Type::Int64,
            Cell::Number(_) => Type::Float64,
            Cell::Text(_) => Type::Text,
        }
    }
}
