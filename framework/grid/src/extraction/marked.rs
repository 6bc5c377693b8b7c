//! A reading beside the rule that it should be.

use super::reading::{Decision, Found};
use super::tally::Tally;

/// How many neighbourhoods were read rightly. Of the others some may be undecided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub right: u64,
    pub wrong: u64,
    pub all: u64,
}

impl Marks {
    /// Of what was found, by what the right rule says of all neighbourhoods.
    pub fn of<'f>(found: impl IntoIterator<Item = &'f Found>, rule: &Tally) -> Self {
        let mut marks = Marks::default();
        for found in found {
            for alive in found.class.members.iter().map(|n| rule.of(*n).alive > 0) {
                let (right, wrong) = match found.decision {
                    Decision::Alive => (alive, !alive),
                    Decision::Dead => (!alive, alive),
                    Decision::Undecided | Decision::Mixed => (false, false),
                };
                marks.right += u64::from(right);
                marks.wrong += u64::from(wrong);
                marks.all += 1;
            }
        }
        marks
    }

    /// The share that was read rightly.
    pub fn accuracy(self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}
