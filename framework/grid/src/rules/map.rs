//! Rules as whole tables.

use super::described::made;
use crate::notation::Notation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A rule by what becomes of each of its neighbourhoods, in the letters of base64: 86 for the 512 neighbourhoods of nine
    /// cells, 22 for the 128 of seven (hexagonal), 6 for the 32 of five (von Neumann). Neighbourhoods are numbered with the
    /// cell at the upper left as the highest digit; those of seven cells as Golly 3.3 does, below before above.
    pub struct Map {
        /// `MAP` and the letters
        rule: String
    }
}

impl Make<Rules> for Map {
    const REFERENCES: &'static [&'static str] =
        &["A. Trevorrow, T. Rokicki, Golly 3.3 (2019), golly.sourceforge.io"];
    const EXAMPLES: &'static [&'static str] = &[
        "Map(\"MAPARYXfhZofugWaH7oaIDogBZofuhogOiAaIDogIAAgAAWaH7oaIDogGiA6ICAAIAAaIDogIAAgACAAIAAAAAAAA\")",
        "Map(\"MAPHmkGGg\")",
    ];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        made(Notation::Map.read(&self.rule))
    }
}
