//! Recorded states: what a film or a data set holds, by this program or by another.

use crate::npy::{Floats, Header};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// States one after the other, from a file of NumPy's format.
///
/// Three axes (T × height × width) are one sequence; four (N × T × height × width) are N of them, and a pair of states is
/// a sequence of two. Whole numbers (uint8, bool) are the states of cells; real ones (float32, float64) are from 0 to 1,
/// and a cell is alive where its number is above one half.
///
/// ```
/// use quincunx_core::npy::Header;
/// use quincunx_core::sequence::Sequence;
/// // Two pairs of states of 1 × 3 cells.
/// let file = [&Header::new("|u1", &[2, 2, 1, 3]).to_bytes()[..], &[0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1]].concat();
/// let pairs = Sequence::parse(file.into()).unwrap();
/// assert_eq!((pairs.size(), pairs.frames(), pairs.states()), ((3, 1), 4, 2));
/// assert_eq!(pairs.frame(2).unwrap()[..], [1, 1, 0]);
/// assert_eq!([0, 1, 2, 3].map(|t| pairs.follows(t)), [true, false, true, false]);
/// assert_eq!((pairs.transitions(), pairs.before(1)), (2, 2));
/// ```
#[derive(Clone, Debug)]
pub struct Sequence {
    cells: Cells,
    size: (usize, usize),
    frames: usize,
    /// How many frames a sequence has before the next begins.
    length: usize,
    states: usize,
}

#[derive(Clone, Debug)]
enum Cells {
    Bytes { file: Arc<[u8]>, start: usize },
    Reals(Floats),
}

impl Sequence {
    /// Reads a file.
    ///
    /// # Errors
    /// A fragment that says what is wrong with it, and the remedy.
    pub fn parse(file: Arc<[u8]>) -> Result<Self, String> {
        let (header, start) = Header::parse(&file)?;
        let axes = axes(&header)?;
        let [count, length, height, width] = axes;
        let cells = match header.descr.as_str() {
            "|u1" | "|b1" if header.fortran_order => {
                return Err("it is in Fortran order; save it with numpy.ascontiguousarray".into());
            }
            "|u1" | "|b1" => bytes(file, start, axes)?,
            "<f4" | "<f8" | ">f4" | ">f8" => Cells::Reals(within(Floats::parse(file)?)?),
            descr => {
                let wanted = "uint8 (states) or float32 (from 0 to 1)";
                return Err(format!(
                    "its elements are `{descr}`, and {wanted} are expected; save it with .astype('uint8')"
                ));
            }
        };
        let states = match &cells {
            Cells::Bytes { file, start } => {
                file[*start..].iter().max().map_or(2, |most| usize::from(*most) + 1)
            }
            Cells::Reals(_) => 2,
        };
        Ok(Sequence { cells, size: (width, height), frames: count * length, length, states: states.max(2) })
    }

    /// Cells in a row, and rows.
    pub fn size(&self) -> (usize, usize) {
        self.size
    }

    /// How many states there are, those of all sequences together: at least one.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// How many states a cell may be in: one more than the largest, and at least two.
    pub fn states(&self) -> usize {
        self.states
    }

    /// Whether state `t` + 1 is what became of state `t`, and not where another sequence begins.
    pub fn follows(&self, t: usize) -> bool {
        t + 1 < self.frames && !(t + 1).is_multiple_of(self.length)
    }

    /// How many states have a successor.
    pub fn transitions(&self) -> usize {
        self.frames / self.length * (self.length - 1)
    }

    /// Which state the transition of a number comes from: the states that have a successor, in their order.
    pub fn before(&self, transition: usize) -> usize {
        let of_each = (self.length - 1).max(1);
        transition / of_each * self.length + transition % of_each
    }

    /// The cells of state `t`, row by row; none beyond the last.
    pub fn frame(&self, t: usize) -> Option<Cow<'_, [u8]>> {
        self.rows(t, 0..self.size.1)
    }

    /// The cells of some rows of state `t`; none beyond the last, in either direction.
    pub fn rows(&self, t: usize, rows: Range<usize>) -> Option<Cow<'_, [u8]>> {
        let (width, height) = self.size;
        let is_there = t < self.frames && rows.start <= rows.end && rows.end <= height;
        let from = is_there.then_some((t * height + rows.start) * width)?;
        let cells = rows.len() * width;
        match &self.cells {
            Cells::Bytes { file, start } => {
                file.get(start + from..).map(|rest| Cow::Borrowed(&rest[..cells]))
            }
            Cells::Reals(reals) => (from..from + cells)
                .map(|n| Some(u8::from(reals.get(n)? > 0.5)))
                .collect::<Option<_>>()
                .map(Cow::Owned),
        }
    }
}

