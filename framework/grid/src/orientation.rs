//! How a pattern is turned and flipped.

use crate::pattern::Part;
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::value::Value;
use std::ops::Range;

quincunx_sdk::choice! {
    /// What is exchanged before a pattern is turned.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Flip {
        /// nothing
        None,
        /// left and right, as in a mirror
        LeftRight,
        /// top and bottom, as in water
        TopBottom,
    }
}

/// Quarter turns, clockwise: 0 to 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn(u8);

#[cfg(test)]
impl Turn {
    /// So many quarter turns.
    pub(crate) fn quarters(n: u8) -> Self {
        Turn(n % 4)
    }
}

impl Field for Turn {
    type Scalar = u32;

    fn read(value: &Value, _: &Limits<u32>, cx: &mut Cx) -> Option<Self> {
        match value.text().trim() {
            "0" => Some(Turn(0)),
            "90" => Some(Turn(1)),
            "180" => Some(Turn(2)),
            "270" => Some(Turn(3)),
            _ => cx.wrong(value, "quarter turns in degrees, clockwise: 0, 90, 180 or 270"),
        }
    }

    fn show(&self) -> String {
        (90 * u32::from(self.0)).to_string()
    }

    fn words() -> String {
        "0 | 90 | 180 | 270".into()
    }
}

/// A rectangle is flipped first, and then turned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Orientation {
    pub flip: Flip,
    pub turn: Turn,
}

impl Orientation {
    /// Width and height of a rectangle when it is turned.
    pub fn size(self, (width, height): (usize, usize)) -> (usize, usize) {
        if self.turn.0.is_multiple_of(2) { (width, height) } else { (height, width) }
    }

    /// The columns and rows of a rectangle that come to lie in some rows.
    pub fn part_in(self, (width, height): (usize, usize), rows: Range<usize>) -> Part {
        let back = |range: &Range<usize>, side: usize| side - range.end..side - range.start;
        let (columns, rows) = match self.turn.0 {
            0 => (0..width, rows),
            1 => (rows, 0..height),
            2 => (0..width, back(&rows, height)),
            _ => (back(&rows, width), 0..height),
        };
        match self.flip {
            Flip::None => (columns, rows),
            Flip::LeftRight => (back(&columns, width), rows),
            Flip::TopBottom => (columns, back(&rows, height)),
        }
    }

    /// Where a cell of such a rectangle comes to lie.
    pub fn place(self, (width, height): (usize, usize), (x, y): (usize, usize)) -> (usize, usize) {
        let (across, down) = (width - 1 - x, height - 1 - y);
        let (x, across, y, down) = match self.flip {
            Flip::None => (x, across, y, down),
            Flip::LeftRight => (across, x, y, down),
            Flip::TopBottom => (x, across, down, y),
        };
        match self.turn.0 {
            0 => (x, y),
            1 => (down, x),
            2 => (across, down),
            _ => (y, across),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture that no turn and no flip leaves as it is.
    fn drawn(flip: Flip, turn: u8) -> Vec<String> {
        let rows = ["abc", "def"];
        let orientation = Orientation { flip, turn: Turn(turn) };
        let (width, height) = orientation.size((3, 2));
        let mut drawn = vec![vec![b'.'; width]; height];
        for (y, row) in rows.iter().enumerate() {
            for (x, letter) in row.bytes().enumerate() {
                let (x, y) = orientation.place((3, 2), (x, y));
                drawn[y][x] = letter;
            }
        }
        drawn.into_iter().map(|row| String::from_utf8(row).unwrap()).collect()
    }

    #[test]
    fn what_comes_to_lie_in_some_rows_is_known_before() {
        for (flip, turn) in [Flip::None, Flip::LeftRight, Flip::TopBottom]
            .into_iter()
            .flat_map(|flip| (0..4).map(move |turn| (flip, turn)))
        {
            let orientation = Orientation { flip, turn: Turn(turn) };
            let (size, high) = ((5, 3), orientation.size((5, 3)).1);
            for (start, end) in (0..=high).flat_map(|start| (start..=high).map(move |end| (start, end))) {
                let (columns, rows) = orientation.part_in(size, start..end);
                for (x, y) in (0..5).flat_map(|x| (0..3).map(move |y| (x, y))) {
                    let there = (start..end).contains(&orientation.place(size, (x, y)).1);
                    assert_eq!(columns.contains(&x) && rows.contains(&y), there, "{orientation:?}");
                }
            }
        }
    }

    #[test]
    fn turns_are_clockwise_and_come_after_flips() {
        assert_eq!(drawn(Flip::None, 0), ["abc", "def"]);
        assert_eq!(drawn(Flip::None, 1), ["da", "eb", "fc"]);
        assert_eq!(drawn(Flip::None, 2), ["fed", "cba"]);
        assert_eq!(drawn(Flip::None, 3), ["cf", "be", "ad"]);
        assert_eq!(drawn(Flip::LeftRight, 0), ["cba", "fed"]);
        assert_eq!(drawn(Flip::TopBottom, 0), ["def", "abc"]);
        assert_eq!(drawn(Flip::LeftRight, 1), ["fc", "eb", "da"]);
        assert_eq!(drawn(Flip::TopBottom, 2), ["cba", "fed"]);
    }
}
