//! What a cellular automaton's rule says of itself.

use crate::role::Role;
use crate::value::Shape;
use std::{fmt::Debug, sync::Arc};

/// A rule that changes the cells of a lattice, all at once, generation by generation.
///
/// A rule *describes* itself where it can: the description is read once, and the host runs it on its own
/// fast kernels.
pub trait Rule: Debug + Send + Sync {
    /// What the rule is.
    fn form(&self) -> Form;

    /// The rule in the notation that pattern files use: "B36/S23".
    fn notation(&self) -> String;
}

/// The forms in which a rule may describe itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Two states; the next one follows from the state and the number of living Moore neighbours.
    OuterTotalistic(OuterTotalistic),
}

/// A Life-like rule: bit n of a mask speaks of a cell with n living neighbours among its eight.
///
/// ```
/// use quincunx_sdk::rule::OuterTotalistic;
/// let life = OuterTotalistic { born: 1 << 3, survive: 1 << 2 | 1 << 3 };
/// assert!(life.next(false, 3) && !life.next(true, 4));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OuterTotalistic {
    /// Where a dead cell comes alive.
    pub born: u16,
    /// Where a living cell stays alive.
    pub survive: u16,
}

impl OuterTotalistic {
    /// Whether a cell is alive in the next generation.
    pub fn next(self, alive: bool, neighbours: u32) -> bool {
        let mask = if alive { self.survive } else { self.born };
        mask >> neighbours & 1 == 1
    }
}

/// The role of a rule in a scene. Plain text is in Life-like notation.
pub struct Rules;

impl Role for Rules {
    const NAME: &'static str = "rule";
    const TEXT: bool = true;
    type Product = Arc<dyn Rule>;

    fn plain(shape: Shape) -> Option<&'static str> {
        (shape == Shape::Text).then_some("LifeLike")
    }
}