/// Sequences, states of each, rows, cells of a row.
fn axes(header: &Header) -> Result<[usize; 4], String> {
    let [count, length, height, width] = match header.shape[..] {
        [length, height, width] => [1, length, height, width],
        [count, length, height, width] => [count, length, height, width],
        _ => {
            return Err(format!(
                "its array has {} dimensions, and a recorded sequence has 3 (T × height × width), or 4 if it is several",
                header.shape.len()
            ));
        }
    };
    match [count, length, height, width].map(usize::try_from) {
        [Ok(0), ..] | [_, Ok(0), ..] | [_, _, Ok(0), _] | [_, _, _, Ok(0)] => {
            Err("its array is empty".into())
        }
        [Ok(count), Ok(length), Ok(height), Ok(width)] => Ok([count, length, height, width]),
        _ => Err("its array is larger than any memory".into()),
    }
}

fn bytes(file: Arc<[u8]>, start: usize, axes: [usize; 4]) -> Result<Cells, String> {
    let follow = file.len() - start;
    match axes.iter().try_fold(1_usize, |all, n| all.checked_mul(*n)) {
        Some(cells) if cells == follow => Ok(Cells::Bytes { file, start }),
        _ => {
            let shape = axes.map(|n| n.to_string()).join(" × ");
            Err(format!("its header says {shape} bytes, and {follow} follow"))
        }
    }
}

/// The numbers, if all are from 0 to 1.
fn within(reals: Floats) -> Result<Floats, String> {
    let outside = reals.iter().enumerate().find(|(_, x)| !(0.0..=1.0).contains(x));
    match outside {
        Some((n, x)) => Err(format!("number {n} of its array is {x:?}, and cells are from 0 to 1")),
        None => Ok(reals),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(descr: &str, shape: &[u64], data: &[u8]) -> Result<Sequence, String> {
        Sequence::parse([&Header::new(descr, shape).to_bytes()[..], data].concat().into())
    }

    #[test]
    fn reals_are_alive_above_one_half() {
        let data = [0.5f32, 0.51, 1.0, 0.0].map(f32::to_le_bytes).concat();
        let sequence = parse("<f4", &[2, 1, 2], &data).unwrap();
        assert_eq!(sequence.frame(0).unwrap()[..], [0, 1]);
        assert_eq!(sequence.frame(1).unwrap()[..], [1, 0]);
        assert_eq!((sequence.rows(1, 0..1), sequence.rows(1, 1..2)), (sequence.frame(1), None));
        assert_eq!((sequence.states(), sequence.frame(2), sequence.transitions()), (2, None, 1));
    }

    #[test]
    fn states_are_counted_and_sequences_told_apart() {
        let sequence = parse("|u1", &[2, 3, 1, 1], &[0, 4, 1, 0, 0, 2]).unwrap();
        assert_eq!((sequence.states(), sequence.frames(), sequence.transitions()), (5, 6, 4));
        assert_eq!(
            (0..7).map(|t| sequence.follows(t)).collect::<Vec<_>>(),
            [true, true, false, true, true, false, false]
        );
        let before = (0..7).filter(|t| sequence.follows(*t));
        assert!(before.eq((0..sequence.transitions()).map(|n| sequence.before(n))));
        assert_eq!(parse("|b1", &[1, 1, 1], &[0]).unwrap().states(), 2);
    }

    #[test]
    fn what_is_no_sequence_says_why() {
        let why = |descr: &str, shape: &[u64], data: &[u8]| parse(descr, shape, data).unwrap_err();
        assert!(why("|u1", &[2, 2], &[0; 4]).contains("2 dimensions"));
        assert!(why("|u1", &[0, 2, 2], &[]).contains("empty"));
        assert!(why("|u1", &[1, 2, 2], &[0; 5]).contains("5 follow"));
        assert!(why("|u1", &[u64::MAX, 2, 2], &[0; 5]).contains("5 follow"));
        assert!(why("<i8", &[1, 1, 1], &[0; 8]).contains("uint8"));
        assert!(why("<f8", &[1, 1, 1], &1.5f64.to_le_bytes()).contains("1.5"));
        assert!(why("<f8", &[1, 1, 1], &f64::NAN.to_le_bytes()).contains("NaN"));
    }
}
