//! What becomes of a pattern, so that tests can hold it against the cells.

use std::fmt;

/// What becomes of a pattern that is alone on a plane. Columns go to the right and rows downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays as it is.
    StillLife,
    /// It comes back where it was.
    Oscillator {
        /// After so many generations.
        period: u64,
    },
    /// It comes back elsewhere.
    Spaceship {
        /// After so many generations.
        period: u64,
        /// Columns and rows further.
        by: (i64, i64),
    },
    /// Its population grows for ever.
    Grows {
        /// From this generation on.
        from: u64,
        /// In so many generations.
        period: u64,
        /// By so many cells.
        cells: u64,
    },
    /// Its population settles: from then on it only repeats every other generation.
    Settles {
        /// The first such generation.
        generation: u64,
        /// Living cells in it.
        cells: u64,
    },
    /// Nothing is left of it.
    Vanishes {
        /// The first generation without any living cell.
        generation: u64,
    },
    /// It has become two of itself.
    Copies {
        /// After so many generations.
        generation: u64,
        /// The one so many columns and rows further, and the other as many back.
        by: (i64, i64),
    },
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match *self {
            Fate::StillLife => write!(f, "a still life"),
            Fate::Oscillator { period } => write!(f, "an oscillator of period {period}"),
            Fate::Spaceship { period, by } => {
                write!(f, "a spaceship: ({}, {}) every {period} generations", by.0, by.1)
            }
            Fate::Grows { from: 0, period, cells } => {
                write!(f, "grows by {cells} cells every {period} generations")
            }
            Fate::Grows { from, period, cells } => {
                write!(f, "grows by {cells} cells every {period} generations, from generation {from} on")
            }
            Fate::Settles { generation, cells } => {
                write!(f, "settles in generation {generation} with {cells} cells")
            }
            Fate::Vanishes { generation } => write!(f, "vanishes in generation {generation}"),
            Fate::Copies { generation, by } => {
                write!(f, "two copies after {generation} generations, at ±({}, {})", by.0, by.1)
            }
        }
    }
}
