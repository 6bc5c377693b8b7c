//! What varies in a batch: paths of the scene, and the values that they take together.

use super::linspace::nearest;
use quincunx_sdk::containers::Map;
use quincunx_sdk::diagnostic::Origin;
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::params::Params;
use quincunx_sdk::part::Part;
use quincunx_sdk::source::Piece;
use quincunx_sdk::sweep::Sweep;
use quincunx_sdk::value::{Shape, Value};
use std::ops::Range as Bytes;
use std::sync::Arc;

/// Paths that vary together.
#[derive(Clone, Debug)]
pub struct Axis {
    /// At least one.
    pub paths: Vec<Path>,
    /// At least one row of values, each with one for every path.
    pub rows: Vec<Vec<Piece>>,
}

/// Where in a scene something varies, as `--set` names it.
#[derive(Clone, Debug)]
pub struct Path {
    /// As it is written.
    pub text: String,
    /// Where it is written.
    pub at: Piece,
}

impl Path {
    pub(super) fn of(text: String, at: &Value) -> Self {
        Path { at: piece(&at.inside(&text, 0..text.len())), text }
    }
}

/// The text of a value with its place.
pub(crate) fn piece(value: &Value) -> Piece {
    let place = value.diagnostic("");
    Piece::of(&place.origin, place.range)
}

/// What stands behind a path, or behind a name for several that go together.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    /// Of the path that they stand behind.
    Alone(Vec<Piece>),
    /// Of paths of their own.
    Together(Axis),
}

quincunx_sdk::params! {
    /// Whole numbers, one after the other.
    struct Range {
        /// the first
        a: i64;
        /// the one behind the last
        b: i64
    }
}

quincunx_sdk::params! {
    /// Values that go together: the first of each, then the second of each.
    struct Zip {
        /// by path; all have as many
        values: Map<Values>
    }
}

quincunx_sdk::params! {
    /// Values from a table with a line of names and a line for each row; commas between them. A table of one column has
    /// the values of the path that it stands behind; of more, the names are paths that go together.
    struct Csv {
        /// the file, relative to the batch's
        file: String
    }
}

/// More values of a path are no sweep but a slip.
const MOST: usize = 1_000_000;
/// The parts that stand in place of a list.
pub(super) const SPACED: [&str; 5] = [Range::NAME, "Linspace", "Logspace", Zip::NAME, Csv::NAME];
const WANTED: &str =
    "a list `[…]`, `Range(a, b)`, `Linspace(a, b, n)`, `Logspace(a, b, n)`, `Zip({…})` or `Csv(\"file\")`";

impl Field for Values {
    type Scalar = f64;

    fn read(value: &Value, _: &Limits<f64>, cx: &mut Cx) -> Option<Self> {
        let values = match value.shape() {
            Shape::List => Values::Alone(listed(value)),
            Shape::Part => named(value, cx)?,
            _ => return cx.wrong(value, WANTED),
        };
        match values.len() {
            0 => cx.fail(value, "there is nothing here to vary over: at least one value is needed"),
            1..=MOST => Some(values),
            all => cx.fail(value, format!("these are {all} values, and {MOST} is the most")),
        }
    }

    fn show(&self) -> String {
        String::new() // what varies is no part of a resolved scene
    }

    fn words() -> String {
        "values".into()
    }
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Alone(values) => values.len(),
            Values::Together(axis) => axis.rows.len(),
        }
    }

    /// The axis of the path, or the name, that they stand behind.
    pub fn axis(self, path: Path) -> Axis {
        match self {
            Values::Alone(values) => {
                Axis { paths: vec![path], rows: values.into_iter().map(|value| vec![value]).collect() }
            }
            Values::Together(axis) => axis,
        }
    }
}

fn listed(value: &Value) -> Vec<Piece> {
    let mut all = vec![];
    value.each(|_, item| all.push(piece(&item)));
    all
}

