//! What a rule says when it is asked, which takes no run.

use super::pairs::ASKED;
use super::tally::Tally;
use crate::bits::Bits;
use crate::comparison::Course;
use crate::components::Automaton;
use crate::disturbed::disturbed;
use crate::method::Method;
use crate::replay;
use crate::topology::Topology;
use quincunx_core::perturb::{Disturbance, Flips};

/// A side of the soup that a rule is shown which looks at more than nine cells: what lies around each neighbourhood of nine
/// is then another about 500 times.
const SIDE: usize = 512;

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// What becomes of each of the 512 neighbourhoods.
    All,
    /// What becomes of so many cells of a soup, by a rule that always does the same.
    Soup(u64),
    /// The same, of a rule that draws.
    Draws(u64),
}

impl Asked {
    /// Asks the rule of a grid. `None` if it has none: what was recorded cannot be asked.
    ///
    /// # Errors
    /// A fragment that says why the rule cannot be run.
    pub fn of(grid: &Automaton) -> Result<Option<(Asked, Tally)>, String> {
        if let Some(tally) = grid.rule.form().as_ref().and_then(Tally::asked) {
            return Ok(Some((Asked::All, tally)));
        }
        if replay::recording(grid.rule.as_ref()).is_some() {
            return Ok(None);
        }
        let info = grid.rule.info();
        // No cell is seen twice at once.
        let side = SIDE.max((1 + 2 * info.halo).next_multiple_of(64));
        let soup = soup(side, grid);
        let (method, mut next) = (Method::of(&grid.rule)?, soup.clone());
        let mut course = Course::new(&method, &soup, grid.isa, grid.draws, grid.pool.clone());
        course.advance(&mut next, 0, 1)?;
        let (mut tally, cells) = (Tally::default(), (side * side) as u64);
        tally.add(&soup, &next, cells, grid.isa, &grid.pool);
        let asked = if info.stochastic { Asked::Draws(cells) } else { Asked::Soup(cells) };
        Ok(Some((asked, tally)))
    }

    /// Whether what it said once it says always.
    pub fn is_exact(self) -> bool {
        !matches!(self, Asked::Draws(_))
    }

    /// What was asked, in words.
    pub fn words(self) -> String {
        match self {
            Asked::All => "what becomes of each of the 512 neighbourhoods".into(),
            Asked::Soup(cells) | Asked::Draws(cells) => {
                format!("what becomes of {cells} cells of a soup")
            }
        }
    }
}

/// Half of the cells are alive.
fn soup(side: usize, grid: &Automaton) -> Bits {
    let half = Disturbance::new(Flips { born: 0.5, dies: 0.5 }, grid.noise, grid.isa);
    disturbed(&Bits::new(side, side, Topology::TORUS, 2), &half, 0, ASKED, &grid.pool)
}
