//! Any rule, in any usual notation or by its name: what plain text stands for.

use super::described::made;
use crate::notation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A rule in any usual notation, or by its name. Most are Life-like: cells are born and survive by the number of living
    /// neighbours among their eight. The other notations have kinds of their own, where they are explained.
    pub struct LifeLike {
        /// `B36/S23`, `23/36`, `B2/S34H`, `B2-a/S12`, `345/2/4`, `R5,C0,M1,S34..58,B34..45,NM`, `W110`, `MAP…`, or a name such as `HighLife` or `Star Wars`
        rule: String
    }
}

impl Make<Rules> for LifeLike {
    const REFERENCES: &'static [&'static str] = &[
        "M. Gardner, \"The fantastic combinations of John Conway's new solitaire game 'life'\", Scientific American 223 (4), 120-123 (1970)",
    ];
    const EXAMPLES: &'static [&'static str] = &[
        "\"B36/S23\"",
        "HighLife",
        "\"Day & Night\"",
        "LifeLike(\"23/3\")",
        "\"B2-a/S12\"",
        "\"B2/S34H\"",
        "\"Star Wars\"",
        "\"R5,C0,M1,S34..58,B34..45,NM\"",
        "\"W110\"",
    ];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        made(notation::parse(&self.rule))
    }
}
