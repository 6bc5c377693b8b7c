//! A lattice to look at.

use super::{becomes, trial::run};
use crate::form::Form;
use crate::rule::Rule;
use crate::slab::Slab;

/// A small lattice, written and read as rows of characters: `.` or `0` is state 0, `#` or `1` state 1, then digits, and
/// letters from `a`, which is 10. It is shown with digits if it was written with some.
///
/// ```
/// use quincunx_sdk::testing::Board;
///
/// assert_eq!(Board::torus(["012", "34a"]).cells(), [0, 1, 2, 3, 4, 10]);
/// assert_eq!(Board::dead([".#", "#."]).rows(), [".#", "#."]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    width: usize,
    cells: Vec<u8>,
    wraps: bool,
    digits: bool,
    step: u64,
}

impl Board {
    /// A board whose edges meet.
    ///
    /// # Panics
    /// If the rows are empty or unequal, or hold another character.
    pub fn torus<S: AsRef<str>>(rows: impl IntoIterator<Item = S>) -> Self {
        Self::read(rows, true)
    }

    /// A board with nothing but state 0 around.
    ///
    /// # Panics
    /// As [`Board::torus`].
    pub fn dead<S: AsRef<str>>(rows: impl IntoIterator<Item = S>) -> Self {
        Self::read(rows, false)
    }

    fn read<S: AsRef<str>>(rows: impl IntoIterator<Item = S>, wraps: bool) -> Self {
        let rows: Vec<Vec<char>> = rows.into_iter().map(|row| row.as_ref().chars().collect()).collect();
        let width = rows.first().map_or(0, Vec::len);
        assert!(width > 0 && rows.iter().all(|row| row.len() == width), "a board needs rows of one length");
        let digits = rows.iter().flatten().any(char::is_ascii_digit);
        Board { width, cells: rows.iter().flatten().map(|&c| state(c)).collect(), wraps, digits, step: 0 }
    }

    /// The states, row by row.
    pub fn cells(&self) -> &[u8] {
        &self.cells
    }

    /// The states as characters; `?` is one above 35.
    pub fn rows(&self) -> Vec<String> {
        let mark = |&cell: &u8| match cell {
            0 if !self.digits => '.',
            1 if !self.digits => '#',
            _ => char::from_digit(cell.into(), 36).unwrap_or('?'),
        };
        self.cells.chunks(self.width).map(|row| row.iter().map(mark).collect()).collect()
    }

    /// Computes the next generation, in one slab: by the rule's own `step`, or by its description if it has one.
    ///
    /// # Errors
    /// What the rule says, or did wrong: cells not written, or outside of its states.
    pub fn step(&mut self, rule: &dyn Rule, key: u64) -> Result<(), String> {
        let info = rule.info();
        info.check()?;
        let slab = self.slab(info.halo, key);
        let source = self.source(&slab);
        self.cells = match rule.form() {
            Some(form) => described(&form, &source, &slab)?,
            None => run(rule, &source, &slab, info.states).map_err(|fault| fault.to_string())?,
        };
        self.step += 1;
        Ok(())
    }

    fn slab(&self, halo: usize, key: u64) -> Slab {
        let (width, height) = (self.width, self.cells.len() / self.width);
        let (stride, lattice_width) = (width + 2 * halo, width as u64);
        Slab { width, height, stride, halo, lattice_width, step: self.step, key, ..Slab::default() }
    }

    fn source(&self, slab: &Slab) -> Vec<u8> {
        let at = |n: usize| {
            let (x, y) = (
                inside(n % slab.stride, slab.halo, slab.width),
                inside(n / slab.stride, slab.halo, slab.height),
            );
            match (x, y) {
                ((x, true), (y, true)) => self.cells[y * self.width + x],
                ((x, _), (y, _)) if self.wraps => self.cells[y * self.width + x],
                _ => 0,
            }
        };
        (0..slab.source_len()).map(at).collect()
    }
}

/// Where on the board a cell of the source lies if the edges meet, and whether it does so without.
fn inside(at: usize, halo: usize, size: usize) -> (usize, bool) {
    let around = (at + size * halo - halo) % size;
    (around, (halo..halo + size).contains(&at))
}

fn state(mark: char) -> u8 {
    let state = match mark {
        '.' => Some(0),
        '#' => Some(1),
        mark => mark.to_digit(36).filter(|_| !mark.is_ascii_uppercase()),
    };
    assert!(state.is_some(), "`{mark}` is no state: `.`, `#`, digits and small letters are");
    state.unwrap_or_default() as u8
}

fn described(form: &Form, source: &[u8], slab: &Slab) -> Result<Vec<u8>, String> {
    if form.halo().is_some_and(|halo| halo > slab.halo) {
        return Err(format!("the form `{}` looks farther than the halo that its rule tells", form.tag()));
    }
    let next = |n: usize| becomes(form, source, slab, n % slab.width, n / slab.width);
    let cells: Option<_> = (0..slab.width * slab.height).map(next).collect();
    cells.ok_or_else(|| format!("the form `{}` cannot be run here", form.tag()))
}
