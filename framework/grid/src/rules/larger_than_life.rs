//! Rules of large neighbourhoods.

use super::described::made;
use crate::notation::Notation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A rule that counts the cells in state 1 of a large square (NM) or diamond (NN) of radius R. S and B are ranges of counts
    /// with which cells survive and are born, several with commas; M1 counts the cell itself; with C above 2 cells die slowly,
    /// as those of `Generations` do.
    pub struct LargerThanLife {
        /// `R5,C0,M1,S34..58,B34..45,NM`, or radius, births and survivals from and to: `5,34,45,34,58`
        rule: String
    }
}

impl Make<Rules> for LargerThanLife {
    const REFERENCES: &'static [&'static str] = &[
        "K. M. Evans, \"Larger than Life: digital creatures in a family of two-dimensional cellular automata\", Discrete Mathematics and Theoretical Computer Science Proceedings AA, 177-192 (2001)",
    ];
    const EXAMPLES: &'static [&'static str] = &[
        "LargerThanLife(\"R5,C0,M1,S34..58,B34..45,NM\")",
        "LargerThanLife(rule: \"R4,C3,M0,S8..14,B9..12,NN\")",
        "LargerThanLife(\"5,34,45,34,58\")",
    ];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        made(Notation::Larger.read(&self.rule))
    }
}
