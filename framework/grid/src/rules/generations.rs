//! Rules whose cells die slowly.

use super::described::made;
use crate::notation::Notation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A rule whose cells die slowly: one in state 1 that does not survive, and any in a later state, goes on to the next state,
    /// and from the last to 0. Only cells in state 1 count as neighbours.
    pub struct Generations {
        /// survivals, births and how many states there are: `345/2/4`, `B2/S345/C4`
        rule: String
    }
}

impl Make<Rules> for Generations {
    const REFERENCES: &'static [&'static str] = &[
        "T. Toffoli, N. Margolus, \"Cellular Automata Machines: A New Environment for Modeling\", MIT Press (1987)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Generations(\"/2/3\")", "Generations(rule: \"B2/S345/C4\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        made(Notation::Halves.read(&self.rule))
    }
}
