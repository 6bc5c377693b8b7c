//! What becomes of a pattern that is left alone.

use super::board::{Board, Outcomes};
use quincunx_sdk::form::Form;

/// The longest period that is looked for: longer ones are rare where nobody made them.
const MOST_PERIOD: usize = 64;
/// The longest side of a box in which it is followed.
const MOST_SIDE: usize = 100;

/// A rule under which patterns can be left alone: empty space stays empty.
pub(crate) struct Alone(Box<Outcomes>);

/// A pattern that comes back: all its phases, and how far it has moved then.
pub(crate) struct Orbit {
    pub phases: Vec<Board>,
    pub moved: (i64, i64),
}

impl Alone {
    /// A rule by what it says of itself.
    ///
    /// # Errors
    /// The end of a sentence that begins with the rule.
    pub fn under(form: Option<&Form>) -> Result<Self, &'static str> {
        let next = |n: u16| form.and_then(|form| form.next(n));
        let mut outcomes = Box::new([false; 512]);
        for (outcome, n) in outcomes.iter_mut().zip(0..) {
            *outcome = next(n).ok_or(
                "does not follow from the two states of the nine cells around, as a census needs it",
            )?;
        }
        match outcomes[0] {
            true => Err("brings empty space to life, where no object is ever alone"),
            false => Ok(Alone(outcomes)),
        }
    }

    /// Where the cells of a pattern are in each of so many generations, in order, the first included.
    pub fn way(&self, cells: &[(i64, i64)], generations: usize) -> Vec<Vec<(i64, i64)>> {
        let least = |of: fn(&(i64, i64)) -> i64| cells.iter().map(of).min().unwrap_or(0);
        let (mut board, mut at) = (Board::of(cells), (least(|cell| cell.0), least(|cell| cell.1)));
        let mut way = Vec::with_capacity(generations);
        while way.len() < generations {
            let place = |(x, y): (usize, usize)| (x as i64 + at.0, y as i64 + at.1);
            let mut cells: Vec<_> = board.living().map(place).collect();
            cells.sort_unstable();
            way.push(cells);
            let (next, by) = board.next(&self.0);
            (board, at) = (next, (at.0 + by.0, at.1 + by.1));
        }
        way
    }

    /// The orbit of a pattern, if it comes back before long.
    pub fn orbit(&self, start: Board) -> Option<Orbit> {
        let most = 4 * start.alive() + 64;
        let (mut phases, mut moved) = (vec![start], (0, 0));
        while phases.len() <= MOST_PERIOD {
            let (next, by) = phases.last()?.next(&self.0);
            moved = (moved.0 + by.0, moved.1 + by.1);
            if next == phases[0] {
                return Some(Orbit { phases, moved });
            }
            if next.alive() == 0 || next.alive() > most || next.width.max(next.height) > MOST_SIDE {
                return None;
            }
            phases.push(next);
        }
        None
    }
}
