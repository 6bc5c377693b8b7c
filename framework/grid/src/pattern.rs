//! A pattern, from a file of whatever format.

pub mod gzip;
pub mod life105;
pub mod life106;
pub mod macrocell;
pub mod npy;
pub mod plaintext;
mod plane;
pub mod rle;
mod runs;
mod sniff;
mod text;

pub use runs::{Run, Runs};
pub use sniff::read;
pub use text::PatternError;
pub(crate) use text::brief;

use macrocell::Tree;
use std::ops::Range;

/// Columns and rows of a pattern.
pub type Part = (Range<usize>, Range<usize>);

/// A rectangle of cells, and what its file says of them.
#[derive(Debug)]
pub struct Pattern {
    /// Cells in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// What is alive in it.
    pub living: Living,
    /// The rule that the file names.
    pub rule: Option<String>,
    /// What the file says that is not so, and does no harm.
    pub remarks: Vec<String>,
}

/// The living cells of a pattern as its file keeps them, so that a small file never becomes much memory.
#[derive(Debug)]
pub enum Living {
    /// Runs within rows.
    Runs(Runs),
    /// Row-major.
    Cells(Vec<u8>),
    /// Squares of squares.
    Tree(Tree),
}

impl Pattern {
    /// A rectangle of which nothing else is known.
    pub fn new(width: usize, height: usize, living: Living) -> Self {
        Pattern { width, height, living, rule: None, remarks: vec![] }
    }

    /// Visits every living cell by its column, row and state. It may take as long as there are living cells.
    pub fn each_alive(&self, visit: impl FnMut(usize, usize, u8)) {
        self.each_alive_in(&(0..self.width, 0..self.height), visit);
    }

    /// Visits those of some columns and rows alone. What is elsewhere costs little.
    pub fn each_alive_in(&self, part: &Part, mut visit: impl FnMut(usize, usize, u8)) {
        let (columns, rows) = part;
        match &self.living {
            Living::Runs(runs) => {
                let those = runs.within(rows.clone()).filter(|run| rows.contains(&(run.y as usize)));
                for Run { x, y, length, state } in those {
                    let (first, end) = (x as usize, x as usize + length as usize);
                    (first.max(columns.start)..end.min(columns.end))
                        .for_each(|x| visit(x, y as usize, state));
                }
            }
            Living::Cells(cells) => {
                for (y, row) in cells.chunks(self.width.max(1)).enumerate().filter(|(y, _)| rows.contains(y))
                {
                    let alive =
                        row.iter().enumerate().filter(|(x, state)| **state != 0 && columns.contains(x));
                    alive.for_each(|(x, state)| visit(x, y, *state));
                }
            }
            Living::Tree(tree) => tree.each_alive_in(part, &mut visit),
        }
    }

    /// A cell whose state is not among so many, if there is one: its column, row and state.
    pub fn beyond(&self, states: usize) -> Option<(usize, usize, u8)> {
        let wrong = |state: u8| usize::from(state) >= states;
        match &self.living {
            Living::Runs(runs) => runs
                .iter()
                .find(|run| wrong(run.state))
                .map(|run| (run.x as usize, run.y as usize, run.state)),
            Living::Cells(cells) => {
                let at = cells.iter().position(|cell| wrong(*cell))?;
                Some((at % self.width, at / self.width, cells[at]))
            }
            Living::Tree(tree) => tree.beyond(states),
        }
    }

    /// Row-major; only for a pattern that is known to be small.
    pub fn cells(&self) -> Vec<u8> {
        let mut cells = vec![0; self.width * self.height];
        self.each_alive(|x, y, state| cells[y * self.width + x] = state);
        cells
    }
}