fn named(value: &Value, cx: &mut Cx) -> Option<Values> {
    let part = Part::named(value, WANTED, cx)?;
    if part.name == Range::NAME {
        let Range { a, b } = Range::read(&part, cx)?;
        if a.checked_add(MOST as i64).is_some_and(|most| b > most) {
            return cx.fail(value, format!("these are more than {MOST} numbers"));
        }
        return Some(Values::Alone((a..b).map(|n| written(value, n.to_string())).collect()));
    }
    if part.name == Zip::NAME {
        return zipped(Zip::read(&part, cx)?.values, value, cx);
    }
    if part.name == Csv::NAME {
        let Csv { file } = Csv::read(&part, cx)?;
        let text = cx.files.read(&file).map_err(|why| value.diagnostic(why));
        return match text.and_then(|bytes| table(&file, &bytes).map_err(|why| value.diagnostic(why))) {
            Ok(values) => Some(values),
            Err(error) => cx.add(error),
        };
    }
    if !["Linspace", "Logspace"].contains(&part.name.as_str()) {
        return cx.wrong(value, WANTED);
    }
    let numbers = Sweep::read(value, &Limits::NONE, cx)?;
    let numbers = if part.name == "Linspace" { decimal(numbers.values()) } else { numbers.values().into() };
    Some(Values::Alone(numbers.iter().map(|x| written(value, x.show())).collect()))
}

/// Numbers at equal distances, without what rounding does to decimals.
fn decimal(numbers: &[f64]) -> Vec<f64> {
    let [a, .., b] = numbers else { return numbers.into() };
    let nearest = |(k, x): (usize, &f64)| nearest(*a, *b, k, numbers.len() - 1).unwrap_or(*x);
    numbers.iter().enumerate().map(nearest).collect()
}

/// A number that nobody wrote: it is of the words that it follows from.
fn written(value: &Value, number: String) -> Piece {
    let name = format!("{}: {}", value.diagnostic("").origin.name, value.text());
    let bytes = 0..number.len();
    Piece::of(&Arc::new(Origin { name, text: number }), bytes)
}

fn zipped(map: Map<Values>, at: &Value, cx: &mut Cx) -> Option<Values> {
    let (mut paths, mut columns) = (vec![], vec![]);
    for entry in map.0 {
        let Values::Alone(values) = entry.it else {
            return cx.fail(&entry.at, "values that go together are lists or numbers, each of one path");
        };
        if let Some(first) = columns.first().map(Vec::len).filter(|first| *first != values.len()) {
            let message = format!("here are {} values, and {first} in the first", values.len());
            return cx.fail(&entry.at, message);
        }
        paths.push(Path::of(entry.name, &entry.at));
        columns.push(values);
    }
    let Some(rows) = columns.first().map(Vec::len) else {
        return cx.fail(at, "there is nothing here to vary over: at least one path is needed");
    };
    let rows = (0..rows).map(|row| columns.iter().map(|column| column[row].clone()).collect()).collect();
    Some(Values::Together(Axis { paths, rows }))
}

/// A table: its places are known, so that what is wrong with a value is shown in it.
fn table(file: &str, bytes: &[u8]) -> Result<Values, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| format!("`{file}` is not UTF-8"))?;
    if text.contains('"') {
        return Err(format!(
            "`{file}` has quotes, which are not read: values are numbers, or words without commas"
        ));
    }
    let origin = Arc::new(Origin { name: file.into(), text: text.into() });
    let mut lines = lines(text).map(|line| cells(text, line));
    let names: Vec<Piece> = lines.next().into_iter().flatten().map(|cell| Piece::of(&origin, cell)).collect();
    let mut rows = vec![];
    for cells in lines {
        let row: Vec<Piece> = cells.into_iter().map(|cell| Piece::of(&origin, cell)).collect();
        if row.len() != names.len() {
            let number = text[..row.first().map_or(0, |cell| cell.range.start)].matches('\n').count() + 1;
            let (found, wanted) = (row.len(), names.len());
            return Err(format!("line {number} of `{file}` has {found} values, and the first line {wanted}"));
        }
        rows.push(row);
    }
    Ok(match names.len() {
        1 => Values::Alone(rows.concat()),
        _ => {
            let path = |at: Piece| Path { text: at.text().into(), at };
            Values::Together(Axis { paths: names.into_iter().map(path).collect(), rows })
        }
    })
}

/// Where lines are that have more than space in them.
fn lines(text: &str) -> impl Iterator<Item = Bytes<usize>> {
    let mut end = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        let start = end;
        end += line.len();
        start..end
    });
    lines.filter(|line| !text[line.clone()].trim().is_empty())
}

/// Where the values of a line are, without the space around.
fn cells(text: &str, line: Bytes<usize>) -> Vec<Bytes<usize>> {
    let mut end = line.start;
    let cell = |cell: &str| {
        let start = end + (cell.len() - cell.trim_start().len());
        end += cell.len() + 1;
        start..start + cell.trim().len()
    };
    text[line].split(',').map(cell).collect()
}
