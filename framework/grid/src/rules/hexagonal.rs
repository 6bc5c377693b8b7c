//! Rules of six neighbours.

use super::described::made;
use crate::notation::Notation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A rule of the hexagonal lattice: cells lie in slanted rows, and of the eight cells around one those at the upper right and
    /// at the lower left are no neighbours, as in Golly.
    pub struct Hexagonal {
        /// `B2/S34H`, with or without the H
        rule: String
    }
}

impl Make<Rules> for Hexagonal {
    const REFERENCES: &'static [&'static str] = &[
        "C. Bays, \"A note on the Game of Life in hexagonal and pentagonal tessellations\", Complex Systems 15 (3), 245-252 (2005)",
    ];
    const EXAMPLES: &'static [&'static str] = &["Hexagonal(\"B2/S34H\")", "Hexagonal(rule: \"B245/S3\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        made(Notation::Hexagonal.read(&self.rule))
    }
}
