//! Rules that ask how neighbours are arranged.

use super::described::made;
use crate::notation::Notation;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Rule, Rules};
use std::sync::Arc;

quincunx_sdk::params! {
    /// A rule that asks how the living among the eight neighbours are arranged, but not which way round: isotropic and not
    /// totalistic. Letters after a count are A. Hensel's names of arrangements, and a minus takes those away that follow it.
    pub struct IsotropicNonTotalistic {
        /// `B2-a/S12`, `B3/S2-i34q`: counts with letters, as Golly has them
        rule: String
    }
}

impl Make<Rules> for IsotropicNonTotalistic {
    const REFERENCES: &'static [&'static str] =
        &["N. Johnston, D. Greene, \"Conway's Game of Life: Mathematics and Construction\" (2022)"];
    const EXAMPLES: &'static [&'static str] =
        &["IsotropicNonTotalistic(\"B2-a/S12\")", "IsotropicNonTotalistic(rule: \"B3/S2-i34q\")"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        made(Notation::Halves.read(&self.rule))
    }
}
