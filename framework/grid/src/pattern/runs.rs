//! Runs of living cells in a few bytes each, so that a file of small runs is not a multiple of itself in memory.

use std::ops::Range;

/// Living cells of one state side by side, inside of their pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The column of the first.
    pub x: u32,
    /// Their row.
    pub y: u32,
    /// How many.
    pub length: u32,
    /// Their state, which is not 0.
    pub state: u8,
}

/// Runs in the order of their file. A piece after another is written to, and none is moved while they grow.
#[derive(Debug, Default)]
pub struct Runs {
    pieces: Vec<Piece>,
    /// The last run, which the next one may continue.
    open: Option<Run>,
    /// The column and row that are 0 to who reads.
    corner: (u32, u32),
}

/// Bytes of a piece: as many as make it cheap to pass over pieces of other rows.
const PIECE: usize = 1 << 16;
/// No run takes more: three numbers of up to 33 bits and a sign, and a state.
const MOST: usize = 3 * 5 + 1;

/// Runs one behind the other: down and right from the end of the one before, how long, and the state.
#[derive(Debug)]
struct Piece {
    bytes: Vec<u8>,
    /// The rows that they lie in.
    rows: Range<u32>,
    /// Behind the last of them.
    end: (u32, u32),
}

impl Runs {
    /// Adds a run. One that continues the last becomes a part of it.
    pub fn put(&mut self, run: Run) {
        let grown = self.open.and_then(|open| {
            let continues =
                (open.y, open.state) == (run.y, run.state) && open.x.checked_add(open.length) == Some(run.x);
            open.length.checked_add(run.length).filter(|_| continues)
        });
        match (grown, &mut self.open) {
            (Some(length), Some(open)) => open.length = length,
            (_, open) => {
                if let Some(open) = open.replace(run) {
                    self.write(open);
                }
            }
        }
    }

    fn write(&mut self, run: Run) {
        match self.pieces.last_mut().filter(|piece| piece.bytes.len() + MOST <= PIECE) {
            Some(piece) => piece.put(run),
            None => self.pieces.push(Piece::of(run)),
        }
    }

    /// The same, seen from a column and a row that are no farther than any of them.
    pub fn seen_from(self, corner: (u32, u32)) -> Self {
        Runs { corner, ..self }
    }

    /// All runs.
    pub fn iter(&self) -> impl Iterator<Item = Run> {
        self.within(0..u32::MAX as usize + 1)
    }

    /// At least those in some rows.
    pub fn within(&self, rows: Range<usize>) -> impl Iterator<Item = Run> {
        let (left, top) = self.corner;
        let row = move |y: u32| y.saturating_sub(top) as usize;
        let meets =
            move |piece: &&Piece| row(piece.rows.start) < rows.end && row(piece.rows.end) >= rows.start;
        let runs = self.pieces.iter().filter(meets).flat_map(Piece::runs).chain(self.open);
        runs.map(move |run| Run { x: run.x.saturating_sub(left), y: run.y.saturating_sub(top), ..run })
    }

    /// How many bytes they take.
    #[cfg(test)]
    pub fn memory(&self) -> usize {
        self.pieces.iter().map(|piece| piece.bytes.len()).sum()
    }
}

impl FromIterator<Run> for Runs {
    fn from_iter<I: IntoIterator<Item = Run>>(all: I) -> Self {
        all.into_iter().fold(Runs::default(), |mut runs, run| {
            runs.put(run);
            runs
        })
    }
}

impl Piece {
    fn of(run: Run) -> Self {
        let mut piece = Piece { bytes: vec![], rows: run.y..run.y, end: (0, 0) };
        piece.put(run);
        piece
    }

    fn put(&mut self, Run { x, y, length, state }: Run) {
        let far = |to: u32, from: u32| i64::from(to) - i64::from(from);
        for number in [far(y, self.end.1), far(x, self.end.0), length.into()] {
            write(number, &mut self.bytes);
        }
        self.bytes.push(state);
        self.rows = self.rows.start.min(y)..self.rows.end.max(y);
        // Where a row is too wide to be read, it is refused later.
        self.end = (x.wrapping_add(length), y);
    }

    fn runs(&self) -> impl Iterator<Item = Run> {
        let (mut bytes, mut end) = (self.bytes.iter(), (0u32, 0u32));
        std::iter::from_fn(move || {
            let mut number = || read(&mut bytes);
            let far = |from: u32, by: i64| (i64::from(from) + by) as u32;
            let (down, right, length) = (number()?, number()?, number()? as u32);
            let (x, y) = (far(end.0, right), far(end.1, down));
            end = (x.wrapping_add(length), y);
            Some(Run { x, y, length, state: *bytes.next()? })
        })
    }
}

/// Seven binary digits a byte from the lowest, of which the first is the sign: what is near takes a byte.
fn write(number: i64, bytes: &mut Vec<u8>) {
    let mut rest = (number << 1 ^ number >> 63) as u64;
    while rest > 0x7f {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

fn read<'b>(bytes: &mut impl Iterator<Item = &'b u8>) -> Option<i64> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = *bytes.next()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((number >> 1) as i64 ^ -((number & 1) as i64));
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn far_or_near() -> impl Strategy<Value = u32> {
        prop_oneof![4 => 0u32..40, 1 => any::<u32>()]
    }

    #[test]
    fn what_continues_a_run_is_a_part_of_it() {
        let run = |x, y, length, state| Run { x, y, length, state };
        let runs: Runs =
            [run(4, 2, 1, 1), run(5, 2, 3, 1), run(8, 2, 1, 2), run(9, 3, 1, 2)].into_iter().collect();
        assert_eq!(runs.iter().collect::<Vec<_>>(), [run(4, 2, 4, 1), run(8, 2, 1, 2), run(9, 3, 1, 2)]);
        let long: Runs = [run(0, 0, u32::MAX, 1), run(u32::MAX, 0, 7, 1)].into_iter().collect();
        assert_eq!(long.iter().count(), 2);
    }

    #[test]
    fn pieces_of_other_rows_are_passed_over() {
        let runs: Runs = (0..100_000).map(|y| Run { x: y % 2, y: y + 7, length: 1, state: 1 }).collect();
        let runs = runs.seen_from((0, 7));
        let found: Vec<_> = runs.within(50_000..50_002).collect();
        assert!(found.len() <= PIECE / 4 + 1 && runs.pieces.len() > 5);
        for y in [50_000, 50_001] {
            assert!(found.contains(&Run { x: y % 2, y, length: 1, state: 1 }));
        }
    }

    proptest! {
        #[test]
        fn runs_are_read_as_they_were_put(
            all in prop::collection::vec((far_or_near(), far_or_near(), 1..=u32::MAX, 1..=255u8), 0..60),
        ) {
            // Apart in their columns, so that none continues another.
            let all: Vec<_> = all.into_iter().map(|(x, y, length, state)| Run { x: x & !1, y, length: length | 1, state }).collect();
            let runs: Runs = all.iter().copied().collect();
            prop_assert!(runs.memory() <= MOST * all.len());
            let continued = all.windows(2).any(|pair| pair[0].y == pair[1].y && pair[0].x.checked_add(pair[0].length) == Some(pair[1].x));
            prop_assume!(!continued);
            prop_assert_eq!(runs.iter().collect::<Vec<_>>(), all);
        }
    }
}
